"""What a query found, in order: a sequence that reads from the database only the rows it is asked for."""

from collections.abc import Callable, Iterable, Iterator, Sequence

import numpy as np
from django.db.models import QuerySet
from pyroaring import BitMap

from practices.index import Index
from practices.packed import bitmap, positions
from practices.search.meanings import likeness
from practices.search.ranking import Hits, often
from practices.search.text import fold

CLOSELY = 100  # hits of which those are compared with their titles that hold every word
CLOSEST = 40  # hits of which it is counted how often they say the words
SAME_TITLE, IN_TITLE = 40.0, 16.0


class Found(Sequence):
    """Catalogue entries in order; `ordered(n)` gives the keys of the first n at least.

    `join` is called with the rows that were read, to give them what they point to.
    """

    def __init__(
        self,
        entries: QuerySet,
        size: int,
        ordered: Callable[[int], list[int]],
        join: Callable[[Iterable], None] = list,
    ):
        self.entries = entries
        self.size = size
        self.ordered = ordered
        self.join = join

    def __len__(self) -> int:
        return self.size

    def __getitem__(self, wanted):
        places = range(self.size)[wanted]
        if isinstance(places, int):
            return self[places : places + 1][0]
        keys = self._keys(places)
        rows = self.entries.in_bulk(keys)
        self.join(rows.values())
        return [rows[key] for key in keys if key in rows]

    def __iter__(self) -> Iterator:
        return iter(self[: self.size])

    def keys(self) -> list[int]:
        """Return the primary keys of all entries, in order."""
        return self._keys(range(self.size))

    def _keys(self, places: range) -> list[int]:
        if not places:
            return []
        keys = self.ordered(max(places[0], places[-1]) + 1)
        return [keys[place] for place in places if place < len(keys)]


def newest(held: Index, entries: BitMap) -> Callable[[int], list[int]]:
    """Order by first publication, newest first: positions are in that order."""

    def ordered(count: int) -> list[int]:
        return held.keys[positions(entries[max(0, len(entries) - count) :])[::-1]].tolist()

    return ordered


def tiers(held: Index, parts: list[BitMap]) -> Callable[[int], list[int]]:
    """Order by tier, newest first within each."""

    def ordered(count: int) -> list[int]:
        keys: list[int] = []
        for part in parts:
            if len(keys) < count:
                keys += newest(held, part)(count - len(keys))
        return keys

    return ordered


def by_level(held: Index, entries: BitMap) -> Callable[[int], list[int]]:
    """Highest level in force first, lapsed ones last."""
    return tiers(
        held, [entries & held.having("level", level) for level in "4321"] + [entries & held.lapsed]
    )


def by_title(held: Index, entries: BitMap) -> Callable[[int], list[int]]:
    """Order by title; the order of all titles is read once for a catalogue."""

    def ordered(count: int) -> list[int]:
        places = positions(entries)
        ranks = held.title_ranks[places]
        if len(places) > count:
            first = np.argpartition(ranks, count)[:count]
            places, ranks = places[first], ranks[first]
        return held.keys[places[np.argsort(ranks)]].tolist()

    return ordered


def by_rows(held: Index, entries: BitMap, rows: QuerySet) -> Callable[[int], list[int]]:
    """Order as a queryset is ordered; it is read only as far as needed."""

    def ordered(count: int) -> list[int]:
        wanted = set(held.keys[positions(entries)].tolist())
        keys: list[int] = []
        for key in rows.values_list("pk", flat=True).iterator(chunk_size=2000):
            if len(keys) >= count:
                break
            if key in wanted:
                keys.append(key)
        return keys

    return ordered


def by_relevance(
    held: Index, entries: BitMap, hits: Hits, rows: QuerySet
) -> Callable[[int], list[int]]:
    """Best first; of the best hundred titles, meaning and how often they say it are looked at, too."""

    def ordered(count: int) -> list[int]:
        places = positions(entries)
        best = _best(places, hits.scores[places], max(count, CLOSELY))
        others = held.keys[best[CLOSELY:]].tolist()
        return [*_closer(held, best[:CLOSELY], hits, rows), *others]

    return ordered


def _best(places: np.ndarray, scores: np.ndarray, count: int) -> np.ndarray:
    """The places with the highest scores in order, newer ones first among equals."""
    ranks = (np.round(scores * 1000).astype(np.int64) << 32) + places
    if len(ranks) > count:
        chosen = np.argpartition(-ranks, count)[:count]
        places, ranks = places[chosen], ranks[chosen]
    return places[np.argsort(-ranks)]


def _closer(held: Index, best: np.ndarray, hits: Hits, rows: QuerySet) -> list[int]:
    """The keys of the best places, in order once they were looked at closely."""
    keys = held.keys[best].tolist()
    more = often(keys[:CLOSEST], hits.words)
    titled = positions(bitmap(best) & hits.titled)
    near = _nearness(held.keys[titled].tolist(), hits, rows)
    alike = _alike(keys, hits, highest=float(hits.scores[best].max(initial=0.0)))
    rank = {
        key: score + near.get(key, 0.0) + more.get(key, 0.0) + alike.get(key, 0.0)
        for key, score in zip(keys, hits.scores[best].tolist(), strict=True)
    }
    return sorted(keys, key=lambda key: -rank[key])


def _alike(keys: list[int], hits: Hits, *, highest: float) -> dict[int, float]:
    """How much more entries are worth whose meaning is near to what was asked, by primary key."""
    if hits.meaning is None:
        return {}
    worth = hits.meaning_worth * highest
    return {key: worth * near for key, near in likeness(keys, hits.meaning).items()}


def _nearness(keys: list[int], hits: Hits, rows: QuerySet) -> dict[int, float]:
    """How near the titles of entries come to what was asked, by primary key."""
    if not keys:
        return {}
    asked = " ".join(fold(word.shown) for word in hits.words)
    titles = rows.filter(pk__in=keys).order_by().values_list("pk", "title_key")
    return {key: _closeness(asked, title) for key, title in titles}


def _closeness(asked: str, title: str) -> float:
    if asked == title:
        return SAME_TITLE
    return IN_TITLE if " " in asked and asked in title else 0.0
