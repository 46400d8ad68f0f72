"""Compounds taken apart: Finnish and Dutch write as one word what other languages write as several.

"Innovaatioseteli" is a voucher and "meubelfabriek" a factory, and is found as one. The words that a
compound may be made of are those of the table of concepts.
"""

from collections.abc import Collection, Iterator
from functools import cache, lru_cache

from practices.search import concepts
from practices.search.kept import kept
from practices.search.text import fold, stem, words

LANGUAGES = ("fi", "nl")
SHORTEST_PART = 4
SHORTEST = 2 * SHORTEST_PART
LONG_PART, LONGEST_PART = 6, 40


@lru_cache(maxsize=20_000)
def parts(word: str, language: str) -> tuple[str, ...]:
    """Return the terms of the words that a compound is made of, its head last; () of a plain word.

    The head must be known; what stands before it counts as far as it is known.
    """
    if (
        language not in LANGUAGES
        or len(word) < SHORTEST
        or stem(word, language) in _known(language)
    ):
        return ()
    before, found = word, []
    while head := _head(before, language):
        found.append(stem(head, language))
        before = before.removesuffix(head)
    if found and stem(before, language) in _known(language):
        found.append(stem(before, language))
    return tuple(dict.fromkeys(reversed(found)))


def _head(word: str, language: str) -> str:
    """The longest end of a word that is a known word, "" when none is."""
    known, begun = _known(language), _beginnings(language)
    for start in range(SHORTEST_PART, len(word) - SHORTEST_PART + 1):
        end = word[start:]
        if fold(end[:SHORTEST_PART]) in begun and stem(end, language) in known:
            return end
    return ""


def parts_in_any(word: str, languages: Collection[str]) -> list[str]:
    """Return the terms of the parts of a word that may be of any of the languages.

    Of one whose end is no known word, the beginning: of "persluchtleiding" the compressed air.
    """
    own = [language for language in LANGUAGES if language in languages]
    found = [part for language in own for part in parts(word, language)]
    return found or [part for language in own for part in _beginning(word, language)]


def _beginning(word: str, language: str) -> tuple[str, ...]:
    """The term of the longest known word that a word begins with, if one is long enough to mean it."""
    if fold(word[:SHORTEST_PART]) not in _beginnings(language):
        return ()
    for end in range(min(len(word) - SHORTEST_PART, LONGEST_PART), LONG_PART - 1, -1):
        if (term := stem(word[:end], language)) in _known(language):
            return (term,)
    return ()


def make_ready() -> None:
    """Read the words that compounds are made of."""
    for language in LANGUAGES:
        _beginnings(language)


@cache
def _beginnings(language: str) -> frozenset[str]:
    """The first letters of the known words and stems: few endings that begin otherwise have one of them."""
    before = len(f"{language}_")
    stems = (term[before:] for term in _known(language))
    return frozenset(one[:SHORTEST_PART] for one in (*stems, *map(fold, _spelled(language))))


@cache
def _known(language: str) -> frozenset[str]:
    """The stems of the words that compounds are made of."""
    return _stems()[language]


@kept
def _stems() -> dict[str, frozenset[str]]:
    return {
        language: frozenset(stem(word, language) for word in _spelled(language))
        for language in LANGUAGES
    }


def _spelled(language: str) -> Iterator[str]:
    for term in concepts.terms_in(language):
        yield from (word for word in words(term) if len(word) >= SHORTEST_PART)
