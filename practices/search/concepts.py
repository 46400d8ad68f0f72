"""Concepts of the field: the same thing under its names and acronyms in nine languages.

The table is data/codes/terms.json, which an editor can extend; the next `load_smarty` then takes the
new terms into the index. A text that holds any term of a concept is indexed under the concept, and so is
found by every other term of it, and by those of the wider concepts that it is a kind or a part of.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import compress, count
from pathlib import Path

from django.conf import settings

from practices.search.text import LANGUAGES, folded, stem, words

FILE = Path(settings.BASE_DIR) / "data" / "codes" / "terms.json"
Sequence = tuple[str, ...]
TRAVELLING = 6  # letters; a shorter word, if no acronym, may be another one in another language


@lru_cache(maxsize=1)
def _records() -> list[dict]:
    return json.loads(FILE.read_text(encoding="utf-8"))["records"]


@lru_cache(maxsize=1)
def table() -> dict[str, dict[Sequence, frozenset[str]]]:
    """Return, by first term, the sequences of terms that name concepts.

    Folded words name a concept in a text of any language, but for short words; stems only in their own.
    """
    named: dict[str, dict[Sequence, set[str]]] = defaultdict(dict)
    for record in _records():
        concept = _term(record["concept"])
        for language, terms in record["terms"].items():
            for term in terms:
                for sequence in _sequences(term, language):
                    named[sequence[0]].setdefault(sequence, set()).add(concept)
    return {
        begun: {sequence: frozenset(meant) for sequence, meant in sequences.items()}
        for begun, sequences in named.items()
    }


@lru_cache(maxsize=1)
def lengths() -> dict[str, tuple[int, ...]]:
    """Return, by first term, how many terms the sequences that begin with it have."""
    return {
        begun: tuple({len(sequence) for sequence in sequences})
        for begun, sequences in table().items()
    }


@lru_cache(maxsize=1)
def broader() -> dict[str, frozenset[str]]:
    """Return for each concept itself and every wider one, however far above."""
    above = {record["concept"]: record.get("broader", ()) for record in _records()}

    def found(concept: str) -> set[str]:
        return {concept}.union(*(found(wider) for wider in above[concept]))

    return {_term(concept): frozenset(map(_term, found(concept))) for concept in above}


@lru_cache(maxsize=1)
def right_above() -> dict[str, tuple[str, ...]]:
    """Return for each concept those that are the next wider ones."""
    return {
        _term(record["concept"]): tuple(map(_term, record.get("broader", ())))
        for record in _records()
    }


def wider_steps(named: Iterable[str]) -> Iterator[tuple[str, ...]]:
    """Yield what is wider than these concepts, a step further up each time."""
    above, reached = right_above(), dict.fromkeys(named)
    while reached := dict.fromkeys(wider for concept in reached for wider in above[concept]):
        yield tuple(reached)


@lru_cache(maxsize=1)
def _names() -> dict[str, dict[str, str]]:
    return {
        _term(record["concept"]): {
            language: terms[0] for language, terms in record["terms"].items()
        }
        for record in _records()
    }


def name_of(concept: str, language: str) -> str:
    """Return what a concept is called in a language of the table, in English for any other."""
    names = _names()[concept]
    return names.get(language) or names["en"]


def terms_in(language: str) -> list[str]:
    """Return every term of the table in a language."""
    return [term for record in _records() for term in record["terms"].get(language, ())]


@lru_cache(maxsize=1)
def spelled() -> frozenset[str]:
    """Return every word of the table as a search compares it."""
    listed = (
        word
        for record in _records()
        for terms in record["terms"].values()
        for term in terms
        for word in words(term)
    )
    return frozenset(folded(word) for word in listed)


def _term(concept: str) -> str:
    return f"c_{concept}"


def travels(term: str) -> bool:
    """Whether a term counts in texts of every language, as written: some use it from another one."""
    return len(words(term)) > 1 or len(term) >= TRAVELLING or term.isupper()


def _sequences(term: str, language: str) -> Iterator[Sequence]:
    spelled = words(term)
    if travels(term):
        yield tuple(folded(word) for word in spelled)
    if all(stem(word, language) for word in spelled) and not term.isupper():
        yield tuple(stem(word, language) for word in spelled)


def spans(
    spelled: list[str], languages: Iterable[str] = LANGUAGES, *, longest: bool = True
) -> Iterator[tuple[int, int, frozenset[str]]]:
    """Yield (first word, one past the last, concepts) wherever a term stands.

    Of several terms that begin at a place only the `longest` counts, else each length by itself.
    """
    rows = [[folded(word) for word in spelled]]
    rows += [[stem(word, language) for word in spelled] for language in languages]
    return spans_in(rows, longest=longest)


def spans_in(
    rows: list[list[str]], *, longest: bool = True
) -> Iterator[tuple[int, int, frozenset[str]]]:
    """The same for words that are folded and stemmed already: a row for each way."""
    terms, spanned = table(), lengths()
    begun = (compress(count(), map(terms.__contains__, row)) for row in rows)
    for start in sorted(set().union(*begun)):
        found: dict[int, frozenset[str]] = {}
        for row in rows:
            first = row[start]
            for length in spanned.get(first, ()):
                named = terms[first].get(tuple(row[start : start + length]))
                if named and start + length <= len(row):
                    found[length] = found[length] | named if length in found else named
        if not found:
            continue
        for length in [max(found)] if longest else sorted(found, reverse=True):
            yield start, start + length, found[length]


def meant(named: Iterable[str]) -> frozenset[str]:
    """Return concepts with all that are wider: what a text that names them also speaks of."""
    wider = broader()
    return frozenset().union(*(wider[concept] for concept in named))


@lru_cache(maxsize=256)
def beginnings(sought: frozenset[str]) -> frozenset[str]:
    """Return the first terms of all that names one of these concepts, or a narrower one."""
    return frozenset(
        begun
        for begun, sequences in table().items()
        if any(not sought.isdisjoint(meant(named)) for named in sequences.values())
    )


def named_alone(term: str) -> frozenset[str]:
    """Return the concepts that a word names by itself."""
    return table().get(term, {}).get((term,), frozenset())


def of_text(text: str, language: str) -> list[str]:
    """Return the concepts that a text in `language` speaks of, each once, in order."""
    return named_in(spans(words(text), [language]))


def named_in(found: Iterable[tuple[int, int, frozenset[str]]]) -> list[str]:
    """Return the concepts of spans with all wider ones, each once, in order."""
    return list(dict.fromkeys(concept for *_, held in found for concept in _with_wider(held)))


@lru_cache(maxsize=1024)
def _with_wider(held: frozenset[str]) -> tuple[str, ...]:
    return (*sorted(held), *sorted(meant(held) - held))
