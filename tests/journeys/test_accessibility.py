"""Every page and state, in both languages and colour schemes: axe, reflow, targets, motion.

Each language is judged in full in the scheme in which the other one is not; the templates and the style
are the same. axe is put into the page through the debugger, not by a script element, so the pages keep their
security policy. What is folded away is opened first, so that it is judged too.
"""

import pytest

from tests.journeys import states

AXE_SCRIPT = "axe_playwright_python.base"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
EVERYTHING = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
# What another colour scheme can change.
COLOURS = {
    "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]},
    "resultTypes": ["violations"],
}
JUDGE = """async options => {
  const { violations } = await axe.run(options);
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}"""
UNFOLD = "for (const part of document.querySelectorAll('details')) part.open = true"
ON_A_PHONE = ("home", "list, filtered", "practice, rich", "partners", "events", "about", "410")


def unfolded(visit, language: str, only: tuple[str, ...] = (), **options):
    """Open page after page and state after state, everything unfolded; yields (name, page)."""
    page = visit(states.addresses(language)["home"], **options)
    every = states.addresses(language) | states.serve_errors(page, language)
    for name, address in every.items():
        if not only or name in only:
            page.goto(address)
            assert page.locator("html").get_attribute("lang") == language, name
            page.evaluate(UNFOLD)
            yield name, page


def judged(page, schemes: dict[str, dict]) -> list[str]:
    """Return what axe finds on a page as it is, in each colour scheme with its options."""
    page.wait_for_load_state()  # a page that a form led to has its style only then
    page.evaluate(pytest.importorskip(AXE_SCRIPT).AXE_SCRIPT)
    found = []
    for scheme, options in schemes.items():
        page.emulate_media(color_scheme=scheme)
        found += [f"{scheme}: {told}" for told in page.evaluate(JUDGE, options)]
    return found


@pytest.mark.parametrize(("language", "scheme"), [("en", "light"), ("es", "dark")])
def test_axe_finds_nothing(visit, language, scheme):
    schemes = {scheme: EVERYTHING}
    found = {name: judged(page, schemes) for name, page in unfolded(visit, language)}

    assert len(found) == len(states.PAGES) + len(states.ERRORS) + len(states.UNPREFIXED)
    assert {name: told for name, told in found.items() if told} == {}


def test_axe_finds_nothing_on_a_phone(visit):
    schemes = {"dark": EVERYTHING, "light": COLOURS}
    pages = unfolded(visit, "es", ON_A_PHONE, width=390)
    found = {name: judged(page, schemes) for name, page in pages}

    assert tuple(found) == ON_A_PHONE
    assert {name: told for name, told in found.items() if told} == {}


def test_axe_would_tell(visit):
    page = visit("/privacy/")
    page.evaluate("document.querySelector('main').append(document.createElement('img'))")

    assert any("image-alt" in told for told in judged(page, {"light": EVERYTHING}))


# Reflow (WCAG 1.4.10), targets (2.5.8), motion

WIDER = """() => [...document.querySelectorAll("body *")]
  .filter(one => !one.closest("pre, .unseen, .skip") && one.getClientRects().length
    && one.getBoundingClientRect().right > innerWidth + 1)
  .map(one => one.outerHTML.slice(0, 90))"""
CONTROLS = """() => [...document.querySelectorAll(
    "button, input, select, summary, nav a, .chips a, .pagination a, h2 a, h3 a")]
  .map(one => ({ one, box: one.getBoundingClientRect() }))
  .map(({ one, box }) => ({ one, box, label: one.labels?.[0]?.getBoundingClientRect() }))
  .filter(({ box, label }) => box.width && Math.max(box.height, label?.height ?? 0) < 24)
  .map(({ one, box }) => `${one.outerHTML.slice(0, 90)} is ${box.height}px high`)"""
MOVING = """() => {
  for (const form of document.forms) form.classList.add("is-loading");
  return [...document.querySelectorAll("*")].filter(one => {
    const { transitionDuration, animationName, scrollBehavior } = getComputedStyle(one);
    return transitionDuration.split(", ").some(time => parseFloat(time))
      || animationName !== "none" || scrollBehavior === "smooth";
  }).map(one => one.outerHTML.slice(0, 90));
}"""


@pytest.mark.parametrize("language", states.PREFIXES)
def test_a_window_of_1280_pixels_at_400_percent_scrolls_one_way_only(visit, language):
    """At 400 % such a window is 320 CSS pixels wide."""
    window = {"viewport": {"width": 320, "height": 256}, "device_scale_factor": 4}
    wider = {}
    for name, page in unfolded(visit, language, **window):
        if page.evaluate("document.documentElement.scrollWidth") > 320 or page.evaluate(WIDER):
            wider[name] = page.evaluate(WIDER)

    assert wider == {}


@pytest.mark.parametrize("width", [1280, 390])
def test_targets_are_24_pixels_high_and_nothing_moves_unasked(visit, width):
    small, moving = {}, {}
    for name, page in unfolded(visit, "en", width=width, reduced_motion="reduce"):
        small[name], moving[name] = page.evaluate(CONTROLS), page.evaluate(MOVING)

    assert {name: told for name, told in small.items() if told} == {}
    assert {name: told for name, told in moving.items() if told} == {}
