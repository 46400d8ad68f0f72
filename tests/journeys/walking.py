"""How a journey goes through the pages: with counted clicks, or by keyboard alone."""

FOCUS = """() => {
  const here = document.activeElement, style = getComputedStyle(here);
  const box = here.getBoundingClientRect();
  return {
    what: `${here.tagName} ${here.id || here.textContent.trim().slice(0, 40)}`,
    isMarked: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    isInView: box.width > 0 && box.bottom > 0 && box.top < innerHeight
      && box.right > 0 && box.left < innerWidth,
  };
}"""
MOST_STOPS = 150


class Mouse:
    """Clicks, and counts them."""

    def __init__(self):
        self.clicks = 0

    def click(self, target) -> None:
        target.click()
        self.clicks += 1


class Keyboard:
    """Goes from stop to stop with Tab; at each one the focus must be plain to see."""

    def __init__(self, page):
        self.page = page

    def go_to(self, target) -> int:
        """Press Tab until `target` has the focus; returns the number of stops."""
        for stops in range(1, MOST_STOPS):
            self.page.keyboard.press("Tab")
            self.page.wait_for_load_state()  # a page that was just opened has its style only then
            focus = self.page.evaluate(FOCUS)
            assert focus["isMarked"], f"the focus cannot be seen on {focus['what']}"
            assert focus["isInView"], f"the focus is out of view on {focus['what']}"
            if target.evaluate("element => element === document.activeElement"):
                return stops
        raise AssertionError(f"{target} is not reached within {MOST_STOPS} stops")

    def press(self, key: str) -> None:
        assert key in {"Enter", "Space"}
        self.page.keyboard.press(key)

    def write(self, text: str) -> None:
        self.page.keyboard.type(text)
