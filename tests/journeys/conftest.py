"""A portal in a process of its own, with the real data on the engine of the run, and a browser."""

import functools
import importlib.util
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.apart import TRIAL, Apart, copy_of, made_by, serving

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
# A stop for what never comes; a busy machine may take seconds for what does.
PATIENCE = 8_000  # milliseconds
ELSEWHERE = "<!DOCTYPE html><html lang=en><title>A document elsewhere</title><h1>Elsewhere</h1>"


def pytest_collection_modifyitems(items):
    """Every journey drives a browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


# The portal


@pytest.fixture(scope="package")
def prepared(tmp_path_factory) -> Iterator[Apart]:
    """A portal with the real data as `make run` prepares it, only to be copied.

    The addresses in its dump are those of `portal`.
    """
    folder = tmp_path_factory.mktemp("prepared")
    with made_by("-m", "deploy.prepare", folder=folder) as made:
        yield made


@pytest.fixture(scope="package")
def shared(prepared, tmp_path_factory) -> Iterator[Apart]:
    """What `portal` serves, for commands."""
    with copy_of(prepared, tmp_path_factory.mktemp("shared"), port=prepared.port) as made:
        yield made


@pytest.fixture(scope="package")
def portal(shared) -> Iterator[str]:
    """The address of a running portal with the real data, as `make run` serves it.

    Nobody there needs a second factor: tests/journeys/test_people.py has a portal where they do.
    """
    with serving(shared, **TRIAL) as address:
        yield address


@pytest.fixture(scope="module")
def own(prepared, tmp_path_factory) -> Iterator[Apart]:
    """Like `shared`, for one file alone: what its journeys write is in nobody's way."""
    with copy_of(prepared, tmp_path_factory.mktemp("own")) as made:
        yield made


@pytest.fixture(scope="module")
def own_portal(own) -> Iterator[str]:
    """Like `portal`, for one file alone."""
    with serving(own, **TRIAL) as address:
        yield address


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
