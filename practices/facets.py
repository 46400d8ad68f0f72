"""Facet counts: how many practices carry each value under the search and all *other* facets."""

from dataclasses import dataclass, field
from typing import NamedTuple

from pyroaring import BitMap

from practices.index import FACETS, TREES, Index, above

__all__ = ["FACETS", "TREES", "Selection", "Value", "above"]


class Value(NamedTuple):
    """A value of a facet: its code, how many practices carry it, and where it stands in its tree."""

    code: str
    count: int
    selected: bool
    depth: int = 0


@dataclass(frozen=True, kw_only=True)
class Selection:
    """What was asked of the catalogue: chosen codes by facet, bounds of years, and search hits.

    `known` holds what was worked out already: all facets that nothing is chosen of share their entries.
    """

    chosen: dict[str, list[str]]
    year_from: int | None = None
    year_to: int | None = None
    hits: BitMap | None = None
    known: dict[tuple, BitMap] = field(default_factory=dict, compare=False, repr=False)

    def entries(self, held: Index, *, but: str = "", years: bool = True) -> BitMap:
        """The entries that fit everything asked, but for the facet `but`; not to be changed."""
        place = (held.token, held.today, but if but in self.chosen else "", years)
        if place not in self.known:
            self.known[place] = self._entries(held, but, years=years)
        return self.known[place]

    def _entries(self, held: Index, but: str, *, years: bool) -> BitMap:
        kept = [held.everything if self.hits is None else self.hits]
        if years and (self.year_from or self.year_to):
            kept.append(held.started(self.year_from, self.year_to))
        kept += [self._having(held, facet) for facet in self.chosen if facet != but]
        return BitMap.intersection(*kept) if len(kept) > 1 else kept[0]

    def _having(self, held: Index, facet: str) -> BitMap:
        """The entries that carry one of the chosen values."""
        place = (held.token, held.today, facet)
        if place not in self.known:
            self.known[place] = held.having_any(facet, self.chosen[facet])
        return self.known[place]

    def values(self, held: Index, facet: str, tree: dict[str, int] | None = None) -> list[Value]:
        """The listed values of a facet with their counts, most carried first, trees from the root.

        A `tree` says what is listed instead: codes with their depth.
        """
        under = self.entries(held, but=facet)
        chosen = self.chosen.get(facet, [])
        listed = _listed(held, facet, chosen) if tree is None else tree
        counted = [
            Value(
                code=code,
                count=under.intersection_cardinality(held.having(facet, code)),
                selected=code in chosen,
                depth=depth,
            )
            for code, depth in listed.items()
        ]
        return _as_tree(counted, facet) if facet in TREES else sorted(counted, key=_most_first)


def _listed(held: Index, facet: str, chosen: list[str]) -> dict[str, int]:
    """Every carried value, also at zero; of a tree the roots, and what lies along the chosen branches."""
    if facet not in TREES:
        return dict.fromkeys(sorted({*held.values(facet), *chosen}), 0)
    opened = {code for picked in chosen for code in (*above(facet, picked), picked)}
    below = held.branches(facet)
    codes = sorted(opened.union(*(below.get(code, ()) for code in ("", *opened))))
    return {code: len(above(facet, code)) for code in codes}


def _most_first(value: Value) -> tuple:
    return -value.count, value.code


def _as_tree(values: list[Value], facet: str) -> list[Value]:
    """Order by the path from the root, each listed step by count: a child stands below its parent."""
    step = {value.code: _most_first(value) for value in values}
    return sorted(
        values,
        key=lambda value: [
            step[code] for code in (*above(facet, value.code), value.code) if code in step
        ],
    )
