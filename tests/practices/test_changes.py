"""The public log: each thing that happens to the catalogue is a line, nothing else is."""

import datetime
import threading
import time

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from practices import changes, entries
from practices.changes import Redaction, Standing, happened
from practices.choices import Action
from practices.models import CatalogueEntry, Edition, PublicChange
from tests import factories

DAY = datetime.date(2029, 3, 1)
PATIENCE = 20  # seconds
STOOD = Standing(edition_id=1, level=1, level_until=DAY, is_lapsed=False, is_on_show=True)


def stands(**differently) -> Standing:
    return Standing(**vars(STOOD) | differently)


@pytest.mark.parametrize(
    ("before", "now", "lines"),
    [
        (None, stands(), ["published"]),
        (None, stands(is_lapsed=True), ["published", "lapsed"]),
        (None, stands(is_on_show=False), ["published", "withdrawn"]),
        (STOOD, stands(), []),
        (STOOD, stands(edition_id=2), ["new_edition"]),
        (STOOD, stands(edition_id=2, level_until=DAY.replace(year=2030)), ["new_edition"]),
        (STOOD, stands(edition_id=2, level=2), ["new_edition", "level_changed"]),
        (STOOD, stands(level=2), ["level_changed"]),
        (STOOD, stands(level_until=DAY.replace(year=2030)), ["level_changed"]),
        (STOOD, stands(is_lapsed=True), ["lapsed"]),
        (stands(is_lapsed=True), stands(is_lapsed=True), []),
        (stands(is_lapsed=True), stands(edition_id=2), ["new_edition"]),
        (STOOD, stands(is_on_show=False), ["withdrawn"]),
        (STOOD, stands(is_on_show=False, edition_id=2, level=2), ["withdrawn"]),
        (stands(is_on_show=False), stands(is_on_show=False, level=2), []),
        (stands(is_on_show=False), stands(), ["restored"]),
        (stands(is_on_show=False), stands(edition_id=2), ["restored", "new_edition"]),
        (stands(is_on_show=False), stands(is_lapsed=True), ["restored", "lapsed"]),
    ],
)
def test_what_lies_between_two_standings(before, now, lines):
    assert happened(before, now) == lines


def test_a_correcting_edition_is_told_as_a_correction():
    assert happened(STOOD, stands(edition_id=2), corrected=True) == ["corrected"]


def lines(**wanted) -> list[tuple[str, str]]:
    found = PublicChange.objects.filter(**wanted).order_by("pk")
    return list(found.values_list("identifier", "kind"))


@pytest.fixture
def entry(db, clock) -> CatalogueEntry:
    clock("2026-03-01")
    return factories.make_published(identifier="GP-8400", slug="gp-8400")


def tell(entry: CatalogueEntry, **columns) -> list[str]:
    """Change the columns of an entry, tell of it, and return the kinds of the lines since."""
    last = PublicChange.objects.latest("pk").pk
    CatalogueEntry.objects.filter(pk=entry.pk).update(**columns)
    entries.tell(CatalogueEntry.objects.filter(pk=entry.pk))
    return [kind for _identifier, kind in lines(pk__gt=last)]


def next_edition(entry: CatalogueEntry, *, action: str) -> Edition:
    document = entry.edition.document | {"summary": "Said better."}
    last = Edition.objects.filter(practice_id=entry.practice_id).count()
    return Edition.objects.create(
        practice_id=entry.practice_id,
        number=last + 1,
        action=action,
        document=document,
        published_at=entry.edition.published_at,
    )


def test_publishing_writes_a_line_that_says_how_the_practice_stands(entry, clock):
    line = PublicChange.objects.get()
    assert (line.identifier, line.kind, line.edition, line.level, line.level_until) == (
        "GP-8400", "published", entry.edition, 1, datetime.date(2029, 3, 1),
    )  # fmt: skip
    assert line.at == clock("2026-03-01")
    assert (line.is_lapsed, line.is_on_show, line.reason, line.redacted_edition) == (
        False, True, "", None,
    )  # fmt: skip


def test_every_thing_that_happens_is_told_once(entry, clock):
    later = clock("2026-04-01")
    assert tell(entry) == []
    assert tell(entry, edition=next_edition(entry, action=Action.SEED)) == ["new_edition"]
    assert tell(entry, edition=next_edition(entry, action=Action.CORRECT)) == ["corrected"]
    assert tell(entry, level=2) == ["level_changed"]
    assert tell(entry, withdrawn_at=later, withdrawal_reason="Wrong figures.") == ["withdrawn"]
    assert PublicChange.objects.latest("pk").reason == "Wrong figures."
    assert tell(entry, level=3) == []
    assert tell(entry, withdrawn_at=None, withdrawal_reason="") == ["restored", "level_changed"]
    assert tell(entry) == []


def test_a_lapse_is_told_once_though_levels_are_renewed_daily(entry, clock):
    for day in ("2029-03-01", "2029-03-02", "2029-03-03"):
        entries.renew(today=clock(day).date())
    assert lines() == [("GP-8400", "published"), ("GP-8400", "lapsed")]


def test_a_redaction_is_told_with_its_reason_whichever_edition_it_was(entry):
    second = next_edition(entry, action=Action.SEED)
    tell(entry, edition=second)
    other = factories.make_published()
    redaction = Redaction(edition=entry.edition, reason="It named a person.")
    entries.tell(CatalogueEntry.objects.filter(pk__in=[entry.pk, other.pk]), redacted=redaction)

    line = PublicChange.objects.latest("pk")
    assert (line.identifier, line.kind, line.reason) == (
        "GP-8400", "redacted", "It named a person.",
    )  # fmt: skip
    assert (line.redacted_edition, line.edition) == (1, second)
    assert lines(kind="redacted") == [("GP-8400", "redacted")]


@pytest.mark.django_db
def test_the_real_records_begin_the_log(smarty):
    published = CatalogueEntry.objects.order_by("identifier").values_list("identifier", flat=True)
    assert sorted(lines()) == [(identifier, "published") for identifier in published]


@pytest.mark.django_db
def test_rebuilding_tells_only_what_readers_can_see(smarty):
    before = lines()
    CatalogueEntry.objects.filter(identifier="GP-0001").update(title="Damaged")
    CatalogueEntry.objects.filter(identifier="GP-0005").update(level=4)
    list(entries.rebuild())
    assert lines() == before

    CatalogueEntry.objects.filter(identifier="GP-0005").update(level=4)
    entries.tell(CatalogueEntry.objects.all())
    list(entries.rebuild())
    assert lines()[len(before) :] == [("GP-0005", "level_changed")] * 2


@pytest.mark.django_db
def test_telling_of_many_asks_no_more_than_telling_of_one(monkeypatch):
    counts = []
    for number in (1, 3):
        for _ in range(number):
            factories.make_published()
        CatalogueEntry.objects.update(level=number + 1)
        with CaptureQueriesContext(connection) as queries:
            entries.tell(CatalogueEntry.objects.all())
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert len(lines(kind="level_changed")) == 1 + 4

    monkeypatch.setattr(changes, "AT_ONCE", 2)
    CatalogueEntry.objects.update(level=3)
    entries.tell(CatalogueEntry.objects.all())
    assert len(lines(kind="level_changed")) == 1 + 4 + 4


@pytest.mark.django_db
def test_lines_are_written_under_the_lock_of_the_version(entry):
    """So that they become visible in the order of their keys."""
    CatalogueEntry.objects.update(level=2)
    with CaptureQueriesContext(connection) as queries:
        entries.tell(CatalogueEntry.objects.all())
    asked = [query["sql"] for query in queries]
    locking = [sql.startswith('UPDATE "partners_catalogueversion"') for sql in asked]
    writing = [sql.startswith('INSERT INTO "practices_publicchange"') for sql in asked]
    assert locking.index(True) < writing.index(True)


if connection.vendor == "postgresql":  # SQLite has one writer at a time by itself

    @pytest.mark.django_db(transaction=True)
    def test_a_slower_transaction_never_slips_in_before_what_was_read():
        first, second = factories.make_published(), factories.make_published()
        CatalogueEntry.objects.update(level=2)
        read = PublicChange.objects.count()
        other = threading.Thread(target=tell_elsewhere, args=[second])
        with transaction.atomic():
            entries.tell(CatalogueEntry.objects.filter(pk=first.pk))
            other.start()
            assert somebody_waits_for_us()
            assert PublicChange.objects.count() == read + 1
        other.join()
        assert lines(kind="level_changed") == [
            (first.identifier, "level_changed"),
            (second.identifier, "level_changed"),
        ]

    def somebody_waits_for_us() -> bool:
        """Whether another connection comes to wait for what this transaction has locked."""
        waiting = (
            "SELECT count(*) FROM pg_locks theirs JOIN pg_locks ours USING (transactionid)"
            " WHERE NOT theirs.granted AND ours.granted AND ours.pid = pg_backend_pid()"
        )
        last = time.monotonic() + PATIENCE
        while time.monotonic() < last:
            with connection.cursor() as cursor:
                cursor.execute(waiting)
                if cursor.fetchone()[0]:
                    return True
            time.sleep(0.01)
        return False

    def tell_elsewhere(entry: CatalogueEntry) -> None:
        try:
            entries.tell(CatalogueEntry.objects.filter(pk=entry.pk))
        finally:
            connection.close()
