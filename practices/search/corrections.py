"""What the words of a query that stand nowhere are taken for, unless they are in quotes.

For two that stand side by side somewhere ("machinelearning"), for the nearest word that does stand somewhere,
for two that the same entry speaks of, or for the parts of a compound. What is spelled right is taken for
another form of itself alone, or for what it is with a space where that stands.
"""

from collections.abc import Callable

from pyroaring import BitMap

from practices.search import compounds, concepts, endings, engine, spelling
from practices.search.answers import NOTHING, Answers
from practices.search.function_words import is_function_word
from practices.search.query_languages import spoken
from practices.search.reading import Word, ask, is_settled, look_up, looked_up, read_as, widen
from practices.search.spelling import Parts
from practices.search.text import Query, folded

Parting = Callable[[str, Answers], Parts]

SHORTEST_PARTED = 6  # letters: what is shorter is rather mistyped, or a name
BESIDE = 3  # words on each side that a mistyped one is read with


def correct(read: list[Word], asked: Query, answers: Answers) -> list[Word]:
    """Return the words of a query, those that stand nowhere as what they are taken for.

    Read anew, they may name a concept. A word of a topic stands for it also where there is only something
    on the wider one. What means something, or is spelled right, is at most taken for another form of itself.
    """
    read = [part for word in read for part in _parted(word, asked, answers, _as_one_thing)]
    for place, word in enumerate(read):
        if _is_open(word, asked) and len(word.text) >= spelling.SHORTEST:
            _take_for_likest(word, _likest(read, place), asked, answers)
    read = [part for word in read for part in _parted(word, asked, answers, _in_one_entry)]
    if any(word.instead for word in read):
        anew = read_as([word.shown for word in read])
        for word, again in zip(read, anew, strict=True):
            if not word.wider and word.exact:
                word.exact, word.terms, word.parts = again.exact, again.terms, again.parts
        look_up(read, asked, answers)
        widen(read, asked, answers)
    return read


def _is_open(word: Word, asked: Query) -> bool:
    """Whether nothing is known yet of what a word may stand for."""
    return not (is_settled(word, asked) or word.instead)


def _parted(word: Word, asked: Query, answers: Answers, parting: Parting) -> list[Word]:
    """Return a word, or those that it is without the space between them: "machinelearning"."""
    may_part = _is_open(word, asked) and len(word.text) >= SHORTEST_PARTED
    parts = parting(folded(word.text), answers) if may_part else ()
    return [_part(word, part) for part in parts] or [word]


def _part(word: Word, part: str) -> Word:
    return Word(word.text, [part], [part], instead=part, tells=not is_function_word(part))


def _as_one_thing(word: str, answers: Answers) -> Parts:
    """The parts that name a concept together, or else those that follow on each other most often."""
    ways = spelling.ways_to_part(word)
    for parts in dict.fromkeys([*ways, *spelling.pairs(word)]):
        if any(end - start == len(parts) for start, end, _named in concepts.spans(list(parts))):
            return parts
    phrases = {engine().phrase(list(parts)): parts for parts in ways if _tell(parts)}
    answers.ask(phrases)
    return _most({parts: answers[phrase] for phrase, parts in phrases.items()})


def _tell(parts: Parts) -> bool:
    """Whether the outer words tell something: "workin" is rather mistyped than "work in"."""
    return not (is_function_word(parts[0]) or is_function_word(parts[-1]))


def _in_one_entry(word: str, answers: Answers) -> Parts:
    """The parts of which the same entries speak most often, in any form, or else any, of one language.

    Of a word of the table none: it is spelled right.
    """
    if word in concepts.spelled():
        return ()
    pairs = [pair for pair in spelling.pairs(word) if _may_be_parts(pair)]
    words = {pair: read_as(list(pair)) for pair in pairs}
    ask([one for parts in words.values() for one in parts], answers)
    found = {pair: one.found & other.found for pair, (one, other) in words.items()}
    spoken_of = (pair for pair, parts in words.items() if any(one.found for one in parts))
    return _most(found) or next(filter(_languages_of_both, spoken_of), ())


def _languages_of_both(pair: Parts) -> frozenset[str]:
    """The languages in which the table of concepts has both words."""
    return frozenset.intersection(*(concepts.spelled().get(part, frozenset()) for part in pair))


def _may_be_parts(pair: Parts) -> bool:
    """Whether two words may be written as one by mistake; what makes compounds does so rightly."""
    return min(map(len, pair)) >= spelling.SHORTEST and not _is_compound(pair)


def _is_compound(pair: Parts) -> bool:
    """Whether a part is a word of a language of compounds alone, or is known there in another form."""
    held = [concepts.spelled().get(part, frozenset()) for part in pair]
    if any(one and one.issubset(compounds.LANGUAGES) for one in held):
        return True
    is_known = any(len(compounds.parts("".join(pair), one)) > 1 for one in compounds.LANGUAGES)
    return is_known and _languages_of_both(pair).issubset(compounds.LANGUAGES)


def _most(found: dict[Parts, BitMap]) -> Parts:
    """The parts of which most entries speak, () where none does."""
    parts = max(found, key=lambda pair: len(found[pair]), default=())
    return parts if found.get(parts) else ()


def _likest(read: list[Word], place: int) -> list[Word]:
    """Return what is most like the word at a place, read beside the others.

    What only the table of concepts has is as likely as what the catalogue has if it names a topic with
    its neighbours: "lerning" after "machine" is learning, though some practice may speak of earning.
    """
    plain, shown = folded(read[place].text), [word.shown for word in read]
    before, after = shown[max(0, place - BESIDE) : place], shown[place + 1 : place + 1 + BESIDE]
    known = spelling.like(plain)
    listed = spelling.like_listed(plain) if len(read) > 1 else []
    others = [word.shown for word in (*read[:place], *read[place + 1 :])]
    like = [
        read_as([*before, other, *after])[len(before)]
        for other in dict.fromkeys([*known, *listed])
        if _may_be(read[place], other, others)
    ]
    return [other for other in like if other.text in known or other.parts > 1]


def _may_be(word: Word, other: str, others: list[str]) -> bool:
    """Whether a word beside `others` may be another one: what means something only if it is longer.

    What is kept apart from its look-alikes is none of them: "customs" are not custom.
    """
    plain = folded(word.text)
    if endings.is_kept_apart(plain):
        return False
    if spelling.is_longer_form(plain, other):
        return not endings.is_kept_apart(other)
    if word.named:
        return False
    if not spelling.is_spelled_right(plain, others):
        return True
    return spelling.is_form(plain, other) and not spelling.is_spelled_right(other, others)


def _take_for_likest(word: Word, like: list[Word], asked: Query, answers: Answers) -> None:
    ask(like, answers)
    is_found = any(other.found for other in like)
    widen([other for other in like if other.parts > 1 or not is_found], asked, answers)
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
        if is_settled(word, asked) or word.instead:
            continue
        terms = compounds.parts_in_any(word.text, languages)
        parts = [Word(term, [], [term, *concepts.named_alone(term)]) for term in terms]
        ask(parts, answers)
        word.was_cut = any(part.was_cut for part in parts)
        word.terms += [term for part in parts for term in part.terms]
        word.found = BitMap.union(NOTHING, *(part.found for part in parts))
        word.is_apart = bool(parts)
        apart += parts
    return apart
