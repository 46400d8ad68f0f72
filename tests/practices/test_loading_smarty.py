"""Loading the real records: what comes of it, once, twice, and when the source changed."""

import json
import shutil

import pytest

from partners import catalogue
from partners.models import Event, Partner
from practices import editions
from practices.models import (
    CatalogueEntry,
    Claim,
    Edition,
    Evidence,
    HistoryEntry,
    Practice,
    SeedRecord,
)
from tests import database
from tests.conftest import SMARTY

pytestmark = pytest.mark.django_db

NOTHING = {"created": 0, "updated": 0, "unchanged": 0, "kept": 0}
AGAIN = {
    "partner": NOTHING | {"unchanged": 14},
    "event": NOTHING | {"unchanged": 12},
    "practice": NOTHING | {"unchanged": 20},
}
DRAFTS = {
    "GP-0004": ["nature", "validation_kind", "objectives", "claims"],
    "GP-0006": ["objectives", "claims"],
    "GP-0020": ["objectives", "claims"],
}
PUBLISHED = [f"GP-{n:04}" for n in range(1, 21) if f"GP-{n:04}" not in DRAFTS]
SUMMARY_1 = "A summary that its source gives now."


# The first time


def test_the_first_load(load):
    summary = load()
    assert summary.counts == {
        "partner": NOTHING | {"created": 14},
        "event": NOTHING | {"created": 12},
        "practice": NOTHING | {"created": 20},
    }
    assert summary.published == PUBLISHED
    assert summary.drafts == DRAFTS
    assert summary.notes == []
    assert summary.changes == 14 + 12 + 20 + 17


def test_what_is_there_after_it(smarty):
    assert [model.objects.count() for model in (Partner, Event, Practice, Claim)] == [
        14,
        12,
        20,
        130,
    ]
    assert Claim.objects.filter(kind="result").count() == 52
    assert not Claim.objects.filter(evidence=None).exists()
    assert not Evidence.objects.filter(claims=None).exists()
    assert list(Edition.objects.values_list("number", "action").distinct()) == [(1, "seed")]
    assert list(CatalogueEntry.objects.values_list("identifier", flat=True)) == PUBLISHED
    assert set(CatalogueEntry.objects.values_list("level", flat=True)) == {1}
    assert HistoryEntry.objects.count() == 17
    states = dict(Practice.objects.values_list("identifier", "state"))
    assert states == dict.fromkeys(PUBLISHED, "published") | dict.fromkeys(DRAFTS, "draft")
    lines = set(HistoryEntry.objects.values_list("user", "comment", "from_state", "to_state"))
    assert lines == {(None, "Loaded from the records of the project.", "draft", "published")}


@pytest.mark.parametrize(
    "record", json.loads((SMARTY / "partners.json").read_text(encoding="utf-8"))
)
def test_a_partner_says_what_its_record_says(smarty, record):
    partner = Partner.objects.get(short_name=record["short_name"])
    kind = record["kind"].replace(" ", "_") if record["kind"] else ""
    texts = (
        "name_native", "native_language", "acronym", "role", "country", "city", "website",
        "description", "membership_evidence", "membership_confidence", "notes",
    )  # fmt: skip
    assert {name: getattr(partner, name) for name in texts} == {
        name: record[name] or "" for name in texts
    }
    assert (partner.name, partner.kind, partner.place, partner.region_id) == (
        record["name_en"],
        kind,
        record["region_name"] or "",
        record["nuts_code"],
    )
    assert partner.policy_responsible == record["policy_responsible"]
    assert partner.sources == record["source_urls"]


@pytest.mark.parametrize("record", json.loads((SMARTY / "events.json").read_text(encoding="utf-8")))
def test_an_event_says_what_its_record_says(smarty, record):
    event = Event.objects.get(slug=record["id"])
    texts = ("kind", "title", "start_date", "end_date", "city", "venue", "country", "notes")
    lists = ("co_organisers", "topics", "sessions", "study_visits")
    same = ("number", "online", "participants")
    assert {name: getattr(event, name) for name in (*texts, *lists, *same)} == {
        **{name: record[name] or "" for name in texts},
        **{name: record[name] or [] for name in lists},
        **{name: record[name] for name in same},
    }
    assert (event.date_note, event.sources) == (
        record["date_precision"] or "",
        record["source_urls"],
    )
    hosts = set(event.hosts.values_list("short_name", flat=True))
    assert hosts == set(record["host_partners"])


# The second time


def test_a_second_load_changes_not_one_row(smarty, load):
    before = database.everything()
    summary = load()
    assert database.everything() == before
    assert (summary.counts, summary.changes) == (AGAIN, 0)
    assert (summary.published, summary.drafts, summary.notes) == ([], DRAFTS, [])


def test_null_and_a_missing_field_are_the_same(folder, load):
    path = folder / "practices.json"
    listed = json.loads(path.read_text(encoding="utf-8"))
    bare = [{k: v for k, v in record.items() if v not in (None, [])} for record in listed]
    path.write_text(json.dumps(bare), encoding="utf-8")
    load()
    documents = {row.identifier: editions.document(row) for row in Practice.objects.all()}
    shutil.copy(SMARTY / "practices.json", folder)
    load()
    assert documents == {row.identifier: editions.document(row) for row in Practice.objects.all()}


# A source that changed


def test_a_changed_source_updates_an_untouched_draft(smarty, edit, load):
    edit("practices", "GP-0004", summary=SUMMARY_1, technologies=["ai"])
    summary = load()
    practice = Practice.objects.get(identifier="GP-0004")
    assert (practice.summary, practice.state) == (SUMMARY_1, "draft")
    assert [row.pk for row in practice.technologies.all()] == ["ai"]
    assert summary.counts["practice"] == NOTHING | {"unchanged": 19, "updated": 1}
    assert (summary.published, summary.drafts, summary.changes) == ([], DRAFTS, 1)


def test_a_changed_source_updates_a_published_one_without_a_new_edition(smarty, edit, load):
    tables = ("practices_edition", "practices_catalogueentry", database.TEXT_INDEX)
    before = [database.rows(table) for table in (*tables, "practices_historyentry")]
    edit("practices", "GP-0005", summary=SUMMARY_1)
    summary = load()
    assert Practice.objects.get(identifier="GP-0005").summary == SUMMARY_1
    assert [database.rows(table) for table in (*tables, "practices_historyentry")] == before
    told = [
        "practice GP-0005: differs from edition 1; reopen and publish it to make the next edition"
    ]
    assert (summary.notes, summary.published, summary.changes) == (told, [], 1)
    # It is told again as long as it differs; the source is no change any more.
    again = load()
    assert (again.counts, again.notes, again.changes) == (AGAIN, told, 0)


def test_a_changed_claim_and_sector_are_written_anew(smarty, edit, load):
    claim = {"claim": "Firms", "figure": 3, "unit": "firms", "kind": "result"}
    claim["source_url"] = "https://source.example/"
    edit("practices", "GP-0001", validation_evidence=[claim], sectors=[{"nace_rev2": "C26"}])
    load()
    document = editions.document(Practice.objects.get(identifier="GP-0001"))
    assert [(row["number"], row["statement"], row["evidence"]) for row in document["claims"]] == [
        (1, "Firms", [1])
    ]
    assert [row["url"] for row in document["evidence"]] == ["https://source.example/"]
    assert [row["code"] for row in document["sectors"]] == ["C26"]


@pytest.mark.parametrize(
    ("name", "key", "fields", "model", "found"),
    [
        ("partners", "RCL", {"city": "Kemi"}, Partner, {"slug": "rcl", "city": "Kemi"}),
        ("partners", "RCL", {"website": None}, Partner, {"slug": "rcl", "website": ""}),
        ("events", "its-1-leuven-2020", {"venue": "Hall"}, Event, {"venue": "Hall"}),
        ("events", "its-1-leuven-2020", {"host_partners": ["RCL"]}, Event, {"hosts__slug": "rcl"}),
    ],
)
def test_a_changed_source_updates_partners_and_events(
    smarty, edit, load, name, key, fields, model, found
):
    edit(name, key, **fields)
    before = model.objects.filter(**found).count()
    summary = load()
    assert model.objects.filter(**found).count() == before + 1
    assert summary.changes == 1
    assert load().counts == AGAIN


def test_a_new_record_is_created_and_published_when_complete(smarty, folder, load):
    path = folder / "practices.json"
    listed = json.loads(path.read_text(encoding="utf-8"))
    new = listed[0] | {"id": "GP-0021", "slug": "new", "title": "New", "related_slugs": None}
    path.write_text(json.dumps([*listed, new]), encoding="utf-8")
    summary = load()
    assert summary.counts["practice"] == NOTHING | {"created": 1, "unchanged": 20}
    assert (summary.published, summary.changes) == (["GP-0021"], 2)


def test_a_record_that_left_the_source_stays(smarty, folder, load):
    path = folder / "practices.json"
    listed = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps([row for row in listed if row["id"] != "GP-0020"]), encoding="utf-8")
    summary = load()
    assert Practice.objects.filter(identifier="GP-0020").exists()
    assert summary.changes == 0


# What is remembered


def test_what_is_remembered_of_each_record(smarty):
    kinds = SeedRecord.objects.values_list("kind", flat=True)
    counted = {kind: list(kinds).count(kind) for kind in set(kinds)}
    assert counted == {"codes": 1, "index": 1, "partner": 14, "event": 12, "practice": 20}


def test_the_version_is_raised_when_something_changed_and_only_then(smarty, edit, load):
    token = catalogue.version().token
    load()
    assert catalogue.version().token == token
    edit("partners", "RCL", city="Kemi")
    load()
    assert catalogue.version().token != token
