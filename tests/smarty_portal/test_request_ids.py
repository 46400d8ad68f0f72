"""The id of a request: a proxy's own if it is sane, else a new one."""

import re

import pytest

NEW = re.compile(r"[0-9a-f]{32}")


@pytest.mark.parametrize("given", ["7f3e-2a.b_1", "a" * 8, "A" * 40])
def test_a_sane_id_is_kept(db, client, given):
    assert client.get("/robots.txt", headers={"x-request-id": given})["X-Request-ID"] == given


@pytest.mark.parametrize("given", ["", "short", "a" * 41, "with blank", "<script>1", "a\nb-cdefgh"])
def test_any_other_gets_a_new_one(db, client, given):
    told = client.get("/robots.txt", headers={"x-request-id": given})["X-Request-ID"]

    assert NEW.fullmatch(told)


def test_no_two_requests_share_an_id(db, client):
    assert len({client.get("/robots.txt")["X-Request-ID"] for _number in range(3)}) == 3
