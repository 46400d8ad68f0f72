"""Finding by keyboard alone: offers while typing, a mistake put right, a filter, an identifier."""

import re

import pytest

from tests.journeys.walking import Keyboard

expect = pytest.importorskip("playwright.sync_api").expect


def test_a_mistyped_search_is_put_right_and_narrowed_by_keyboard(visit):
    page = visit("/practices/")
    keyboard, box = Keyboard(page), page.locator("input[name=q]")
    keyboard.go_to(box)
    keyboard.write("fashi")
    offers = page.locator("datalist option")
    expect(offers.first).to_be_attached()
    assert "The Future Fashion Factory" in offers.evaluate_all("all => all.map(o => o.value)")

    keyboard.page.keyboard.press("Control+A")
    keyboard.write("textlie")
    keyboard.press("Enter")
    note = page.get_by_role("note").filter(has_text="Showing results for")
    expect(note).to_contain_text("Showing results for textile.")
    expect(
        page.locator("mark").filter(has_text=re.compile("textile", re.IGNORECASE)).first
    ).to_be_visible()
    before = page.get_by_role("article").count()

    italy = page.get_by_role("checkbox", name=re.compile("^Italy"))
    keyboard.go_to(italy)
    keyboard.press("Space")
    expect(page).to_have_url(re.compile("region=IT"))
    expect(page.locator("#announcement")).to_contain_text(re.compile(r"\d+ practice"))
    expect(page.get_by_role("article")).not_to_have_count(before)

    page.reload()
    keyboard.go_to(page.get_by_role("link", name="Search for textlie instead"))
    keyboard.press("Enter")
    expect(page.get_by_text("No practice holds “textlie”.")).to_be_visible()


def search(page, words: str) -> None:
    """Search for words by keyboard, from wherever the page is."""
    keyboard = Keyboard(page)
    keyboard.go_to(page.locator("input[name=q]"))
    keyboard.write(words)
    keyboard.press("Enter")


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
@pytest.mark.parametrize("start", ["/", "/practices/"])
def test_an_identifier_leads_straight_to_its_practice(visit, start, script):
    page = visit(start, script=script)
    search(page, "gp-0005")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Regional 4.0 Audit")
    assert not page.url.endswith("gp-0005")


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_code_becomes_a_filter_that_one_click_takes_away(visit, script):
    page = visit("/practices/", script=script)
    every = page.get_by_role("article").count()
    search(page, "ITI15")
    expect(page).to_have_url(re.compile(r"/practices/\?region=ITI15$"))
    expect(page.locator("input[name=q]")).to_have_value("")
    expect(page.get_by_role("article")).not_to_have_count(every)

    page.get_by_role("link", name=re.compile("^Remove filter: Prato")).click()
    expect(page).to_have_url(re.compile(r"/practices/\??$"))
    expect(page.get_by_role("article")).to_have_count(every)


def test_a_first_search_from_the_list_puts_the_best_first_without_a_script_too(visit):
    def titles(script: bool) -> list[str]:
        page = visit("/practices/", script=script)
        search(page, "robot")
        expect(page.get_by_text("Best match")).to_be_attached()
        return page.get_by_role("article").get_by_role("heading").all_inner_texts()

    assert titles(script=True) == titles(script=False) != []


def test_what_was_typed_and_not_sent_stays_while_a_filter_is_taken_away(visit):
    page = visit("/practices/?q=audit&region=ITI1")
    box = page.locator("input[name=q]")
    box.fill("voucher")
    page.get_by_role("link", name=re.compile("^Remove filter: Tuscany")).click()
    expect(page).to_have_url(re.compile(r"\?q=audit$"))
    expect(box).to_have_value("voucher")

    page.get_by_role("link", name=re.compile("^Clear all")).click()
    expect(page).to_have_url(re.compile(r"/practices/$"))
    expect(box).to_have_value("")


def test_offers_go_with_what_they_were_for(visit):
    page = visit("/practices/")
    box, offers = page.locator("input[name=q]"), page.locator("datalist option")
    box.press_sequentially("fashi")
    expect(offers.first).to_be_attached()
    box.fill("f")
    expect(offers).to_have_count(0)


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_the_name_of_a_filter_leads_to_it(visit, script):
    page = visit("/practices/", script=script)
    search(page, "United Kingdom")
    page.get_by_role("link", name="Country: United Kingdom").click()
    expect(page).to_have_url(re.compile(r"/practices/\?country=GB$"))
    expect(page.get_by_role("heading", name="3 practices")).to_be_visible()
