"""A regional policy officer finds practices of other regions to take up."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.journeys.walking import Keyboard

expect = pytest.importorskip("playwright.sync_api").expect

SCRIPT = pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
WIDTHS = pytest.mark.parametrize("width", [1280, 390])
ASKED = {"region": {"ES51", "ITI1"}, "nature": {"policy_instrument"}}


def asked(page) -> dict[str, set[str]]:
    """What the address asks for; a form without script also names its order and what is empty."""
    named = parse_qs(urlsplit(page.url).query)
    return {name: set(values) for name, values in named.items() if name != "ordering"}


def checked(page) -> dict[str, set[str]]:
    """What is ticked in the panel."""
    boxes = page.locator("#filters input:checked")
    found = {}
    for name, value in boxes.evaluate_all("all => all.map(box => [box.name, box.value])"):
        found.setdefault(name, set()).add(value)
    return found


def titles(page) -> list[str]:
    return page.get_by_role("article").get_by_role("heading").all_inner_texts()


def choose(page, facet: str, value: str) -> None:
    """Tick a value of the panel, opening what is closed on the way."""
    if not page.locator("#panel > .panel-body").is_visible():
        page.locator("#panel > summary").click()
    group = page.locator(f"#facet-{facet}")
    if group.get_attribute("open") is None:
        group.locator("summary").first.click()
    box = group.locator(f"input[value='{value}']")
    if not box.is_visible():
        group.locator("details.more > summary").click()
    box.check()


def apply(page, script: bool) -> None:
    if not script:
        page.get_by_role("button", name="Show practices").click()


@SCRIPT
@WIDTHS
def test_two_regions_and_an_instrument_read_in_spanish_and_back_to_the_list(visit, script, width):
    page = visit("/practices/", script=script, width=width)
    for number, (facet, value) in enumerate(
        [("region", "ES51"), ("region", "ITI1"), ("nature", "policy_instrument")]
    ):
        choose(page, facet, value)
        if script:
            expect(page.locator(".chips li")).to_have_count(number + 2)
    apply(page, script)
    expect(page.get_by_role("heading", name="3 practices")).to_be_visible()
    assert asked(page) == checked(page) == ASKED

    page.get_by_role("link", name="Español").click()
    expect(page.locator("html")).to_have_attribute("lang", "es")
    expect(page.locator(".chips")).to_contain_text("Cataluña")
    expect(page.locator(".chips")).to_contain_text("Toscana")
    address, shown = page.url, titles(page)
    assert "/es/practices/?" in address
    assert (asked(page), checked(page), len(shown)) == (ASKED, ASKED, 3)

    page.get_by_role("link", name="Regional 4.0 Audit for SMEs in Tuscany").click()
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_attribute("lang", "en")
    expect(page.locator("html")).to_have_attribute("lang", "es")
    assert page.url.endswith("/es/practices/tuscany-audit-4-0/")

    page.go_back()
    expect(page.get_by_role("article")).to_have_count(3)
    assert page.url == address
    assert titles(page) == shown
    assert checked(page) == ASKED


def test_a_filter_by_keyboard_keeps_focus_and_place_and_tells_the_number(visit):
    page = visit("/practices/")
    keyboard = Keyboard(page)
    box = page.locator("#facet-region input[value='ES51']")
    keyboard.go_to(box)
    place = page.evaluate("scrollY")
    keyboard.press("Space")

    expect(page.get_by_role("status")).to_have_text("4 practices")
    expect(page.locator("#facet-region input[value='ES51']")).to_be_focused()
    expect(page.locator("#facet-region input[value='ES51']")).to_be_checked()
    assert abs(page.evaluate("scrollY") - place) < 5
    assert asked(page) == {"region": {"ES51"}}


def test_without_script_the_keyboard_filters_too(visit):
    page = visit("/practices/", script=False)
    keyboard = Keyboard(page)
    keyboard.go_to(page.locator("#facet-region input[value='ES51']"))
    keyboard.press("Space")
    keyboard.go_to(page.get_by_role("button", name="Show practices"))
    keyboard.press("Enter")

    expect(page.get_by_role("heading", name="4 practices")).to_be_visible()
    assert asked(page)["region"] == {"ES51"}


@SCRIPT
def test_back_and_forward_walk_through_the_filters(visit, script):
    page = visit("/practices/", script=script)
    choose(page, "nature", "training")
    apply(page, script)
    expect(page.get_by_role("heading", name="1 practice")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name="17 practices")).to_be_visible()
    page.go_forward()
    expect(page.get_by_role("heading", name="1 practice")).to_be_visible()
    assert checked(page) == {"nature": {"training"}}


def test_a_region_within_a_chosen_one_narrows_it(visit):
    page = visit("/practices/?region=ES")
    choose(page, "region", "ES51")

    expect(page.get_by_role("heading", name="4 practices")).to_be_visible()
    assert asked(page) == checked(page) == {"region": {"ES51"}}


def test_the_order_chosen_stands_in_the_address(visit):
    page = visit("/practices/?nature=policy_instrument")
    newest = titles(page)
    page.get_by_label("Order").select_option("title")
    expect(page).to_have_url(re.compile("ordering=title"))
    expect(page.get_by_role("article").first).to_contain_text("Building blocks")

    assert sorted(newest) == sorted(titles(page))


@SCRIPT
def test_an_address_with_mistakes_still_helps(visit, script):
    page = visit("/practices/?region=Tuscany&nature=service&colour=red", script=script)
    expect(page.get_by_text("Not everything was understood")).to_be_visible()
    expect(page.get_by_text("“Tuscany” is not a value of region")).to_be_visible()
    expect(page.get_by_text("colour")).to_be_visible()
    assert checked(page) == {"nature": {"service"}}

    page.get_by_role("note").get_by_role("link", name="Tuscany").click()
    expect(page.get_by_text("Not everything was understood")).to_have_count(0)
    assert asked(page) == {"region": {"ITI1"}, "nature": {"service"}}
