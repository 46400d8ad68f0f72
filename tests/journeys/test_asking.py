"""A reader asks the owner of a practice: without script, told what is missing, nothing typed lost."""

import time

import pytest

from practices.forms.enquiries import SOONEST
from tests.journeys.test_accessibility import COLOURS, EVERYTHING, judged

expect = pytest.importorskip("playwright.sync_api").expect

ASK = "/practices/prisma-prato/ask/"
QUESTION = "How many firms took part, and who paid?"


def test_a_question_is_asked_without_script(visit):
    page = visit("/practices/prisma-prato/", script=False)
    page.get_by_role("link", name="Ask the owner or report an error").click()
    page.get_by_label("Your message").fill(QUESTION)
    began = time.monotonic()
    page.get_by_label("Your name").fill("Ana Reader")
    page.get_by_role("button", name="Send the message").click()

    told = page.get_by_role("alert")
    expect(told.get_by_role("heading")).to_have_text("The message has not been sent yet")
    told.get_by_role("link", name="Your e-mail address").click()
    page.keyboard.type("reader@example.eu")
    page.get_by_label("A question").check()
    expect(page.get_by_label("Your message")).to_have_value(QUESTION)
    # The server of a journey has a clock of its own, which no test can set: what is left is waited for.
    page.wait_for_timeout(max(0, SOONEST - (time.monotonic() - began)) * 1000)
    page.get_by_role("button", name="Send the message").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Your message was received")


def test_axe_finds_nothing_in_a_refused_form(visit):
    for width in (1280, 390):
        page = visit(ASK, width=width)
        page.get_by_role("button", name="Send the message").click()
        expect(page.get_by_role("alert")).to_be_visible()

        assert judged(page, {"light": EVERYTHING, "dark": COLOURS}) == []
