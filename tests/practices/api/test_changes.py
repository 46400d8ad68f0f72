"""The change feed: in order, nothing twice, nothing missed, and no text of what is not on show."""

import base64

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from partners.models import PastVersion
from practices import entries
from practices.changes import Redaction
from practices.models import CatalogueEntry, PublicChange
from tests import factories
from tests.practices.exporting.reading import json_lines

pytestmark = pytest.mark.django_db

CHANGES = "/api/v1/changes/"


def told(answer) -> list[tuple[str, str]]:
    assert answer.status_code == 200, answer.content
    return [(row["identifier"], row["kind"]["code"]) for row in answer.json()["results"]]


@pytest.fixture
def entry(clock) -> CatalogueEntry:
    clock("2026-03-01")
    return factories.make_published(identifier="GP-8400", slug="gp-8400")


def change(entry: CatalogueEntry, **columns) -> None:
    CatalogueEntry.objects.filter(pk=entry.pk).update(**columns)
    entries.tell(CatalogueEntry.objects.filter(pk=entry.pk))


def test_a_change_holds_the_record_as_it_stood_afterwards(api, entry):
    (line,) = api.get(CHANGES).json()["results"]
    (record,) = json_lines(api.get("/api/v1/practices/?format=jsonl"))
    assert line == {
        "kind": {"code": "published", "label": "published"},
        "at": "2026-03-01T11:00:00Z",
        "identifier": "GP-8400",
        "slug": "gp-8400",
        "edition": 1,
        "redacted_edition": None,
        "reason": None,
        "record": record,
    }
    assert record["level"] == {"code": 1, "until": "2029-03-01"}

    change(entry, level=2)
    first, second = api.get(CHANGES).json()["results"]
    assert first == line
    assert second["record"] == record | {"level": {"code": 2, "until": "2029-03-01"}}


def test_a_reader_goes_on_where_it_stopped(api, smarty, clock):
    everything = told(api.get(CHANGES))
    assert len(everything) == 17
    read, address, pages = [], f"{CHANGES}?page_size=5", 0
    while address:
        answer = api.get(address)
        read += told(answer)
        pages += 1
        cursor, address = answer.json()["cursor"], answer.json()["next"]
    assert (read, pages) == (everything, 4)

    assert told(api.get(CHANGES, {"after": cursor})) == []
    change(CatalogueEntry.objects.get(identifier="GP-0005"), level=2)
    later = api.get(CHANGES, {"after": cursor})
    assert told(later) == [("GP-0005", "level_changed")]
    assert told(api.get(CHANGES, {"after": later.json()["cursor"]})) == []


def test_what_is_withdrawn_leaves_a_tombstone_and_no_text(api, entry, clock):
    change(entry, level=2)
    change(entry, withdrawn_at=clock("2026-04-01"), withdrawal_reason="Wrong figures.")
    answer = api.get(CHANGES)
    assert told(answer) == [
        ("GP-8400", "published"), ("GP-8400", "level_changed"), ("GP-8400", "withdrawn"),
    ]  # fmt: skip
    lines = answer.json()["results"]
    assert [line["record"] for line in lines] == [None, None, None]
    assert lines[-1]["reason"] == "Wrong figures."
    assert "What it is." not in answer.content.decode()

    change(entry, withdrawn_at=None, withdrawal_reason="")
    lines = api.get(CHANGES).json()["results"]
    assert [bool(line["record"]) for line in lines] == [True, True, False, True]


def test_a_redaction_is_told_with_its_edition_and_reason(api, entry):
    redaction = Redaction(edition=entry.edition, reason="It named a person.")
    entries.tell(CatalogueEntry.objects.filter(pk=entry.pk), redacted=redaction)
    line = api.get(CHANGES).json()["results"][-1]
    assert (line["kind"]["code"], line["redacted_edition"], line["reason"]) == (
        "redacted", 1, "It named a person.",
    )  # fmt: skip


def test_an_empty_portal_has_a_cursor_too(api):
    answer = api.get(CHANGES).json()
    assert (answer["results"], answer["next"]) == ([], None)
    entry = factories.make_published()
    assert told(api.get(CHANGES, {"after": answer["cursor"]})) == [(entry.identifier, "published")]


def test_the_cursor_of_another_history_is_gone(api, entry):
    """A backup was restored: the version the reader saw never was."""
    cursor = api.get(CHANGES).json()["cursor"]
    PastVersion.objects.all().delete()
    answer = api.get(CHANGES, {"after": cursor})
    assert answer.status_code == 410
    assert "/data/" in answer.json()["detail"]


NO_CURSORS = [
    "x", "!!!", "1", "é", "MS4x", base64.b64encode(b"1.2").decode(), "A" * 400,
    base64.urlsafe_b64encode(b"-1.1.abc").decode().rstrip("="),
    base64.urlsafe_b64encode(b"99999999999999999999.1.abc").decode().rstrip("="),
]  # fmt: skip


@pytest.mark.parametrize("cursor", NO_CURSORS)
def test_what_is_no_cursor_is_refused(api, entry, cursor):
    answer = api.get(CHANGES, {"after": cursor})
    assert answer.status_code == 400
    (error,) = answer.json()["errors"]
    assert (error["parameter"], error["value"]) == ("after", cursor)


@pytest.mark.parametrize("size", ["0", "501", "x", "-1"])
def test_page_sizes_have_bounds(api, entry, size):
    assert api.get(CHANGES, {"page_size": size}).status_code == 400
    assert told(api.get(CHANGES, {"page_size": "500"})) == [("GP-8400", "published")]


def test_one_change_costs_what_three_do(api):
    counts = []
    for number in (1, 2):
        for _ in range(number):
            factories.make_published()
        with CaptureQueriesContext(connection) as queries:
            found = told(api.get(CHANGES))
        counts.append(len(queries))
    assert len(found) == PublicChange.objects.count() == 3
    assert counts[0] == counts[1] <= 5
