"""Corrections of a published text: links and spelling, nothing that was judged (DESIGN section 4).

What a reviewer read must still be what stands there. So figures and codes stay, and a text may only
change by a few letters; whatever is more goes through a new round of review.
"""

import copy
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.utils.translation import gettext as _

from practices import validators

TEXTS = (
    "title", "title_native", "summary", "problem", "description", "organisation_in_charge", "place",
    "running_note", "challenges", "lessons", "transferability",
)  # fmt: skip
TEXT_LISTS = ("objectives", "stakeholders", "beneficiaries")
ROW_TEXTS = {
    "claims": ("statement", "measured_by", "method", "comparator"),
    "evidence": ("title", "issuer", "page"),
}
MOST_ALIKE = 0.9  # share of the letters that have to stay
FIGURES = re.compile(r"\d+")


@dataclass(frozen=True, kw_only=True)
class Correction:
    """A new text for one place: "summary", "objectives.0", "claims.2.statement" (rows by number)."""

    path: str
    text: str


def correctable(document: dict) -> Iterator[tuple[str, str, bool]]:
    """Yield (path, text, whether it is a link) for each place that can be corrected."""
    for name in TEXTS:
        if document.get(name):
            yield name, document[name], False
    for name in TEXT_LISTS:
        yield from ((f"{name}.{at}", text, False) for at, text in enumerate(document[name]))
    for name, fields in ROW_TEXTS.items():
        for row in document[name]:
            for field in fields:
                if row.get(field):
                    yield f"{name}.{row['number']}.{field}", row[field], False
    if document.get("website"):
        yield "website", document["website"], True
    yield from ((f"sources.{at}", url, True) for at, url in enumerate(document["sources"]))
    for row in document["evidence"]:
        if row.get("url"):
            yield f"evidence.{row['number']}.url", row["url"], True


def correction_problems(document: dict, corrections: Iterable[Correction]) -> list[tuple[str, str]]:
    """Return (path, message) for each correction that is none, or that breaks a rule of the text."""
    places = {path: (text, is_link) for path, text, is_link in correctable(document)}
    found = []
    for correction in corrections:
        if correction.path not in places:
            found.append((correction.path, _("This place cannot be corrected.")))
        elif problem := _problem(*places[correction.path], correction.text):
            found.append((correction.path, problem))
    return found or validators.problems(corrected(document, corrections))


def corrected(document: dict, corrections: Iterable[Correction]) -> dict:
    """Return a copy of the document with the corrections made; every path must be correctable."""
    made = copy.deepcopy(document)
    for correction in corrections:
        *way, last = correction.path.split(".")
        node: Any = made
        for step in way:
            node = _step(node, step)
        node[int(last) if isinstance(node, list) else last] = correction.text
    return made


def _step(node: Any, step: str) -> Any:
    """Rows are named by their number, everything else by its key."""
    if isinstance(node, list):
        return next(row for row in node if row["number"] == int(step))
    return node[step]


def _problem(before: str, is_link: bool, after: str) -> str:
    if not after.strip():
        return _("A correction cannot empty a text.")
    if is_link:
        return ""
    if FIGURES.findall(before) != FIGURES.findall(after):
        return _("A figure is no matter of spelling: reopen the practice to change it.")
    if SequenceMatcher(None, before, after, autojunk=False).ratio() < MOST_ALIKE:
        return _("This is more than spelling: reopen the practice to change it.")
    return ""
