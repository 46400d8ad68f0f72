"""Which entries fit a query, how well, and what was understood: engine-neutral, over term look-ups.

A word is worth more the fewer entries hold it. Hits that hold more of the words' worth come first, so
that neither a stop word nor one odd word blocks what fits best, and partial hits follow whole ones; a
word in a title counts for more than one in a text, as written for more than stemmed.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache

import numpy as np
from pyroaring import BitMap

from practices.search import concepts, engine, spelling
from practices.search.function_words import is_function_word
from practices.search.text import Query, folded, parse, stems
from practices.search.text import words as spelled

Lookup = Callable[[str], BitMap]  # an engine's expression to positions

ENOUGH = 0.2  # of what the best hit holds of the words' worth; every hit holds more
FUNCTION_WORD = 0.05  # what a word like "for" is worth beside others
AS_WRITTEN = {"title": 3.0, "any": 0.5}
IN_ANY_FORM = {"title": 5.0, "middle": 2.5, "any": 1.0}
COMPLETE = 5.0  # how much more a hit with every word is worth
MOST_WORDS = 24


@dataclass
class Word:
    """A word of the query: the terms it may stand as, what it is worth, and where it is found."""

    text: str
    exact: list[str]
    terms: list[str]
    found: BitMap
    worth: float = 0.0
    instead: str = ""

    @property
    def shown(self) -> str:
        return self.instead or self.text


@dataclass
class Hits:
    """The positions that fit, their scores, and the words of the query as they were understood."""

    entries: BitMap
    scores: np.ndarray
    words: list[Word] = field(default_factory=list)

    @property
    def corrected(self) -> str:
        """The query as it was answered, when a word was taken for another; else ""."""
        if not any(word.instead for word in self.words):
            return ""
        return " ".join(word.shown for word in self.words)

    @property
    def unknown(self) -> list[str]:
        """The words that stand nowhere in the catalogue, nor any word like them."""
        return [word.text for word in self.words if not word.found and not word.instead]


def find(query: str, *, size: int, lookup: Lookup) -> Hits:
    """Return the hits of a query among `size` positions; `lookup` asks the text index.

    A word that stands nowhere is taken for the nearest one that does, unless it is in quotes.
    """
    lookup = cache(lookup)
    asked = _asked(query, lookup)
    words = list(asked.words)[:MOST_WORDS]
    read = [_read(word, named, lookup) for word, named in _with_concepts(words)]
    _correct(read, asked, lookup)
    _weigh(read, size)
    scores, held = np.zeros(size, dtype=np.float32), np.zeros(size, dtype=np.float32)
    for word in read:
        _score(word, scores, held, lookup)
    total = sum(word.worth for word in read if word.found)
    fits = np.flatnonzero(held > ENOUGH * held.max(initial=0.0)) if total else np.empty(0)
    scores += COMPLETE * held * (held / total if total else 0)
    entries = BitMap(fits.astype(np.uint32))
    return Hits(_obey(asked, entries, lookup), scores, read)


def _asked(query: str, lookup: Lookup) -> Query:
    """Read a query; a minus within words that stand like this somewhere excludes nothing.

    "Lapin Green Deal -tiekartta" is a title.
    """
    asked = parse(query)
    literal = [folded(word) for word in spelled(query)]
    if asked.excluded and len(literal) > 1 and lookup(engine().phrase(literal)):
        return parse(query.replace("-", " "))
    return asked


def _with_concepts(words: list[str]) -> list[tuple[str, list[str]]]:
    named: dict[int, set[str]] = {}
    for start, end, held in concepts.spans(words):
        for place in range(start, end):
            named.setdefault(place, set()).update(held)
    return [(word, sorted(named.get(place, ()))) for place, word in enumerate(words)]


def _read(word: str, named: list[str], lookup: Lookup) -> Word:
    exact = [folded(word)]
    terms = [*exact, *stems(word), *named]
    return Word(word, exact, terms, lookup(engine().expression(terms, "any")))


def _correct(read: list[Word], asked: Query, lookup: Lookup) -> None:
    """Take words that stand nowhere for the likest that do; read anew, they may name a concept."""
    for word in read:
        if word.found or word.text in asked.as_written or len(word.text) < spelling.SHORTEST:
            continue
        like = [_read(other, [], lookup) for other in spelling.like(folded(word.text))]
        best = max(like, key=lambda other: len(other.found), default=word)
        word.instead = best.text if best.found else ""
    if any(word.instead for word in read):
        for word, (shown, named) in zip(
            read, _with_concepts([word.shown for word in read]), strict=True
        ):
            again = _read(shown, named, lookup)
            word.exact, word.terms, word.found = again.exact, again.terms, again.found


def _weigh(read: list[Word], size: int) -> None:
    """Give each word its worth: the logarithm of how rare it is, as in BM25."""
    telling = [word for word in read if word.found and not is_function_word(word.text)]
    for word in read:
        held = len(word.found)
        word.worth = math.log(1 + (size - held + 0.5) / (held + 0.5))
        if telling and word not in telling:
            word.worth *= FUNCTION_WORD


def _score(word: Word, scores: np.ndarray, held: np.ndarray, lookup: Lookup) -> None:
    if not word.found:
        return
    held[_array(word.found)] += word.worth
    for terms, weights in ((word.terms, IN_ANY_FORM), (word.exact, AS_WRITTEN)):
        for where, weight in weights.items():
            found = lookup(engine().expression(terms, where))
            scores[_array(found)] += weight * word.worth


def _obey(asked: Query, entries: BitMap, lookup: Lookup) -> BitMap:
    """Keep what holds every phrase and nothing excluded."""
    for phrase in asked.phrases:
        entries = entries & lookup(engine().phrase([folded(word) for word in phrase]))
    for excluded in asked.excluded:
        if len(excluded) == 1:
            terms = [folded(excluded[0]), *stems(excluded[0])]
            entries = entries - lookup(engine().expression(terms, "any"))
        else:
            entries = entries - lookup(engine().phrase([folded(word) for word in excluded]))
    return entries


def _array(entries: BitMap) -> np.ndarray:
    return np.frombuffer(entries.to_array(), dtype=np.uint32)
