"""Why a hit is one: the passage that holds most of what was asked, and where in it the words stand."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from practices.search import concepts
from practices.search.function_words import is_function_word
from practices.search.ranking import Word
from practices.search.text import WORD, folded, stem

FIELDS = (
    "title", "title_native", "summary", "problem", "description", "objectives", "claims",
    "beneficiaries", "stakeholders", "organisation_in_charge", "lessons", "challenges",
    "transferability", "place",
)  # fmt: skip
SENTENCE = re.compile(r"(?<=[.!?;:])\s+")
LONGEST = 240


@dataclass(frozen=True)
class Passage:
    """A piece of a field's text, cut into (text, whether it is a word that was asked for)."""

    field: str
    pieces: tuple[tuple[str, bool], ...]

    @property
    def text(self) -> str:
        return "".join(piece for piece, _ in self.pieces)


def passage(document: dict, asked: list[Word]) -> Passage | None:
    """Return the best passage of a document for the words of a query, None when none holds any.

    The title says enough by itself, so that a passage from below it is preferred at equal worth.
    """
    best, most = None, 0.0
    for field, sentence, language in _sentences(document):
        marks = list(_marks(sentence, language, asked))
        worth = sum({word.text: word.worth for _, _, word in marks}.values())
        if field in {"title", "title_native"}:
            worth *= 0.5
        if worth > most:
            best, most = Passage(field, tuple(_pieces(sentence, marks))), worth
    return best


def marked(text: str, language: str, asked: list[Word]) -> tuple[tuple[str, bool], ...]:
    """Return a whole text cut into (piece, whether it is a word that was asked for)."""
    pieces, place = [], 0
    for first, last, _ in _marks(text, language, asked):
        pieces += [(text[place:first], False), (text[first:last], True)]
        place = last
    return (*pieces, (text[place:], False))


def _sentences(document: dict) -> Iterator[tuple[str, str, str]]:
    for field in FIELDS:
        language = document["language"]
        if field == "title_native":
            language = document["native_language"] or language
        value = document[field]
        texts = value if isinstance(value, list) else [value]
        for text in texts:
            spoken = text["statement"] if isinstance(text, dict) else text
            for sentence in SENTENCE.split(spoken or ""):
                yield field, sentence, language


def _marks(sentence: str, language: str, asked: list[Word]) -> Iterator[tuple[int, int, Word]]:
    telling = [word for word in asked if not is_function_word(word.text)] or asked
    by_term = {term: word for word in reversed(telling) for term in word.terms}
    found = list(WORD.finditer(sentence))
    spelled = [match[0].casefold() for match in found]
    meant = _meant(spelled, language, by_term)
    for place, (match, text) in enumerate(zip(found, spelled, strict=True)):
        word = by_term.get(folded(text)) or by_term.get(stem(text, language)) or meant.get(place)
        if word:
            yield match.start(), match.end(), word


def _meant(spelled: list[str], language: str, by_term: dict[str, Word]) -> dict[int, Word]:
    """Words of the sentence that name a concept the query named, if in other words."""
    return {
        place: by_term[concept]
        for start, end, named in concepts.spans(spelled, [language])
        for concept in named & by_term.keys()
        for place in range(start, end)
    }


def _pieces(sentence: str, marks: list[tuple[int, int, Word]]) -> Iterator[tuple[str, bool]]:
    """Cut a sentence at its marks; a long one is shortened around the first of them."""
    place, end = _shortened(sentence, *marks[0][:2])
    if place:
        yield "… ", False
    for first, last, _ in marks:
        if place <= first and last <= end:
            yield sentence[place:first], False
            yield sentence[first:last], True
            place = last
    yield sentence[place:end] + (" …" if end < len(sentence) else ""), False


def _shortened(sentence: str, first: int, last: int) -> tuple[int, int]:
    """Where to begin and end so that the mark from `first` to `last` is held; between words."""
    if len(sentence) <= LONGEST:
        return 0, len(sentence)
    begin = max(0, first - LONGEST // 3)
    if begin:
        begin = sentence.find(" ", begin, first) + 1 or first
    if len(sentence) - begin <= LONGEST:
        return begin, len(sentence)
    end = sentence.rfind(" ", last, begin + LONGEST)
    return begin, end if end > 0 else max(last, begin + LONGEST)
