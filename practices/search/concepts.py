"""Concepts of the field: the same thing under its names and acronyms in nine languages.

The table is data/codes/terms.json, which an editor can extend; restart the portal after it, and the next
`load_smarty` takes the new terms into the index. A text that holds any term of a concept is indexed under
the concept, and so is found by every other term of it, and by those of the wider concepts that it is a
kind or a part of (`broader`). Where few speak of a concept, those on the next wider one are shown: the one it
is filed under, or else its `fallback`. In a query the words of a term may also stand in another order, with
others between. What is merely near stands in related.py.
"""

import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from itertools import chain, combinations, compress, count, pairwise
from pathlib import Path

from django.conf import settings

from practices.search.function_words import languages_of
from practices.search.kept import kept
from practices.search.lookalikes import naming
from practices.search.text import LANGUAGES, folded, stem, words

FILE = Path(settings.BASE_DIR) / "data" / "codes" / "terms.json"
Named = frozenset[str]  # concepts
NOTHING: Named = frozenset()
NEAR = 6  # words of a query, among which those that name a concept together may stand
TRAVELLING = 6  # letters; a shorter word, if no acronym, may be another one in another language


@lru_cache(maxsize=1)
def _records() -> list[dict]:
    return json.loads(FILE.read_text(encoding="utf-8"))["records"]


@kept
def table() -> dict[str, Named]:
    """Return the concepts that a sequence of terms names; the terms of a sequence stand with blanks between.

    Folded words name a concept in a text of any language, but for short words; stems only in their own.
    """
    return _gathered(
        (sequence, alone)
        for alone, language, terms in _written()
        for sequence in _sequences(terms, language)
    )


def _written() -> Iterator[tuple[Named, str, list[str]]]:
    """Yield each concept with a language and its terms there."""
    for record in _records():
        alone = frozenset([term_of(record["concept"])])
        for language, terms in record["terms"].items():
            yield alone, language, terms


def _gathered(told: Iterable[tuple[str, Named]]) -> dict[str, Named]:
    """Return all that was told of each key; few sets for many times the keys."""
    held: dict[str, Named] = {}
    same: dict[Named, Named] = {}
    for key, named in told:
        meant = held.get(key, named) | named
        held[key] = same.setdefault(meant, meant)
    return held


@lru_cache(maxsize=1)
def lengths() -> dict[tuple[str, str], tuple[int, ...]]:
    """Return, by the first two terms, how many terms the sequences that begin so have."""
    held: dict[tuple[str, str], tuple[int, ...]] = {}
    same: dict[tuple[int, ...], tuple[int, ...]] = {}
    for sequence in table():
        first, *others = sequence.split(" ")
        if others:
            begun = sys.intern(first), sys.intern(others[0])
            found = tuple(sorted({*held.get(begun, ()), 1 + len(others)}))
            held[begun] = same.setdefault(found, found)
    return held


@lru_cache(maxsize=1)
def broader() -> dict[str, frozenset[str]]:
    """Return for each concept itself and every wider one that it is filed under, however far above."""
    above = {record["concept"]: record.get("broader", ()) for record in _records()}

    def found(concept: str) -> set[str]:
        return {concept}.union(*(found(wider) for wider in above[concept]))

    return {term_of(concept): frozenset(map(term_of, found(concept))) for concept in above}


@lru_cache(maxsize=1)
def right_above() -> dict[str, tuple[str, ...]]:
    """Return for each concept the next wider ones: those it is filed under, or else its fallback."""
    return {
        term_of(record["concept"]): tuple(
            map(term_of, record.get("broader") or record.get("fallback", ()))
        )
        for record in _records()
    }


def next_wider(named: Iterable[str]) -> tuple[str, ...]:
    """Return what is right above these concepts, each once in order."""
    above = right_above()
    return tuple(dict.fromkeys(wider for concept in named for wider in above[concept]))


def wider_steps(named: Iterable[str]) -> Iterator[tuple[str, ...]]:
    """Yield what is wider than these concepts, a step further up each time.

    The first step may lead to a fallback, the others lead to what that is filed under.
    """
    reached = next_wider(named)
    while reached:
        yield reached
        reached = next_wider(one for one in reached if len(broader()[one]) > 1)


@lru_cache(maxsize=1)
def _names() -> dict[str, dict[str, str]]:
    return {
        term_of(record["concept"]): {
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


@kept
def spelled() -> dict[str, frozenset[str]]:
    """Return every word of the table as a search compares it, with the languages that have it."""
    return _gathered(
        (folded(word), frozenset([language]))
        for _alone, language, terms in _written()
        for word in {word for term in terms for word in words(term)}
    )


def term_of(concept: str) -> str:
    """Return the term under which texts on a concept are indexed."""
    return f"c_{concept}"


def is_concept(term: str) -> bool:
    """Whether a term stands for a concept, not for a word or a stem."""
    return term.startswith("c_")


def travels(term: str, spelled: list[str]) -> bool:
    """Whether a term counts in texts of every language, as written: some use it from another one.

    `spelled` are its words.
    """
    return len(spelled) > 1 or len(term) >= TRAVELLING or is_acronym(term)


def is_acronym(term: str) -> bool:
    """Whether a term is one word with several capitals (DIH, LoRa): it has no other forms."""
    return term.isalnum() and sum(map(str.isupper, term)) > 1


def _sequences(terms: list[str], language: str) -> Iterator[str]:
    for term in terms:
        spelled = words(term)
        if travels(term, spelled):
            yield " ".join(map(folded, spelled))
        stems = [stem(word, language) for word in spelled]
        if all(stems) and not is_acronym(term):
            yield " ".join(stems)


def spans(
    spelled: list[str],
    languages: Iterable[str] = LANGUAGES,
    *,
    read_in: Iterable[Sequence[str]] = (),
    longest: bool = True,
) -> Iterator[tuple[int, int, Named]]:
    """Yield (first word, one past the last, concepts) wherever a term stands.

    A word by itself is read in its languages of `read_in`, where they are given. Of several terms that
    begin at a place only the `longest` counts, else each length by itself.
    """
    languages = list(languages)
    rows = [[folded(word) for word in spelled]]
    rows += [[stem(word, language) for word in spelled] for language in languages]
    read_in = read_in or [languages] * len(spelled)
    alone = [_alone(word, own) for word, own in zip(spelled, read_in, strict=True)]
    yield from spans_in(rows, alone, longest=longest)


def _alone(word: str, languages: Sequence[str]) -> Named:
    """What a word names by itself; an acronym has no other forms: FEDER is no federation."""
    terms, exact = naming(word, languages), folded(word)
    return named_alone(exact) if exact in terms and exact in acronyms() else named_alone(*terms)


@kept
def acronyms() -> dict[str, Named]:
    """Return the acronyms of the table as a search compares them, with what each names."""
    return _gathered(
        (folded(term), alone)
        for alone, _language, terms in _written()
        for term in terms
        if is_acronym(term)
    )


def spans_in(
    rows: Sequence[Sequence[str]], alone: Iterable[Named], *, longest: bool = True
) -> Iterator[tuple[int, int, Named]]:
    """The same for words that are folded and stemmed already, a row for each way.

    `alone` is what each word names by itself.
    """
    found = _several_in(rows)
    for start, named in enumerate(alone):
        if named:
            found[start][1] = named
    for start in sorted(found):
        held = found[start]
        for length in [max(held)] if longest else sorted(held, reverse=True):
            yield start, start + length, held[length]


def together(spelled: list[str]) -> Iterator[tuple[tuple[int, ...], Named]]:
    """Yield (places, concepts) wherever near words name a concept together, in any order.

    "Machines that firms share" is the sharing of machines: what stands between does not count.
    """
    known = in_any_order()
    for language in LANGUAGES:
        telling = [
            place for place, word in enumerate(spelled) if language not in languages_of(word)
        ]
        stems = [stem(word, language) for word in spelled]
        for places in _near(telling):
            if named := known.get(_joined(stems[place] for place in places)):
                yield places, named


def _near(places: list[int]) -> Iterator[tuple[int, ...]]:
    """Yield each two or three places that are near each other."""
    for first, place in enumerate(places):
        near = [other for other in places[first + 1 :] if other - place < NEAR]
        for several in chain(combinations(near, 1), combinations(near, 2)):
            yield place, *several


@kept
def in_any_order() -> dict[str, Named]:
    """Return the concepts by the stems, in order, of the two or three telling words that name them."""
    return _gathered(
        (_joined(stem(word, language) for word in telling), alone)
        for alone, language, terms in _written()
        for telling in _several_telling(terms, language)
    )


def _several_telling(terms: list[str], language: str) -> Iterator[list[str]]:
    for term in terms:
        telling = [word for word in words(term) if language not in languages_of(word)]
        if len(telling) in (2, 3):
            yield telling


def _joined(stems: Iterable[str]) -> str:
    return " ".join(sorted(stems))


def _several_in(rows: Sequence[Sequence[str]]) -> dict[int, dict[int, Named]]:
    """The concepts that several words name together, by the place of the first and their number."""
    terms, known = table(), lengths()
    found: dict[int, dict[int, Named]] = defaultdict(dict)
    for row in rows:
        begun = [*map(known.get, pairwise(row))]
        for start in compress(count(), begun):
            for length in begun[start]:
                named = terms.get(" ".join(row[start : start + length]))
                if named and start + length <= len(row):
                    held = found[start]
                    held[length] = held[length] | named if length in held else named
    return found


def longest_in(rows: Sequence[Sequence[str]], alone: Iterable[Named]) -> list[Named]:
    """Return the concepts that the words of `spans_in` name, of the longest span at each place."""
    longest = list(alone)
    for start, held in _several_in(rows).items():
        longest[start] = held[max(held)]
    return longest


def meant(named: Iterable[str]) -> frozenset[str]:
    """Return concepts with all that are wider: what a text that names them also speaks of."""
    wider = broader()
    return NOTHING.union(*(wider[concept] for concept in named))


@lru_cache(maxsize=256)
def beginnings(sought: frozenset[str]) -> frozenset[str]:
    """Return the first terms of all that names one of these concepts, or a narrower one."""
    firsts = _first_terms()
    named = [concept for concept, above in broader().items() if not sought.isdisjoint(above)]
    return frozenset(begun for concept in named for begun in firsts[concept])


@lru_cache(maxsize=1)
def _first_terms() -> dict[str, list[str]]:
    """The first terms of all that names a concept."""
    found: dict[str, list[str]] = defaultdict(list)
    for sequence, named in table().items():
        begun = sys.intern(sequence.partition(" ")[0])
        for concept in named:
            found[concept].append(begun)
    return found


def named_alone(*terms: str) -> Named:
    """Return the concepts that a word names by itself, from its terms: folded, and its stems."""
    held = [named for term in terms if (named := table().get(term))]
    if len(held) > 1:
        return NOTHING.union(*held)
    return held[0] if held else NOTHING  # one empty set for all words that name nothing


def named_by(term: str) -> Named:
    """Return the concepts that a whole text is a term of: "AI", "digital innovation hubs"."""
    spelled = words(term)
    named = spans(spelled, longest=False)
    return NOTHING.union(*(held for start, end, held in named if end - start == len(spelled)))


@cache
def _small_words(language: str) -> dict[str, Named]:
    """What acronyms name that, in small letters, are small words of a language: AI in Italian."""
    acronyms = {
        term
        for record in _records()
        for terms in record["terms"].values()
        for term in terms
        if is_acronym(term) and language in languages_of(term)
    }
    return {acronym: named_alone(folded(acronym)) for acronym in acronyms}


def in_capitals(texts: Iterable[str], language: str) -> Iterator[Named]:
    """Yield what acronyms name that are small words of the language, where they stand in capitals."""
    for acronym, named in _small_words(language).items():
        for text in texts:
            stands = acronym in text and re.search(rf"\b{acronym}\b", text)
            if stands and (text == acronym or not text.isupper()):
                yield named
                break


def with_wider(told: Iterable[Named]) -> list[str]:
    """Return concepts with all wider ones, each once, in order."""
    return list(dict.fromkeys(one for held in dict.fromkeys(told) for one in _with_wider(held)))


@lru_cache(maxsize=8192)
def _with_wider(held: Named) -> tuple[str, ...]:
    return (*sorted(held), *sorted(meant(held) - held))
