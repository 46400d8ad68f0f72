"""In which languages a word of a query is read: one of the query's own language in no other.

In these it names concepts by itself, and its stems are looked for; terms of several words, and the word
as written, are looked for in every language. "firms" beside "small" are no signatures (Italian "firma"),
who asks in Italian to see ("vedere") wants no bucket (Slovenian "vedro"). Most queries are too short for a
detector of languages; here a word counts for each language whose small words or terms of the table hold it.
"""

from collections import Counter

from practices.search.concepts import spelled
from practices.search.function_words import languages_of
from practices.search.text import LANGUAGES, folded


def known_in(word: str) -> frozenset[str]:
    """Return the languages that have a word among their small words or the terms of the table."""
    return languages_of(word) | spelled().get(folded(word), frozenset())


def spoken(words: list[str]) -> frozenset[str]:
    """Return the languages that have most of the known words of a query, all where none is known."""
    counts = Counter(language for word in words for language in known_in(word))
    most = max(counts.values(), default=0)
    return frozenset(one for one in LANGUAGES if counts[one] == most)


def read_in(words: list[str]) -> list[list[str]]:
    """Return for each word of a query the languages that it may be of.

    Those of the query; what none of them knows may be a word of any.
    """
    own = spoken(words)
    return [
        [one for one in LANGUAGES if one in own or own.isdisjoint(known_in(word))] for word in words
    ]
