"""The API's answers of practices and editions, whole."""

import json

import pytest

from practices import workflow
from practices.models import CatalogueEntry
from smarty_portal.terms import LICENCE, RELEASE
from tests import database, factories

SITE = "http://127.0.0.1:8000"


@pytest.fixture
def made(db, clock):
    """A published practice with everything filled in."""
    clock("2026-03-01")
    owner = factories.make_partner(
        slug="tool-centre", short_name="Tool Centre", name="Centre for Tools"
    )
    event = factories.make_event(slug="seminar", title="A seminar")
    other = factories.make_published(
        identifier="GP-9001", slug="neighbour", title="Neighbour", owner=owner
    )
    draft = factories.make_practice(identifier="GP-9002", slug="hidden", title="Hidden")
    return factories.make_published(
        identifier="GP-9003",
        slug="smart-tools",
        owner=owner,
        title="Smart tools",
        title_native="Pametna orodja",
        native_language="sl",
        summary="Tools that measure themselves.",
        problem="Tools break.",
        description="Sensors tell when.",
        objectives=["Less waste"],
        stakeholders=["A cluster"],
        beneficiaries=["small firms"],
        organisation_in_charge="The centre",
        region_id="SI034",
        place="Celje",
        scope="national",
        start_year=2018,
        end_year=2020,
        running_state="ended",
        running_note="Ended as planned.",
        nature="technology",
        validation_kind="research_project",
        themes=["digital_innovation_hubs"],
        themes_basis="inferred",
        technologies=["iot"],
        sectors=[
            {"sector_id": "C25.63", "basis": "stated", "source_code": "C25.73", "source_revision": "2"}
        ],
        resources_amount="1250.50",
        resources_currency="EUR",
        resources_staff="2 people",
        resources_text="A grant.",
        challenges="Old machines.",
        lessons="Start small.",
        transferability="Anywhere.",
        website="https://tools.example/",
        sources=["https://source.example/a"],
        events=[event],
        related=[CatalogueEntry.objects.get(pk=other.pk).practice, draft],
        smarty_link="confirmed_presented",
        confidence="high",
        among_the_26="probable",
        evidence=[
            {
                "type": "report",
                "title": "A report",
                "url": "https://source.example/report",
                "issuer": "An institute",
                "issuer_relation": "independent",
                "date": "2020-05",
                "page": "12",
            }
        ],
        claims=[
            {
                "kind": "result",
                "statement": "Less scrap",
                "value": "12.5",
                "qualifier": "at_least",
                "unit_id": "percent",
                "date": "2020",
                "baseline_value": "20",
                "baseline_date": "2018",
                "measured_by": "the firm",
                "method": "weighing",
                "comparator": "the year before",
            }
        ],
    )  # fmt: skip


def get(api, address: str):
    answer = api.get(f"/api/v1/{address}")
    assert answer.status_code == 200, answer.content
    return json.loads(answer.content)


def coded(code, label):
    return {"code": code, "label": label}


DOCUMENT = {
    "url": f"{SITE}/practices/smart-tools/",
    "api_url": f"{SITE}/api/v1/practices/smart-tools/",
    "identifier": "GP-9003",
    "slug": "smart-tools",
    "language": "en",
    "title": "Smart tools",
    "title_native": "Pametna orodja",
    "native_language": "sl",
    "summary": "Tools that measure themselves.",
    "problem": "Tools break.",
    "description": "Sensors tell when.",
    "objectives": ["Less waste"],
    "stakeholders": ["A cluster"],
    "beneficiaries": ["small firms"],
    "owner": {
        "code": "tool-centre",
        "label": "Tool Centre",
        "name": "Centre for Tools",
        "url": f"{SITE}/partners/tool-centre/",
    },
    "organisation_in_charge": "The centre",
    "region": coded("SI034", "Savinjska"),
    "place": "Celje",
    "scope": coded("national", "national"),
    "start_year": 2018,
    "end_year": 2020,
    "running_state": coded("ended", "ended"),
    "running_note": "Ended as planned.",
    "nature": coded("technology", "technology"),
    "validation_kind": coded("research_project", "research project"),
    "themes": [coded("digital_innovation_hubs", "Digital innovation hubs")],
    "themes_basis": "inferred",
    "technologies": [coded("iot", "Internet of Things")],
    "sectors": [
        {
            "code": "C25.63",
            "label": "Manufacture of tools",
            "basis": "stated",
            "source_code": "C25.73",
            "source_revision": "2",
        }
    ],
    "resources": {"amount": 1250.5, "currency": "EUR", "staff": "2 people", "text": "A grant."},
    "challenges": "Old machines.",
    "lessons": "Start small.",
    "transferability": "Anywhere.",
    "reviews": [],
    "checks": [],
    "redactions": [],
    "claims": [
        {
            "number": 1,
            "kind": coded("result", "result"),
            "statement": "Less scrap",
            "value": 12.5,
            "qualifier": coded("at_least", "at least"),
            "unit": coded("percent", "%"),
            "unit_note": None,
            "date": "2020",
            "baseline_value": 20,
            "baseline_date": "2018",
            "measured_by": "the firm",
            "method": "weighing",
            "comparator": "the year before",
            "evidence": [
                {
                    "number": 1,
                    "type": coded("report", "report"),
                    "title": "A report",
                    "url": "https://source.example/report",
                    "file": None,
                    "issuer": "An institute",
                    "issuer_relation": coded("independent", "independent"),
                    "date": "2020-05",
                    "page": "12",
                }
            ],
        }
    ],
    "website": "https://tools.example/",
    "sources": ["https://source.example/a"],
    "events": [coded("seminar", "A seminar")],
    "related": [
        {
            "url": f"{SITE}/practices/neighbour/",
            "api_url": f"{SITE}/api/v1/practices/neighbour/",
            "identifier": "GP-9001",
            "slug": "neighbour",
            "title": "Neighbour",
        }
    ],
    "smarty_link": coded("confirmed_presented", "shown at a SMARTY meeting"),
    "confidence": coded("high", "high"),
    "among_the_26": coded("probable", "probable"),
}
EDITION = {
    "number": 1,
    "published_at": "2026-03-01T11:00:00Z",
    "is_current": True,
    "url": f"{SITE}/practices/smart-tools/editions/1/",
    "api_url": f"{SITE}/api/v1/practices/smart-tools/editions/1/",
}
TERMS = {"data_date": "2026-03-01T11:00:00Z", "release": RELEASE, "licence": LICENCE}


def test_practice_is_its_document_with_labels(api, made):
    told = get(api, "practices/smart-tools/")

    missing = told.pop("missing")
    assert told == DOCUMENT | TERMS | {
        "edition": EDITION,
        "level": {"code": 1, "label": "Documented", "until": "2029-03-01", "lapsed": False},
        "adoptions": [],
        "newest_evidence_year": 2020,
        "first_published_at": "2026-03-01T11:00:00Z",
    }
    assert missing[0] == {"level": 2, "text": missing[0]["text"]}
    assert "review" in missing[0]["text"]
    assert {reason["level"] for reason in missing} == {2, 3, 4}


def test_edition_is_the_document_as_published(api, made):
    assert get(api, "practices/smart-tools/editions/1/") == DOCUMENT | TERMS | {"edition": EDITION}


def test_editions_are_listed_newest_first(api, made):
    assert get(api, "practices/smart-tools/editions/") == {
        "count": 1,
        "next": None,
        "previous": None,
        "results": [EDITION],
        **TERMS,
    }


def test_a_row_of_the_list(api, made):
    told = get(api, "practices/?q=smart")

    assert told == {
        "count": 1,
        "next": None,
        "previous": None,
        "results": [
            {
                **{name: DOCUMENT[name] for name in ROW_AS_IN_DOCUMENT},
                "country": coded("SI", "Slovenia"),
                "sectors": [coded("C25.63", "Manufacture of tools")],
                "results": 1,
                "newest_evidence_year": 2020,
                "level": {"code": 1, "label": "Documented", "until": "2029-03-01", "lapsed": False},
                "edition": 1,
                "first_published_at": "2026-03-01T11:00:00Z",
                "published_at": "2026-03-01T11:00:00Z",
                "passage": {"field": "title", "text": "Smart tools", "words": ["Smart"]},
            }
        ],
        "query": {
            "corrected": None,
            "wider": [],
            "unknown": [],
            "cut_short": False,
            "left_out": [],
        },
        **TERMS,
    }


ROW_AS_IN_DOCUMENT = (
    "url", "api_url", "identifier", "slug", "title", "summary", "language", "owner", "region",
    "scope", "nature", "validation_kind", "running_state", "start_year", "end_year", "themes",
    "technologies",
)  # fmt: skip


def test_labels_and_addresses_come_in_the_language_asked_for(api, made):
    told = get(api, "practices/smart-tools/?lang=es")

    assert told["region"] == coded("SI034", "Savinjska")
    assert told["themes"] == [coded("digital_innovation_hubs", "Centros de innovación digital")]
    assert told["url"] == f"{SITE}/es/practices/smart-tools/"
    assert told["title"] == "Smart tools"


def test_level_shows_as_lapsed_the_day_after_its_end(api, made, clock):
    clock("2029-03-01")
    assert get(api, "practices/smart-tools/")["level"]["lapsed"] is False

    clock("2029-03-02")
    assert get(api, "practices/smart-tools/")["level"]["lapsed"] is True
    assert get(api, "practices/?level=lapsed&facets=level")["count"] == 2
    assert get(api, "practices/?level=1")["count"] == 0


def test_identifier_leads_to_the_practice(api, made):
    answer = api.get("/api/v1/practices/gp-9003/?lang=es")

    assert (answer.status_code, answer.headers["Location"]) == (
        301,
        f"{SITE}/api/v1/practices/smart-tools/?lang=es",
    )


@pytest.mark.parametrize(
    "address",
    ["hidden/", "GP-9002/", "GP-0000/", "nothing/", "hidden/editions/", "hidden/editions/1/",
     "smart-tools/editions/2/", "smart-tools/editions/0/"],
)  # fmt: skip
def test_what_is_not_public_is_not_found(api, made, address):
    answer = api.get(f"/api/v1/practices/{address}")

    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_withdrawn_practice_is_gone_and_says_why(api, made, clock):
    now = clock("2026-04-02")
    CatalogueEntry.objects.filter(slug="smart-tools").update(
        withdrawn_at=now, withdrawal_reason="The source was wrong."
    )

    for address in ("smart-tools/", "smart-tools/editions/", "smart-tools/editions/1/"):
        answer = api.get(f"/api/v1/practices/{address}")
        assert (answer.status_code, json.loads(answer.content)) == (
            410,
            {
                "type": f"{SITE}/api/v1/problems/withdrawn/",
                "title": "Withdrawn",
                "status": 410,
                "detail": "Withdrawn on 2026-04-02.",
                "instance": f"/api/v1/practices/{address}",
                "reason": "The source was wrong.",
            },
        )
    assert get(api, "practices/?q=smart")["count"] == 0


def test_facets_answer_with_labels_and_parents(api, made):
    told = get(api, "practices/?sector=C25&facets=sector,scope")

    assert told["facets"] == {
        "sector": [
            {"code": "C", "label": "Manufacturing", "count": 2, "selected": False, "parent": None},
            {
                "code": "C25",
                "label": "Manufacture of fabricated metal products, except machinery and equipment",
                "count": 2,
                "selected": True,
                "parent": "C",
            },
            {
                "code": "C25.6",
                "label": "Manufacture of cutlery, tools and general hardware",
                "count": 2,
                "selected": False,
                "parent": "C25",
            },
        ],
        "scope": [
            {
                "code": "national", "label": "national", "count": 1, "selected": False, "parent": None,
            },
            {
                "code": "regional", "label": "regional", "count": 1, "selected": False, "parent": None,
            },
        ],
    }  # fmt: skip


def test_pages_follow_each_other(api, smarty):
    seen, address = [], "/api/v1/practices/?ordering=title&page_size=5"
    while address:
        told = json.loads(api.get(address.removeprefix(SITE)).content)
        seen += [row["identifier"] for row in told["results"]]
        address = told["next"]

    assert len(seen) == len(set(seen)) == told["count"] == 17


@pytest.mark.parametrize("action", ["", *workflow.TABLE])
def test_the_workflow_cannot_be_reached_by_api(api, made, action):
    before = database.everything(but=database.CODE_LISTS)
    address = "/api/v1/practices/smart-tools/" + (f"{action}/" if action else "")
    answers = [method(address) for method in (api.post, api.put, api.patch, api.delete)]

    assert {answer.status_code for answer in answers} == {404 if action else 405}
    assert database.everything(but=database.CODE_LISTS) == before


def test_no_answer_shows_a_row_number(api, smarty):
    def keys(node):
        if isinstance(node, dict):
            yield from node
            for value in node.values():
                yield from keys(value)
        elif isinstance(node, list):
            for value in node:
                yield from keys(value)

    for address in ("practices/?facets=theme", "practices/centratec/", "partners/", "events/"):
        assert {"id", "pk"} & set(keys(get(api, address))) == set()
