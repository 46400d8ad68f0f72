"""Facet counts: how many practices carry each value under the search and all *other* facets.

One pass over the entries makes a bitmap (a Python integer) per value; every count is then a bitwise
"and". The index is kept per process under the catalogue version and the day (levels lapse by day).
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils import timezone

from partners.models import CatalogueVersion
from practices.models import CatalogueEntry
from practices.querysets import LAPSED

FACETS = (
    "theme", "technology", "sector", "region", "country", "partner", "nature", "scope",
    "validation", "level",
)  # fmt: skip
TREES = {"region": (2, 3, 4), "sector": (1, 3, 5)}  # lengths of the codes that have codes below
COLUMNS = (
    "pk", "region_id", "country", "owner__slug", "nature", "scope", "validation_kind", "level",
    "level_until", "start_year",
)  # fmt: skip


def above(facet: str, code: str) -> list[str]:
    """Return the codes above a code of a tree, highest first: a code starts with all above it."""
    return [code[:length] for length in TREES[facet] if length < len(code)]


@dataclass
class Index:
    """Bitmaps over the entries on show: bit n stands for the entry at position n."""

    size: int = 0
    position: dict[int, int] = field(default_factory=dict)
    carried: dict[str, dict[str, int]] = field(default_factory=dict)
    exact_sectors: dict[str, int] = field(default_factory=dict)
    years: dict[int | None, int] = field(default_factory=dict)

    @property
    def everything(self) -> int:
        return (1 << self.size) - 1

    def having(self, facet: str, value: str) -> int:
        """The entries that a filter on this value would keep, by the rules of DESIGN section 6."""
        entries = self.carried[facet].get(value, 0)
        if facet == "sector":
            for code in above(facet, value):
                entries |= self.exact_sectors.get(code, 0)
        return entries

    def having_any(self, facet: str, values: Iterable[str]) -> int:
        entries = 0
        for value in values:
            entries |= self.having(facet, value)
        return entries

    def started(self, first: int | None, last: int | None) -> int:
        """The entries whose start year is known and within the bounds."""
        entries = 0
        for year, started in self.years.items():
            if year is not None and (first or year) <= year <= (last or year):
                entries |= started
        return entries

    def of(self, keys: Iterable[int]) -> int:
        """The bitmap of entries by primary key; keys that are not on show are left out."""
        bits = bytearray(self.size // 8 + 1)
        for key in keys:
            if (position := self.position.get(key)) is not None:
                bits[position >> 3] |= 1 << (position & 7)
        return int.from_bytes(bits, "little")


_kept: dict[tuple, Index] = {}


def index(version: CatalogueVersion) -> Index:
    """Return the index of the catalogue at `version`, made anew when another one is kept."""
    today = timezone.localdate()
    key = (version.token, today)
    if key not in _kept:
        made = build(today=today)
        _kept.clear()
        _kept[key] = made
    return _kept[key]


def build(*, today: datetime.date) -> Index:
    """Read the entries on show, in four queries whatever their number, into an Index."""
    rows = list(CatalogueEntry.objects.on_show().order_by("pk").values_list(*COLUMNS))
    position = {row[0]: place for place, row in enumerate(rows)}
    places = _places(rows, today)
    for facet, link in (("theme", "themes"), ("technology", "technologies"), ("sector", "sectors")):
        for key, code in _links(link):
            if key in position:
                places[facet, code].append(position[key])
    return _index(places, position)


def _places(rows: list[tuple], today: datetime.date) -> dict[tuple, list[int]]:
    places = defaultdict(list)
    for place, row in enumerate(rows):
        _, region, country, owner, nature, scope, validation, level, until, start = row
        level = str(level) if until >= today else LAPSED
        values = (region, country, owner, nature, scope, validation, level)
        for facet, value in zip(FACETS[3:], values, strict=True):
            places[facet, value].append(place)
        places["year", start].append(place)
    return places


def _links(name: str) -> Iterable[tuple[int, str]]:
    through = getattr(CatalogueEntry, name).through
    return through.objects.values_list("catalogueentry_id", through._meta.get_fields()[2].attname)


def _index(places: dict[tuple, list[int]], position: dict[int, int]) -> Index:
    made = Index(size=len(position), position=position, carried={name: {} for name in FACETS})
    for (facet, value), held in places.items():
        bits = _bitmap(held, made.size)
        if facet == "year":
            made.years[value] = bits
            continue
        if facet == "sector":
            made.exact_sectors[value] = bits
        for code in [value, *(above(facet, value) if facet in TREES else ())]:
            made.carried[facet][code] = made.carried[facet].get(code, 0) | bits
    return made


def _bitmap(places: list[int], size: int) -> int:
    bits = bytearray(size // 8 + 1)
    for place in places:
        bits[place >> 3] |= 1 << (place & 7)
    return int.from_bytes(bits, "little")


@dataclass(frozen=True, kw_only=True)
class Value:
    """A value of a facet: its code, how many practices carry it, and where it stands in its tree."""

    code: str
    count: int
    selected: bool
    depth: int = 0


@dataclass(frozen=True, kw_only=True)
class Selection:
    """What was asked of the catalogue: chosen codes by facet, bounds of years, and search hits."""

    chosen: dict[str, list[str]]
    year_from: int | None = None
    year_to: int | None = None
    hits: int | None = None

    def entries(self, held: Index, *, but: str = "", years: bool = True) -> int:
        """The entries that fit everything asked, but for the facet `but`."""
        entries = held.everything if self.hits is None else self.hits
        if years and (self.year_from or self.year_to):
            entries &= held.started(self.year_from, self.year_to)
        for facet, codes in self.chosen.items():
            if facet != but:
                entries &= held.having_any(facet, codes)
        return entries

    def values(self, held: Index, facet: str) -> list[Value]:
        """The listed values of a facet with their counts, most carried first, trees from the root."""
        under = self.entries(held, but=facet)
        chosen = self.chosen.get(facet, [])
        counted = [
            Value(
                code=code,
                count=(under & held.having(facet, code)).bit_count(),
                selected=code in chosen,
                depth=len(above(facet, code)) if facet in TREES else 0,
            )
            for code in _listed(held, facet, chosen)
        ]
        return _as_tree(counted, facet) if facet in TREES else sorted(counted, key=_most_first)


def _listed(held: Index, facet: str, chosen: list[str]) -> list[str]:
    """Every carried value, also at zero; of a tree the roots, and what lies along the chosen branches."""
    carried = set(held.carried[facet])
    if facet not in TREES:
        return sorted(carried | set(chosen))
    opened = {code for picked in chosen for code in (*above(facet, picked), picked)}
    return sorted(code for code in carried | opened if set(above(facet, code)) <= opened)


def _most_first(value: Value) -> tuple:
    return -value.count, value.code


def _as_tree(values: list[Value], facet: str) -> list[Value]:
    """Order by the path from the root, each step by count: a child stands below its parent."""
    step = {value.code: _most_first(value) for value in values}
    return sorted(
        values,
        key=lambda value: [step[code] for code in (*above(facet, value.code), value.code)],
    )
