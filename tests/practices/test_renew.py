"""Levels judged anew each day: what lapsed is told, what rose or fell is written."""

from io import StringIO

import pytest
from django.core.management import call_command

from partners import catalogue
from practices import entries
from practices.models import CatalogueEntry
from tests import factories


@pytest.fixture
def entry(db, clock):
    clock("2026-03-01")
    return factories.make_published(identifier="GP-8400", slug="gp-8400")


def test_nothing_changes_while_the_level_holds(entry, clock):
    before = catalogue.version().token

    today = clock("2029-03-01").date()

    assert entries.renew(today=today) == []
    assert catalogue.version().token == before


def test_a_lapse_is_told_once(entry, clock):
    before = catalogue.version().token
    today = clock("2029-03-02").date()

    assert entries.renew(today=today) == ["GP-8400: level 1 lapsed after 2029-03-01"]
    assert catalogue.version().token != before
    assert entries.renew(today=today) == []
    entry.refresh_from_db()
    assert (entry.level, entry.is_lapsed) == (1, True)


def test_a_lapse_is_told_though_days_were_missed(entry, clock):
    today = clock("2029-05-20").date()

    assert entries.renew(today=today) == ["GP-8400: level 1 lapsed after 2029-03-01"]


def test_a_wrong_level_is_put_right(entry, clock):
    CatalogueEntry.objects.update(level=3)
    told = StringIO()
    clock("2026-03-05")

    call_command("renew_levels", stdout=told)

    assert told.getvalue() == "GP-8400: level 3 is now 1, until 2029-03-01\n"
    entry.refresh_from_db()
    assert entry.level == 1


def test_withdrawn_practices_are_left_alone(entry, clock):
    now = clock("2029-03-02")
    CatalogueEntry.objects.update(withdrawn_at=now, withdrawal_reason="wrong", level=3)

    assert entries.renew(today=now.date()) == []
