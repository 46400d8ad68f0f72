"""From draft to edition in the browser: editor, publisher, reviewers of two partners, and who is refused."""

import itertools
import json
import re

import pytest

from tests.journeys.conftest import PATIENCE
from tests.journeys.test_workspace import axe_violations
from tests.journeys.walking import Keyboard

expect = pytest.importorskip("playwright.sync_api").expect
expect.set_options(timeout=2 * PATIENCE)

PASSWORD = "a long first password"
EDITOR, PUBLISHER = "editor-tecos", "publisher-prato"
REVIEWERS = ("reviewer-prato", "reviewer-itee")
CRITERIA = ("impact", "transferability", "relevance", "evidence")
SUMMARY = "Small firms lend each other robots."
MAKE = """
import json, sys
from partners.models import Partner
from practices.choices import State
from tests.factories import make_practice
made = make_practice(owner=Partner.objects.get(slug="tecos"), **json.loads(sys.stdin.read()))
print(json.dumps({"key": made.pk, "slug": made.slug}))
"""


@pytest.fixture(scope="module")
def recovery_codes(own) -> dict[str, list[str]]:
    """Make the demo accounts; returns the recovery codes of those who need a second step."""
    told = own.manage("create_demo_users", "--password", PASSWORD)
    found = re.findall(r"^  (\S+) +key \S+  recovery codes (.+)$", told, re.MULTILINE)
    return {name: codes.split() for name, codes in found}


@pytest.fixture(scope="module")
def sessions() -> dict:
    """Whoever has logged in stays so: the cookies of each person."""
    return {}


@pytest.fixture
def enter(browser, own_portal, recovery_codes, sessions):
    """Return a function that gives a page of a person who is logged in; no console may complain."""
    contexts, complaints = [], []

    def as_person(who: str, *, width: int = 1280, script: bool = True, **options):
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            base_url=own_portal,
            java_script_enabled=script,
            storage_state=sessions.get(who),
            **options,
        )
        contexts.append(context)
        page = context.new_page()
        page.complaints = complaints
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda told: _note(told, page, complaints))
        page.goto("/admin/")
        if who not in sessions:
            log_in(page, who, recovery_codes.get(who, []))
            sessions[who] = context.storage_state()
        return page

    yield as_person
    for context in contexts:
        context.close()
    assert complaints == []


def _note(told, page, complaints: list[str]) -> None:
    """Keep an error of the console, unless it only says that the page answers 400, 403 or 409."""
    if told.type == "error" and told.location.get("url") != page.url:
        complaints.append(told.text)


def log_in(page, who: str, codes: list[str]) -> None:
    page.fill("input[name=login], input[name=username]", who)
    page.fill("input[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    if codes:
        page.fill("input[name=code]", codes.pop())
        page.keyboard.press("Enter")
    # The pages of the login lie below /admin/ too, and their session soon ends.
    expect(page.locator("#logout-form")).to_be_attached()
    expect(page.locator("#site-name")).to_be_visible()


@pytest.fixture(scope="module")
def draft(own):
    """Return a function that makes a draft of TECOS: its key and slug."""

    numbers = itertools.count(9500)

    def make(**values) -> dict:
        values["identifier"] = f"GP-{next(numbers)}"
        return json.loads(own.manage("shell", "-v", "0", "-c", MAKE, given=json.dumps(values)))

    return make


def do(key: int, action: str) -> str:
    return f"/admin/practices/practice/{key}/do/{action}/"


# What each person does, as they find it on their start page


def submits(page, title: str) -> None:
    page.goto("/admin/")
    page.get_by_role("link", name=f"Submit “{title}”", exact=True).click()
    page.get_by_label("We agree that this text").check()
    page.get_by_role("button", name="Submit for review").click()
    expect(page.locator(".messagelist .success")).to_contain_text("Submitted.")


def assigns(page, title: str) -> None:
    page.goto("/admin/")
    page.get_by_role("link", name=f"Choose reviewers “{title}”", exact=True).click()
    for organisation in ("Prato", "ITeE"):
        page.locator(".candidates").get_by_label(organisation).check()
    page.get_by_role("button", name="Choose reviewers").click()
    expect(page.locator(".messagelist .success")).to_contain_text("have been asked by mail")


def judges(page, *, points: int = 3) -> None:
    """Fill in everything that a review needs."""
    for criterion in CRITERIA:
        page.locator(f"#id_score-{criterion}_{points}").check()
        page.locator(f"[name=reason-{criterion}]").fill(f"Told plainly: {criterion}.")
    page.get_by_label("confirmed", exact=True).first.check()
    page.get_by_label("Conflict of interest").fill("none")
    page.get_by_label("recommended for publication", exact=True).check()


def reviews(page, title: str) -> None:
    page.goto("/admin/")
    page.get_by_role("link", name=f"Review “{title}”", exact=True).click()
    judges(page)
    page.get_by_role("button", name="Hand in the review").click()
    expect(page.locator(".messagelist .success")).to_contain_text("Your review is handed in")


def decides_and_publishes(page, title: str) -> None:
    page.goto("/admin/")
    page.get_by_role("link", name=f"Decide “{title}”", exact=True).click()
    page.get_by_role("button", name="Accept").click()
    page.goto("/admin/")
    page.get_by_role("link", name=f"Publish “{title}”", exact=True).click()
    page.get_by_role("button", name="Publish").click()
    expect(page.locator(".messagelist .success")).to_contain_text("Published.")


def writes_summary(page, key: int, summary: str) -> None:
    page.goto(f"/admin/practices/practice/{key}/change/")
    page.fill("#id_summary", summary)
    page.locator("input[name=_continue]").first.click()
    assert page.locator(".errornote").count() == 0


def test_a_practice_goes_from_draft_to_a_second_edition(enter, visit_own, draft):
    title = "Robots on loan for workshops"
    made = draft(title=title, summary="", slug="robots-on-loan")
    address = f"/practices/{made['slug']}/"
    editor, publisher = enter(EDITOR), enter(PUBLISHER)
    one, other = (enter(reviewer) for reviewer in REVIEWERS)

    # The editor is told what is missing, writes it, and submits.
    row = editor.locator(".block-drafts li", has_text=title)
    expect(row).to_contain_text("Still missing: summary")
    editor.goto(do(made["key"], "submit"))
    expect(editor.get_by_role("link", name="Summary", exact=True)).to_be_visible()
    writes_summary(editor, made["key"], SUMMARY)
    submits(editor, title)

    # The publisher of another partner asks two reviewers; both judge it; it is published.
    assigns(publisher, title)
    expect(
        editor.goto(do(made["key"], "recall")) and editor.get_by_role("heading", name="Not now")
    ).to_be_visible()
    reviews(one, title)
    reviews(other, title)
    decides_and_publishes(publisher, title)
    reader = visit_own(address)
    expect(reader.get_by_text(SUMMARY).first).to_be_visible()

    # Opened again, it is changed while the public goes on reading the first edition.
    editor.goto(do(made["key"], "reopen"))
    editor.get_by_role("button", name="Open again").click()
    writes_summary(editor, made["key"], "Twelve firms lend each other robots.")
    submits(editor, title)
    assigns(publisher, title)
    one.goto(do(made["key"], "review"))
    expect(one.locator(".since ins").first).to_contain_text("Twelve")
    reader.goto(address)
    expect(reader.get_by_text(SUMMARY).first).to_be_visible()
    expect(reader.get_by_text("Twelve firms")).to_have_count(0)

    # The second edition takes its place; the first keeps its address and its text.
    reviews(one, title)
    reviews(other, title)
    decides_and_publishes(publisher, title)
    reader.goto(address)
    expect(reader.get_by_text("Twelve firms lend each other robots.").first).to_be_visible()
    reader.goto(f"{address}editions/1/")
    expect(reader.get_by_text(SUMMARY).first).to_be_visible()


def test_changes_are_requested_and_the_text_comes_again(enter, draft):
    title = "Sensors taught by apprentices"
    made = draft(title=title, slug="sensors-taught")
    editor, publisher, reviewer = enter(EDITOR), enter(PUBLISHER), enter(REVIEWERS[0])
    submits(editor, title)
    assigns(publisher, title)
    reviewer.goto(do(made["key"], "review"))
    judges(reviewer)
    remark = reviewer.locator(".place", has=reviewer.get_by_role("heading", name="Summary"))
    remark.get_by_text("Remark for the owner").click()
    remark.locator("textarea").fill("Say how many apprentices.")
    reviewer.get_by_role("button", name="Hand in the review").click()

    publisher.goto(do(made["key"], "request_changes"))
    publisher.get_by_role("button", name="Ask for changes").click()
    expect(publisher.get_by_role("alert")).to_contain_text("Write a comment")
    publisher.get_by_label("Your comment").fill("Please name the school.")
    publisher.get_by_role("button", name="Ask for changes").click()

    editor.goto("/admin/")
    expect(editor.locator(".block-drafts li", has_text=title)).to_contain_text("name the school")
    editor.goto(f"/admin/practices/practice/{made['key']}/change/")
    asks = editor.get_by_label("Where the practice stands")
    expect(asks).to_contain_text("Say how many apprentices.")
    writes_summary(editor, made["key"], "Forty apprentices of one school.")
    editor.get_by_role("link", name="Submit for review").first.click()
    editor.get_by_label("We agree that this text").check()
    editor.get_by_role("button", name="Submit for review").click()
    assigns(publisher, title)
    reviewer.goto(do(made["key"], "review"))
    expect(reviewer.locator(".since summary").first).to_contain_text("since round 1")
    expect(reviewer.locator("[name=reason-impact]")).to_have_value("")  # a new text, a new review


def test_who_is_refused_and_how(enter, visit_own, draft):
    made = draft(title="Not for everybody", slug="not-for-everybody")
    submits(enter(EDITOR), "Not for everybody")

    stranger, own, reader = enter("editor-itee"), enter("reviewer-tecos"), visit_own()
    found = {
        "stranger": stranger.goto(do(made["key"], "submit")).status,
        "reviewer of the owner": own.goto(do(made["key"], "review")).status,
        "editor deciding": enter(EDITOR).goto(do(made["key"], "accept")).status,
        "publisher too early": enter(PUBLISHER).goto(do(made["key"], "publish")).status,
    }
    expect(own.get_by_role("heading", name="This is not yours to do")).to_be_visible()
    reader.goto(do(made["key"], "submit"))
    reader.context.clear_cookies()  # the login sets one

    assert found == {
        "stranger": 404,
        "reviewer of the owner": 403,
        "editor deciding": 403,
        "publisher too early": 409,
    }
    assert "/login/?next=" in reader.url


def test_a_review_survives_an_expired_login(enter, draft):
    title = "Lost and found"
    made = draft(title=title, slug="lost-and-found")
    submits(enter(EDITOR), title)
    assigns(enter(PUBLISHER), title)
    page = enter(REVIEWERS[1])
    page.goto(do(made["key"], "review"))
    judges(page, points=2)
    page.locator("[name=comment]").fill("A thought that must not be lost.")
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Hand in the review").click()
    page.wait_for_url(re.compile("login"))
    log_in(page, REVIEWERS[1], [])

    page.goto(do(made["key"], "review"))
    page.get_by_role("button", name="Take it back").click()

    expect(page.locator("[name=comment]")).to_have_value("A thought that must not be lost.")
    expect(page.locator("#id_score-impact_2")).to_be_checked()
    page.get_by_role("button", name="Hand in the review").click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    page.goto(do(made["key"], "review"))
    expect(page.get_by_role("button", name="Take it back")).to_have_count(0)
    assert page.evaluate("Object.keys(localStorage).filter(name => name.includes('step'))") == []


def test_what_is_too_long_is_counted_and_refused_and_never_cut(enter, draft):
    title = "Too long a reason"
    key = draft(title=title, slug="too-long-a-reason")["key"]
    submits(enter(EDITOR), title)
    page = enter(PUBLISHER)
    page.goto(do(key, "request_changes"))
    comment = page.locator("[name=comment]")
    comment.focus()
    page.keyboard.insert_text("x" * 1510)

    counter = page.locator("[name=comment] + .counter")
    expect(counter).to_have_text("1510 / 1500")
    expect(counter).to_have_class(re.compile("is-over"))
    page.get_by_role("button", name="Ask for changes").click()

    expect(page.locator(".errornote")).to_contain_text("at most 1500 characters (it has 1510)")
    expect(comment).to_have_value("x" * 1510)


def test_what_was_written_on_a_text_that_was_taken_back_comes_back(enter, draft):
    title = "Taken back meanwhile"
    key = draft(title=title, slug="taken-back-meanwhile")["key"]
    submits(enter(EDITOR), title)
    page, owner = enter(PUBLISHER), enter(EDITOR)
    page.goto(do(key, "request_changes"))
    page.locator("[name=comment]").fill("Say when it began.")
    owner.goto(do(key, "recall"))
    owner.get_by_role("button", name="Take back").click()
    expect(owner.locator(".messagelist .success")).to_be_visible()

    page.get_by_role("button", name="Ask for changes").click()

    expect(page.get_by_role("heading", name="There is nothing at this address")).to_be_visible()
    expect(page.get_by_label("Your comment")).to_have_value("Say when it began.")
    assert title not in page.content()
    assert axe_violations(page) == []


def test_a_practice_is_reviewed_without_script(enter, draft):
    title = "Reviewed without script"
    made = draft(title=title, slug="reviewed-without-script")
    submits(enter(EDITOR), title)
    assigns(enter(PUBLISHER), title)
    page = enter(REVIEWERS[0], script=False)
    page.goto(do(made["key"], "review"))
    judges(page)
    remark = page.locator(".place", has=page.get_by_role("heading", name="Title"))
    remark.get_by_text("Remark for the owner").click()
    remark.locator("textarea").fill("A shorter one?")

    page.get_by_role("button", name="Hand in the review").click()

    expect(page.locator(".messagelist .success")).to_be_visible()


def test_a_practice_is_submitted_by_keyboard_alone(enter, draft):
    title = "Submitted by keyboard"
    draft(title=title, slug="submitted-by-keyboard")
    page = enter(EDITOR)
    page.goto("/admin/")
    keyboard = Keyboard(page)

    keyboard.go_to(page.get_by_role("link", name=f"Submit “{title}”", exact=True))
    keyboard.press("Enter")
    page.wait_for_url(re.compile("do/submit"))
    keyboard.go_to(page.get_by_label("We agree that this text"))
    keyboard.press("Space")
    keyboard.go_to(page.get_by_role("button", name="Submit for review"))
    keyboard.press("Enter")

    expect(page.locator(".messagelist .success")).to_contain_text("Submitted.")


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_every_page_keeps_the_policy_and_pleases_axe(enter, draft, width, scheme):
    title = f"Seen at {width}"
    key = draft(title=title, slug=f"seen-at-{width}")["key"]
    waiting = draft(title=f"{title}, a draft", slug=f"draft-at-{width}", summary="")["key"]
    submits(enter(EDITOR), title)
    assigns(enter(PUBLISHER), title)
    reviews(enter(REVIEWERS[0]), title)
    pages = f"/admin/practices/practice/{key}"
    seen = {
        EDITOR: ["/admin/", do(waiting, "submit"), do(key, "accept"), f"{pages}/history/"],
        PUBLISHER: [
            "/admin/", do(key, "assign"), do(key, "accept"), do(key, "request_changes"),
            do(key, "publish"), f"{pages}/reviews/", f"{pages}/change/", do(1, "correct"),
            do(1, "withdraw"),
        ],
        REVIEWERS[1]: ["/admin/", do(key, "review"), f"{pages}/reviews/"],
    }  # fmt: skip
    found = {}
    for who, addresses in seen.items():
        page = enter(who, width=width, color_scheme=scheme)
        for address in addresses:
            page.goto(address)
            for button in page.locator(".step-form button.default").all()[:1]:
                if address.endswith(("/review/", "/submit/", "/request_changes/")):
                    button.click()  # refused: with its errors the page has one more state
            found[who, address] = axe_violations(page)
            if page.evaluate("document.documentElement.scrollWidth") > width:
                found[who, address].append("wider than the screen")

    assert {place: told for place, told in found.items() if told} == {}
    assert len(found) == 16
