"""What the database itself refuses of practices, claims, evidence and the catalogue."""

from contextlib import nullcontext

import pytest
from django.core.files.base import ContentFile
from django.db import DataError, IntegrityError, connection, transaction
from django.utils import timezone

from practices.models import (
    CatalogueEntry,
    Claim,
    Edition,
    Evidence,
    HistoryEntry,
    Practice,
    PracticeSector,
    Sector,
    SeedRecord,
    Theme,
    Unit,
)
from tests.factories import make_claim, make_practice, make_published

pytestmark = pytest.mark.django_db


def refused(write, constraint: str) -> None:
    """The write is refused by the constraint of this name (SQLite names unique columns instead)."""
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        write()


def changed(row, **values):
    """Write past every validation of Python."""
    return lambda: type(row)._base_manager.filter(pk=row.pk).update(**values)


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"identifier": "GP-001"}, "practice_identifier_shape"),
        ({"identifier": "gp-0001"}, "practice_identifier_shape"),
        ({"identifier": "GP-0001a"}, "practice_identifier_shape"),
        ({"identifier": " GP-0001"}, "practice_identifier_shape"),
        ({"identifier": "GP-0001\n"}, "practice_identifier_shape"),
        ({"identifier": ""}, "practice_identifier_shape"),
        ({"state": "approved"}, "practice_state_is_known"),
        ({"state": ""}, "practice_state_is_known"),
        ({"start_year": 2021, "end_year": 2020}, "practice_years_are_ordered"),
        ({"resources_amount": 100, "resources_currency": ""}, "practice_amount_has_currency"),
    ],
)
def test_a_wrong_practice_is_refused(values, constraint):
    refused(changed(make_practice(), **values), constraint)


@pytest.mark.parametrize(
    "values",
    [
        {"identifier": "GP-0001"},
        {"identifier": "GP-123456789"},
        *({"state": state} for state in ("draft", "submitted", "in_review", "changes_requested")),
        *({"state": state} for state in ("accepted", "published", "rejected")),
        {"start_year": 2020, "end_year": 2020},
        {"start_year": 2021},
        {"end_year": 2020},
        {"resources_amount": "0.01", "resources_currency": "EUR"},
        {"resources_currency": "EUR"},
    ],
)
def test_a_right_practice_is_taken(values):
    assert changed(make_practice(), **values)() == 1


@pytest.mark.parametrize("column", ["identifier", "slug"])
def test_identifier_and_address_of_a_practice_are_its_own(column):
    taken, other = make_practice(), make_practice()
    refused(changed(other, **{column: getattr(taken, column)}), column)


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"value": 40}, "claim_value_has_unit_or_note"),
        ({"value": 0}, "claim_value_has_unit_or_note"),
        ({"qualifier": "about"}, "claim_qualifier_belongs_to_value"),
        ({"value": 40, "unit_id": "firms", "qualifier": "nearly"}, "claim_qualifier_belongs"),
        ({"kind": "success"}, "claim_kind_is_known"),
        ({"kind": ""}, "claim_kind_is_known"),
        ({"date": "2020-13"}, "claim_date_is_partial_date"),
        ({"date": "soon"}, "claim_date_is_partial_date"),
        ({"baseline_date": "1889"}, "claim_baseline_date_is_partial_date"),
        ({"number": 2}, "number"),
    ],
)
def test_a_wrong_claim_is_refused(values, constraint):
    practice = make_practice(claims=[{}, {}])
    refused(changed(practice.claims.get(number=1), **values), constraint)


@pytest.mark.parametrize(
    "values",
    [
        {"value": 40, "unit_id": "firms"},
        {"value": 40, "unit_note": "The source shows no unit."},
        {"value": 0, "unit_id": "firms", "qualifier": "exact"},
        {"value": None, "unit_id": "firms"},
        *({"kind": kind} for kind in ("result", "input", "rule", "target", "context")),
        {"date": "2020-02", "baseline_date": "2019"},
    ],
)
def test_a_right_claim_is_taken(values):
    assert changed(make_practice().claims.get(), **values)() == 1


SHA = "0123456789abcdef" * 4


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"url": ""}, "evidence_has_link_or_file"),
        ({"file": "evidence/report.pdf"}, "evidence_file_has_sha256"),
        ({"file": "evidence/report.pdf", "file_sha256": SHA[1:]}, "evidence_file_has_sha256"),
        ({"file": "evidence/report.pdf", "file_sha256": SHA.upper()}, "evidence_file_has_sha256"),
        ({"date": "2020-00"}, "evidence_date_is_partial_date"),
        ({"number": 2}, "number"),
    ],
)
def test_wrong_evidence_is_refused(values, constraint):
    practice = make_practice(evidence=[{"url": "https://a.example"}, {"url": "https://b.example"}])
    refused(changed(practice.evidence.get(number=1), **values), constraint)


def test_a_file_alone_is_evidence(media):
    practice = make_practice(evidence=[])
    evidence = Evidence(practice=practice, number=1, file_sha256=SHA)
    evidence.file.save("report.pdf", ContentFile(b"%PDF"))
    evidence.refresh_from_db()
    with evidence.file.open() as file:
        assert file.read() == b"%PDF"
    assert (evidence.url, str(evidence)) == ("", "evidence/report.pdf")


def test_a_sector_is_there_once():
    practice = make_practice(sectors=["C"])
    again = PracticeSector(practice=practice, sector_id="C")
    refused(lambda: PracticeSector.objects.bulk_create([again]), "sector|one_sector_each")


def edition_of(practice, **values) -> Edition:
    made = {"number": 1, "action": "seed", "document": {}, "published_at": timezone.now()}
    return Edition(practice=practice, **made | values)


def test_an_edition_s_number_is_there_once_and_counts_from_1():
    entry = make_published()
    again = edition_of(entry.practice)
    refused(lambda: Edition.objects.bulk_create([again]), "number|write-once")
    zero = edition_of(entry.practice, number=0)
    refused(lambda: Edition.objects.bulk_create([zero]), "edition_number_from_1")
    Edition.objects.bulk_create([edition_of(entry.practice, number=2)])
    assert list(entry.practice.editions.values_list("number", flat=True)) == [2, 1]


@pytest.mark.parametrize("column", ["practice_id", "edition_id", "identifier", "slug"])
def test_there_is_one_entry_of_a_practice(column):
    taken, other = make_published(), make_published()
    refused(changed(other, **{column: getattr(taken, column)}), column)


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"level": 0}, "entry_level_is_known"),
        ({"level": 5}, "entry_level_is_known"),
        ({"withdrawn_at": timezone.now()}, "entry_withdrawal_has_reason"),
    ],
)
def test_a_wrong_entry_is_refused(values, constraint):
    refused(changed(make_published(), **values), constraint)


def test_a_withdrawal_with_its_reason_is_taken():
    values = {"withdrawn_at": timezone.now(), "withdrawal_reason": "Asked for by the owner."}
    assert changed(make_published(), **values)() == 1


@pytest.mark.parametrize(
    ("model", "code", "values", "constraint"),
    [
        (Sector, "C", {"parent": "B"}, "sector_has_parent_below_section"),
        (Sector, "C13", {"parent": None}, "sector_has_parent_below_section"),
        (Sector, "C13", {"level": "branch"}, "sector_has_parent_below_section"),
        (Theme, "digital_innovation_hubs", {"position": 1}, "position"),
    ],
)
def test_a_code_out_of_its_list_is_refused(model, code, values, constraint):
    Theme.objects.exclude(pk=code).filter(position=1).update(position=1)
    if model is Theme:
        Theme.objects.filter(pk=code).update(position=99)
    refused(lambda: model.objects.filter(pk=code).update(**values), constraint)


def test_a_record_of_the_seed_is_remembered_once():
    values = {"kind": "partner", "key": "RCL", "source_sha256": SHA, "content_sha256": SHA}
    SeedRecord.objects.create(**values)
    refused(lambda: SeedRecord.objects.bulk_create([SeedRecord(**values)]), "key|seed_record_once")


def test_texts_as_long_as_allowed_are_taken_and_longer_ones_are_not():
    """SQLite has no length of a column: there the validators are the only guard."""
    knows_lengths = connection.vendor == "postgresql"
    practice = make_practice()
    for row, column, limit in (
        (practice, "title", 150),
        (practice, "summary", 300),
        (practice, "description", 5000),
        (practice, "lessons", 1500),
        (practice.claims.get(), "statement", 200),
        (practice.evidence.get(), "url", 500),
    ):
        assert changed(row, **{column: "x" * limit})() == 1
        assert row._meta.get_field(column).max_length == limit
        with pytest.raises(DataError) if knows_lengths else nullcontext(), transaction.atomic():
            changed(row, **{column: "x" * (limit + 1)})()


def test_a_code_in_use_is_never_deleted():
    practice = make_practice(claims=[{"value": 2, "unit_id": "firms"}])
    for row in (Unit.objects.get(pk="firms"), Sector.objects.get(pk="C"), practice.owner):
        with pytest.raises(IntegrityError), transaction.atomic():
            row.delete()


def test_a_published_practice_is_never_deleted():
    practice = make_published().practice
    with pytest.raises(IntegrityError), transaction.atomic():
        practice.delete()
    assert Edition.objects.count() == CatalogueEntry.objects.count() == 1


def test_a_draft_goes_with_its_claims_and_evidence():
    make_practice().delete()
    left = [model.objects.count() for model in (Practice, Claim, Evidence, PracticeSector)]
    assert left == [0, 0, 0, 0]


def test_words_for_rows():
    practice = make_practice(identifier="GP-9999", title="Regional audit")
    make_claim(practice, number=2, statement="40 firms")
    assert str(practice) == "GP-9999 Regional audit"
    assert str(practice.claims.get(number=2)) == "40 firms"
    assert str(practice.practice_sectors.get()) == "C"
    assert str(practice.evidence.get()) == practice.evidence.get().url
    entry = make_published(identifier="GP-9998", title="Vouchers")
    assert str(entry) == "GP-9998 Vouchers"
    assert str(entry.edition) == "GP-9998 edition 1"
    assert str(HistoryEntry.objects.get()) == f"{timezone.now():%Y-%m-%d} seed"
