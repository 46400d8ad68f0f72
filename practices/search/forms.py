"""The terms that a word of a text stands for, worked out once for each word that a process reads."""

from functools import cache

from practices.search.compounds import parts
from practices.search.text import folded, stem

MOST = 200_000  # words of a language


class Forms(dict):
    """By word: its folded form, its stem, and the parts of a compound; kept in bounds."""

    def __init__(self, language: str):
        super().__init__()
        self.language = language

    def __missing__(self, word: str) -> tuple[str, str, tuple[str, ...]]:
        if len(self) >= MOST:
            self.clear()
        stemmed, apart = (
            stem.__wrapped__,
            parts.__wrapped__,
        )  # kept here, and not a second time there
        made = folded(word), stemmed(word, self.language), apart(word, self.language)
        self[word] = made
        return made


@cache
def forms(language: str) -> Forms:
    return Forms(language)
