"""A portal in a process of its own, with the real data on the engine of the run, and a browser."""

import contextlib
import functools
import importlib.util
import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import database
from tests.folders import with_tables

ROOT = Path(__file__).resolve().parents[2]
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
START_WITHIN = 60  # seconds
# A stop for what never comes; a busy machine may take seconds for what does.
PATIENCE = 8_000  # milliseconds
TRIAL = {"SECOND_FACTOR_DEMANDED": "false", "LOGIN_RATE": "100000/m"}
ELSEWHERE = "<!DOCTYPE html><html lang=en><title>A document elsewhere</title><h1>Elsewhere</h1>"


def pytest_collection_modifyitems(items):
    """Every journey drives a browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


# The portal


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as held:
        return held.getsockname()[1]


@pytest.fixture(scope="package")
def database_url(tmp_path_factory) -> Iterator[str]:
    """An empty database on the engine of this run, for the server alone."""
    with database.of_its_own(tmp_path_factory.mktemp("journeys")) as address:
        yield address


@pytest.fixture(scope="package")
def portal(database_url, tmp_path_factory) -> Iterator[str]:
    """The address of a running portal with the real data, as `make run` serves it.

    Nobody there needs a second factor: tests/journeys/test_people.py has a portal where they do.
    """
    with serving(database_url, tmp_path_factory.mktemp("portal"), **TRIAL) as address:
        yield address


@pytest.fixture(scope="module")
def own_database_url(tmp_path_factory) -> Iterator[str]:
    """Like database_url, for one file alone: what its journeys write is in nobody's way."""
    with database.of_its_own(tmp_path_factory.mktemp("own")) as address:
        yield address


@pytest.fixture(scope="module")
def own_portal(own_database_url, tmp_path_factory) -> Iterator[str]:
    """Like portal, for one file alone."""
    folder = tmp_path_factory.mktemp("own-portal")
    with serving(own_database_url, folder, **TRIAL) as address:
        yield address


@contextlib.contextmanager
def serving(database_url: str, folder: Path, **variables: str) -> Iterator[str]:
    """Serve the portal with the real data from a process of its own; gives its address."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    environment = os.environ | {
        "DATABASE_URL": database_url,
        "DATA_DIR": str(with_tables(folder)),
        "SITE_URL": address,
        "PORT": str(port),
        "API_RATE": "100000/min",
        **variables,
    }
    run = {"cwd": ROOT, "env": environment}
    subprocess.run([sys.executable, "-m", "deploy.prepare"], check=True, capture_output=True, **run)
    command = [sys.executable, "-m", "gunicorn", "-c", "deploy/gunicorn.conf.py"]
    server = subprocess.Popen([*command, "smarty_portal.wsgi"], **run)
    try:
        _wait_for(f"{address}/health/")
        yield address
    finally:
        server.terminate()
        server.wait(timeout=30)


def _wait_for(address: str) -> None:
    give_up = time.monotonic() + START_WITHIN
    while time.monotonic() < give_up:
        try:
            urllib.request.urlopen(address, timeout=5).close()  # noqa: S310
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
        else:
            return
    raise AssertionError(f"{address} did not answer within {START_WITHIN} s")


# The browser


@pytest.fixture(scope="package")
def chromium() -> str:
    """The path of Debian's Chromium; without it or Playwright the journeys are skipped."""
    path = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    if not importlib.util.find_spec("playwright"):
        pytest.skip("Playwright is not installed; see tests/requirements.txt")
    if not Path(path).exists():
        pytest.skip(f"no Chromium at {path}; set CHROMIUM")
    return path


@pytest.fixture(scope="package")
def browser(chromium, portal):
    """Chromium, driven by Playwright, started once.

    Playwright runs an event loop in this thread, in which Django refuses to use the database, so the
    browser ends with the last journey.
    """
    playwright = pytest.importorskip("playwright.sync_api")
    playwright.expect.set_options(timeout=PATIENCE)
    with playwright.sync_playwright() as driver, pytest.MonkeyPatch.context() as patch:
        for action in ("click", "press"):
            patch.setattr(playwright.Locator, action, settled(getattr(playwright.Locator, action)))
        launched = driver.chromium.launch(executable_path=chromium, args=FLAGS)
        yield launched
        launched.close()


def settled(action):
    """Let an action on an element be over when the page that it leads to is loaded.

    The driver waits only until that page begins to come. What is counted or measured then meets half
    a page, or a document that has no element yet.
    """

    @functools.wraps(action)
    def act(locator, *args, **options) -> None:
        action(locator, *args, **options)
        locator.page.wait_for_load_state()

    return act


@pytest.fixture
def visit(browser, portal):
    """Return a function that opens a page of the portal for a kind of visitor."""
    yield from visits(browser, portal)


@pytest.fixture
def visit_own(browser, own_portal):
    """Like visit, on the portal of this file alone."""
    yield from visits(browser, own_portal)


def visits(browser, portal: str):
    """Give a function that opens a page for a kind of visitor; every visitor is checked at the end.

    Nobody's browser may meet a script error, a refused resource, or another host, and no visitor of
    public pages may be given a cookie. Only who follows a link leaves, and then meets a stand-in.
    """
    contexts, complaints = [], []

    def open_page(path: str = "/", *, width: int = 1280, script: bool = True, **options):
        context = browser.new_context(
            **{"viewport": {"width": width, "height": 900}} | options,
            java_script_enabled=script,
            base_url=portal,
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        elsewhere = re.compile(rf"^(?!{re.escape(portal)}/|data:|about:|blob:)")
        context.route(elsewhere, lambda route: _stand_in(route, complaints))
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(f"script error: {error}"))
        page.on("console", lambda told: _note(told, page, complaints))
        page.goto(path)
        return page

    yield open_page
    cookies = [cookie["name"] for context in contexts for cookie in context.cookies()]
    for context in contexts:
        context.close()
    assert complaints == []
    assert cookies == []


def _stand_in(route, complaints: list[str]) -> None:
    """Answer in place of another host, and complain unless someone followed a link to it."""
    if not route.request.is_navigation_request():
        complaints.append(f"request to another host: {route.request.url}")
    route.fulfill(body=ELSEWHERE, content_type="text/html")


def _note(told, page, complaints: list[str]) -> None:
    """Keep an error of the console, unless it only says that the page itself is an error page."""
    if told.type == "error" and told.location.get("url") != page.url:
        complaints.append(f"console: {told.text} ({told.location.get('url')})")
