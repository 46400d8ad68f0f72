"""The filter panel: each facet as a group of checkboxes with counts, trees indented by depth."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from pyroaring import BitMap

from practices.facets import TREES, Value, above
from practices.filters import PracticeFilterSet
from practices.index import Index
from practices.parameters import LABELS

SHOWN_AT_FIRST = 8
# A tree is cut off later: its branches are found by their place.
TREE_SHOWN_AT_FIRST = 24
# A tree with at most this many branches is shown whole; a larger one opens along what is chosen.
WHOLE_TREE_AT_MOST = 60
OPEN_AT_FIRST = ("theme", "region")
HINTS = {
    "sector": _("A practice for a whole sector counts for every branch of it."),
    "region": _("A country or region includes all regions within it."),
}
GROUPS = (
    "theme", "technology", "sector", "region", "country", "partner", "nature", "scope",
    "validation", "level",
)  # fmt: skip


class Option(NamedTuple):
    """A checkbox: value and label, how many practices it leaves, its depth in its tree."""

    parameter: str
    code: str
    label: str
    count: int
    selected: bool
    depth: int = 0

    @property
    def id(self) -> str:
        return f"{self.parameter}-{self.code}".replace(".", "-")


@dataclass(frozen=True, kw_only=True)
class Group:
    """A facet of the panel; `more` holds the options beyond the first ones."""

    name: str
    label: str
    hint: str
    is_open: bool
    chosen: int
    options: tuple[Option, ...]
    more: tuple[Option, ...]


class Panel:
    """The filter panel of a filter set, group by group."""

    def __init__(self, filterset: PracticeFilterSet):
        self.filterset = filterset

    @cached_property
    def groups(self) -> list[Group]:
        """The facets worth showing: countries stand in the tree of regions, unless asked for."""
        wanted = [name for name in GROUPS if name != "country" or "country" in self.chosen]
        groups = [self._group(name) for name in wanted]
        return [group for group in groups if group.options]

    @property
    def chosen(self) -> dict:
        return self.filterset.chosen

    @property
    def years_open(self) -> bool:
        return bool({"year_from", "year_to"} & set(self.chosen))

    @property
    def chosen_count(self) -> int:
        """How many filters are set, words to search for and order aside."""
        return sum(chip.parameter != "q" for chip in self.filterset.description.chips)

    def options(self, name: str) -> list[Option]:
        """Return the options of a facet in the order of the panel."""
        filterset, tree = self.filterset, None
        if name in TREES:
            tree = whole_tree(filterset.index, name, filterset.label, self.chosen.get(name, []))
        values = filterset.selection.values(filterset.index, name, tree)
        return [self._option(name, value) for value in values]

    def _group(self, name: str) -> Group:
        options = self.options(name)
        first, more = split(options, most=TREE_SHOWN_AT_FIRST if name in TREES else SHOWN_AT_FIRST)
        chosen = sum(option.selected for option in options)
        return Group(
            name=name,
            label=str(LABELS[name]),
            hint=str(HINTS.get(name, "")),
            is_open=bool(chosen) or name in OPEN_AT_FIRST,
            chosen=chosen,
            options=tuple(first),
            more=tuple(more),
        )

    def _option(self, name: str, value: Value) -> Option:
        return Option(
            parameter=name,
            code=value.code,
            label=capfirst(self.filterset.label(name, value.code)),
            count=value.count,
            selected=value.selected,
            depth=value.depth,
        )


def split(options: list[Option], *, most: int) -> tuple[list[Option], list[Option]]:
    """Return the options shown at first, chosen ones always among them, and those behind "more".

    A list only a little longer than `most` is not split; a tree keeps branches together.
    """
    if len(options) <= most + 2:
        return options, []
    last = max((place for place, option in enumerate(options) if option.selected), default=0)
    cut = max(most, last + 1)
    while cut < len(options) and options[cut].depth:
        cut += 1
    return options[:cut], options[cut:]


def whole_tree(held: Index, facet: str, label, chosen: Iterable[str]) -> dict[str, int] | None:
    """Return every branch worth showing with its depth, or None where they are too many.

    A step that holds the same practices as its only branch says nothing and is left out: from
    Spain to Catalonia without "Este" between. The root stays, and what is chosen, carried or not:
    a choice without its box would be lost with the next one.
    """
    kept = telling(held, facet, label) | set(chosen)
    if len(kept) > WHOLE_TREE_AT_MOST:
        return None
    return {code: sum(step in kept for step in above(facet, code)) for code in kept}


def telling(held: Index, facet: str, label) -> frozenset[str]:
    """Return the branches that say something; worked out once for a catalogue and a language."""
    place = (facet, get_language())
    if place not in held.telling:
        held.telling[place] = _telling(held, facet, label)
    return held.telling[place]


def _telling(held: Index, facet: str, label) -> frozenset[str]:
    carried = {code: held.carried[facet][code] for code in held.values(facet)}
    hollow = {
        step
        for code in carried
        for step in above(facet, code)[1:]
        if carried[step] == carried[code]
    }
    hollow |= {code for code in carried if _repeats_root(code, carried, facet, label)}
    return frozenset(carried) - hollow


def _repeats_root(code: str, carried: dict[str, BitMap], facet: str, label) -> bool:
    """Slovenia below Slovenia: the same practices under the same name."""
    root = (above(facet, code) or [code])[0]
    same_practices = root != code and carried[code] == carried[root]
    return same_practices and label(facet, code) == label(facet, root)
