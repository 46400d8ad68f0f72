"""Template tags of practices: what stands many times on a page, made in one go."""

import datetime
from collections.abc import Iterable
from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from partners.presenting import shown_day
from practices.models import CatalogueEntry
from practices.presenting.panel import Option
from practices.presenting.validation import LevelMark, mark_of

register = template.Library()

# A checkbox of the panel, with the places where it says whether it is empty or chosen, and its count; a
# hundred of them as an included template take a third of the time of the whole page.
OPTION = (
    '<div class="option depth-{depth}',
    '">\n<input type="checkbox" id="{id}" name="{parameter}" value="{code}"',
    '>\n<label for="{id}"><span>{label}</span> <span class="count">',
    "</span></label>\n</div>",
)


@register.simple_tag
def level(entry: CatalogueEntry) -> SafeString:
    """The level of an entry as it stands today, drawn by includes/level.html."""
    return drawn(mark_of(entry), get_language())


@lru_cache(maxsize=64)
def drawn(mark: LevelMark, language: str) -> SafeString:
    """A level as HTML in the language that is active: it says nothing else."""
    return render_to_string("includes/level.html", {"mark": mark})


@register.simple_tag
def facts(entry: CatalogueEntry) -> SafeString:
    """What a list tells of an entry in short, drawn by includes/entry_facts.html."""
    return facts_of(
        entry.results, entry.newest_evidence_year, entry.owner.short_name, get_language()
    )


@lru_cache(maxsize=10_000)
def facts_of(
    results: int, newest_evidence_year: int | None, owner: str, language: str
) -> SafeString:
    """The facts as HTML in the language that is active: many practices share them."""
    told = {"results": results, "newest_evidence_year": newest_evidence_year, "owner": owner}
    return render_to_string("includes/entry_facts.html", told)


@register.simple_tag
def sign(kind: str) -> SafeString:
    """The sign of a kind of claim, drawn by includes/kind.html."""
    return sign_of(kind)


@lru_cache(maxsize=16)
def sign_of(kind: str) -> SafeString:
    """A sign as HTML: it says nothing in words."""
    return render_to_string("includes/kind.html", {"kind": kind})


@register.simple_tag
def marked(pieces: Iterable[tuple[str, bool]]) -> SafeString:
    """A text with the words that were searched for marked, from (piece, is marked)."""
    return format_html_join("", "{}", ((_piece(*piece),) for piece in pieces))


def _piece(text: str, is_marked: bool) -> str:
    return format_html("<mark>{}</mark>", text) if is_marked else text


@register.simple_tag
def checkboxes(options: Iterable[Option]) -> SafeString:
    """The options of a facet as checkboxes."""
    return SafeString("\n".join(map(_drawn_option, options)))


def _drawn_option(option: Option) -> str:
    pieces = _pieces_of(option.parameter, option.code, option.label, option.depth, option.id)
    empty, checked = "" if option.count else " is-empty", " checked" if option.selected else ""
    return f"{pieces[0]}{empty}{pieces[1]}{checked}{pieces[2]}{option.count:d}{pieces[3]}"


@lru_cache(maxsize=10_000)
def _pieces_of(parameter: str, code: str, label: str, depth: int, id: str) -> list[str]:  # noqa: A002
    """The HTML of a checkbox around its gaps: the same few thousand stand in every panel."""
    told = {
        "parameter": parameter,
        "code": code,
        "label": label,
        "depth": depth,
        "id": id,
    }
    return [format_html(piece, **told) for piece in OPTION]


@register.filter
def day(moment: datetime.date | datetime.datetime | None) -> str:
    """Return a day, or the day of a moment, as the portal writes it: "11 June 2018"."""
    if not moment:
        return ""
    is_moment = isinstance(moment, datetime.datetime)
    return shown_day(timezone.localdate(moment) if is_moment else moment)
