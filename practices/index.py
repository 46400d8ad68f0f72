"""The catalogue in memory: which entries carry which value, as compressed bitmaps.

Position n stands for the n-th entry by first publication. The index is kept per process under the
catalogue version; what a later version changed is read and put in, the rest stays.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

import numpy as np
from django.db.models import Max
from django.utils import timezone
from pyroaring import BitMap

from partners import catalogue
from partners.models import CatalogueVersion
from practices.models import CatalogueEntry
from practices.packed import Packed, bitmap, grouped, unpacked
from practices.querysets import LAPSED
from practices.search.answers import NOTHING, Kept
from smarty_portal.collecting import settle_once

FACETS = (
    "theme", "technology", "sector", "region", "country", "partner", "nature", "scope",
    "validation", "level",
)  # fmt: skip
LINKS = {"theme": "themes", "technology": "technologies", "sector": "sectors"}
COLUMNS = {
    "region": "region_id", "country": "country", "partner": "owner__slug", "nature": "nature",
    "scope": "scope", "validation": "validation_kind", "level": "level", "year": "start_year",
    "language": "language",
}  # fmt: skip
TREES = {"region": (2, 3, 4), "sector": (1, 3, 5)}  # lengths of the codes that have codes below
ORDER = ("first_published_at", "-identifier")
KEY, PLACE = np.int32, np.int32  # four bytes each: primary keys up to two billion
MANY = 20_000  # changed entries from which on all are read anew


@lru_cache(maxsize=5_000)
def above(facet: str, code: str) -> tuple[str, ...]:
    """Return the codes above a code of a tree, highest first: a code starts with all above it."""
    return tuple(code[:length] for length in TREES[facet] if length < len(code))


@dataclass
class Index:
    """Bitmaps of positions by facet and value; `keys` holds the primary key at each position.

    `place_of` holds the position of each primary key, -1 of none; `latest` is when the entry at the last
    position was first published; `kept` what was searched for, `telling` the branches of trees that are
    worth showing, by facet and language; `below` the branches of trees by the one above.
    """

    number: int = 0
    token: str = ""
    today: datetime.date = datetime.date.min
    latest: datetime.datetime | None = None
    keys: np.ndarray = field(default_factory=lambda: np.empty(0, dtype=KEY))
    until: np.ndarray = field(default_factory=lambda: np.empty(0, dtype=np.int32))
    everything: BitMap = field(default_factory=BitMap)
    lapsed: BitMap = field(default_factory=BitMap)
    carried: dict[str, dict] = field(
        default_factory=lambda: {name: {} for name in (*COLUMNS, *LINKS)}
    )
    exact_sectors: dict[str, BitMap] = field(default_factory=dict)
    place_of: np.ndarray = field(default_factory=lambda: np.empty(0, dtype=PLACE))
    kept: Kept = field(default_factory=Kept)
    telling: dict[tuple[str, str], frozenset[str]] = field(default_factory=dict)
    below: dict[str, dict[str, list[str]]] = field(default_factory=dict)

    @property
    def size(self) -> int:
        return len(self.keys)

    def having(self, facet: str, value: str) -> BitMap:
        """The entries that a filter on this value would keep, by the rules of DESIGN section 6."""
        if facet == "level":
            return self._at_level(value)
        entries = self.carried[facet].get(value, NOTHING)
        if facet == "sector" and (broader := above(facet, value)):
            return BitMap.union(
                entries, *(self.exact_sectors.get(code, NOTHING) for code in broader)
            )
        return entries

    def having_any(self, facet: str, values: Iterable[str]) -> BitMap:
        return BitMap.union(NOTHING, *(self.having(facet, value) for value in values))

    def _at_level(self, value: str) -> BitMap:
        if value == LAPSED:
            return self.lapsed
        return self.carried["level"].get(int(value), NOTHING) - self.lapsed

    def values(self, facet: str) -> list[str]:
        """The values that some entry on show carries; of level, in force today."""
        if facet != "level":
            return [value for value, entries in self.carried[facet].items() if entries]
        known = [str(level) for level in self.carried["level"]] + [LAPSED]
        return [value for value in known if self._at_level(value)]

    def branches(self, facet: str) -> dict[str, list[str]]:
        """The carried values of a tree by the one right above them, the roots under ""."""
        if facet not in self.below:
            below: dict[str, list[str]] = defaultdict(list)
            for code in self.values(facet):
                below[(above(facet, code) or ("",))[-1]].append(code)
            self.below[facet] = dict(below)
        return self.below[facet]

    def carried_by(self, facet: str, keys: Iterable[int]) -> dict[int, list[str]]:
        """The codes of a facet of several values that entries carry themselves, by primary key."""
        carried = self.exact_sectors if facet == "sector" else self.carried[facet]
        asked, found = self.of(np.fromiter(keys, dtype=KEY)), defaultdict(list)
        for code, entries in carried.items():
            for place in entries & asked:
                found[int(self.keys[place])].append(code)
        return found

    def started(self, first: int | None, last: int | None) -> BitMap:
        """The entries whose start year is known and within the bounds."""
        years = self.carried["year"].items()
        return BitMap.union(NOTHING, *(
            entries
            for year, entries in years
            if year is not None and (first or year) <= year <= (last or year)
        ))  # fmt: skip

    @property
    def without_year(self) -> BitMap:
        return self.carried["year"].get(None, NOTHING)

    def of(self, keys: np.ndarray) -> BitMap:
        """The entries on show with these primary keys; keys that are not are left out."""
        places = self.place_of[keys[keys < len(self.place_of)]]
        return bitmap(places[places >= 0]) & self.everything

    def goes_on_with(self, rows: list[tuple]) -> bool:
        """Whether those of the rows that are new were published after all that are known."""
        known = np.isin([row[0] for row in rows], self.keys)
        fresh = [row[1] for row, is_known in zip(rows, known, strict=True) if not is_known]
        return not fresh or self.latest is None or min(fresh) > self.latest

    def add(self, rows: list[tuple], links: dict[str, dict[int, list[str]]]) -> None:
        """Put in entries that are new, or take the place of what was known of them."""
        places = self._places([row[0] for row in rows])
        self._forget(places)
        held = defaultdict(list)
        for place, (key, published, withdrawn, until, *values) in zip(places, rows, strict=True):
            self.until[place] = until.toordinal()
            self.latest = max(published, self.latest or published)
            if withdrawn is None:
                held["on show", None].append(place)
                for facet, value in zip(COLUMNS, values, strict=True):
                    held[facet, value].append(place)
                for facet, codes in links.items():
                    for code in codes.get(key, ()):
                        held[facet, code].append(place)
        for (facet, value), positions in held.items():
            self._hold(facet, value, BitMap(positions))

    def _hold(self, facet: str, value, entries: BitMap) -> None:
        if facet == "on show":
            self.everything |= entries
            return
        if facet == "sector":
            _put_in(self.exact_sectors, value, entries)
        for code in [value, *(above(facet, value) if facet in TREES else ())]:
            _put_in(self.carried[facet], code, entries)

    def _forget(self, places: list[int]) -> None:
        known = BitMap(places) & self.everything
        if not known:
            return
        self.everything -= known
        for values in (*self.carried.values(), self.exact_sectors):
            for value, entries in values.items():
                if entries.intersect(known):
                    values[value] = entries - known

    def _places(self, keys: list[int]) -> list[int]:
        """The positions of primary keys; new ones get the next."""
        asked = np.array(keys, dtype=KEY)
        fresh = asked[~np.isin(asked, self.keys)]
        self.append(fresh)
        return self.place_of[asked].tolist()

    def append(self, keys: np.ndarray) -> None:
        """Give primary keys the next positions, in their order."""
        last = max(int(keys.max(initial=-1)), len(self.place_of) - 1)
        place_of = np.full(last + 1, -1, dtype=PLACE)
        place_of[: len(self.place_of)] = self.place_of
        place_of[keys] = np.arange(self.size, self.size + len(keys))
        self.place_of = place_of
        self.keys = np.concatenate([self.keys, keys])
        self.until = np.concatenate([self.until, np.zeros(len(keys), dtype=np.int32)])

    @cached_property
    def title_ranks(self) -> np.ndarray:
        """The place of each position in the order of titles."""
        keys = CatalogueEntry.objects.by_title().values_list("pk", flat=True)
        told = np.fromiter(keys.iterator(chunk_size=10_000), dtype=KEY)
        places = self.place_of[told[told < len(self.place_of)]]
        places = places[places >= 0]
        ranks = np.zeros(self.size, dtype=PLACE)
        ranks[places] = np.arange(len(places), dtype=PLACE)
        return ranks

    def lapse(self, today: datetime.date) -> None:
        """Judge anew which levels have lapsed."""
        past = np.flatnonzero(self.until < today.toordinal())
        self.lapsed = bitmap(past) & self.everything
        self.today = today


_kept: list[Index] = []


def index(version: CatalogueVersion) -> Index:
    """Return the catalogue in memory as of `version` and today.

    What an earlier version holds is kept; only entries changed since are read, in six queries. Who asks for
    an earlier one, as another thread has read a later one meanwhile, is given that: rows are of today, too.
    """
    held = _kept[0] if _kept else Index()
    today = timezone.localdate()
    if held.token != version.token and not _is_later(held, version):
        held = _next(held, version)
    if held.today != today:
        held.lapse(today)
    _kept[:] = [held]
    return held


def _put_in(held: dict[str, BitMap], value, entries: BitMap) -> None:
    """Put entries to those of a value: bitmaps are never changed, so two may be the same one."""
    known = held.get(value)
    held[value] = known | entries if known else entries


def _is_later(held: Index, version: CatalogueVersion) -> bool:
    """Whether the catalogue was at `version` and came to what is held, which was not undone."""
    return held.number > version.number and all(
        catalogue.follows(one.number, one.token) for one in (version, held)
    )


def _next(held: Index, version: CatalogueVersion) -> Index:
    goes_on = held.number <= version.number and catalogue.follows(held.number, held.token)
    made = copied(held)
    changed = CatalogueEntry.objects.filter(changed__gt=held.number)
    if not goes_on or changed.count() > MANY or not read(made, changed.order_by(*ORDER)):
        made = read_whole()
        settle_once()
    made.number, made.token = version.number, version.token
    made.today = datetime.date.min
    return made


def copied(held: Index) -> Index:
    """Return an index that can be changed while other threads go on reading `held`."""
    made = Index(held.number, held.token, held.today, held.latest, held.keys, held.until.copy())
    made.everything = held.everything.copy()
    made.carried = {facet: dict(values) for facet, values in held.carried.items()}
    made.exact_sectors = dict(held.exact_sectors)
    made.place_of = held.place_of
    return made


def read_whole() -> Index:
    """Read all entries, value by value and not row by row: in a query for each facet."""
    made, entries = Index(), CatalogueEntry.objects.all()
    keys = entries.order_by(*ORDER).values_list("pk", flat=True).iterator(chunk_size=10_000)
    made.append(np.fromiter(keys, dtype=KEY))
    made.latest = entries.aggregate(latest=Max("first_published_at"))["latest"]
    for until, held in grouped(entries, "level_until"):
        made.until[made.place_of[held]] = until.toordinal()
    shown = entries.on_show()
    made.everything = bitmap(made.place_of[unpacked(shown.aggregate(keys=Packed("pk"))["keys"])])
    for facet, column in COLUMNS.items():
        for value, held in grouped(shown, column):
            made._hold(facet, value, made.of(held))
    for facet, name in LINKS.items():
        through = getattr(CatalogueEntry, name).through
        column = through._meta.get_fields()[2].attname
        for value, held in grouped(through.objects.all(), column, "catalogueentry_id"):
            made._hold(facet, value, made.of(held))
    return made


def read(made: Index, entries) -> bool:
    """Read entries and their links into an index, in four queries whatever their number.

    Returns False, and has changed nothing, when one would have to stand between those it knows.
    """
    columns = ("pk", "first_published_at", "withdrawn_at", "level_until", *COLUMNS.values())
    rows = list(entries.values_list(*columns))
    if not made.goes_on_with(rows):
        return False
    links = {facet: _links(name, entries) for facet, name in LINKS.items()}
    if rows:
        made.add(rows, links)
    return True


def _links(name: str, entries) -> dict[int, list[str]]:
    through = getattr(CatalogueEntry, name).through
    links = through.objects.all()
    if entries.query.where:
        links = links.filter(catalogueentry__in=entries.order_by().values("pk"))
    held = defaultdict(list)
    for key, code in links.values_list("catalogueentry_id", through._meta.get_fields()[2].attname):
        held[key].append(code)
    return held
