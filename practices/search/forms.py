"""The terms that a word of a text stands for, worked out once for each word that a process reads."""

from functools import cache

from practices.search.compounds import parts
from practices.search.concepts import Named, named_alone
from practices.search.function_words import languages_of
from practices.search.text import folded, stem

MOST = 50_000  # words of a language


class Forms(dict):
    """By word: its folded form, its stem, the parts of a compound, what it names by itself; in bounds."""

    def __init__(self, language: str):
        super().__init__()
        self.language = language

    def __missing__(self, word: str) -> tuple[str, str, tuple[str, ...], Named]:
        if len(self) >= MOST:
            self.clear()
        plain, stemmed = folded(word), stem(word, self.language)
        terms = (stemmed,) if self.language in languages_of(word) else (plain, stemmed)
        made = plain, stemmed, parts(word, self.language), named_alone(*terms)
        self[word] = made
        return made


@cache
def forms_of(language: str) -> Forms:
    """Return the forms of the words of a language, "" where it is not known."""
    return Forms(language)
