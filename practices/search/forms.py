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
        plain, stemmed = folded(word), stem(word, self.language)
        if self.language in languages_of(word):
            # "ai" in an Italian text is no artificial intelligence, "sem", am, in a Slovenian no seed.
            made = Form(plain, stemmed)
        else:
            found = parts(word, self.language)
            named = named_alone(*naming(word, [self.language]))
            made = Form(plain, stemmed, stemmed, found, named)
        self[word] = made
        return made


@cache
def forms_of(language: str) -> Forms:
    """Return the forms of the words of a language, "" where it is not known."""
    return Forms(language)
