"""The edition document: whole, exact, and holding all that the real records say."""

import copy
import datetime
import json

import pytest
from django.core.files.base import ContentFile

from practices import editions, validators
from practices.choices import Action
from practices.models import CatalogueEntry, Edition, Evidence, Practice
from tests.conftest import CODES, SMARTY
from tests.factories import make_event, make_partner, make_practice

pytestmark = pytest.mark.django_db

SHA = "0123456789abcdef" * 4
NOTHING = {
    "schema": 1,
    "identifier": "GP-9999",
    "slug": "empty",
    "language": "en",
    "title": "Empty",
    **dict.fromkeys(("title_native", "native_language", "summary", "problem", "description")),
    "objectives": [],
    "stakeholders": [],
    "beneficiaries": [],
    "organisation_in_charge": None,
    "owner": "rcl",
    **dict.fromkeys(("region", "place", "scope", "start_year", "end_year")),
    "running_state": "unknown",
    **dict.fromkeys(("running_note", "nature", "validation_kind")),
    "themes": [],
    "themes_basis": None,
    "technologies": [],
    "sectors": [],
    "resources": {"amount": None, "currency": None, "staff": None, "text": None},
    **dict.fromkeys(("challenges", "lessons", "transferability", "website")),
    "sources": [],
    "related": [],
    "events": [],
    **dict.fromkeys(("smarty_link", "confidence", "among_the_26")),
    "claims": [],
    "evidence": [],
    "reviews": [],
    "checks": [],
}


def test_the_document_of_a_practice_with_nothing_filled_in():
    practice = Practice.objects.create(
        identifier="GP-9999", slug="empty", title="Empty", owner=make_partner(slug="rcl")
    )
    assert editions.document(practice) == NOTHING


TEXTS = {
    "slug": "audit",
    "language": "it",
    "title": "Regional audit",
    "title_native": "Audit regionale",
    "native_language": "it",
    "summary": "An audit.",
    "problem": "Firms do not know where to begin.",
    "description": "Advisers visit firms.",
    "objectives": ["Find the next step", "Then take it"],
    "stakeholders": ["Regione Toscana"],
    "beneficiaries": ["small firms", "advisers"],
    "organisation_in_charge": "Regione Toscana",
    "place": "Tuscany and around",
    "scope": "regional",
    "start_year": 2018,
    "end_year": 2020,
    "running_state": "ended",
    "running_note": "The last call closed.",
    "nature": "policy_instrument",
    "validation_kind": "policy_evaluation",
    "themes_basis": "inferred",
    "challenges": "Few advisers.",
    "lessons": "Train them first.",
    "transferability": "Needs a chamber of commerce.",
    "website": "https://audit.example/",
    "sources": ["https://source.example/1", "https://source.example/2"],
    "smarty_link": "study_visit",
    "confidence": "high",
    "among_the_26": "very_probable",
}


def made_in_full() -> Practice:
    practice = make_practice(
        **TEXTS,
        identifier="GP-9998",
        owner=make_partner(slug="prato"),
        region_id="ITI1",
        resources_amount="1500000.50",
        resources_currency="EUR",
        resources_staff="Two advisers",
        resources_text="Paid by the ERDF",
        themes=["digital_innovation_and_skills", "regional_platforms_and_clusters"],
        technologies=["iot", "ai"],
        sectors=[
            {"sector_id": "C25.63", "basis": "stated", "source_code": "C25.73"}
            | {"source_revision": "2"},
            "A",
        ],
        events=[make_event(slug="seminar-2"), make_event(slug="seminar-1")],
        related=[make_practice(identifier="GP-9996"), make_practice(identifier="GP-9995")],
        evidence=[
            {"number": 3, "url": "https://evaluation.example/report.pdf", "type": "evaluation"}
            | {"title": "Evaluation", "issuer": "An institute", "issuer_relation": "independent"}
            | {"date": "2021-06", "page": "12"},
        ],
        claims=[
            {"number": 2, "kind": "result", "statement": "Firms with a plan", "value": 40}
            | {"qualifier": "at_least", "unit_id": "firms", "date": "2021-06-30"}
            | {"baseline_value": "2.5", "baseline_date": "2018", "measured_by": "The region"}
            | {"method": "A survey", "comparator": "firms without audit", "evidence": (3,)},
            {"number": 1, "kind": "input", "statement": "Visits", "value": "0.1"}
            | {"unit_note": "The source shows no unit.", "evidence": ()},
        ],
    )
    document = Evidence(practice=practice, number=4, file_sha256=SHA)
    document.file.save("plan.pdf", ContentFile(b"%PDF"))
    practice.claims.get(number=2).evidence.add(document)
    return practice


IN_FULL = {
    **TEXTS,
    "schema": 1,
    "identifier": "GP-9998",
    "owner": "prato",
    "region": "ITI1",
    "resources": {
        "amount": 1500000.5,
        "currency": "EUR",
        "staff": "Two advisers",
        "text": "Paid by the ERDF",
    },
    "themes": ["regional_platforms_and_clusters", "digital_innovation_and_skills"],
    "technologies": ["ai", "iot"],
    "sectors": [
        {"code": "C25.63", "basis": "stated", "source_code": "C25.73", "source_revision": "2"},
        {"code": "A", "basis": None, "source_code": None, "source_revision": None},
    ],
    "related": ["GP-9995", "GP-9996"],
    "events": ["seminar-1", "seminar-2"],
    "claims": [
        {
            "number": 1,
            "kind": "input",
            "statement": "Visits",
            "value": 0.1,
            "qualifier": None,
            "unit": None,
            "unit_note": "The source shows no unit.",
            "date": None,
            "baseline_value": None,
            "baseline_date": None,
            "measured_by": None,
            "method": None,
            "comparator": None,
            "evidence": [],
        },
        {
            "number": 2,
            "kind": "result",
            "statement": "Firms with a plan",
            "value": 40,
            "qualifier": "at_least",
            "unit": "firms",
            "unit_note": None,
            "date": "2021-06-30",
            "baseline_value": 2.5,
            "baseline_date": "2018",
            "measured_by": "The region",
            "method": "A survey",
            "comparator": "firms without audit",
            "evidence": [3, 4],
        },
    ],
    "evidence": [
        {
            "number": 3,
            "type": "evaluation",
            "title": "Evaluation",
            "url": "https://evaluation.example/report.pdf",
            "issuer": "An institute",
            "issuer_relation": "independent",
            "date": "2021-06",
            "page": "12",
            "file": None,
        },
        {
            "number": 4,
            "type": None,
            "title": None,
            "url": None,
            "issuer": None,
            "issuer_relation": None,
            "date": None,
            "page": None,
            "file": {"name": "evidence/plan.pdf", "sha256": SHA},
        },
    ],
    "reviews": [],
    "checks": [],
}


def test_the_document_of_a_practice_with_everything_filled_in(media):
    assert editions.document(made_in_full()) == IN_FULL


def test_numbers_are_those_that_were_given():
    """Whole ones are whole, others no longer than they were; JSON keeps both."""
    written = {"40": 40, "0": 0, "0.1": 0.1, "-3.25": -3.25, "12345678901.0625": 12345678901.0625}
    practice = make_practice(
        claims=[{"value": value, "unit_id": "firms"} for value in written],
    )
    values = [claim["value"] for claim in editions.document(practice)["claims"]]
    assert values == list(written.values())
    assert [type(value) for value in values] == [int, int, float, float, float]
    assert json.loads(json.dumps(values)) == values


def test_a_document_is_read_from_the_database_as_it_was_made(media):
    practice = made_in_full()
    at = datetime.datetime(2026, 3, 1, tzinfo=datetime.UTC)
    made = editions.publish(practice, editions.document(practice), action=Action.SEED, at=at)
    assert Edition.objects.get(pk=made.pk).document == IN_FULL
    assert made.document == IN_FULL


def test_the_next_edition_has_the_next_number_and_is_the_one_on_show():
    practice = make_practice(title="First")
    first_day = datetime.datetime(2026, 3, 1, tzinfo=datetime.UTC)
    second_day = first_day + datetime.timedelta(days=1)
    editions.publish(practice, editions.document(practice), action=Action.SEED, at=first_day)
    practice.title = "Second"
    practice.save()
    document = editions.document(practice)
    second = editions.publish(practice, document, action=Action.PUBLISH, at=second_day)
    assert list(practice.editions.values_list("number", "document__title")) == [
        (2, "Second"),
        (1, "First"),
    ]
    assert list(CatalogueEntry.objects.values_list("edition", "title", "first_published_at")) == [
        (second.pk, "Second", first_day)
    ]


# The real records


RECORDS = json.loads((SMARTY / "practices.json").read_text(encoding="utf-8"))
PARTNERS = json.loads((SMARTY / "partners.json").read_text(encoding="utf-8"))
UNITS = {
    term: row["code"]
    for row in json.loads((CODES / "units.json").read_text(encoding="utf-8"))["records"]
    for term in row["source_terms"]
}
REV_2_1 = {"C25.73": "C25.63", "C25.62": "C25.53", "J62": "K62"}
NATIVE = {row["short_name"]: row["native_language"] for row in PARTNERS}
IDENTIFIERS = {row["slug"]: row["id"] for row in RECORDS}
SAME = (
    "slug", "title", "title_native", "summary", "description", "organisation_in_charge",
    "start_year", "end_year", "nature", "validation_kind", "themes_basis", "challenges", "lessons",
    "transferability", "website", "smarty_link", "confidence", "among_the_26",
)  # fmt: skip
LISTS = ("objectives", "stakeholders", "beneficiaries")


def expected(record: dict) -> dict:
    """What the edition of a record must say, written down from practices.json alone."""
    resources = record["resources_needed"] or {"amount_eur": None, "staff": None, "text": None}
    addresses = list(dict.fromkeys(item["source_url"] for item in record["validation_evidence"]))
    return {
        **copy.deepcopy(NOTHING),
        "identifier": record["id"],
        "owner": record["owning_partner"].lower().replace(" ", "-"),
        **{name: record[name] for name in SAME},
        **{name: record[name] or [] for name in LISTS},
        "native_language": NATIVE[record["owning_partner"]] if record["title_native"] else None,
        "problem": record["problem_addressed"],
        "region": record["nuts_code"],
        "place": record["region"],
        "scope": record["location_scope"],
        "running_note": record["status_note"],
        "themes": sorted(record["themes"], key=THEME_ORDER.index),
        "technologies": sorted(record["technologies"] or []),
        "sectors": [
            {
                "code": REV_2_1.get(item["nace_rev2"], item["nace_rev2"]),
                "basis": item["basis"],
                "source_code": item["nace_rev2"],
                "source_revision": "2",
            }
            for item in record["sectors"]
        ],
        "resources": {
            "amount": resources["amount_eur"],
            "currency": None if resources["amount_eur"] is None else "EUR",
            "staff": resources["staff"],
            "text": resources["text"],
        },
        "sources": record["source_urls"],
        "related": sorted(IDENTIFIERS[slug] for slug in record["related_slugs"] or []),
        "events": sorted(record["presented_at"] or []),
        "claims": [
            expected_claim(number, item, addresses)
            for number, item in enumerate(record["validation_evidence"], start=1)
        ],
        "evidence": [
            {"number": number, "url": url}
            | dict.fromkeys(("type", "title", "file", "issuer", "issuer_relation", "date", "page"))
            for number, url in enumerate(addresses, start=1)
        ],
    }


THEME_ORDER = [
    "regional_platforms_and_clusters",
    "digital_innovation_hubs",
    "digital_innovation_and_skills",
    "green_transition_and_sustainability",
]


def expected_claim(number: int, item: dict, addresses: list[str]) -> dict:
    has_figure = item["figure"] is not None
    unit = UNITS.get(item["unit"]) if has_figure else None
    return {
        "number": number,
        "kind": item["kind"],
        "statement": item["claim"],
        "value": item["figure"],
        "qualifier": item["qualifier"],
        "unit": unit,
        "unit_note": "The source shows no unit." if has_figure and not unit else None,
        "date": str(item["year"]) if item["year"] else None,
        **dict.fromkeys(("baseline_value", "baseline_date", "measured_by", "method", "comparator")),
        "evidence": [addresses.index(item["source_url"]) + 1],
    }


@pytest.mark.parametrize("record", RECORDS, ids=[record["id"] for record in RECORDS])
def test_the_document_of_a_real_practice_says_what_its_record_says(smarty, record):
    """Every fact of the seed is there, every null is None, and there is nothing else."""
    practice = Practice.objects.get(identifier=record["id"])
    assert editions.document(practice) == expected(record)


def test_what_is_published_is_what_the_workspace_says(smarty):
    """No fact got lost on the way into an edition; all 17 documents pass the validators."""
    documents = {row.practice.identifier: row.document for row in Edition.objects.all()}
    records = {record["id"]: expected(record) for record in RECORDS}
    for draft in ("GP-0004", "GP-0006", "GP-0020"):
        del records[draft]
    assert documents == records
    assert [validators.problems(document) for document in documents.values()] == [[]] * 17
