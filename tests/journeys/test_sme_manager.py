"""An SME manager, or a cluster adviser, finds what worked for a firm like theirs."""

import re

import pytest
from playwright.sync_api import expect

SCRIPT = pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
WIDTHS = pytest.mark.parametrize("width", [1280, 390])


@SCRIPT
@WIDTHS
def test_from_home_by_a_filter_to_the_document_behind_a_figure(visit, script, width):
    page = visit("/", script=script, width=width)
    page.get_by_role("link", name="Practices", exact=True).first.click()
    expect(page.get_by_role("heading", name="17 practices")).to_be_visible()

    if not page.get_by_text("Technology", exact=True).first.is_visible():
        page.get_by_text("Filters").first.click()
    _choose(page, "Technology", "Digital maturity assessment")
    if not script:
        page.get_by_role("button", name="Show practices").click()
    expect(page.get_by_role("heading", name="2 practices")).to_be_visible()
    assert "technology=digital_maturity_assessment" in page.url

    page.get_by_role("link", name=re.compile("Factory of the Future and Made Different")).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Made Different")
    results = page.get_by_role("region", name="Results").or_(page.locator("#results"))
    source = results.get_by_role("link").first
    assert source.get_attribute("href").startswith("http")


def _choose(page, facet: str, value: str) -> None:
    group = page.locator("details.facet", has=page.locator("summary", has_text=facet))
    if group.get_attribute("open") is None:
        group.locator("summary").first.click()
    option = group.get_by_label(value)
    if not option.is_visible():
        group.locator("details.more > summary").click()
    option.check()


@SCRIPT
def test_search_finds_and_says_what_is_shown(visit, script):
    page = visit("/", script=script)
    page.get_by_role("searchbox").first.fill("fashion textile")
    page.get_by_role("searchbox").first.press("Enter")

    expect(page.get_by_role("link", name="The Future Fashion Factory")).to_be_visible()
    assert page.url.endswith("/practices/?q=fashion+textile") or "q=fashion" in page.url
    page.get_by_role("link", name="Remove filter: “fashion textile”").click()
    expect(page.get_by_role("heading", name="17 practices")).to_be_visible()


def test_back_and_forward_walk_through_the_filters(visit):
    page = visit("/practices/")
    _choose(page, "Nature", "training")
    expect(page.get_by_role("heading", name="1 practice")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name="17 practices")).to_be_visible()
    page.go_forward()
    expect(page.get_by_role("heading", name="1 practice")).to_be_visible()


def test_an_address_with_mistakes_still_helps(visit):
    page = visit("/practices/?region=Tuscany&nature=service&colour=red")

    expect(page.get_by_text("Not everything in the address was understood")).to_be_visible()
    page.get_by_role("link", name=re.compile("Tuscany|ITI1")).first.click()
    assert "region=ITI1" in page.url
