"""HTML in a cell becomes text: no word is lost, none is glued to the next, whatever was pasted.

Only what is HTML for certain is taken for it: "a <b and c> d" stays. No pattern looks further than the
next "<", so that the time grows with the length of the text and no faster.
"""

import html
import re
from collections.abc import Iterator

ELEMENTS = (
    "a|abbr|b|blockquote|body|br|code|dd|div|dl|dt|em|font|form|h[1-6]|head|hr|html|i|iframe|img|input|"
    "li|link|meta|o:p|object|ol|p|pre|s|script|section|small|span|strong|style|sub|sup|svg|table|tbody|"
    "td|th|thead|title|tr|u|ul"
)
# Attributes that stand without a value; any other word in a tag needs one.
BARE = (
    "allowfullscreen|async|autoplay|checked|compact|controls|defer|disabled|hidden|loop|multiple|muted|"
    "noshade|nowrap|open|readonly|required|reversed|selected"
)
VALUE = r"""(?:"[^"<]*+"|'[^'<]*+'|[^\s"'<>]++)"""
ATTRIBUTE = rf"(?:[^\s\"'<>/=]++\s*+=\s*+{VALUE}|(?:{BARE})(?=[\s/>]))"
TAG = re.compile(
    rf"<(?P<end>/?)(?P<name>{ELEMENTS})(?=[\s/>])(?:\s++|/|{ATTRIBUTE})*+>", re.IGNORECASE
)
LINES = re.compile(
    "blockquote|body|dd|div|dl|dt|form|h[1-6]|hr|li|ol|p|pre|section|table|tbody|thead|title|tr|ul"
)
CELLS = {"td", "th"}
UNSEEN = {"script", "style"}
ENTITY = re.compile(
    r"&(?:amp|lt|gt|quot|apos|nbsp|euro|hellip|ndash|mdash|#\d{1,6}|#x[0-9a-f]{1,5}|"
    r"[a-z]{1,2}(?:acute|grave|uml|circ|tilde|cedil|ring|slash|caron));",
    re.IGNORECASE,
)
COMMENT, COMMENT_END = "<!--", "-->"
LINE_END, CELL_END = "\n", "\t"


def without_html(text: str) -> str:
    """Return the text that HTML shows, one line for each of its paragraphs, rows and items.

    A text without HTML comes back as it is.
    """
    bare = "".join(_joined(_pieces(text)))
    bare = ENTITY.sub(lambda found: html.unescape(found.group()), bare)
    if bare == text:
        return text
    lines = [" ".join(line.split()) for line in bare.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    """Yield (text, tag) in their order: what stands before a tag, and the tag's name."""
    at, low = 0, text.lower()
    while (found := _next(text, at)) is not None:
        start, end, name, is_end = found
        yield text[at:start], name
        at = end
        if name in UNSEEN and not is_end:
            at = _after(low, f"</{name}", end)
    yield text[at:], ""


def _next(text: str, at: int) -> tuple[int, int, str, bool] | None:
    """Return start, end and name of the next tag or comment, and whether it ends an element."""
    while (at := text.find("<", at)) >= 0:
        if tag := TAG.match(text, at):
            return at, tag.end(), tag["name"].lower(), bool(tag["end"])
        if text.startswith(COMMENT, at) and (end := text.find(COMMENT_END, at)) >= 0:
            return at, end + len(COMMENT_END), "", False
        at += 1
    return None


def _after(low: str, closing: str, at: int) -> int:
    """Return where the text goes on after an element that is not seen; here, if it never ends."""
    start = low.find(closing, at)
    end = low.find(">", start) if start >= 0 else -1
    return end + 1 if end >= 0 else at


def _joined(pieces: Iterator[tuple[str, str]]) -> Iterator[str]:
    """Yield texts with what keeps them apart; two paragraphs that meet make one line break."""
    is_apart = True
    for text, tag in pieces:
        yield text
        is_apart = is_apart if not text.strip(" ") else text.rstrip(" ").endswith("\n")
        if tag == "br" or (LINES.fullmatch(tag) and not is_apart):
            yield LINE_END
            is_apart = True
        elif tag in CELLS and not is_apart:
            yield CELL_END
