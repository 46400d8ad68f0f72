"""Every parameter of DESIGN section 6, on both faces: the page and the API give the same rows."""

import json
import re

import pytest
from django.http import QueryDict

from practices.filters import PracticeFilterSet
from practices.models import CatalogueEntry
from tests import factories

A, B, C, D, E = "GP-8001", "GP-8002", "GP-8003", "GP-8004", "GP-8005"


def on_page(client, query: str) -> list[str]:
    answer = client.get(f"/practices/?{query}")
    assert answer.status_code == 200
    slugs = re.findall(
        r'class="entry-title"><a href="/practices/([^/"]+)/"', answer.content.decode()
    )
    return [slug.upper() for slug in slugs]


def on_api(client, query: str) -> list[str]:
    answer = client.get(f"/api/v1/practices/?{query}")
    assert answer.status_code == 200, answer.content
    return [row["identifier"] for row in json.loads(answer.content)["results"]]


FACES = pytest.mark.parametrize("shown", [on_page, on_api], ids=["page", "api"])


@pytest.fixture
def catalogue(once, clock):
    """Five practices, A the oldest: every facet has several values."""

    def make():
        lead = factories.make_partner(slug="alpha", short_name="Alpha")
        other = factories.make_partner(slug="beta", short_name="Beta")
        rows = [
            {"owner": lead, "title": "Ölige Werkzeuge", "region_id": "ITI15", "sectors": ["C"],
                 "start_year": 2010,
                 "themes": ["digital_innovation_hubs"], "technologies": ["iot", "ai"], "nature": "service",
                 "scope": "local", "validation_kind": "direct_experience"},
            {"owner": lead, "title": "alpha looms", "region_id": "ITI1", "sectors": ["C13", "C14"],
                 "start_year": 2015, "themes": ["digital_innovation_hubs", "digital_innovation_and_skills"],
                 "technologies": ["iot"], "nature": "service", "scope": "regional",
                 "validation_kind": "policy_evaluation"},
            {"owner": other, "title": "Beta looms", "region_id": "ES51", "sectors": ["C13.2"],
                 "start_year": 2020,
                 "themes": ["green_transition_and_sustainability"], "nature": "training", "scope": "regional",
                 "validation_kind": "direct_experience", "summary": "Looms that talk to robots."},
            {"owner": other, "title": "Łoza", "region_id": "UKE44", "sectors": ["C25.63"], "start_year": None,
                 "nature": "platform", "scope": "national", "validation_kind": "research_project"},
            {"owner": other, "title": "Éclair 10", "region_id": "EL30", "sectors": ["A"], "start_year": 2020,
                 "nature": "platform", "scope": "european", "validation_kind": "direct_experience"},
        ]  # fmt: skip
        for number, row in enumerate(rows, start=1):
            clock(f"2026-03-0{number}")
            identifier = f"GP-800{number}"
            factories.make_published(identifier=identifier, slug=identifier.lower(), **row)

    once("five of every facet", make)
    clock("2026-03-05")


@FACES
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", [E, D, C, B, A]),
        # one value, several values of one parameter (or), several parameters (and)
        ("theme=digital_innovation_hubs", [B, A]),
        ("theme=digital_innovation_and_skills&theme=green_transition_and_sustainability", [C, B]),
        ("theme=digital_innovation_hubs,digital_innovation_and_skills", [B, A]),
        ("technology=iot", [B, A]),
        ("technology=iot,ai&nature=service", [B, A]),
        ("technology=ai&scope=regional", []),
        ("technology=photonics", []),
        # NUTS: the code and all below; aliases of case
        ("region=IT", [B, A]),
        ("region=ITI1", [B, A]),
        ("region=ITI15", [A]),
        ("region=iti15,UK", [D, A]),
        ("region=ITI16", []),
        # NACE: the code, below, and above it, exact first
        ("sector=C13", [C, B, A]),
        ("sector=C13.2", [C, B, A]),
        ("sector=C14", [B, A]),
        ("sector=C25", [D, A]),
        ("sector=C", [D, C, B, A]),
        ("sector=A,C25.6", [E, D, A]),
        ("sector=K", []),
        ("sector=C13&ordering=title", [B, C, A]),
        # ISO 3166, with the codes that NUTS uses
        ("country=IT", [B, A]),
        ("country=GB", [D]),
        ("country=UK", [D]),
        ("country=uk,EL", [E, D]),
        ("country=GR", [E]),
        ("partner=alpha", [B, A]),
        ("partner=alpha,beta", [E, D, C, B, A]),
        ("nature=platform,training", [E, D, C]),
        ("scope=european", [E]),
        ("validation=direct_experience", [E, C, A]),
        ("level=1", [E, D, C, B, A]),
        ("level=2,3,4", []),
        ("level=lapsed", []),
        # years compare the start year; practices without one are left out
        ("year_from=2015", [E, C, B]),
        ("year_to=2015", [B, A]),
        ("year_from=2011&year_to=2019", [B]),
        ("year_from=2021", []),
        # search: folded, stemmed, whole hits before partial ones
        ("q=looms", [C, B]),
        ("q=LOOM", [C, B]),
        ("q=loza", [D]),
        ("q=ölige", [A]),
        ("q=olige", [A]),
        ("q=looms+robot", [C, B]),
        ("q=toscana+looms", [B, C, A]),
        ("q=Tuscany+werkzeuge", [A, B]),
        ("q=zzz", []),
        ("q=looms&country=ES", [C]),
        # order
        ("ordering=newest", [E, D, C, B, A]),
        ("ordering=title", [B, C, E, D, A]),
        ("ordering=level", [E, D, C, B, A]),
        ("ordering=relevance", [E, D, C, B, A]),
        # pages, and what is dropped silently
        ("page_size=2", [E, D]),
        ("page_size=2&page=3", [A]),
        ("utm_source=mail&gclid=1&theme=digital_innovation_hubs", [B, A]),
    ],
)
def test_parameter(client, catalogue, shown, query, expected):
    assert shown(client, query) == expected


@FACES
def test_relevance_puts_titles_before_texts(client, db, clock, shown):
    for number, row in enumerate(
        [{"title": "Robots"}, {"summary": "With robots."}, {"description": "Of robots."}], start=1
    ):
        clock(f"2026-03-0{number}")
        factories.make_published(identifier=f"GP-810{number}", slug=f"gp-810{number}", **row)

    assert shown(client, "q=robot") == ["GP-8101", "GP-8102", "GP-8103"]
    assert shown(client, "q=robot&ordering=newest") == ["GP-8103", "GP-8102", "GP-8101"]


REFUSED = [
    ("colour=red", "colour", "", "", [E, D, C, B, A]),
    ("themes=x", "themes", "", "theme", [E, D, C, B, A]),
    ("theme=digital_inovation_hubs", "theme", "digital_inovation_hubs", "digital_innovation_hubs",
     [E, D, C, B, A]),
    ("theme=digital_innovation_hubs,nonsense_", "theme", "nonsense_", "", [B, A]),
    ("region=Tuscany", "region", "Tuscany", "ITI1", [E, D, C, B, A]),
    ("region=PT17", "region", "PT17", "PT1A", [E, D, C, B, A]),
    ("sector=C13.95&sector=C13.98", "sector", "C13.98", "C13.9", [B, A]),
    ("country=Spain", "country", "Spain", "ES", [E, D, C, B, A]),
    ("partner=Alpa", "partner", "Alpa", "alpha", [E, D, C, B, A]),
    ("level=5", "level", "5", "", [E, D, C, B, A]),
    ("level=lapse", "level", "lapse", "lapsed", [E, D, C, B, A]),
    ("nature=policy", "nature", "policy", "policy_instrument", [E, D, C, B, A]),
    ("year_from=soon", "year_from", "soon", "", [E, D, C, B, A]),
    ("year_to=1600", "year_to", "1600", "", [E, D, C, B, A]),
    ("ordering=titel", "ordering", "titel", "title", [E, D, C, B, A]),
    ("q=!!!", "q", "!!!", "", [E, D, C, B, A]),
    ("page=zwei", "page", "zwei", "", [E, D, C, B, A]),
    ("page_size=1000", "page_size", "1000", "", [E, D, C, B, A]),
]  # fmt: skip


@pytest.mark.parametrize(("query", "parameter", "value", "nearest", "kept"), REFUSED)
def test_api_refuses_what_it_does_not_understand(
    client, catalogue, query, parameter, value, nearest, kept
):
    answer = client.get(f"/api/v1/practices/?{query}")

    told = json.loads(answer.content)
    assert answer.status_code == 400
    assert [
        (error["parameter"], error.get("value", ""), error.get("nearest", ""))
        for error in told["errors"]
    ] == [(parameter, value, nearest)]
    # Free words, years and page numbers have no list of right values to point to.
    if parameter not in {"q", "year_from", "year_to", "page", "page_size"}:
        assert told["errors"][0].get("allowed") or told["errors"][0]["see"].startswith("/api/v1/")


def test_of_many_wrong_values_the_first_are_told_and_the_others_counted(client, catalogue):
    query = "region=" + ",".join(f"ITX{number}" for number in range(30))

    errors = client.get(f"/api/v1/practices/?{query}").json()["errors"]
    assert [error.get("value", "") for error in errors] == [*(f"ITX{n}" for n in range(10)), ""]
    assert errors[-1]["detail"] == "20 more are not values of region."
    page = client.get(f"/practices/?{query}").content.decode()
    notice = re.search(r'<div class="notice".*?</div>', page, re.DOTALL)[0]
    assert notice.count("<li>") == 11
    assert "20 more are not values of region." in notice


def test_a_query_that_only_leaves_out_is_told_from_one_without_a_word(client, catalogue):
    def told(query: str) -> str:
        return client.get("/api/v1/practices/", {"q": query}).json()["errors"][0]["detail"]

    assert told("-robot") == "“-robot” only says what to leave out: add a word to search for."
    assert told("!!!") == "“!!!” holds no word that could be searched for."


@pytest.mark.parametrize(("query", "parameter", "value", "nearest", "kept"), REFUSED)
def test_page_says_what_it_did_not_understand_and_applies_the_rest(
    client, catalogue, query, parameter, value, nearest, kept
):
    page = client.get(f"/practices/?{query}").content.decode()

    notice = re.search(r'<div class="notice".*?</div>', page, re.DOTALL)[0]
    assert (value or parameter) in notice
    assert "Did you mean" in notice if nearest else True
    assert on_page(client, query) == kept


def test_of_a_value_written_as_its_label_the_code_is_suggested(client, catalogue):
    page = client.get("/practices/?country=italy").content.decode()
    assert re.search(r'Did you mean <a href="\?country=IT"[^>]*>Italy \(IT\)</a>', page)


def test_page_tells_how_many_have_no_year(client, catalogue):
    page = client.get("/practices/?year_from=2010").content.decode()

    assert "1 practice is left out because its start year is not known." in page


@pytest.mark.parametrize(
    ("query", "phrase", "chips"),
    [
        ("", "", []),
        ("q=looms", "“looms”", [("q", "?")]),
        (
            "theme=digital_innovation_hubs&country=IT,ES&page=2",
            "Digital innovation hubs; Italy or Spain",
            [
                ("theme", "?country=IT&country=ES"),
                ("country", "?theme=digital_innovation_hubs&country=ES"),
                ("country", "?theme=digital_innovation_hubs&country=IT"),
            ],
        ),
        (
            "year_from=2015&year_to=2020&colour=red&ordering=title",
            "started in 2015 or after; started in 2020 or before",
            [
                ("year_from", "?year_to=2020&ordering=title"),
                ("year_to", "?year_from=2015&ordering=title"),
            ],
        ),
    ],
)
def test_description(catalogue, query, phrase, chips):
    filterset = PracticeFilterSet(QueryDict(query), CatalogueEntry.objects.on_show())

    described = filterset.description

    assert described.phrase == phrase
    assert [(chip.parameter, chip.without) for chip in described.chips] == chips


@FACES
@pytest.mark.parametrize(
    ("query", "queries"),
    # A word: three look-ups (its own, those of topics above and near), each on PostgreSQL with a savepoint
    # and a time limit to set and lift; and what the hits mean.
    [("", 9), ("theme=digital_innovation_hubs&country=IT", 9), ("q=looms", 21)],
)
def test_queries_do_not_grow_with_rows(
    client, db, django_assert_max_num_queries, shown, query, queries
):
    counts = []
    for rows in (1, 3):
        while CatalogueEntry.objects.count() < rows:
            factories.make_published(
                title="Looms", region_id="ITI1", themes=["digital_innovation_hubs"],
                technologies=["iot", "ai"], sectors=["C13", "C14"],
            )  # fmt: skip
        shown(client, query)
        with django_assert_max_num_queries(queries) as captured:
            assert len(shown(client, query)) == rows
        counts.append(len(captured))

    assert counts[0] == counts[1]
