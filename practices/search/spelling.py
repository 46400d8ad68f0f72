"""Words like a word that stands nowhere: what a mistyped query may have meant."""

from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from partners import catalogue
from practices.models import Word

SHORTEST = 4
MOST = 3


def like(word: str) -> list[str]:
    """Return up to three other known words that differ from `word` by few letters, the nearest.

    A known word may stand in nothing that is on show any more; then it counts like an unknown one.
    """
    allowed = 1 if len(word) < 7 else 2
    found = process.extract(
        word,
        known_words(catalogue.version().token),
        scorer=DamerauLevenshtein.distance,
        score_cutoff=allowed,
        limit=MOST + 1,
    )
    others = [(other, distance) for other, distance, _ in found if other != word][:MOST]
    nearest = min((distance for _, distance in others), default=0)
    return [other for other, distance in others if distance == nearest]


@lru_cache(maxsize=1)
def known_words(token: str) -> list[str]:
    """Return every word of the catalogue's texts as of a version token."""
    return list(Word.objects.values_list("word", flat=True))
