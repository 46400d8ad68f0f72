"""The terms that a word of a text stands for, worked out once for each word that a process reads."""

from functools import cache
from typing import NamedTuple

from practices.search.compounds import parts
from practices.search.concepts import NOTHING, Named, named_alone
from practices.search.function_words import languages_of
from practices.search.lookalikes import naming
from practices.search.text import END, folded, stem

MOST = 50_000  # words of a language
BETWEEN_TEXTS = "_"  # so that no phrase runs from one text into the next


class Form(NamedTuple):
    """A word as it is compared: folded, as its stem, as the parts of a compound, as what it names alone.

    `kept` is the stem as far as it is worth indexing: nobody asks for the stem of "for".
    """

    plain: str
    stem: str
    kept: str = ""
    parts: tuple[str, ...] = ()
    named: Named = NOTHING


class Forms(dict):
    """The forms of the words of a language, by word; kept in bounds."""

    def __init__(self, language: str):
        super().__init__()
        self.language = language

    def __missing__(self, word: str) -> Form:
        if len(self) >= MOST:
            self.clear()
        if word == END:
            return self.setdefault(word, Form(BETWEEN_TEXTS, ""))
        plain, stemmed, found = shapes(word, self.language)
        if self.language in languages_of(word):
            # "ai" in an Italian text is no artificial intelligence, "sem", am, in a Slovenian no seed.
            made = Form(plain, stemmed)
        else:
            named = named_alone(*naming(word, [self.language]))
            made = Form(plain, stemmed, stemmed, found, named)
        self[word] = made
        return made


def shapes(word: str, language: str) -> tuple[str, str, tuple[str, ...]]:
    """Return a word folded, as its stem, and as the parts of a compound: small words are none."""
    is_small = language in languages_of(word)
    return folded(word), stem(word, language), () if is_small else parts(word, language)


@cache
def forms_of(language: str) -> Forms:
    """Return the forms of the words of a language, "" where it is not known."""
    return Forms(language)
