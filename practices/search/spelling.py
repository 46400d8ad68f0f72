"""Words like a word that stands nowhere: what a mistyped query may have meant."""

import os
import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from partners import catalogue
from practices import placenames
from practices.models import Word
from practices.packed import Joined
from practices.search import concepts
from practices.search.function_words import languages_of
from practices.search.query_languages import known_in, spoken
from practices.search.text import folded, words

Parts = tuple[str, ...]
SHORTEST = 4
# Words that are written as one by mistake: letters of a part and of all, parts, and ways to look at.
FEWEST, LONGEST = 2, 40
MOST_PARTS, MOST_WAYS = 4, 20
ENDING = 2  # letters in which the forms of a word differ at its end
VOWELS = frozenset("aeiou")
# What differs from language to language: "soluciones", "soluzioni"; "panells", "paneles"; "wirtualna",
# "virtual"; "elektronik". Two letters are one before one stands for another: "ck" is no "c".
COUSINS = str.maketrans("zwyjkq", "sviicc")
DOUBLED = re.compile(r"([bcdfghklmnprst])\1+(?=.)")
SHORT = 5  # a shorter word is only taken for one of the same letters: "foot" is not "food"
LONG = (
    8  # from so many letters on two mistakes are forgiven, and one is likelier than a foreign word
)
MOST = 3
# By code of a letter; a term holds ASCII alone, and code 0 fills what is shorter than the longest.
BIT = np.uint64(1) << (np.arange(128, dtype=np.uint64) % np.uint64(64))
BIT[0] = 0


class Spellings:
    """Known words in order, and of each in one number which letters it holds.

    As rows of an array they take half of what a list of them does; what is longer than LONGEST is left
    out, as it would make every row longer. A mistake adds a letter and takes one away at most, so that by
    the letters alone nearly all words are told apart from a mistyped one; only the others are compared.
    """

    def __init__(self, known: Iterable[str]):
        rows = [_row(word) for word in known if word.isascii() and len(word) <= LONGEST]
        self.words = np.array(rows, dtype=np.bytes_)
        self.letters = _letters(self.words)

    def has(self, word: str) -> bool:
        row = _row(word)
        if len(row) > self.words.itemsize:
            return False  # and no copy of all rows as long as this one
        place = np.searchsorted(self.words, row)
        return bool(place < len(self.words) and self.words[place] == row)

    def near(self, word: str, most: int, *, of_same_letters: bool = False) -> dict[str, int]:
        """Return the nearest other words with how many letters differ, at most `most`."""
        if most < 1:
            return {}
        differing = np.bitwise_count(self.letters ^ _letters(np.array([_row(word)])))
        known = [row.decode() for row in self.words[differing <= 2 * most].tolist()]
        if of_same_letters:
            known = [other for other in known if sorted(other) == sorted(word)]
        found = process.extract(
            word, known, scorer=DamerauLevenshtein.distance, score_cutoff=most, limit=MOST + 1
        )
        return dict([(other, distance) for other, distance, _ in found if other != word][:MOST])


def _row(word: str) -> bytes:
    """A word as a row; a letter beyond ASCII, which no known word has, is another than any of theirs."""
    return word.encode("ascii", "replace")


def _letters(rows: np.ndarray) -> np.ndarray:
    """Return for each word a number with a bit for every letter that it holds."""
    codes = rows.view(np.uint8).reshape(len(rows), rows.itemsize)
    letters = np.zeros(len(rows), dtype=np.uint64)
    for column in codes.T:
        letters |= BIT[column]
    return letters


def like(word: str) -> list[str]:
    """Return up to three other known words that differ from `word` by few letters, the nearest.

    Words of the catalogue's texts come before those of the table of concepts, unless these are nearer.
    A known word may stand in nothing that is on show any more; then it counts like an unknown one. The
    name of a place is never mistyped.
    """
    found = _near(word, known_words(catalogue.version().token), _forgiven(word))
    nearest = min(found.values(), default=_forgiven(word) + 1)
    return _nearest(found | _near(word, listed_words(), nearest - 1))


def like_listed(word: str) -> list[str]:
    """The same among the words of the table of concepts alone."""
    return _nearest(_near(word, listed_words(), _forgiven(word)))


def pairs(word: str) -> list[Parts]:
    """Return the pairs of words, at least one a known one, that a word may be without the space between.

    The other may be another form of a known one.
    """
    is_known = _knowing()
    places = range(FEWEST, len(word) - FEWEST + 1) if len(word) <= LONGEST else ()
    parted = [(word[:place], word[place:]) for place in places]
    return [pair for pair in parted if any(map(is_known, pair))]


def ways_to_part(word: str) -> list[Parts]:
    """Return the ways to part a word into two to four known ones, the fewest first: "internetofthings"."""
    if len(word) > LONGEST:
        return []
    ways = (parts for parts in _ways(word, _knowing(), MOST_PARTS) if len(parts) > 1)
    return sorted(ways, key=len)[:MOST_WAYS]


def _ways(word: str, is_known: Callable[[str], bool], most: int) -> Iterator[Parts]:
    if is_known(word):
        yield (word,)
    for place in range(FEWEST, len(word) - FEWEST + 1) if most > 1 else ():
        if is_known(word[:place]):
            for rest in _ways(word[place:], is_known, most - 1):
                yield word[:place], *rest


def _knowing() -> Callable[[str], bool]:
    """Return what tells whether a word stands in the catalogue's texts, in the table, or is a small one.

    Of two letters it is a small word or has a number: "of", "3d".
    """
    texts = known_words(catalogue.version().token)

    def is_known(word: str) -> bool:
        if len(word) == FEWEST:
            return bool(languages_of(word)) or (not word.isalpha() and texts.has(word))
        return bool(known_in(word)) or texts.has(word)

    return is_known


def is_spelled_right(word: str, others: list[str]) -> bool:
    """Whether the table of concepts has a word in a language that the others of its query tell.

    "Mantenimento" is Italian, and a mistake in Spanish: of a word by itself only a short one counts.
    """
    held = concepts.spelled().get(folded(word), frozenset())
    if any(map(known_in, others)):
        return not spoken(others).isdisjoint(held)
    return bool(held) and len(word) < LONG


def is_longer_form(word: str, other: str) -> bool:
    """Whether one of two words is the other with letters more at its end."""
    return other.startswith(word) or word.startswith(other)


def is_form(word: str, other: str) -> bool:
    """Whether a word may be another with other letters at its end, or what a sister language makes of it.

    "Modernisation" may be "modernization" and "industrie" "industria"; "grading" is no "grazing", and
    "quantum" no "quantus": an ending has letters more, or other vowels. Both are of the Latin alphabet.
    """
    one, two = _as_cousins(word), _as_cousins(other)
    begun = len(os.path.commonprefix([one, two]))
    if begun < max(SHORTEST, len(one) - ENDING, len(two) - ENDING):
        return False
    ends = one[begun:], two[begun:]
    shared = len(os.path.commonprefix([end[::-1] for end in ends]))
    left, right = (end[: len(end) - shared] for end in ends)
    return not (left and right) or VOWELS.issuperset(left + right)


def _as_cousins(word: str) -> str:
    return DOUBLED.sub(r"\1", folded(word)).translate(COUSINS)


def _forgiven(word: str) -> int:
    """How many mistakes a word may hold."""
    if word in place_words():
        return 0
    return 1 if len(word) < LONG else 2


def _near(word: str, known: Spellings, most: int) -> dict[str, int]:
    """The known words near a word; who makes two mistakes begins with the right letter."""
    near = known.near(word, most, of_same_letters=len(word) < SHORT)
    return {other: differ for other, differ in near.items() if differ < 2 or other[0] == word[0]}


def _nearest(found: dict[str, int]) -> list[str]:
    nearest = min(found.values(), default=0)
    return [other for other, distance in found.items() if distance == nearest]


def make_ready() -> None:
    """Read the words that are the same whatever the catalogue."""
    listed_words()
    place_words()


@lru_cache(maxsize=1)
def known_words(token: str) -> Spellings:
    """Return every word of the catalogue's texts as of a version token, in one order on both engines."""
    joined = Word.objects.aggregate(words=Joined("word"))["words"] or ""
    return Spellings(sorted(joined.split()))


@lru_cache(maxsize=1)
def place_words() -> frozenset[str]:
    """Return the words of all names of places: whoever writes one means it."""
    return frozenset(folded(word) for name in placenames.every() for word in words(name))


@lru_cache(maxsize=1)
def listed_words() -> Spellings:
    """Return the words of the table of concepts that are long enough to be mistyped."""
    return Spellings(sorted(word for word in concepts.spelled() if len(word) >= SHORTEST))
