"""An SME manager, or a cluster adviser, finds what worked for a firm like theirs."""

import re

import pytest

from tests.journeys.walking import Keyboard, Mouse

expect = pytest.importorskip("playwright.sync_api").expect

SCRIPT = pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
WIDTHS = pytest.mark.parametrize("width", [1280, 390])
WANTED = "digital maturity textile"
MADE_DIFFERENT = re.compile("Factory of the Future and the Made Different initiative")


def box(page):
    """The search box."""
    return page.locator("input[name=q]")


def figures(page):
    """The results of a practice that show a figure."""
    return (
        page.get_by_role("region", name="Results")
        .get_by_role("listitem")
        .filter(has=page.locator(".amount"))
    )


def is_elsewhere(page, address: str) -> bool:
    expect(page.get_by_role("heading", name="Elsewhere")).to_be_visible()
    return page.url == address


@SCRIPT
@WIDTHS
def test_from_words_to_the_document_behind_a_figure_in_four_clicks(visit, script, width):
    page, mouse = visit("/", script=script, width=width), Mouse()
    box(page).fill(WANTED)
    mouse.click(page.get_by_role("search").get_by_role("button"))
    expect(page.get_by_role("article").first).to_contain_text(MADE_DIFFERENT)

    mouse.click(page.get_by_role("link", name=MADE_DIFFERENT))
    expect(page.get_by_role("heading", level=1, name=MADE_DIFFERENT)).to_be_visible()
    expect(page.get_by_text("Manufacture of textiles").first).to_be_attached()
    document = figures(page).first.get_by_role("link").first
    address = document.get_attribute("href")
    mouse.click(document)

    assert is_elsewhere(page, address)
    assert mouse.clicks <= 4


@SCRIPT
def test_from_a_sector_to_the_document_without_a_word_typed(visit, script):
    page, mouse = visit("/", script=script, width=390), Mouse()
    mouse.click(page.get_by_role("link", name=re.compile("textiles")))
    mouse.click(page.get_by_role("link", name="The Future Fashion Factory"))
    document = figures(page).first.get_by_role("link").first
    address = document.get_attribute("href")
    mouse.click(document)

    assert is_elsewhere(page, address)
    assert mouse.clicks <= 4


@SCRIPT
@WIDTHS
def test_the_same_by_keyboard_alone(visit, script, width):
    page = visit("/", script=script, width=width)
    keyboard = Keyboard(page)
    keyboard.go_to(box(page))
    keyboard.write(WANTED)
    keyboard.press("Enter")
    expect(page.get_by_role("article").first).to_contain_text(MADE_DIFFERENT)

    keyboard.go_to(page.get_by_role("link", name=MADE_DIFFERENT))
    keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name=MADE_DIFFERENT)).to_be_visible()
    document = figures(page).first.get_by_role("link").first
    address = document.get_attribute("href")
    keyboard.go_to(document)
    keyboard.press("Enter")

    assert is_elsewhere(page, address)


def test_the_first_stop_leads_past_the_head_of_the_page(visit):
    page = visit("/practices/")
    keyboard = Keyboard(page)
    assert keyboard.go_to(page.get_by_role("link", name="Skip to the content")) == 1
    keyboard.press("Enter")

    expect(page.get_by_role("main")).to_be_focused()
    assert keyboard.go_to(box(page)) <= 3


@pytest.mark.parametrize("path", ["/", "/practices/"])
def test_while_typing_the_box_offers_what_is_there(visit, path):
    page = visit(path)
    box(page).press_sequentially("fashi", delay=20)
    offered = page.locator("datalist option")
    expect(offered.first).to_be_attached()

    assert "The Future Fashion Factory" in offered.evaluate_all("all => all.map(o => o.value)")


def test_offers_come_in_the_language_of_the_page(visit):
    page = visit("/es/practices/")
    box(page).press_sequentially("toscan", delay=20)

    expect(page.locator("datalist option").first).to_have_attribute("value", "Toscana")


@SCRIPT
def test_a_mistyped_word_is_put_right_and_can_be_taken_back(visit, script):
    page = visit("/", script=script)
    box(page).fill("textlie")
    box(page).press("Enter")
    expect(page.get_by_text("Showing results for textile.")).to_be_visible()
    expect(page.get_by_role("heading", name="4 practices")).to_be_visible()

    page.get_by_role("link", name="Search for textlie instead").click()
    expect(page.get_by_role("heading", name="0 practices")).to_be_visible()
    assert page.url.endswith("/practices/?q=%22textlie%22")
    page.go_back()
    expect(page.get_by_role("heading", name="4 practices")).to_be_visible()


@SCRIPT
def test_what_is_shown_is_said_and_taken_away_in_words(visit, script):
    page = visit("/practices/?q=fashion+textile&nature=platform", script=script)
    said = page.get_by_role("list", name="What is shown")
    expect(said.get_by_role("listitem")).to_have_text(
        [re.compile("“fashion textile”"), re.compile("Platform"), "Clear all"]
    )

    page.get_by_role("link", name="Remove filter: “fashion textile”").click()
    expect(said.get_by_role("listitem")).to_have_text([re.compile("Platform"), "Clear all"])
    assert page.url.endswith("/practices/?nature=platform")
    page.get_by_role("link", name="Clear all").click()
    expect(page.get_by_role("heading", name="17 practices")).to_be_visible()


@SCRIPT
def test_nothing_found_offers_a_way_on(visit, script):
    page = visit("/practices/?q=textile&nature=training", script=script)
    expect(page.get_by_role("heading", name="0 practices")).to_be_visible()

    page.get_by_role("link", name="Without training: 4 practices").click()
    expect(page.get_by_role("heading", name="4 practices")).to_be_visible()
    assert page.url.endswith("/practices/?q=textile")
