"""What is no search in words: an identifier, and the code of a region or sector."""

import re

import pytest

from practices import entries
from practices.models import CatalogueEntry
from tests import asking, reading
from tests.factories import make_published

pytestmark = pytest.mark.django_db


@pytest.fixture
def records(once):
    def make():
        make_published(identifier="GP-8301", slug="looms", title="Looms", sectors=["C13.2"])
        for number, region in ((3, "UKE44"), (4, "FI1D7"), (5, "ITI15")):
            make_published(
                identifier=f"GP-830{number}", slug=region, region_id=region, sectors=["J"]
            )
        make_published(
            identifier="GP-8302", slug="like", title="Like GP-8301", region_id="ES51", sectors=["A"],
            themes=["digital_innovation_hubs"],
        )  # fmt: skip

    once("two that name each other", make)


def found(query: str) -> list[str]:
    return [entry.slug for entry in asking.asked(q=query).qs]


IDENTIFIERS = [
    "GP-8301", "gp-8301", " Gp-8301 ", "GP8301", "gp 8301", "GP - 8301", "GP-08301", "GP‑8301",
    "GP–8301", "GP-\u200b8301",
]  # fmt: skip


@pytest.mark.parametrize("query", IDENTIFIERS)
def test_an_identifier_leads_straight_to_its_practice(client, records, query):
    assert client.get("/practices/", {"q": query}).headers["Location"] == "/practices/looms/"
    spanish = client.get("/es/practices/", {"q": query})
    assert (spanish.status_code, spanish.headers["Location"]) == (302, "/es/practices/looms/")
    answer = client.get("/api/v1/practices/", {"q": query}).json()
    assert [row["slug"] for row in answer["results"]] == ["looms"]
    assert answer["query"] == {
        "corrected": None, "wider": [], "unknown": [], "cut_short": False, "left_out": [],
    }  # fmt: skip


@pytest.mark.parametrize("query", ["GP-8301 looms", '"GP-8301"', "-GP-8301", "GPX8301", "GP-"])
def test_anything_else_is_a_search(client, records, query):
    assert client.get("/practices/", {"q": query}).status_code == 200


def test_an_identifier_needs_no_leading_zeros(client, db):
    make_published(identifier="GP-0001", slug="first")
    for query in ("gp-1", "GP 01", "gp1", "GP0001"):
        assert client.get("/practices/", {"q": query}).headers["Location"] == "/practices/first/"


@pytest.mark.parametrize("query", ["GP-8399", "gp8399", "gp 1"])
def test_an_unknown_identifier_finds_nothing_and_says_so(client, records, query):
    identifier = "GP-0001" if query == "gp 1" else "GP-8399"
    page = client.get("/practices/", {"q": query})
    assert page.status_code == 200
    told = reading.section(page.content.decode(), "found")
    assert f"No practice has the identifier {identifier}." in told
    assert "0 practices" in told
    answer = client.get("/api/v1/practices/", {"q": query}).json()
    assert (answer["results"], answer["query"]["unknown"]) == ([], [identifier])
    assert answer["query"]["corrected"] is None


def test_a_withdrawn_practice_is_led_to_where_it_is_said_to_be_gone(client, records):
    gone = CatalogueEntry.objects.filter(slug="looms")
    gone.update(withdrawn_at="2026-03-02T00:00Z", withdrawal_reason="Asked for.")
    entries.tell(gone)
    led = client.get("/practices/", {"q": "gp 8301"}, follow=True)
    assert (led.redirect_chain, led.status_code) == ([("/practices/looms/", 302)], 410)
    assert found("GP-8301") == []
    answer = client.get("/api/v1/practices/", {"q": "GP-8301"}).json()
    assert (answer["results"], answer["query"]["unknown"]) == ([], ["GP-8301"])


@pytest.mark.parametrize(
    ("query", "address"),
    [
        ("?q=es51", "/practices/?region=ES51"),
        ("?q=13.2", "/practices/?sector=C13.2"),
        ("?q=25.63", "/practices/?sector=C25.63"),
        ("?q=UK", "/practices/?country=GB"),
        ("?q=uk&theme=digital_innovation_hubs",
         "/practices/?theme=digital_innovation_hubs&country=GB"),
        ("?q=FI", "/practices/?country=FI"),
        ("?q=ES", "/practices/?country=ES"),
        ("?q=NACE+C13.2", "/practices/?sector=C13.2"),
        ("?q=nuts:+es51", "/practices/?region=ES51"),
        ("?q=IT", "/practices/?country=IT"),
        ("?q=C13.2&theme=digital_innovation_hubs&region=IT&ordering=title",
         "/practices/?theme=digital_innovation_hubs&region=IT&ordering=title&sector=C13.2"),
    ],
)  # fmt: skip
def test_a_code_leads_to_the_filter_on_it(client, records, query, address):
    assert client.get(f"/practices/{query}").headers["Location"] == address


@pytest.mark.parametrize(
    "query",
    [
        "13.99.1", "13.77", "4.0", "13", "1.2",  # no classes of NACE
        "es", "is", "no", "it",  # words
        "FR", "MT", "XX",  # countries without a practice, and none
        "NACE", "NUTS regions",  # no code
    ],
)  # fmt: skip
def test_what_is_no_code_is_a_search(client, records, query):
    assert client.get("/practices/", {"q": query}).status_code == 200


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("q=ES51&region=ES", ["like"]),
        ("q=ES51&region=IT", []),
        ("q=C13.2&sector=J", []),
        ("q=C13.2&sector=C", ["looms"]),
        ("q=ES&country=ES,GB", ["like"]),
    ],
)
def test_beside_a_filter_of_its_facet_a_code_narrows_page_and_api_alike(
    client, records, query, expected
):
    answer = client.get(f"/api/v1/practices/?{query}").json()
    assert [row["slug"] for row in answer["results"]] == expected
    page = client.get(f"/practices/?{query}")
    assert page.status_code == 200
    linked = set(re.findall(r'href="/practices/([\w-]+)/"', page.content.decode()))
    assert linked == set(expected)


@pytest.mark.parametrize(
    ("query", "slugs"),
    [
        ("C13 looms", ["looms"]),
        ("weaving C13", ["looms"]),
        ("NACE C13 weaving", ["looms"]),
        ("ES51 like", ["like"]),
    ],
)
def test_a_code_beside_words_is_a_word(records, query, slugs):
    assert found(query) == slugs


def test_a_hit_by_the_code_of_its_sector_says_so(client, records):
    page = client.get("/practices/", {"q": "C13 -zzyzx"}).content.decode()
    assert "<mark>C13</mark> Weaving of textiles" in page


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("united kingdom", [("Country: United Kingdom", "country=GB")]),
        ("Reino Unido", [("Country: United Kingdom", "country=GB")]),
        ('"Catalunya"', [("Region: Catalonia", "region=ES51")]),
        ("“Catalunya”", [("Region: Catalonia", "region=ES51")]),
        ("weaving of textiles", [("Sector: Weaving of textiles", "sector=C13.2")]),
        ("Tecnalia", []),  # a partner without a practice
        ("DIHs", [("Theme: Digital innovation hubs", "theme=digital_innovation_hubs")]),
        ("weaving", []),
        ("weaving of textiles in Prato", []),
    ],
)
def test_who_types_the_name_of_a_filter_is_offered_it(client, records, query, told):
    page = client.get("/practices/", {"q": query, "scope": "regional"}).content.decode()
    offered = re.findall(r'Also a filter: <a href="\?([^"]*)"[^>]*>([^<]*)</a> \((.*?)\)', page)
    assert [(text, address, count) for address, text, count in offered] == [
        (text, f"scope=regional&amp;{filtered}", "1 practice") for text, filtered in told
    ]


def test_a_code_puts_first_what_carries_it_like_the_filter_on_it(records):
    make_published(identifier="GP-8309", slug="all", title="All of industry", sectors=["C"])
    assert found("C13") == [entry.slug for entry in asking.asked(sector="C13").qs]
    assert found("C13") == ["looms", "all"]


def test_the_api_answers_a_code_like_the_filter_on_it(records):
    assert (found("ES51"), found("C13")) == (["like"], ["looms"])
    assert found("C13.2") == [entry.slug for entry in asking.asked(sector="C13.2").qs]
    assert found("13.2") == found("C13.2") != []
    assert (found("UK"), found("EL")) == (["UKE44"], [])
    assert found("XX99") == []
