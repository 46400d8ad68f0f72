"""Nothing typed is lost, in the browser: closed tab, killed server, ended login, wrong file, two people.

On a portal of its own, so that its server can be killed.
"""

import os
import re
import signal
import time

import pytest

from tests.apart import TRIAL, Apart
from tests.journeys.conftest import PATIENCE
from tests.journeys.test_accessibility import EVERYTHING, judged
from tests.journeys.walking import Keyboard
from tests.practices.test_files import PDF

PASSWORD = "for trying it out"
LIST = "/admin/practices/practice/"
ADD = f"{LIST}add/"
OFFER = "You typed text here that was never saved"
ALIKE = "Factory of the Future and its Made Different initiative"  # GP-0008 is called nearly so
BROWSER_OFFER = "This browser still holds text"


class Server:
    """A portal whose server can be killed without warning and started again at the same address."""

    def __init__(self, portal: Apart):
        self.portal = portal
        self.address = portal.address

    def start(self) -> None:
        self.process = self.portal.start(**TRIAL)

    def kill(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(timeout=30)


@pytest.fixture(scope="module")
def server(own, chromium):
    own.manage("create_demo_users", "--password", PASSWORD)
    made = Server(own)
    made.start()
    yield made
    made.kill()


@pytest.fixture
def person(browser, server):
    """Return a function that opens a browser for one person, logged in, at an address.

    At the end no script may have failed and no resource been refused by the policy.
    """
    contexts, complaints = [], []

    def open_browser(
        who: str = "editor-tecos", address: str = ADD, *, width: int = 1280, **options
    ):
        size = {"width": width, "height": 900}
        contexts.append(browser.new_context(viewport=size, base_url=server.address, **options))
        contexts[-1].set_default_timeout(PATIENCE * 2)
        page = contexts[-1].new_page()
        page.complaints = complaints
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda told: _note(told, complaints))
        page.goto(address)
        log_in(page, who)
        return page

    yield open_browser
    for context in contexts:
        context.close()
    assert complaints == []


def _note(told, complaints: list[str]) -> None:
    """A server that is dead, a login that has ended and a refused form are no fault of the page."""
    expected = ("ERR_CONNECTION", "status of 400", "status of 401", "status of 409", "ERR_EMPTY")
    if told.type == "error" and not any(text in told.text for text in expected):
        complaints.append(told.text)


def log_in(page, who: str) -> None:
    page.fill("input[name=login], input[name=username]", who)
    page.fill("input[name=password]", PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def press(page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).first.click()


def begin(page, title: str) -> str:
    """Save a new practice; returns the address of its form."""
    page.fill("#id_title", title)
    press(page, "Save")
    assert page.locator(".errornote").count() == 0
    return page.url.partition("?")[0]


def kept(page) -> None:
    """Wait until the server says that it keeps the text."""
    page.locator("#kept", has_text="Kept at").wait_for()


def arrived(context, address: str, text: str) -> None:
    """Wait until the text that the server offers to go on with holds what a closing page sent."""
    (way,) = set(re.findall(r"\?continue=\d+", context.request.get(address).text()))
    until = time.monotonic() + PATIENCE / 1000
    while text not in context.request.get(f"{address}{way}").text():
        assert time.monotonic() < until, "the last words never arrived"
        time.sleep(0.05)


def continued(page) -> None:
    with page.expect_navigation():
        page.get_by_role("link", name="Go on with it").first.click()


def axe_finds(page, scheme: str, complaints: list[str]) -> list[str]:
    """What axe finds; what itself does to the page offends the policy and is nobody's complaint."""
    seen = list(complaints)
    found = judged(page, {scheme: EVERYTHING})
    complaints[:] = seen
    return found


# Keeping


def test_a_closed_tab_loses_nothing(person):
    page = person()
    address = begin(page, "Closed tab")
    page.fill("#id_problem", "Typed and kept")
    kept(page)
    page.fill("#id_summary", "Typed in the last second")
    page.close(run_before_unload=True)
    arrived(page.context, address, "Typed in the last second")

    again = page.context.new_page()
    again.goto(address)
    assert again.get_by_text(OFFER).is_visible()
    continued(again)
    assert (again.input_value("#id_problem"), again.input_value("#id_summary")) == (
        "Typed and kept",
        "Typed in the last second",
    )
    press(again, "Save")
    assert again.input_value("#id_problem") == "Typed and kept"
    assert again.get_by_text(OFFER).count() == again.get_by_text(BROWSER_OFFER).count() == 0


def test_a_new_practice_comes_back_with_its_cards(person):
    page = person()
    page.fill("#id_title", "Begun and left")
    page.locator("#claims-group .add-row a").click()
    page.fill("#id_claims-1-statement", "In a second card")
    kept(page)
    page.goto(LIST)

    page.goto(ADD)
    assert page.get_by_text("You began “Begun and left”").is_visible()
    continued(page)
    assert page.input_value("#id_claims-1-statement") == "In a second card"
    page.goto(ADD)
    press(page, "Drop it")
    assert page.get_by_text("Begun and left").count() == 0


def test_a_killed_server_loses_nothing(person, server):
    page = person()
    address = begin(page, "Killed server")
    page.fill("#id_problem", "Kept by the server")
    kept(page)
    server.kill()
    page.fill("#id_summary", "Typed while it was dead")
    page.locator("#kept", has_text="cannot be reached").wait_for()
    with page.expect_event("requestfailed", lambda request: request.is_navigation_request()):
        page.get_by_role("button", name="Save", exact=True).click()
    server.start()

    page.goto(address)
    page.get_by_text(BROWSER_OFFER).wait_for()
    with page.expect_navigation():
        page.locator("[data-take]").click()
    assert (page.input_value("#id_problem"), page.input_value("#id_summary")) == (
        "Kept by the server",
        "Typed while it was dead",
    )
    press(page, "Save")
    assert page.input_value("#id_summary") == "Typed while it was dead"


@pytest.mark.parametrize("script", [True, False])
def test_an_ended_login_loses_nothing(person, script):
    page = person(java_script_enabled=script)
    begin(page, f"Ended login {script}")
    page.context.clear_cookies(name="sessionid")
    page.fill("#id_problem", "Typed after the login had ended")
    if script:
        page.locator("#kept", has_text="You are logged out. Your text is kept").wait_for()
    press(page, "Save")
    assert "/login/" in page.url
    log_in(page, "editor-tecos")

    assert page.get_by_text(OFFER).is_visible()
    continued(page)
    assert page.input_value("#id_problem") == "Typed after the login had ended"
    press(page, "Save")
    assert page.input_value("#id_problem") == "Typed after the login had ended"


def test_a_login_in_another_window_loses_nothing(person):
    page = person()
    begin(page, "Other window")
    page.context.clear_cookies()
    page.fill("#id_problem", "Typed meanwhile")
    other = page.context.new_page()
    other.goto(ADD)
    log_in(other, "editor-tecos")

    press(page, "Save")
    assert page.input_value("#id_problem") == "Typed meanwhile"
    page.reload()
    assert page.input_value("#id_problem") == "Typed meanwhile"


# Files


def test_a_wrong_file_is_told_at_once_and_a_good_one_survives_a_fault(person):
    page = person()
    begin(page, "Files")
    wrong = {"name": "page.pdf", "mimeType": "application/pdf", "buffer": b"<html>"}
    page.set_input_files("#id_evidence-0-upload", wrong)
    page.locator(".file-told.is-wrong", has_text="no file that can be kept here").wait_for()
    good = {"name": "report.pdf", "mimeType": "application/pdf", "buffer": PDF}
    page.set_input_files("#id_evidence-0-upload", good)
    page.locator(".file-told:not(.is-wrong)", has_text="report.pdf").wait_for()
    page.fill("#id_title", "")
    press(page, "Save")

    assert page.get_by_text("The file report.pdf").is_visible()
    page.fill("#id_title", "Files again")
    press(page, "Save")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the file").click()
    assert download.value.path().read_bytes() == PDF


def test_without_scripts_a_wrong_file_leaves_the_text(person):
    page = person(java_script_enabled=False)
    begin(page, "Files without scripts")
    page.fill("#id_problem", "Typed beside the file")
    wrong = {"name": "page.pdf", "mimeType": "application/pdf", "buffer": b"<html>"}
    page.set_input_files("#id_evidence-0-upload", wrong)
    press(page, "Save")

    assert (
        "no file that can be kept here" in page.locator("#id_evidence-0-upload_error").inner_text()
    )
    assert page.input_value("#id_problem") == "Typed beside the file"


# Two people


@pytest.mark.parametrize("script", [True, False])
def test_two_windows_choose_side_by_side(person, script):
    page = person(java_script_enabled=script)
    address = begin(page, f"Two windows {script}")
    late = page.context.new_page()
    late.goto(address)
    page.fill("#id_problem", "Of the first")
    page.fill("#id_lessons", "Of the first")
    press(page, "Save")
    late.fill("#id_problem", "Of the second")
    late.fill("#id_challenges", "Only of the second")
    press(late, "Save")

    assert late.get_by_role("heading", name="Two people changed this practice").is_visible()
    assert late.get_by_text("you, in another window").is_visible()
    assert late.locator(".clash").count() == 1
    if script:
        assert axe_finds(late, "light", page.complaints) == []
    late.get_by_role("radio", name="The text that is saved Of the first").check()
    press(late, "Save what I have chosen")
    assert [late.input_value(f"#id_{name}") for name in ("problem", "lessons", "challenges")] == [
        "Of the first",
        "Of the first",
        "Only of the second",
    ]


# The coach


def test_the_coach_follows_what_is_typed(person):
    page = person()
    begin(page, "Coached")
    summary = page.locator("#coach .summary")
    before = summary.inner_text()
    page.fill("#id_summary", "What it is.")
    page.locator("#coach").get_by_text("Level 1 needs: summary.").wait_for(state="detached")
    assert summary.inner_text() != before
    page.locator("#coach a", has_text="one objective").click()
    assert page.evaluate("document.activeElement.id") == "id_objectives"
    page.locator("#coach a", has_text="Level 1 needs: region.").click()
    assert "select2" in page.evaluate("document.activeElement.className")
    page.fill("#id_start_year", "20")
    page.locator("#coach .faults a", has_text="A year from 1900 to 2100").wait_for()


def test_counters_tell_and_never_cut(person):
    page = person()
    page.locator("#id_title").fill("x" * 160)
    counter = page.locator("#id_title + .counter")

    assert counter.inner_text() == "160 / 150"
    assert "is-over" in counter.get_attribute("class")
    assert len(page.input_value("#id_title")) == 160


def test_a_title_that_is_there_already_is_told(person):
    page = person()
    page.fill("#id_title", ALIKE)
    page.locator("#resembling a", has_text="Made Different").wait_for()
    begin(page, ALIKE)
    assert page.locator("#resembling a", has_text="Made Different").count() >= 1


# By keyboard alone


def test_a_practice_is_described_and_proved_by_keyboard_alone(person):
    page = person()
    keys = Keyboard(page)

    def write(target: str, text: str) -> None:
        keys.go_to(page.locator(target))
        keys.write(text)

    def choose(target: str, letters: str) -> None:
        keys.go_to(page.locator(target))
        page.keyboard.type(letters)

    def suggest(field: str, text: str) -> None:
        keys.go_to(page.locator(field))
        page.keyboard.press("Enter")
        page.locator(".select2-dropdown .select2-search__field:focus").wait_for()
        page.keyboard.type(text)
        page.locator(".select2-results__option--highlighted", has_text=text).wait_for()
        page.keyboard.press("Enter")

    write("#id_title", "By keyboard")
    choose("#id_nature", "serv")
    write("#id_summary", "What it is.")
    suggest(".field-region .select2-selection", "ITI1")
    choose("#id_scope", "reg")
    write("#id_description", "How it works.")
    write("#id_objectives", "An aim")
    write("#id_beneficiaries", "Small firms")
    keys.go_to(page.locator("#id_themes_0"))
    keys.press("Space")
    keys.go_to(page.locator(".field-nace .select2-search__field"))
    page.keyboard.type("C13")
    page.locator(".select2-results__option--highlighted", has_text="C13").wait_for()
    page.keyboard.press("Enter")
    choose("#id_validation_kind", "dir")
    write("#id_evidence-0-url", "https://source.example/report.pdf")
    choose("#id_claims-0-kind", "res")
    write("#id_claims-0-statement", "132 firms took part")
    keys.go_to(page.locator("#id_claims-0-backed_by_0"))
    keys.press("Space")
    page.locator(
        "#coach .summary", has_text="Everything that is needed to submit is there."
    ).wait_for()
    keys.go_to(page.get_by_role("button", name="Save", exact=True))
    with page.expect_navigation():
        keys.press("Enter")

    assert page.locator(".errornote").count() == 0
    assert "Everything that is needed to submit is there." in page.locator("#coach").inner_text()
    assert page.input_value("#id_claims-0-statement") == "132 firms took part"


# Every state pleases axe


def fits(page, width: int) -> bool:
    """Whether the page is no wider than the screen, once its scripts have laid it out."""
    for _try in range(30):
        if page.evaluate("document.documentElement.scrollWidth") <= width:
            return True
        page.wait_for_timeout(100)
    return False


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_every_state_of_the_form_pleases_axe(person, width, scheme):
    page = person(width=width, color_scheme=scheme)
    found = {}

    def look(name: str) -> None:
        page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
        is_wide = not fits(page, width)
        # As high as the page: what is scrolled below the bar with the buttons counts as covered.
        height = page.evaluate("document.documentElement.scrollHeight")
        page.set_viewport_size({"width": width, "height": height})
        found[name] = axe_finds(page, scheme, page.complaints)
        if is_wide:
            found[name].append("wider than the screen")
        page.set_viewport_size({"width": width, "height": 900})

    look("new")
    page.fill("#id_title", ALIKE)
    page.locator("#resembling a").first.wait_for()
    page.fill("#id_start_year", "20")
    page.locator("#coach .faults a").first.wait_for()
    look("told of others and of faults")
    press(page, "Save")
    look("refused")
    page.fill("#id_title", "x" * 160)
    kept(page)
    page.goto(ADD)
    page.locator(".offer", has_text="xxx").first.wait_for()
    look("begun before")
    page.fill("#id_start_year", "2018")
    address = begin(page, f"Seen by axe {width}")
    look("saved")
    page.fill("#id_problem", "Typed")
    kept(page)
    page.goto(address)
    look("offered")
    continued(page)
    look("continued")

    assert found == dict.fromkeys(found, [])
    assert len(found) == 7
