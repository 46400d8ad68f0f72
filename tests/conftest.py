"""The foundation of the suite: the database with its code lists, the real records, the cast.

The code lists of data/codes are always there. A test that wants the project's real records asks
for `smarty`; one that makes its own (tests/factories.py) has a catalogue with nothing else in it.
"""

import datetime
import os
import zoneinfo
from collections.abc import Iterator

import pytest
from django.conf import settings as portal
from django.core.cache import caches
from django.db import connection, transaction
from django.test import Client, override_settings
from django.utils import timezone

from partners.choices import MemberRole
from partners.models import Partner
from practices import entries
from practices.loading.codes import load_codes
from practices.loading.smarty import load_smarty
from practices.models import CatalogueEntry
from practices.search import make_ready
from tests import database, factories, sharing
from tests.apart import MIGRATE, Apart, made_by

CODES = portal.BASE_DIR / "data" / "codes"
SMARTY = portal.BASE_DIR / "data" / "smarty"

blocker = pytest.StashKey()
records = pytest.StashKey()
made = pytest.StashKey()


# Settings


@pytest.fixture(scope="session", autouse=True)
def _suite_settings(tmp_path_factory):
    """Files go to a folder of their own; static files are served as they lie, never collected.

    Nothing is kept in memory, so that every request goes all the way.
    """
    folder = tmp_path_factory.mktemp("data")
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    changed = {
        "DATA_DIR": folder,
        "KEPT_ANSWERS_MB": 0,
        "MEDIA_ROOT": folder / "media",
        "STATIC_ROOT": folder / "static",
        "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
        "STORAGES": {**portal.STORAGES, "staticfiles": plain},
    }
    with override_settings(**changed):
        yield


@pytest.fixture(scope="session", autouse=True)
def _ready_to_search(_suite_settings):
    """As a server is: a slow machine reads the tables longer than a search may last."""
    make_ready()


@pytest.fixture(autouse=True)
def _nothing_asked_yet():
    """Each test has the whole quota of the API: what fast machines ask in a minute may exceed it."""
    caches["worker"].clear()


@pytest.fixture
def media(settings, tmp_path):
    """An empty folder of uploaded files, so that a file keeps the name it was given."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


# Database


@pytest.fixture(scope="session")
def django_db_setup(request, django_db_setup, django_db_blocker):
    """Load the code lists for good; load the real records once, keep their rows and roll back."""
    stash = request.config.stash
    stash[blocker] = django_db_blocker
    with django_db_blocker.unblock():
        load_codes(CODES)
        with transaction.atomic():
            load_smarty(SMARTY, CODES)
            left_out = (*database.CODE_LISTS, "partners_catalogueversion", "partners_pastversion")
            loaded = database.everything(but=left_out)
            transaction.set_rollback(True)
        codes_only = database.rows("practices_seedrecord")
        loaded["practices_seedrecord"] = [
            row for row in loaded["practices_seedrecord"] if row not in codes_only
        ]
        stash[records] = loaded


@pytest.fixture
def smarty(request, db) -> None:
    """The real records of data/smarty, 17 of them published, as `load_smarty` leaves them."""
    database.put_back(request.config.stash[records])
    entries.tell(CatalogueEntry.objects.all())


@pytest.fixture
def once(request, db):
    """Return what makes records the first time and later only puts their rows back: much cheaper.

    once("five looms", make): the name is the session's, `make` takes nothing and starts on a
    catalogue with nothing in it.
    """

    def bring(name: str, make) -> None:
        kept = request.config.stash.setdefault(made, {})
        if name in kept:
            database.put_back(kept[name])
            entries.tell(CatalogueEntry.objects.all())
            return
        left_out = (*database.CODE_LISTS, "partners_catalogueversion", "partners_pastversion")
        before = database.everything(but=left_out)
        make()
        after = database.everything(but=left_out)
        kept[name] = {
            table: [row for row in rows if row not in before[table]]
            for table, rows in after.items()
        }

    return bring


def is_transactional(item: pytest.Item) -> bool:
    """Whether the test commits, so that its tables are flushed after it."""
    marker = item.get_closest_marker("django_db")
    if marker and (marker.kwargs.get("transaction") or marker.args[:1] == (True,)):
        return True
    return bool({"transactional_db", "live_server"} & set(getattr(item, "fixturenames", ())))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item, nextitem):
    """After a transactional test: let the flush pass, then bring the code lists back."""
    unblocker = item.config.stash.get(blocker, None)
    if unblocker is None or not is_transactional(item):
        return (yield)
    with unblocker.unblock():
        database.clear_write_once()
    result = yield
    if nextitem:  # after the last test there is no test database any more
        with unblocker.unblock():
            load_codes(CODES)
    return result


# What one run leaves to another, and nothing skipped where everything is demanded


def pytest_collection_modifyitems(config, items):
    run = {"beside": sharing.is_beside(), "long": sharing.is_long()}
    left = {item for item in items if sharing.is_left(item.nodeid, connection.vendor, **run)}
    items[:] = [item for item in items if item not in left]
    config.hook.pytest_deselected(items=list(left))


def pytest_sessionfinish(session):
    if os.environ.get("SMARTY_REQUIRE_ALL") and skipped(session.config):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter, config):
    if os.environ.get("SMARTY_REQUIRE_ALL") and (names := skipped(config)):
        terminalreporter.section("skipped, though nothing may be (SMARTY_REQUIRE_ALL)", red=True)
        for name in names:
            terminalreporter.write_line(name)


def skipped(config) -> list[str]:
    """Return what was skipped so far: tests, and files that were not even collected."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    return [report.nodeid for report in reporter.stats.get("skipped", [])] if reporter else []


# Portals in processes of their own


@pytest.fixture(scope="session")
def migrated(tmp_path_factory) -> Iterator[Apart]:
    """A portal with tables and code lists and nothing else, only to be copied."""
    with made_by("-c", MIGRATE, folder=tmp_path_factory.mktemp("migrated")) as made:
        yield made


# Clock, clients and the cast


@pytest.fixture
def clock(monkeypatch):
    """Return a function that stops the portal's clock: clock("2026-03-01") or with a time."""

    def set_to(moment: str) -> datetime.datetime:
        zone = zoneinfo.ZoneInfo(portal.TIME_ZONE)
        now = datetime.datetime.fromisoformat(moment)
        now = now.replace(hour=now.hour or 12, tzinfo=zone)
        monkeypatch.setattr(timezone, "now", lambda: now)
        return now

    return set_to


@pytest.fixture
def api(db) -> Client:
    """A reader of the API: nobody is logged in, JSON is asked for."""
    return Client(headers={"accept": "application/json"})


def member(partner: str, role: MemberRole):
    return factories.make_user(role, Partner.objects.get(slug=partner))


@pytest.fixture
def editor_of_tecos(smarty):
    """TECOS owns GP-0016."""
    return member("tecos", MemberRole.EDITOR)


@pytest.fixture
def editor_of_prato(smarty):
    """Prato owns GP-0005, GP-0012, GP-0013."""
    return member("prato", MemberRole.EDITOR)


@pytest.fixture
def reviewer_of_rcl(smarty):
    return member("rcl", MemberRole.REVIEWER)


@pytest.fixture
def reviewer_of_itee(smarty):
    return member("itee", MemberRole.REVIEWER)


@pytest.fixture
def publisher_of_prato(smarty):
    return member("prato", MemberRole.PUBLISHER)


@pytest.fixture
def publisher_of_wyca(smarty):
    """The second organisation with a publisher, for the practices of the lead partner."""
    return member("wyca", MemberRole.PUBLISHER)
