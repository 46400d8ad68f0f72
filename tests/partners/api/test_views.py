"""The API's answers of partners, regions and events."""

import json

import pytest

from tests import factories


def rows(api, address: str) -> list[dict]:
    return json.loads(api.get(f"/api/v1/{address}").content)["results"]


def test_partner_whole(api, db):
    factories.make_partner(
        slug="tool-centre",
        short_name="TC",
        name="Tool Centre",
        name_native="Orodjarski center",
        native_language="sl",
        kind="research_centre",
        country="SI",
        city="Celje",
        region_id="SI034",
        website="https://tc.example/",
        membership_confidence="low",
        membership_evidence="inferred from a press release",
        sources=["https://source.example/"],
    )

    assert rows(api, "partners/") == [
        {
            "code": "tool-centre",
            "label": "TC",
            "url": "http://127.0.0.1:8000/partners/tool-centre/",
            "name": "Tool Centre",
            "name_native": "Orodjarski center",
            "native_language": "sl",
            "acronym": None,
            "role": {"code": "partner", "label": "partner"},
            "kind": {"code": "research_centre", "label": "research centre"},
            "country": {"code": "SI", "label": "Slovenia"},
            "city": "Celje",
            "region": {"code": "SI034", "label": "Savinjska"},
            "website": "https://tc.example/",
            "description": None,
            "policy_responsible": None,
            "membership_confidence": {"code": "low", "label": "low"},
            "membership_evidence": "inferred from a press release",
            "notes": None,
            "sources": ["https://source.example/"],
        }
    ]


def test_event_shows_hosts_and_only_published_practices(api, db):
    host = factories.make_partner(slug="host", short_name="Host")
    event = factories.make_event(
        slug="seminar", title="Seminar", hosts=(host,), start_date="2020-02", city="Leuven",
        country="BE", kind="interregional_thematic_seminar", online=False,
    )  # fmt: skip
    factories.make_published(identifier="GP-9001", slug="shown", title="Shown", events=[event])
    factories.make_practice(identifier="GP-9002", slug="hidden", title="Hidden", events=[event])

    assert rows(api, "events/") == [
        {
            "code": "seminar",
            "label": "Seminar",
            "url": "http://127.0.0.1:8000/events/#seminar",
            "kind": {
                "code": "interregional_thematic_seminar",
                "label": "interregional thematic seminar",
            },
            "number": None,
            "start_date": "2020-02",
            "end_date": None,
            "date_note": None,
            "city": "Leuven",
            "venue": None,
            "country": {"code": "BE", "label": "Belgium"},
            "online": False,
            "hosts": [{"code": "host", "label": "Host"}],
            "co_organisers": [],
            "topics": [],
            "sessions": [],
            "study_visits": [],
            "participants": None,
            "practices": [
                {
                    "identifier": "GP-9001",
                    "title": "Shown",
                    "url": "http://127.0.0.1:8000/practices/shown/",
                }
            ],
            "notes": None,
            "sources": [],
        }
    ]


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("level=0&country=PL,ES", ["ES", "PL"]),
        ("country=SI&level=1&level=2", ["SI0", "SI03", "SI04"]),
        ("country=GB&level=1&page_size=3", ["UKC", "UKD", "UKE"]),
    ],
)
def test_regions_by_level_and_country(api, db, query, codes):
    assert [row["code"] for row in rows(api, f"regions/?{query}")] == codes


@pytest.mark.parametrize(
    ("query", "nearest"), [("level=5", None), ("country=UK", None), ("levle=1", "level")]
)
def test_regions_refuse_what_they_do_not_know(api, db, query, nearest):
    answer = api.get(f"/api/v1/regions/?{query}")

    assert answer.status_code == 400
    assert json.loads(answer.content)["errors"][0].get("nearest") == nearest


@pytest.mark.parametrize(("address", "queries"), [("partners/", 4), ("events/", 6)])
def test_queries_do_not_grow_with_rows(api, db, django_assert_num_queries, address, queries):
    for rows_there in (1, 3):
        while len(rows(api, address)) < rows_there:
            host = factories.make_partner()
            event = factories.make_event(hosts=(host,))
            factories.make_published(owner=host, events=[event])
        with django_assert_num_queries(queries):
            api.get(f"/api/v1/{address}?page_size=3")
