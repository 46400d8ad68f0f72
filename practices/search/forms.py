"""The terms that a word of a text stands for, worked out once for each word that a process reads."""

from functools import cache

from practices.search.compounds import parts
from practices.search.text import folded, stem

MOST = 50_000  # words of a language


class Forms(dict):
    """By word: its folded form, its stem, and the parts of a compound; kept in bounds."""

    def __init__(self, language: str):
        super().__init__()
        self.language = language

    def __missing__(self, word: str) -> tuple[str, str, tuple[str, ...]]:
        if len(self) >= MOST:
            self.clear()
        made = folded(word), stem(word, self.language), parts(word, self.language)
        self[word] = made
        return made


@cache
def forms_of(language: str) -> Forms:
    """Return the forms of the words of a language, "" where it is not known."""
    return Forms(language)
