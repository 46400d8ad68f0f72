"""The dump: whole, checked by its sums, of one state; and back into an empty portal without a loss."""

import hashlib
import json
import sqlite3

import pytest
import rdflib
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

from partners import catalogue
from partners.models import Event, Partner
from practices import entries, workflow
from practices.choices import Action, State
from practices.exporting.dump import PARTS, write_dump
from practices.loading.catalogue import load_catalogue
from practices.models import Adoption, CatalogueEntry, Edition, Practice, PublicChange
from tests import database, factories
from tests.practices.exporting.reading import body, csv_rows, json_lines

pytestmark = pytest.mark.django_db


@pytest.fixture
def dump(smarty, tmp_path):
    write_dump(tmp_path / "dump")
    return tmp_path / "dump"


def lines(dump, name: str) -> list[dict]:
    return [json.loads(line) for line in (dump / name).read_text().splitlines()]


def test_a_dump_is_what_its_manifest_and_sums_say(dump):
    manifest = json.loads((dump / "manifest.json").read_text())
    names = [part.name for part in PARTS]
    assert sorted(path.name for path in dump.iterdir()) == sorted(
        [*names, "manifest.json", "SHA256SUMS"]
    )
    assert [file["name"] for file in manifest["files"]] == names
    sums = dict(
        reversed(line.split("  ")) for line in (dump / "SHA256SUMS").read_text().split("\n") if line
    )
    for file in manifest["files"]:
        content = (dump / file["name"]).read_bytes()
        assert len(content) == file["bytes"]
        assert hashlib.sha256(content).hexdigest() == file["sha256"] == sums[file["name"]]
    assert manifest["practices"] == 17


def test_each_file_names_its_licence_and_the_sources_of_its_words(dump):
    files = json.loads((dump / "manifest.json").read_text())["files"]
    told = {
        file["name"]: (file["licence"], [one["version"] for one in file["sources"]])
        for file in files
    }
    ours = "CC BY 4.0, https://creativecommons.org/licenses/by/4.0/"
    nuts = "NUTS 2024 (statistical regions: 2024 edition); UK: NUTS 2016, its last codes"
    labels = ["1", "1", "NACE Rev. 2.1", nuts]
    assert told == {
        **{part.name: (ours, []) for part in PARTS},
        **dict.fromkeys(["practices.csv", "practices.sqlite", "practices.ttl"], (ours, labels)),
        "codes.jsonl": (
            "Each list under the terms of its source",
            [nuts, "1", "1", "NACE Rev. 2.1", "1"],
        ),
    }
    assert {"title", "version", "source", "licence"} == set(files[-1]["sources"][0])


def test_records_and_table_are_those_of_the_api(dump, api):
    assert lines(dump, "practices.jsonl") == json_lines(api.get("/api/v1/practices/?format=jsonl"))
    whole = (dump / "practices.csv").read_bytes()
    assert whole == body(api.get("/api/v1/practices/?format=csv"))


def test_the_database_answers_in_sql(dump, api):
    base = sqlite3.connect(dump / "practices.sqlite")
    base.row_factory = sqlite3.Row
    flat = {row["identifier"]: row for row in csv_rows(api.get("/api/v1/practices/?format=csv"))}
    rows = {row["identifier"]: dict(row) for row in base.execute("SELECT * FROM practices")}
    assert set(rows) == set(flat)
    for name, row in rows.items():
        told = {key: "" if value is None else str(value) for key, value in row.items()}
        told.pop("document")
        assert told == {key: flat[name][key].removeprefix("'") for key in told}
    claims = sum(len(row["claims"]) for row in lines(dump, "practices.jsonl"))
    assert base.execute("SELECT count(*) FROM claims").fetchone()[0] == claims > 50
    query = """SELECT DISTINCT e.url FROM claims c
        JOIN claim_evidence l ON l.practice = c.practice AND l.claim = c.number
        JOIN evidence e ON e.practice = l.practice AND e.number = l.evidence
        WHERE c.kind = 'result'"""
    assert all(row["url"].startswith("http") for row in base.execute(query))
    assert base.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    base.close()


def test_the_turtle_describes_every_practice(dump):
    graph = rdflib.Graph().parse(dump / "practices.ttl", format="turtle")
    found = graph.subjects(rdflib.RDF.type, rdflib.URIRef("https://schema.org/Article"))
    expected = {row["identifier"] for row in lines(dump, "practices.jsonl")}
    assert {str(one).rstrip("/").rpartition("/")[2] for one in found} == expected


def test_two_dumps_of_one_state_are_the_same(dump, tmp_path):
    write_dump(tmp_path / "again")
    for part in PARTS:
        first, second = ((tmp_path / name / part.name).read_bytes() for name in ("dump", "again"))
        assert first == second, part.name


def test_nothing_that_is_not_public_is_in_a_dump(smarty, tmp_path, clock):
    Partner.objects.update(mailbox="inbox-zyxw@partner.example")
    gone = CatalogueEntry.objects.get(identifier="GP-0005")
    gone.withdrawn_at, gone.withdrawal_reason = clock("2026-03-01"), "Wrong."
    gone.save()
    entries.tell(CatalogueEntry.objects.filter(pk=gone.pk))
    write_dump(tmp_path / "dump")
    told = b"".join(path.read_bytes() for path in (tmp_path / "dump").iterdir()).decode(
        errors="replace"
    )
    drafts = Practice.objects.filter(entry=None).values_list("identifier", flat=True)
    assert len(drafts) == 3
    for word in ("inbox-zyxw", gone.summary, *drafts):
        assert word not in told, word


def test_related_names_only_practices_on_show(smarty, tmp_path, clock):
    related = {edition.pk: edition.document["related"] for edition in Edition.objects.all()}
    gone = CatalogueEntry.objects.get(identifier=min(sum(related.values(), [])))
    gone.withdrawn_at, gone.withdrawal_reason = clock("2026-03-01"), "Wrong."
    gone.save()
    entries.tell(CatalogueEntry.objects.filter(pk=gone.pk))

    write_dump(tmp_path / "dump")

    told = {
        row["identifier"]: row["document"]["related"]
        for row in lines(tmp_path / "dump", "editions.jsonl")
    }
    expected = {
        entry.identifier: [name for name in related[entry.edition_id] if name != gone.identifier]
        for entry in CatalogueEntry.objects.on_show()
    }
    assert told == expected
    assert any(gone.identifier in names for names in related.values())


def test_a_fresh_dump_takes_the_place_of_the_last_one(dump, tmp_path):
    (dump / "stray").write_text("of another release")
    write_dump(dump)
    assert not (dump / "stray").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["dump"]


# Back


LISTS = ("practices", "partners", "regions", "themes", "technologies", "sectors", "events")


def asked(api) -> dict[str, object]:
    """Every record of the API, by address, less what tells when the data last changed."""
    waiting, found = [f"/api/v1/{name}/?page_size=100" for name in LISTS], {}
    while waiting:
        address = waiting.pop()
        told = found[address] = api.get(address).json()
        told.pop("data_date")
        waiting += [told["next"].removeprefix("http://127.0.0.1:8000")] if told.get("next") else []
        if address.startswith("/api/v1/practices/?"):
            waiting += [below for row in told["results"] for below in addresses_of(row)]
    found["records"] = json_lines(api.get("/api/v1/practices/?format=jsonl"))
    found["changes"] = api.get("/api/v1/changes/?page_size=500").json()["results"]
    return found


def addresses_of(row: dict) -> list[str]:
    own = f"/api/v1/practices/{row['slug']}/"
    return [own, f"{own}editions/", *(f"{own}editions/{n + 1}/" for n in range(row["edition"]))]


def adopted(entry: CatalogueEntry) -> None:
    """A partner of another country took the practice up; a third confirmed it, one claim is open."""
    slugs = Partner.objects.exclude(pk=entry.owner_id).values_list("slug", flat=True)
    one, third = (Partner.objects.get(slug=slug) for slug in sorted(slugs)[:2])
    for confirmed in ({"confirmed_by": third, "confirmed_at": timezone.now()}, {}):
        Adoption.objects.create(
            practice_id=entry.practice_id, adopter=one, region_id="SI034", stage="planned",
            start_date="2025-04", reported_by=one, **confirmed,
        )  # fmt: skip
    catalogue.raise_version()


def test_a_dump_is_read_into_an_empty_portal_without_a_difference(smarty, api, clock, tmp_path):
    later = clock("2026-03-01")
    entry = CatalogueEntry.objects.get(identifier="GP-0005")
    document = entry.edition.document | {"summary": "Said better."}
    second = Edition.objects.create(
        practice_id=entry.practice_id, number=2, action=Action.CORRECT, document=document,
        published_at=later,
    )  # fmt: skip
    entries.write(second)
    CatalogueEntry.objects.filter(identifier="GP-0007").update(level=2)
    entries.tell(CatalogueEntry.objects.filter(identifier__in=["GP-0005", "GP-0007"]))
    adopted(entry)
    before = asked(api)
    write_dump(tmp_path / "dump")
    assert len(before["changes"]) == 19
    assert len(before["/api/v1/practices/" + entry.slug + "/"]["adoptions"]) == 1

    database.empty()
    assert api.get("/api/v1/practices/").json()["count"] == 0
    call_command("load_catalogue", tmp_path / "dump", verbosity=0)

    after = asked(api)
    assert after.keys() == before.keys()
    for address, told in before.items():
        assert after[address] == told, address
    assert set(Practice.objects.values_list("state", flat=True)) == {State.PUBLISHED}
    write_dump(tmp_path / "again")
    for name in ("practices.jsonl", "editions.jsonl", "changes.jsonl", "codes.jsonl"):
        assert (tmp_path / "again" / name).read_text() == (tmp_path / "dump" / name).read_text(), (
            name
        )
    (by_hand,) = entries.rebuild()
    assert by_hand.startswith("GP-0007: level was 2, should be")


def test_what_is_loaded_can_be_worked_on(smarty, tmp_path):
    write_dump(tmp_path / "dump")
    database.empty()
    loaded = load_catalogue(tmp_path / "dump")
    assert (loaded.practices, loaded.editions, loaded.partners) == (17, 17, 14)
    practice = Practice.objects.get(identifier="GP-0005")
    editor = factories.make_user("editor", practice.owner)
    workflow.perform(Action.REOPEN, practice, by=editor)
    assert practice.state == State.DRAFT
    assert practice.claims.count() == len(practice.entry.edition.document["claims"]) > 0


def test_a_portal_in_use_is_left_alone(dump):
    before = database.everything()
    with pytest.raises(CommandError, match="the portal is not empty: it has 20"):
        call_command("load_catalogue", dump)
    assert database.everything() == before


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (
            lambda dump: (dump / "editions.jsonl").write_text("{}"),
            "editions.jsonl.*not as it was",
        ),
        (lambda dump: (dump / "codes.jsonl").unlink(), "codes.jsonl.*missing"),
        (lambda dump: (dump / "SHA256SUMS").unlink(), "no dump in this folder"),
    ],
)
def test_a_damaged_dump_is_not_read(dump, damage, told):
    damage(dump)
    database.empty()
    with pytest.raises(CommandError, match=told):
        call_command("load_catalogue", dump)
    assert not Practice.objects.exists()
    assert not Event.objects.exists()
    assert not PublicChange.objects.exists()
