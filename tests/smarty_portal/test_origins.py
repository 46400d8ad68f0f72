"""Pages of any origin may read the API, the feeds and the files, and ask whether they have changed."""

import pytest

pytestmark = pytest.mark.django_db
OPEN = ("/api/v1/practices/", "/feeds/practices.atom", "/data/", "/data/catalog.ttl")
CLOSED = ("/practices/", "/health/")


def preflight(client, path: str, headers: str):
    asked = {
        "origin": "https://elsewhere.example",
        "access-control-request-method": "GET",
        "access-control-request-headers": headers,
    }
    return client.options(path, headers=asked)


@pytest.mark.parametrize("path", [*OPEN, "/data/practices.csv"])
def test_a_browser_may_send_what_conditional_requests_need(client, smarty, path):
    answer = preflight(client, path, "if-none-match")

    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    allowed = set(answer.headers["Access-Control-Allow-Headers"].split(", "))
    assert allowed == {"accept", "if-none-match", "if-modified-since"}


@pytest.mark.parametrize("origin", [{}, {"origin": "https://elsewhere.example"}])
@pytest.mark.parametrize("path", OPEN)
def test_every_origin_may_read_and_sees_the_validators(client, smarty, path, origin):
    answer = client.get(path, headers=origin)
    again = client.get(path, headers=origin | {"if-none-match": answer.headers["ETag"]})

    assert (answer.status_code, again.status_code) == (200, 304)
    for told in (answer, again):
        assert told.headers["Access-Control-Allow-Origin"] == "*"
        assert {"ETag", "Last-Modified", "Data-Date"} <= set(
            told.headers["Access-Control-Expose-Headers"].split(", ")
        )
        assert "origin" not in told.headers["Vary"].casefold()


@pytest.mark.parametrize("path", CLOSED)
def test_nothing_else_is_opened(client, smarty, path):
    answer = client.get(path, headers={"origin": "https://elsewhere.example"})

    assert "Access-Control-Allow-Origin" not in answer.headers
    assert "Access-Control-Allow-Headers" not in preflight(client, path, "accept").headers
