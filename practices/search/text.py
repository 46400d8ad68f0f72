"""Text analysis, done once in Python for both engines, so that both find the same set.

A word of a text becomes two kinds of terms: the folded word itself, and its stem marked with the
language it was stemmed in ("en_digit"), so that a stem is only ever compared within a language. Terms
hold nothing but [0-9a-z_], which no engine's own tokenizer can read differently.
"""

import re
import unicodedata
from functools import lru_cache

import snowballstemmer

WORD = re.compile(r"[^\W_]+")
# Letters that Unicode does not decompose into a base letter and a mark.
LETTERS = str.maketrans({
    "ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "ŧ": "t",
    "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ŋ": "ng",
})  # fmt: skip
STEMMERS = {
    "en": "english",
    "es": "spanish",
    "it": "italian",
    "fi": "finnish",
    "fr": "french",
    "nl": "dutch",
    "pl": "polish",
}
LONGEST_TERM = 64


def fold(text: str) -> str:
    """Return the text in lower case without accents: "Łódź" gives "lodz"."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(char for char in decomposed if not unicodedata.combining(char))
    return plain.translate(LETTERS)


def words(text: str) -> list[str]:
    """Return the words of a text in lower case, with their accents."""
    return WORD.findall(unicodedata.normalize("NFKC", text).casefold())


def index_terms(text: str, language: str) -> list[str]:
    """Return the terms under which a text in `language` is found, in the order of its words."""
    return [term for word in words(text) for term in _terms(word, (language,))]


def query_terms(query: str) -> tuple[tuple[str, ...], ...]:
    """Return, for each word asked for, the terms of which a hit must hold one.

    The asker's language is not known, so each word is tried as it is and stemmed in every language.
    """
    asked = dict.fromkeys(words(query))
    return tuple(terms for word in asked if (terms := _terms(word, tuple(STEMMERS))))


@lru_cache(maxsize=100_000)
def _terms(word: str, languages: tuple[str, ...]) -> tuple[str, ...]:
    folded = _plain(fold(word))
    stems = (
        f"{language}_{_stem(word, language)}" for language in languages if language in STEMMERS
    )
    return tuple(dict.fromkeys([folded, *stems])) if folded else ()


def _stem(word: str, language: str) -> str:
    stemmer = snowballstemmer.stemmer(STEMMERS[language])
    return _plain(fold(stemmer.stemWord(word)))


def _plain(word: str) -> str:
    """Spell letters outside a-z and digits as their code points: engines differ in what they keep."""
    return re.sub(r"[^0-9a-z]", lambda found: f"{ord(found[0]):x}", word)[:LONGEST_TERM]
