"""What a list shows, in words: one sentence, and a chip for each thing asked that can be taken away."""

from dataclasses import dataclass

from django.http import QueryDict
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from practices.facets import FACETS


@dataclass(frozen=True, kw_only=True)
class Chip:
    """One thing asked: its parameter, the words for it, and the query string without it."""

    parameter: str
    code: str
    text: str
    without: str


@dataclass(frozen=True, kw_only=True)
class Description:
    """The chips in the order of the panel, and all of them as one phrase ("" when nothing is asked)."""

    chips: tuple[Chip, ...]
    phrase: str


def describe(filterset) -> Description:
    """Describe the understood part of a filter set's query in the reader's language."""
    chosen = filterset.chosen
    chips, parts = [], []
    for name in ("q", *FACETS, "year_from", "year_to"):
        if name not in chosen:
            continue
        codes = chosen[name] if name in FACETS else [str(chosen[name])]
        made = [_chip(filterset, name, code) for code in codes]
        chips += made
        parts.append(get_text_list([chip.text for chip in made], _("or")))
    return Description(chips=tuple(chips), phrase="; ".join(parts))


def counted(total: int) -> str:
    """Return "17 practices" in the reader's language."""
    return ngettext("%(total)d practice", "%(total)d practices", total) % {"total": total}


def query_of(chosen: dict) -> str:
    """Return the query string ("?…") of what was understood, back on page one."""
    return query_without(chosen, "", "")


def query_without(chosen: dict, name: str, code: str) -> str:
    """Return the same, less one value."""
    query = QueryDict(mutable=True)
    for parameter, value in chosen.items():
        values = [str(item) for item in value] if isinstance(value, list) else [str(value)]
        kept = [item for item in values if (parameter, item) != (name, code)]
        if kept:
            query.setlist(parameter, kept)
    return "?" + query.urlencode()


def query_of_code(filterset) -> str:
    """Return the query that filters by the code that was searched for, and keeps the rest."""
    facet, code = filterset.coded
    chosen = {name: value for name, value in filterset.chosen.items() if name != "q"}
    codes = list(dict.fromkeys([*chosen.get(facet, []), code]))
    return query_of(chosen | {facet: codes})


def _chip(filterset, name: str, code: str) -> Chip:
    return Chip(
        parameter=name,
        code=code,
        text=_words(filterset, name, code),
        without=query_without(filterset.chosen, name, code),
    )


def _words(filterset, name: str, code: str) -> str:
    if name == "q":
        return _("“%(query)s”") % {"query": code}
    if name == "year_from":
        return _("started in %(year)s or after") % {"year": code}
    if name == "year_to":
        return _("started in %(year)s or before") % {"year": code}
    return filterset.label(name, code)
