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

FEWEST = 2  # known words that tell a language; one alone may be of any


def known_in(word: str) -> frozenset[str]:
    """Return the languages that have a word among their small words or the terms of the table."""
    return languages_of(word) | spelled().get(folded(word), frozenset())


def spoken(words: list[str]) -> frozenset[str]:
    """Return the languages that have most of the known words of a query, all where hardly any is known."""
    known = [held for word in words if (held := known_in(word))]
    if len(known) < FEWEST:
        return frozenset(LANGUAGES)
    counts = Counter(language for held in known for language in held)
    most = max(counts.values())
    return frozenset(one for one, count in counts.items() if count == most)


def are_words(words: list[str]) -> list[bool]:
    """Return for each word of a query whether the table of concepts has it in the query's language.

    None has, where the language is not known: "mantenimento" is Italian, or a mistake in Spanish.
    """
    own = spoken(words)
    is_told = len(own) < len(LANGUAGES)
    return [is_told and not own.isdisjoint(spelled().get(folded(word), ())) for word in words]


def read_in(words: list[str]) -> list[list[str]]:
    """Return for each word of a query the languages that it may be of.

    Those of the query; what none of them knows may be a word of any.
    """
    own = spoken(words)
    return [
        [one for one in LANGUAGES if one in own or own.isdisjoint(known_in(word))] for word in words
    ]
