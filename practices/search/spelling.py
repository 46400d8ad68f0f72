"""Words like a word that stands nowhere: what a mistyped query may have meant."""

from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from partners import catalogue
from practices.models import Word
from practices.search import concepts

SHORTEST = 4
LONG = 8  # from so many letters on two mistakes are forgiven
MOST = 3


def like(word: str) -> list[str]:
    """Return up to three other known words that differ from `word` by few letters, the nearest.

    Words of the catalogue's texts come before those of the table of concepts, unless these are nearer.
    A known word may stand in nothing that is on show any more; then it counts like an unknown one.
    """
    allowed = 1 if len(word) < LONG else 2
    found = _near(word, known_words(catalogue.version().token), allowed)
    nearest = min(found.values(), default=allowed + 1)
    found |= _near(word, listed_words(), nearest - 1)
    nearest = min(found.values(), default=0)
    return [other for other, distance in found.items() if distance == nearest]


def _near(word: str, known: list[str], most: int) -> dict[str, int]:
    """Return the nearest of the known words with how many letters differ, at most `most`."""
    if most < 1:
        return {}
    found = process.extract(
        word, known, scorer=DamerauLevenshtein.distance, score_cutoff=most, limit=MOST + 1
    )
    return dict([(other, distance) for other, distance, _ in found if other != word][:MOST])


@lru_cache(maxsize=1)
def known_words(token: str) -> list[str]:
    """Return every word of the catalogue's texts as of a version token."""
    return list(Word.objects.values_list("word", flat=True))


@lru_cache(maxsize=1)
def listed_words() -> list[str]:
    """Return the words of the table of concepts that are long enough to be mistyped."""
    return sorted(word for word in concepts.spelled() if len(word) >= SHORTEST)
