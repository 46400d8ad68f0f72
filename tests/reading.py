"""Reading a page as a person does: the words of one of its sections."""

from html.parser import HTMLParser

VOID = {"area", "base", "br", "hr", "img", "input", "link", "meta", "rect", "source", "wbr"}


class _Section(HTMLParser):
    """Collects the words within the element that a heading names."""

    def __init__(self, heading: str):
        super().__init__()
        self.heading, self.depth, self.words = heading, 0, []

    def handle_starttag(self, tag, attrs):
        if tag in VOID:
            return
        if self.depth or dict(attrs).get("aria-labelledby") == self.heading:
            self.depth += 1

    def handle_endtag(self, tag):
        if self.depth and tag not in VOID:
            self.depth -= 1

    def handle_data(self, data):
        if self.depth:
            self.words.append(data)


def section(page: str, heading: str) -> str:
    """Return the words of the section named by the heading with this id, one blank between them."""
    reader = _Section(heading)
    reader.feed(page)
    assert reader.words, f"no section {heading}"
    return " ".join("".join(reader.words).split())
