"""What is no search in words: an identifier, and the code of a region or sector."""

import pytest

from practices import entries
from practices.models import CatalogueEntry
from tests import asking
from tests.factories import make_published

pytestmark = pytest.mark.django_db


@pytest.fixture
def records(once):
    def make():
        make_published(identifier="GP-8301", slug="looms", title="Looms", sectors=["C13.2"])
        make_published(
            identifier="GP-8302", slug="like", title="Like GP-8301", region_id="ES51", sectors=["A"]
        )

    once("two that name each other", make)


def found(query: str) -> list[str]:
    return [entry.slug for entry in asking.asked(q=query).qs]


@pytest.mark.parametrize("query", ["GP-8301", "gp-8301", " Gp-8301 "])
def test_an_identifier_leads_straight_to_its_practice(client, records, query):
    assert client.get("/practices/", {"q": query}).headers["Location"] == "/practices/looms/"
    spanish = client.get("/es/practices/", {"q": query})
    assert (spanish.status_code, spanish.headers["Location"]) == (302, "/es/practices/looms/")
    answer = client.get("/api/v1/practices/", {"q": query}).json()
    assert [row["slug"] for row in answer["results"]] == ["looms"]
    assert answer["query"] == {
        "corrected": None, "unknown": [], "cut_short": False, "left_out": [],
    }  # fmt: skip


@pytest.mark.parametrize("query", ["GP-8301 looms", '"GP-8301"', "GP-8399", "-GP-8301", "GP 8301"])
def test_anything_else_is_a_search(client, records, query):
    assert client.get("/practices/", {"q": query}).status_code == 200


def test_a_withdrawn_practice_is_not_led_to(client, records):
    gone = CatalogueEntry.objects.filter(slug="looms")
    gone.update(withdrawn_at="2026-03-02T00:00Z", withdrawal_reason="Asked for.")
    entries.tell(gone)
    assert client.get("/practices/", {"q": "GP-8301"}).status_code == 200
    assert found("GP-8301") == ["like"]


@pytest.mark.parametrize(
    ("query", "address"),
    [
        ("?q=es51", "/practices/?region=ES51"),
        ("?q=C13.2&theme=digital_innovation_hubs&sector=A&ordering=title",
         "/practices/?theme=digital_innovation_hubs&sector=A&sector=C13.2&ordering=title"),
    ],
)  # fmt: skip
def test_a_code_leads_to_the_filter_on_it(client, records, query, address):
    assert client.get(f"/practices/{query}").headers["Location"] == address


def test_the_api_answers_a_code_like_the_filter_on_it(records):
    assert (found("ES51"), found("C13")) == (["like"], ["looms"])
    assert found("C13.2") == [entry.slug for entry in asking.asked(sector="C13.2").qs]
    assert found("XX99") == []
