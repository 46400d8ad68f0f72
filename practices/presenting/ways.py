"""Ways on from a list: the filters that were meant by what was typed, and what helps where nothing fits."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from practices.descriptions import Chip, counted, query_of
from practices.facets import TREES, above
from practices.filters import PracticeFilterSet
from practices.models import CatalogueEntry
from practices.parameters import LABELS
from practices.search.text import leaving_nothing_out, parse, unquoted

MOST_TRIED = 12  # filters that are tried one by one where all of them find nothing
Way = tuple[str, str]  # what it is called, and its query


@dataclass(frozen=True, kw_only=True)
class WayOn:
    """A way on in words, as a query, and how many practices it finds: as a number and in words."""

    text: str
    query: str
    count: int
    found: str


def filters_meant(filterset: PracticeFilterSet) -> list[WayOn]:
    """Return the filters whose whole name is searched for: what speaks of robotics is not all about it."""
    chosen = {name: value for name, value in filterset.chosen.items() if name != "q"}
    return _finding(
        filterset,
        (
            (f"{LABELS[name]}: {filterset.label(name, code)}", query_of(chosen | {name: [code]}))
            for name, code in filterset.filters_named
            if name not in chosen
        ),
    )


def ways_on(filterset: PracticeFilterSet) -> list[WayOn]:
    """Return what helps where nothing was found: a plainer search, a place around, fewer conditions.

    Where not even that finds anything, one of them alone. Each is a search of its own, so that of many
    filters nothing is tried.
    """
    chips = filterset.description.chips
    if len(chips) > MOST_TRIED:
        return []
    near = _finding(filterset, [*_plainer(filterset), *_further_out(filterset)])
    less, alone = _("Without %(filter)s"), _("Only %(filter)s")
    others = chips if len(chips) > 1 else [chip for chip in chips if chip.parameter != "q"]
    without = _finding(filterset, ((less % {"filter": chip.text}, chip.without) for chip in others))
    return [*near, *sorted(without, key=lambda way: -way.count)] or _finding(
        filterset, ((alone % {"filter": chip.text}, _alone(chip)) for chip in others)
    )


def _plainer(filterset: PracticeFilterSet) -> Iterator[Way]:
    """The search without its quotes, or without leaving anything out."""
    typed = filterset.chosen.get("q", "")
    asked = parse(typed)
    if asked.phrases:
        yield _("Without the quotes"), query_of(filterset.chosen | {"q": unquoted(typed)})
    if asked.excluded:
        plain = leaving_nothing_out(typed)
        yield _("Without leaving anything out"), query_of(filterset.chosen | {"q": plain})


def _further_out(filterset: PracticeFilterSet) -> Iterator[Way]:
    """The search with what lies around a region, or above a sector, in its place: the nearest first."""
    chosen, label = filterset.chosen, filterset.label
    told = _("%(wider)s instead of %(filter)s")
    alone = [(name, chosen[name][0]) for name in TREES if len(chosen.get(name, ())) == 1]
    for name, code in alone:
        for wider in reversed(above(name, code)):
            text = told % {"wider": label(name, wider), "filter": label(name, code)}
            yield text, query_of(chosen | {name: [wider]})


def _alone(chip: Chip) -> str:
    return "?" + urlencode({chip.parameter: chip.code})


def _finding(filterset: PracticeFilterSet, ways: Iterable[Way]) -> list[WayOn]:
    """Return the ways that find something: of those that are called the same the first."""
    found: dict[str, WayOn] = {}
    for text, query in ways:
        if text not in found and (count := _count(filterset, query)):
            found[text] = WayOn(text=text, query=query, count=count, found=counted(count))
    return list(found.values())


def _count(filterset: PracticeFilterSet, query: str) -> int:
    entries = CatalogueEntry.objects.on_show()
    data = QueryDict(query.removeprefix("?"))
    return len(PracticeFilterSet(data, entries, version=filterset.version).qs)
