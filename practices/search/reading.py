"""What the words of a query stand for: their forms, the concepts that they name, and what they are taken for.

A word that stands nowhere is taken for the topic right above its own, for the nearest word that does stand
somewhere, or for the parts of a compound, unless it is in quotes; what is spelled right for another form of
itself alone. Of a topic of which few entries speak, those right above are looked for as well, and what is
near it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pyroaring import BitMap

from practices.search import compounds, concepts, engine, related, spelling, whole_title
from practices.search.answers import NOTHING, Answers
from practices.search.function_words import is_function_word, languages_of
from practices.search.query_languages import read_in, spoken
from practices.search.text import Query, folded, parse, stems, with_numbers_apart
from practices.search.text import words as spelled

EVERYWHERE = ("own", "label")
MOST_WORDS = 24
FEW_AT_LEAST, FEW_AT_MOST = 3, 5  # entries on a topic, where those on the wider one follow
LESS = 0.5  # of what a word is worth, where only the topic above its own is spoken of
BESIDE = 3  # words on each side that a mistyped one is read with
A_PAGEFUL = 20  # entries on a topic, of which those come first that also speak of what is near
# Of what a word is worth: what its topics name as related, and what names its topics as related.
NEAR_WORTH = (0.3, 0.2)
NEAR_WORTH_INSTEAD = (1.0, 0.5)  # where the word was taken for a wider topic


@dataclass
class Word:
    """A word of the query: the terms it may stand as, what it is worth, and where it is found.

    `tells` is whether it tells something by itself, other than "for"; `parts` is how many words of the
    query name its concept together: they share what it is worth; `was_cut` whether the time was over
    before it, or what it may be taken for, was looked up.
    `wider` are the concepts it was taken for because nothing, or little, speaks of its `own`; `is_apart`
    whether it is a compound whose parts count instead of it.
    """

    text: str
    exact: list[str]
    terms: list[str]
    found: BitMap = NOTHING
    worth: float = 0.0
    instead: str = ""
    tells: bool = True
    parts: int = 1
    wider: tuple[str, ...] = ()
    own: tuple[str, ...] = ()
    was_cut: bool = False
    is_apart: bool = False

    @property
    def shown(self) -> str:
        return self.instead or self.text

    @property
    def anywhere(self) -> list[str]:
        return [engine().expression(self.terms, where) for where in EVERYWHERE]

    @property
    def named(self) -> list[str]:
        """The concepts it names."""
        return [term for term in self.terms if concepts.is_concept(term)]


def unknown(text: str) -> Word:
    """Return what stands nowhere and has no other forms."""
    return Word(text, [], [])


def parsed(query: str, answers: Answers) -> Query:
    """Read a query; a minus within words that are a whole title excludes nothing.

    "Lapin Green Deal -tiekartta" is one. Of "industry4.0" the number is a word of its own, as nothing
    has "industry4" and it is no topic, as "RIS3" is.
    """
    asked = parse(query)
    if asked.excluded and answers[whole_title(spelled(query))]:
        return parse(" ".join(spelled(query)))
    apart = parse(with_numbers_apart(query))
    joined = [_read([word])[0] for word in asked.words if word not in apart.words]
    _ask(joined, answers)
    return asked if any(word.found or word.named for word in joined) else apart


def looked_up(asked: Query) -> list[str]:
    """Return the words of a query that are looked up: of too many the first of those that tell something."""
    if len(asked.words) <= MOST_WORDS:
        return list(asked.words)
    telling = [word for word in asked.words if not is_function_word(word)]
    return (telling or list(asked.words))[:MOST_WORDS]


def too_many(asked: Query) -> list[str]:
    """Return the telling words of a query that are not looked up because there are so many."""
    held = looked_up(asked)
    return [word for word in asked.words if word not in held and not is_function_word(word)]


def read_words(asked: Query, answers: Answers) -> list[Word]:
    """Return the words of a query, each with what it stands for and where that is found."""
    read = _read(looked_up(asked))
    for word in read:
        _read_small_word(word, asked)
    _look_up(read, answers)
    _widen(read, asked, answers)
    _correct(read, asked, answers)
    return read


def read_alone(text: str, asked: Query) -> Word:
    """Return a word by itself, read in the languages of a query, not looked up yet."""
    (word,) = _read([text], read_in([text, *asked.words])[:1])
    _read_small_word(word, asked)
    return word


def _read(words: list[str], languages: Sequence[Sequence[str]] = ()) -> list[Word]:
    """Return words with what each may stand as.

    Each is read in its own `languages`, or else in those of all the words.
    """
    languages = languages or read_in(words)
    return [
        _word(word, own, *named)
        for word, own, named in zip(words, languages, _named(words, languages), strict=True)
    ]


def _named(words: list[str], languages: Sequence[Sequence[str]]) -> list[tuple[list[str], int]]:
    """For each word the concepts that it names, alone or with others, and with how many."""
    named: dict[int, set[str]] = {}
    parts: dict[int, int] = {}
    spans = concepts.spans(words, read_in=languages, longest=False)
    told = [(range(start, end), held) for start, end, held in spans]
    for places, held in [*told, *concepts.together(words)]:
        for place in places:
            named.setdefault(place, set()).update(held)
            parts[place] = max(parts.get(place, 1), len(places))
    return [
        (sorted(named.get(place, ())), parts.get(place, 1)) for place, _word in enumerate(words)
    ]


def _word(word: str, languages: Sequence[str], named: list[str], parts: int) -> Word:
    exact = [folded(word)]
    return Word(word, exact, [*exact, *stems(word, languages), *named], parts=parts)


def _read_small_word(word: Word, asked: Query) -> None:
    """Decide whether a word that is a small one somewhere stands for a concept here.

    "AI" does, and so does "ai" unless the words around it are Italian. Then only the concept is looked
    for: as written it would be found in every Italian text.
    """
    word.tells = not is_function_word(word.text)
    if word.tells or word.text in asked.as_written:
        return
    meant = sorted(concepts.named_alone(*word.exact))
    word.tells = bool(meant) and (word.text in asked.capitals or not _is_small(word.text, asked))
    if word.tells:
        word.exact, word.terms, word.parts = [], meant, 1


def _is_small(word: str, asked: Query) -> bool:
    """Whether other small words of the query are of a language in which this is one, too.

    What is also English proves nothing: "in" is Italian as well.
    """
    others = (languages_of(other) for other in asked.words if other != word)
    return any(held & languages_of(word) for held in others if "en" not in held)


def _look_up(read: list[Word], answers: Answers) -> None:
    """Find the telling words; what only holds others together is asked where nothing else is found."""
    telling = [word for word in read if word.tells]
    _ask(telling, answers)
    if not any(word.found for word in telling):
        _ask(read, answers)


def _ask(words: list[Word], answers: Answers) -> None:
    """Find words wherever they may stand, in one question."""
    answers.ask(expression for word in words for expression in word.anywhere)
    for word in words:
        word.found = answers.any_of(word.anywhere)
        word.was_cut = not answers.cut.isdisjoint(word.anywhere)


def _widen(read: list[Word], asked: Query, answers: Answers) -> None:
    """Take words of concepts that nothing speaks of for the next wider ones that something does."""
    for word in read:
        if _is_settled(word, asked):
            continue
        for concepts_above in concepts.wider_steps(word.named):
            wider = [Word(one, [], [one]) for one in concepts_above]
            _ask(wider, answers)
            word.was_cut = any(one.was_cut for one in wider)
            word.wider = tuple(one.text for one in wider if one.found)
            if word.wider:
                word.own, word.terms = tuple(word.named), list(word.wider)
                _ask([word], answers)
                break


def look_above(read: list[Word], asked: Query, answers: Answers, *, size: int) -> list[Word]:
    """Return for each word of which few speak, worth less, where only topics right above its own stand.

    Five of a hundred are few, five of seventeen are not: `size` is how many entries there are.
    """
    few = max(FEW_AT_LEAST, min(FEW_AT_MOST, size // 5))
    may_widen = [word for word in read if 0 < len(word.found) <= few and not word.wider]
    taken = [(word, _above(word, read)) for word in may_widen if word.text not in asked.as_written]
    taken = [(word, above) for word, above in taken if above.terms]
    _ask([above for _word, above in taken], answers)
    for word, above in taken:
        above.found = above.found - word.found
    return [above for _word, above in taken]


def _above(word: Word, read: list[Word]) -> Word:
    """What stands for the topics right above those of a word that nobody asked for already."""
    own = _meant(word, read)
    asked = {term for other in read for term in other.terms}
    topics = [topic for topic in concepts.next_wider(own) if topic not in asked]
    return Word(word.shown, [], topics, worth=LESS * word.worth, own=tuple(own))


def _meant(word: Word, read: list[Word]) -> list[str]:
    """The topics of a word, or those that it names together with others, if it does."""
    others = {one for other in read if other is not word for one in (*other.named, *other.own)}
    own = list(word.own or word.named)
    return [named for named in own if named in others] or own


def look_near(read: list[Word], asked: Query, answers: Answers) -> list[Word]:
    """Return for each word where what is near its topics stands, worth less.

    Only of topics of which few speak, or nothing does: those are `own` of a word taken for a wider one.
    """
    told = {term for word in read for term in word.terms}
    near = [one for word in read if _may_gain(word, asked) for one in _near(word, read, told)]
    _ask(near, answers)
    return near


def _may_gain(word: Word, asked: Query) -> bool:
    is_rare = 0 < len(word.found) <= A_PAGEFUL
    return (is_rare or bool(word.own)) and word.text not in asked.as_written


def _near(word: Word, read: list[Word], told: set[str]) -> Iterator[Word]:
    """Yield what stands for the near topics that were not asked for already."""
    shares = NEAR_WORTH_INSTEAD if word.own else NEAR_WORTH
    for share, listed in zip(shares, related.near(_meant(word, read)), strict=True):
        if topics := [one for one in listed if one not in told]:
            yield Word(word.shown, [], topics, worth=share * word.worth)


def _is_settled(word: Word, asked: Query) -> bool:
    """Whether a word is not to be taken for another: found, quoted, telling little, or cut short."""
    is_meant = word.text in asked.as_written or not word.tells
    return bool(word.found) or is_meant or word.was_cut


def _correct(read: list[Word], asked: Query, answers: Answers) -> None:
    """Take words that stand nowhere for the likest that do; read anew, they may name a concept.

    A word of a topic stands for it also where there is only something on the wider one. What means
    something, or is spelled right, is at most taken for another form of itself.
    """
    for place, word in enumerate(read):
        if not (_is_settled(word, asked) or len(word.text) < spelling.SHORTEST):
            _take_for_likest(word, _likest(read, place), asked, answers)
    if any(word.instead for word in read):
        anew = _read([word.shown for word in read])
        for word, again in zip(read, anew, strict=True):
            if not word.wider and word.exact:
                word.exact, word.terms, word.parts = again.exact, again.terms, again.parts
        _look_up(read, answers)
        _widen(read, asked, answers)


def _likest(read: list[Word], place: int) -> list[Word]:
    """Return what is most like the word at a place, read beside the others.

    What only the table of concepts has is as likely as what the catalogue has if it names a topic with
    its neighbours: "lerning" after "machine" is learning, though some practice may speak of earning.
    """
    plain, shown = folded(read[place].text), [word.shown for word in read]
    before, after = shown[max(0, place - BESIDE) : place], shown[place + 1 : place + 1 + BESIDE]
    known = spelling.like(plain)
    listed = spelling.like_listed(plain) if len(read) > 1 else []
    others = [word.text for word in (*read[:place], *read[place + 1 :])]
    like = [
        _read([*before, other, *after])[len(before)]
        for other in dict.fromkeys([*known, *listed])
        if _may_be(read[place], other, others)
    ]
    return [other for other in like if other.text in known or other.parts > 1]


def _may_be(word: Word, other: str, others: list[str]) -> bool:
    """Whether a word beside `others` may be another one: what means something only if it is longer."""
    plain = folded(word.text)
    if spelling.is_longer_form(plain, other):
        return True
    if word.named:
        return False
    if not spelling.is_spelled_right(plain, others):
        return True
    return spelling.is_form(plain, other) and not spelling.is_spelled_right(other, others)


def _take_for_likest(word: Word, like: list[Word], asked: Query, answers: Answers) -> None:
    _ask(like, answers)
    is_found = any(other.found for other in like)
    _widen([other for other in like if other.parts > 1 or not is_found], asked, answers)
    found = [other for other in like if other.found]
    best = max(found, key=lambda other: _likeliness(word, other), default=None)
    word.instead = best.text if best else ""
    word.was_cut = any(one.was_cut for one in like)


def _likeliness(word: Word, other: Word) -> tuple[int | bool, ...]:
    """How likely a word was to be another: one that names a topic with its neighbours before one alone.

    Then what something speaks of itself, before what is found by a wider topic; then the more common one.
    Of these one of the same letters, then the longer one: fingers leave out more than they add.
    """
    has_same_letters = sorted(folded(word.text)) == sorted(folded(other.text))
    stands_itself = not other.wider
    return other.parts, stands_itself, len(other.found), has_same_letters, len(other.text)


def take_apart(read: list[Word], asked: Query, answers: Answers) -> list[Word]:
    """Return the parts of compounds that stand nowhere as such; each word is found where its parts are.

    In a French query no word is taken for a Finnish one: "décalant" has nothing of "länteen", to the west.
    """
    apart, languages = [], spoken(looked_up(asked))
    for word in read:
        if _is_settled(word, asked) or word.instead:
            continue
        terms = compounds.parts_in_any(word.text, languages)
        parts = [Word(term, [], [term, *concepts.named_alone(term)]) for term in terms]
        _ask(parts, answers)
        word.was_cut = any(part.was_cut for part in parts)
        word.terms += [term for part in parts for term in part.terms]
        word.found = BitMap.union(NOTHING, *(part.found for part in parts))
        word.is_apart = bool(parts)
        apart += parts
    return apart
