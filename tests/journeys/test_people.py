"""People in the browser: invited, equipped with a second step, locked out and let in again.

On a portal of its own, where publishers need the second step and mail goes to a folder.
"""

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

from tests.apart import Apart, serving
from tests.journeys.conftest import PATIENCE
from tests.journeys.test_accessibility import EVERYTHING, judged

PASSWORD = "for trying it out"
CHOSEN = "a long phrase of my own"
MAIL_WITHIN = 10  # seconds


@dataclass(frozen=True)
class Portal:
    """A running portal: where it is, where its mail lies, and the cast's spare codes."""

    address: str
    mail: Path
    codes: dict[str, list[str]]

    def letter(self, to: str, subject: str) -> str:
        """Return the newest letter to an address, once it has arrived."""
        give_up = time.monotonic() + MAIL_WITHIN
        while time.monotonic() < give_up:
            found = [path.read_text() for path in sorted(self.mail.glob("*.log"))]
            wanted = [text for text in found if f"To: {to}\n" in text and subject in text]
            if wanted:
                return wanted[-1]
            time.sleep(0.1)
        raise AssertionError(f"no letter {subject!r} to {to}")

    def link(self, to: str, subject: str) -> str:
        """Return the portal's link in the newest letter to an address."""
        return re.search(rf"{re.escape(self.address)}/\S+", self.letter(to, subject)).group()


@pytest.fixture(scope="module")
def guarded(own: Apart, chromium) -> Iterator[Portal]:
    mail = own.folder / "mail"
    told = own.manage("create_demo_users", "--password", PASSWORD)
    rows = re.findall(r"^  (\S+) +key \S+  recovery codes (.+)$", told, re.MULTILINE)
    with serving(own, EMAIL_URL=f"filemail:///{mail}") as address:
        yield Portal(address, mail, {name: codes.split() for name, codes in rows})


@pytest.fixture
def person(browser, guarded):
    """Return a function that opens a browser for one person; at the end nobody may have complained.

    A page that only answers 410 or 429 is no complaint.
    """
    contexts, complaints = [], []

    def note(told) -> None:
        if told.type == "error" and not re.search("status of (410|429)", told.text):
            complaints.append(f"{told.text} ({told.location.get('url')})")

    def open_browser(*, width: int = 1280, **options):
        size = {"width": width, "height": 900}
        contexts.append(
            browser.new_context(**{"viewport": size, "base_url": guarded.address} | options)
        )
        contexts[-1].set_default_timeout(PATIENCE * 2)
        page = contexts[-1].new_page()
        page.complaints = complaints
        page.on("console", note)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield open_browser
    for context in contexts:
        context.close()
    assert complaints == []


def app_code(key: str) -> str:
    """What an authenticator app shows now for a key."""
    return format_hotp_value(hotp_value(key, int(time.time()) // 30))


def press(page, target: str) -> None:
    """Click what leads to another page, and be there."""
    with page.expect_navigation():
        page.click(target)


def enter(page, name: str, password: str) -> None:
    page.fill("#id_username", name)
    page.fill("#id_password", password)
    press(page, "#login-form input[type=submit]")


def confirm(page, code: str) -> None:
    page.fill("#id_code", code)
    press(page, "input[type=submit] >> nth=0")


class Inspection:
    """Looks at one page after the other: axe, width, targets for a finger.

    What axe itself does to a page offends its policy, and is nobody's complaint.
    """

    SMALL = """() => [...document.querySelectorAll("main a, main button, main input, main select")]
      .filter(one => one.type !== "hidden" && !one.closest("p, li, td, th, .help"))
      .filter(one => { const box = one.getBoundingClientRect();
                       return box.width && (box.width < 24 || box.height < 24)
                         && !["checkbox", "radio"].includes(one.type); })
      .map(one => one.outerHTML.slice(0, 90))"""

    def __init__(self, scheme: str):
        self.scheme = scheme
        self.found = {}

    def look(self, name: str, page) -> None:
        seen = list(page.complaints)
        faults = judged(page, {self.scheme: EVERYTHING})
        page.complaints[:] = seen
        width = page.viewport_size["width"]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            faults.append("wider than the screen")
        faults += [f"small target: {told}" for told in page.evaluate(self.SMALL)]
        self.found[name] = faults


@pytest.mark.parametrize(("width", "scheme", "number"), [(1280, "light", 0), (390, "dark", 1)])
def test_from_the_invitation_to_the_login_with_a_second_step(
    person, guarded, width, scheme, number
):
    seen = Inspection(scheme)
    nova = f"nova{number}@own.example"

    # The coordinator of the lead partner invites a publisher.
    ada = person(width=width, color_scheme=scheme)
    ada.goto("/admin/partners/invitation/add/")
    seen.look("login", ada)
    enter(ada, "coordinator-prato", "wrong")
    seen.look("login refused", ada)
    assert ada.input_value("#id_username") == "coordinator-prato"
    enter(ada, "coordinator-prato", PASSWORD)
    seen.look("second step", ada)
    confirm(ada, guarded.codes["coordinator-prato"][number])
    seen.look("invite", ada)
    ada.fill("#id_email", nova)
    ada.select_option("#id_partner", label="Prato")
    ada.check("input[name=roles][value=publisher]")
    ada.select_option("#id_language", "es")
    press(ada, "input[name=_save]")
    seen.look("invitations", ada)
    press(ada, f"#result_list a:text-is('{nova}')")
    seen.look("invitation", ada)
    for name, address in (("people", "/admin/partners/user/"), ("profile", "/admin/account/")):
        ada.goto(address)
        seen.look(name, ada)

    # The invited person opens the link of the letter and makes the account.
    link = guarded.link(nova, "SMARTY")
    page = person(width=width, color_scheme=scheme)
    page.goto(link)
    seen.look("accept", page)
    for name, text in {"first_name": "Nova", "last_name": "Persona"}.items():
        page.fill(f"#id_{name}", text)
    page.fill("#id_password1", CHOSEN)
    page.fill("#id_password2", "something else")
    press(page, "input[type=submit]")
    seen.look("accept refused", page)
    assert page.input_value("#id_last_name") == "Persona"
    page.fill("#id_password1", CHOSEN)
    page.fill("#id_password2", CHOSEN)
    press(page, "input[type=submit]")
    enter(page, nova, CHOSEN)

    # A publisher has to set up the second step before anything else.
    seen.look("set up", page)
    key = page.inner_text("code.key")
    page.fill("#id_code", "000000")
    press(page, "input.default")
    assert page.inner_text("code.key") == key
    page.fill("#id_code", app_code(key))
    press(page, "input.default")
    seen.look("recovery codes", page)
    spare = page.locator(".codes code").all_inner_texts()
    press(page, "a.is-main")
    assert page.url == f"{guarded.address}/es/admin/"

    # From now on: password and code of the app; or one of the spare codes, once.
    press(page, "#logout-form button")
    for code, is_inside in ((app_code(key), True), (spare[0], True), (spare[0], False)):
        page = person(width=width, color_scheme=scheme)
        page.goto("/es/admin/")
        enter(page, nova, CHOSEN)
        confirm(page, code)
        assert (page.url == f"{guarded.address}/es/admin/") == is_inside
    page = person(width=width, color_scheme=scheme)
    page.goto(link)
    seen.look("accepted before", page)

    assert seen.found == {name: [] for name in seen.found}
    assert len(seen.found) == 13


def test_a_forgotten_password_without_script(person, guarded):
    seen = Inspection("light")
    page, elsewhere = person(java_script_enabled=False), person()
    elsewhere.goto("/admin/")
    enter(elsewhere, "reviewer-itee", PASSWORD)
    assert elsewhere.url == f"{guarded.address}/admin/"
    page.goto("/admin/login/?next=/admin/partners/event/")
    press(page, ".beside a")
    page.fill("#id_email", "reviewer-itee@portal.example")
    press(page, "input[type=submit]")
    page.goto(guarded.link("reviewer-itee@portal.example", "password"))
    page.fill("#id_password1", CHOSEN)
    page.fill("#id_password2", CHOSEN)
    press(page, "input[type=submit]")
    press(page, ".beside a")
    enter(page, "reviewer-itee", CHOSEN)

    assert page.url == f"{guarded.address}/admin/"
    elsewhere.goto("/admin/")
    assert elsewhere.url == f"{guarded.address}/admin/login/?next=/admin/"
    for name in ("", "sent/", "done/", "1-invented/"):
        elsewhere.goto(f"/admin/password/{name}")
        seen.look(name, elsewhere)
    assert seen.found == {name: [] for name in seen.found}


def test_an_expired_session_leads_back_to_the_page(person, guarded):
    page = person()
    page.goto("/admin/partners/event/?q=leuven")
    enter(page, "editor-tecos", PASSWORD)
    page.context.clear_cookies()
    page.reload()
    enter(page, "editor-tecos", PASSWORD)

    assert page.url == f"{guarded.address}/admin/partners/event/?q=leuven"


def test_guessing_is_stopped_and_said_so(person, guarded):
    page = person(width=390)
    page.goto("/admin/")
    for _number in range(5):
        enter(page, "editor-itee", "a guess")
        assert page.locator(".errornote").count() == 1
    enter(page, "editor-itee", PASSWORD)

    assert "Too many failed login attempts" in page.inner_text(".errornote")
    assert page.input_value("#id_username") == "editor-itee"
    assert page.url == f"{guarded.address}/admin/login/"
