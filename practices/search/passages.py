"""Why a hit is one: the passage that holds most of what was asked, and where in it the words stand.

Where no text of its own says it, a hit stands for a label of what it is filed under: a technology, a place.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from practices.search import concepts
from practices.search.forms import Form, forms_of, shapes
from practices.search.reading import ALL, Word
from practices.search.text import END, WORD, WRITTEN, compared, folded, words

FIELDS = (
    "title", "title_native", "summary", "problem", "description", "objectives", "claims",
    "beneficiaries", "stakeholders", "organisation_in_charge", "lessons", "challenges",
    "transferability", "place", "resources", "evidence", "identifier", "slug",
)  # fmt: skip
SAYING_ENOUGH = {"title", "title_native", "identifier", "slug"}
OF_A_TITLE, OF_A_LABEL = 0.5, 0.45  # what they are worth beside a passage of the text
Name = tuple[str, str]  # a label with its language
# The field a thing stands in, what tells it from others, and what gives all its names, the reader's first.
Named = tuple[str, str, Callable[[], list[Name]]]
Words = tuple[Word, ...]
Mark = tuple[int, int, Words]  # first character, one past the last, and what it says of the query
SENTENCE = re.compile(r"(?<=[.!?;:])\s+")
LONGEST = 240
MOST_KNOWN = 50_000  # words of a language


@dataclass(frozen=True)
class Passage:
    """A piece of a field's text, cut into (text, whether it is a word that was asked for)."""

    field: str
    pieces: tuple[tuple[str, bool], ...]
    language: str

    @property
    def text(self) -> str:
        return "".join(piece for piece, _ in self.pieces)


@lru_cache(maxsize=20_000)
def words_of_label(label: str) -> frozenset[str]:
    """Return the words of a label: the same few thousand stand in every answer."""
    return frozenset(words(label))


class Vocabulary:
    """The words of texts in a language by the terms they stand for: what a process read once it knows."""

    def __init__(self, language: str):
        self.language = language
        self.known: set[str] = set()
        self.by_term: dict[str, list[str]] = {}  # mostly of a word or two: less than a set takes

    def learn(self, spelled: set[str]) -> None:
        """Take in those of the words that were not read before."""
        fresh = spelled - self.known
        for word in fresh:
            plain, stemmed, parts = shapes(word, self.language)
            for term in {plain, stemmed, *parts}:
                held = self.by_term.setdefault(term, [])
                held.append(word)  # one step, or threads would lose words
        self.known |= fresh

    def standing_for(self, terms: Iterable[str]) -> set[str]:
        """Return the known words that stand for one of the terms."""
        return set().union(*filter(None, map(self.by_term.get, terms)))


_vocabularies: dict[str, Vocabulary] = {}


def vocabulary(language: str) -> Vocabulary:
    """Return the vocabulary of a language; one that grew too large is begun anew."""
    held = _vocabularies.get(language)
    if held is None or len(held.known) > MOST_KNOWN:
        held = _vocabularies[language] = Vocabulary(language)
    return held


class Beginnings:
    """The words of a language that may begin what was asked for."""

    def __init__(self, terms: frozenset[str], language: str):
        self.terms = terms
        self.vocabulary = vocabulary(language)
        self.words: set[str] = set()
        self.size = 0

    def among(self, spelled: set[str]) -> set[str]:
        """Return those of the words that may be one."""
        self.vocabulary.learn(spelled)
        size = len(self.vocabulary.known)
        if size != self.size:
            self.size, self.words = size, self.vocabulary.standing_for(self.terms)
        return self.words & spelled


class Sought:
    """The words of a query as they may stand in texts; made once for all texts of an answer.

    `above` stand in only where none of those `asked` does.
    """

    def __init__(self, asked: list[Word], above: Sequence[Word] = ()):
        found = [word for word in asked if word.found]
        telling = [word for word in found if word.tells] or found
        self.all_worth = ALL * _worth_of(telling)
        self.labels: dict[tuple[str, str], tuple[Passage | None, float]] = {}
        self.by_term = _by_term(above) | _by_term(telling)
        self.named = frozenset(filter(concepts.is_concept, self.by_term))
        self.begins = self.by_term.keys() | concepts.beginnings(self.named)
        # "AI" in an Italian text, where "ai" is a small word
        self.in_capitals = {word.text.upper(): (word,) for word in telling if not word.exact}
        self.by_language: dict[str, Beginnings] = {}

    def begun_in(self, spelled: set[str], language: str) -> set[str]:
        """Return those of the words at which looking closer is worth the time."""
        if language not in self.by_language:
            self.by_language[language] = Beginnings(self.begins, language)
        return self.by_language[language].among(spelled)

    def marks(self, sentence: str, language: str) -> Iterator[Mark]:
        """Yield (first character, one past the last, words) wherever words of the query stand.

        "Cybersecurity" says both "cyber" and "security".
        """
        found = list(WRITTEN.finditer(sentence))
        spelled = [compared(match[0]) for match in found]
        if not self.begun_in(set(spelled), language):
            return
        forms = list(map(forms_of(language).__getitem__, spelled))
        meant = self._meant(forms)
        for place, (match, form) in enumerate(zip(found, forms, strict=True)):
            said = self.by_term.get(form.plain) or self.by_term.get(form.stem) or meant.get(place)
            if said := said or self.in_capitals.get(match[0]) or self._partly(form):
                yield match.start(), match.end(), said

    def best_name(self, label: Named) -> tuple[Passage | None, float]:
        """The name of a thing that says most of it, and its worth: worked out once, many records carry it."""
        field, thing, names = label
        if (field, thing) not in self.labels:
            self.labels[field, thing] = _best_name(field, names(), self)
        return self.labels[field, thing]

    def _meant(self, forms: list[Form]) -> dict[int, Words]:
        """Words of the sentence that name a concept the query named, if in other words."""
        if not self.named:
            return {}
        plain, stems, _kept, _parts, alone = zip(*forms, strict=True)
        return {
            place: self._dearest(meant)
            for start, end, named in concepts.spans_in([plain, stems], alone)
            if (meant := concepts.meant(named) & self.named)
            for place in range(start, end)
        }

    def _partly(self, form: Form) -> Words:
        """The words of the query that a part of a compound stands for."""
        for part in form.parts:
            if part in self.by_term:
                return self.by_term[part]
            if meant := concepts.meant(concepts.named_alone(part)) & self.named:
                return self._dearest(meant)
        return ()

    def _dearest(self, meant: frozenset[str]) -> Words:
        """The words worth most of those that named one of the concepts; the same in every process."""
        return self.by_term[max(meant, key=lambda one: (_worth_of(self.by_term[one]), one))]


def _by_term(asked: Iterable[Word]) -> dict[str, Words]:
    """Return the words of a query by the terms that they stand for."""
    held: dict[str, Words] = {}
    for word in asked:
        for term in dict.fromkeys(word.terms):
            held[term] = (*held.get(term, ()), word)
    return held


def passage(document: dict, sought: Sought, labels: Iterable[Named] = ()) -> Passage | None:
    """Return the best passage of a document for what was asked, None when nothing holds any of it.

    The title says enough by itself, so that a passage from below it is preferred at equal worth; the
    `labels` of what the document names by code are looked at unless one passage holds everything, and
    one that does comes first.
    """
    best, most, whole = _best_text(document, sought, SENTENCE.split)
    if whole < sought.all_worth:
        label, worth = _best_label(labels, sought)
        says_all = worth >= OF_A_LABEL * sought.all_worth
        best = label if says_all or worth > most else best
    return best or _best_text(document, sought, lambda text: [text])[0]


def _best_text(
    document: dict, sought: Sought, parted: Callable[[str], list[str]]
) -> tuple[Passage | None, float, float]:
    """The best part of the texts, its worth, and the most that any part holds of the words' worth.

    What holds all of it cannot be outdone: the rest is not read.
    """
    best, most, whole = None, 0.0, 0.0
    for field, sentence, language in _sentences(document, sought, parted):
        marks = list(sought.marks(sentence, language))
        held = _worth(marks)
        worth = held * OF_A_TITLE if field in SAYING_ENOUGH else held
        whole = max(whole, held)
        if worth > most:
            best, most = Passage(field, tuple(_pieces(sentence, marks)), language), worth
        if most >= sought.all_worth:
            break
    return best, most, whole


def _sentences(
    document: dict, sought: Sought, parted: Callable[[str], list[str]]
) -> Iterator[tuple[str, str, str]]:
    """Yield field, part of a text and language of what may speak of it."""
    for field, text, language, begun in _speaking(document, sought):
        for sentence in parted(text):
            if any(map(compared(sentence).__contains__, begun)):
                yield field, sentence, language


def _speaking(document: dict, sought: Sought) -> Iterator[tuple[str, str, str, set[str]]]:
    """Yield field, text and language of what may speak of it, and the words to look for there.

    All texts of a language are looked through in one go: what a text costs is more than its words.
    """
    told: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for field, text, language in _texts(document):
        told[language].append((field, text))
    for language, texts in told.items():
        whole = compared(END.join(text.replace(END, " ") for _field, text in texts))
        begun = sought.begun_in(set(WORD.findall(whole)), language)
        for (field, text), plain in zip(texts, whole.split(END), strict=True):
            if any(map(plain.__contains__, begun)):
                yield field, text, language, begun


def _best_label(labels: Iterable[Named], sought: Sought) -> tuple[Passage | None, float]:
    told = [sought.best_name(label) for label in labels]
    return max(told, key=lambda one: one[1], default=(None, 0.0))


def _best_name(field: str, names: list[Name], sought: Sought) -> tuple[Passage | None, float]:
    """The name that holds most; the reader's own, marked or not, unless another has a word as written."""
    best, most = None, 0.0
    for text, language in names:
        if not sought.begun_in(words_of_label(text), language):
            continue
        marks = list(sought.marks(text, language))
        worth = _worth(marks) * OF_A_LABEL
        if worth > most:
            if (text, language) != names[0] and not _is_as_written(text, marks):
                text, language = names[0]
                marks = list(sought.marks(text, language))
            best, most = Passage(field, tuple(_pieces(text, marks)), language), worth
    return best, most


def _is_as_written(text: str, marks: list[Mark]) -> bool:
    return any(
        folded(text[first:last]) in word.exact for first, last, said in marks for word in said
    )


def _worth(marks: list[Mark]) -> float:
    """What the words are worth that stand there, each once."""
    return _worth_of(word for _first, _last, said in marks for word in said)


def _worth_of(said: Iterable[Word]) -> float:
    """What words are worth, each once; its own topic before a wider one."""
    worth: dict[str, float] = {}
    for word in said:
        worth[word.shown] = max(word.worth, worth.get(word.shown, 0.0))
    return sum(worth.values())


def marked(text: str, language: str, sought: Sought) -> tuple[tuple[str, bool], ...]:
    """Return a whole text cut into (piece, whether it is a word that was asked for)."""
    pieces, place = [], 0
    for first, last, _ in sought.marks(text, language):
        pieces += [(text[place:first], False), (text[first:last], True)]
        place = last
    return (*pieces, (text[place:], False))


def _texts(document: dict) -> Iterator[tuple[str, str, str]]:
    for field in FIELDS:
        language = document["language"]
        if field == "title_native":
            language = document["native_language"] or language
        for text in _told(field, document[field]):
            if text:
                yield field, text, language


def _told(field: str, value) -> Iterable[str | None]:
    """The texts of a field: one, or one for each item of a list."""
    match field:
        case "claims":
            return (claim["statement"] for claim in value)
        case "evidence":
            return (item["title"] for item in value)
        case "resources":
            return value["staff"], value["text"]
    return value if isinstance(value, list) else [value]


def _pieces(sentence: str, marks: list[Mark]) -> Iterator[tuple[str, bool]]:
    """Cut a sentence at its marks; a long one is shortened around the first of them."""
    place, end = _shortened(sentence, *marks[0][:2]) if marks else (0, len(sentence))
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
