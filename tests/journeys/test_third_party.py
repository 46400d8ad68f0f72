"""A third party reads the catalogue by API from the running server, with nothing but HTTP."""

import json
import urllib.error
import urllib.request
from email.message import Message

import pytest


def get(address: str) -> tuple[Message, dict]:
    """Return the headers and the JSON of an address."""
    request = urllib.request.Request(address, headers={"Origin": "https://regional.example"})  # noqa: S310
    with urllib.request.urlopen(request, timeout=15) as answer:  # noqa: S310
        return answer.headers, json.load(answer)


def test_from_the_root_over_the_list_to_a_practice_and_its_edition(portal):
    _headers, root = get(f"{portal}/api/v1/")
    headers, listed = get(f"{root['practices']}?region=ES51&nature=policy_instrument")
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert "Set-Cookie" not in headers
    assert {row["slug"] for row in listed["results"]} == {
        "industry-4-0-vouchers-catalonia", "proaccio-4-0",
    }  # fmt: skip

    (row,) = [row for row in listed["results"] if row["slug"] == "proaccio-4-0"]
    _headers, practice = get(row["api_url"])
    _headers, edition = get(practice["edition"]["api_url"])
    shared = practice.keys() & edition.keys()
    assert {name: practice[name] for name in shared} == {name: edition[name] for name in shared}
    assert "claims" in shared
    assert [claim["statement"] for claim in edition["claims"] if claim["evidence"]] == [
        claim["statement"] for claim in edition["claims"]
    ]


def test_every_row_leads_to_its_page_and_its_record(portal):
    _headers, listed = get(f"{portal}/api/v1/practices/?page_size=100")

    assert listed["count"] == len(listed["results"]) == 17
    for row in listed["results"]:
        assert row["url"] == f"{portal}/practices/{row['slug']}/"
        assert get(row["api_url"])[1]["identifier"] == row["identifier"]


@pytest.mark.parametrize("length", [8_150, 10_000, 60_000])
@pytest.mark.parametrize(
    ("path", "media_type"),
    [("/api/v1/practices/", "application/problem+json"), ("/practices/", "text/html")],
)
def test_the_server_lets_the_portal_answer_addresses_that_are_too_long(
    portal, path, media_type, length
):
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"{portal}{path}?q={'a' * length}", timeout=15)  # noqa: S310
    with refused.value as answer:
        assert answer.status == 414
        assert answer.headers.get_content_type() == media_type
        assert "8,000 characters" in answer.read().decode()
