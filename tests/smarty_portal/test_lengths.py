"""An address that is too long is answered in words, on pages and in the API, whatever stands in it."""

import pytest

from smarty_portal.lengths import LONGEST_ADDRESS

pytestmark = pytest.mark.django_db


def with_length(path: str, length: int) -> str:
    """Return an address of just this length: a search for very many letters."""
    start = f"{path}?q="
    return start + "a" * (length - len(start))


def test_the_longest_address_is_read(client, smarty):
    answer = client.get(with_length("/api/v1/practices/", LONGEST_ADDRESS))

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["parameter"] == "q"
    assert client.get(with_length("/practices/", LONGEST_ADDRESS)).status_code == 200


@pytest.mark.parametrize("length", [LONGEST_ADDRESS + 1, 60_000])
def test_the_api_says_so_as_a_problem(client, smarty, length):
    answer = client.get(with_length("/api/v1/practices/", length))
    told = answer.json()

    assert answer.status_code == told["status"] == 414
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "RateLimit" in answer.headers
    assert told["detail"] == "The address has more than 8,000 characters."
    assert told["instance"] == "/api/v1/practices/"
    page = client.get(told["type"].removeprefix("http://127.0.0.1:8000"))
    assert "Ask with fewer words" in page.content.decode()


@pytest.mark.parametrize("path", ["/practices/", "/es/practices/", "/feeds/practices.atom"])
def test_a_page_says_so_to_people(client, smarty, path):
    answer = client.get(with_length(path, LONGEST_ADDRESS + 1))
    page = answer.content.decode()

    assert answer.status_code == 414
    assert answer.headers["Cache-Control"] == "no-store"
    assert '<p class="error-number">414</p>' in page
    assert "aaaa" not in page
    assert not answer.cookies


def test_more_parameters_than_django_reads_are_too_long_too(client, smarty):
    answer = client.get("/api/v1/practices/?" + "&".join(["a=1"] * 12_000))

    assert answer.status_code == answer.json()["status"] == 414
