"""Which entries fit a query, how well, and what was understood: engine-neutral, over term look-ups.

A word is worth more the fewer entries hold it. Hits that hold more of the words' worth come first, so
that neither a stop word nor one odd word blocks what fits best, and partial hits follow whole ones; a
word in a title counts for more than one in a summary, that for more than one in the text, and labels
least. As written counts for more than in another form, that for more than in other words for the same thing.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from pyroaring import BitMap

from practices.packed import bitmap, positions
from practices.search import compounds, concepts, engine, spelling, whole_title
from practices.search.answers import NOTHING, Answers
from practices.search.function_words import is_function_word, languages_of
from practices.search.text import Query, folded, parse, stems
from practices.search.text import words as spelled

ENOUGH = 0.18  # of what the best hit holds of the words' worth; every hit holds more
FUNCTION_WORD = 0.05  # what a word like "for" is worth beside others
AS_WRITTEN = {"title": 3.0, "own": 1.5}
IN_ANY_FORM = {"own": 0.4}
IN_OTHER_WORDS = {"title": 4.0, "middle": 2.0, "own": 1.5}
ANYWHERE = 1.0
EVERYWHERE = ("own", "label")
COMMON = 4_000  # what so many entries hold in their own text is not worth asking as written there
VERY_COMMON = 100_000  # of what so many hold the titles alone decide, not the summaries
OFTEN = 1.0  # how much a word that stands in a text again and again adds at most
COMPLETE = 5.0  # how much more a hit with every word is worth
MOST_WORDS = 24
SHARE = 0.1  # a word is of every language in which more than this part of what holds it is written


@dataclass
class Word:
    """A word of the query: the terms it may stand as, what it is worth, and where it is found.

    `tells` is whether it tells something by itself, other than "for"; `parts` is how many words of the
    query name its concept together: they share what it is worth; `was_cut` whether the time was over
    before it, or what it may be taken for, was looked up.
    `wider` are the concepts it was taken for because nothing speaks of its own.
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
    was_cut: bool = False

    @property
    def shown(self) -> str:
        return self.instead or self.text

    @property
    def anywhere(self) -> list[str]:
        return [engine().expression(self.terms, where) for where in EVERYWHERE]

    @property
    def named(self) -> list[str]:
        """The concepts it names."""
        return [term for term in self.terms if term.startswith("c_")]


@dataclass
class Hits:
    """The positions that fit, their scores, and the words of the query as they were understood.

    `titled` are those whose titles hold every word; `left_out` are the words that were not looked up
    because the time was over.
    """

    entries: BitMap
    scores: np.ndarray
    words: list[Word] = field(default_factory=list)
    titled: BitMap = NOTHING
    left_out: list[str] = field(default_factory=list)
    cut_short: bool = False

    @property
    def corrected(self) -> str:
        """The query as it was answered, when a word was taken for another; else ""."""
        if not any(word.instead for word in self.words):
            return ""
        return " ".join(word.shown for word in self.words)

    @property
    def wider(self) -> list[str]:
        """The concepts that words were taken for because nothing speaks of their own."""
        return list(dict.fromkeys(concept for word in self.words for concept in word.wider))

    @property
    def unknown(self) -> list[str]:
        """The words that stand nowhere in the catalogue, nor any word like them."""
        return [
            word.text
            for word in self.words
            if not (word.found or word.instead) and word.tells and word.text not in self.left_out
        ]


def find(
    query: str,
    *,
    size: int,
    answers: Answers,
    ranked: bool = True,
    languages: Iterable[BitMap] = (),
) -> Hits:
    """Return the hits of a query among `size` positions; `answers` asks the text index.

    A word that stands nowhere is taken for the topic right above its own, or for the nearest word that
    does stand somewhere, unless it is in quotes. What is not to be ranked has no scores.
    """
    asked = _asked(query, answers)
    words = list(asked.words)[:MOST_WORDS]
    read = [_word(word, *named) for word, named in zip(words, _named(words), strict=True)]
    for word in read:
        _read_small_word(word, asked)
    _look_up(read, answers)
    _widen(read, asked, answers)
    _correct(read, asked, answers)
    counted = [*read, *_take_apart(read, asked, answers)]
    _weigh(counted, size, list(languages))
    held = np.zeros(size, dtype=np.float32)
    for word in counted:
        held[positions(word.found)] += word.worth
    fits = np.flatnonzero(held > ENOUGH * held.max(initial=0.0))
    entries = _obey(asked, bitmap(fits), answers)
    scores = _scores(counted, held, answers) if ranked else np.zeros(0, dtype=np.float32)
    left_out = [word.text for word in read if word.was_cut and not word.found]
    titled = _titled(read, answers) if ranked else NOTHING
    return Hits(entries, scores, read, titled, left_out, cut_short=bool(answers.cut))


def _scores(counted: list[Word], held: np.ndarray, answers: Answers) -> np.ndarray:
    """Return by position how well the words fit: where they stand, and how much of them is there.

    `held` is the worth of the words that each position holds.
    """
    weighed = [(word, _weights(word, answers)) for word in counted if word.found]
    answers.ask(expression for _word, weights in weighed for expression in weights)
    total = sum(word.worth for word, _weights in weighed)
    scores = held * (ANYWHERE + COMPLETE / (total or 1) * held)
    for word, weights in weighed:
        for expression, weight in weights.items():
            scores[positions(answers[expression])] += weight * word.worth
    return scores


def _titled(read: list[Word], answers: Answers) -> BitMap:
    """Return the positions whose titles hold every word, in any form, words like "for" aside."""
    telling = [word for word in read if word.found or word.tells]
    if not telling or not all(word.found for word in telling):
        return NOTHING
    return BitMap.intersection(
        *(answers[engine().expression(word.terms, "title")] for word in telling)
    )


def unknown(text: str) -> Word:
    """Return what stands nowhere and has no other forms."""
    return Word(text, [], [])


def _asked(query: str, answers: Answers) -> Query:
    """Read a query; a minus within words that are a whole title excludes nothing.

    "Lapin Green Deal -tiekartta" is one.
    """
    asked = parse(query)
    if asked.excluded and answers[whole_title(spelled(query))]:
        return parse(query.replace("-", " "))
    return asked


def _named(words: list[str]) -> list[tuple[list[str], int]]:
    """For each word the concepts that it names, alone or with others, and with how many."""
    named: dict[int, set[str]] = {}
    parts: dict[int, int] = {}
    for start, end, held in concepts.spans(words, longest=False):
        for place in range(start, end):
            named.setdefault(place, set()).update(held)
            parts[place] = max(parts.get(place, 1), end - start)
    return [
        (sorted(named.get(place, ())), parts.get(place, 1)) for place, _word in enumerate(words)
    ]


def _word(word: str, named: list[str], parts: int) -> Word:
    exact = [folded(word)]
    return Word(word, exact, [*exact, *stems(word), *named], parts=parts)


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
                word.terms = list(word.wider)
                _ask([word], answers)
                break


def _is_settled(word: Word, asked: Query) -> bool:
    """Whether a word is not to be taken for another: found, quoted, telling little, or cut short."""
    is_meant = word.text in asked.as_written or not word.tells
    return bool(word.found) or is_meant or word.was_cut


def _correct(read: list[Word], asked: Query, answers: Answers) -> None:
    """Take words that stand nowhere for the likest that do; read anew, they may name a concept."""
    for word in read:
        if not (_is_settled(word, asked) or len(word.text) < spelling.SHORTEST):
            _take_for_likest(word, answers)
    if any(word.instead for word in read):
        shown = [word.shown for word in read]
        for word, named in zip(read, _named(shown), strict=True):
            if word.wider or not word.exact:
                continue
            again = _word(word.shown, *named)
            word.exact, word.terms, word.parts = again.exact, again.terms, again.parts
        _look_up(read, answers)


def _take_for_likest(word: Word, answers: Answers) -> None:
    plain = folded(word.text)
    like = [other for other in spelling.like(plain) if not word.named or _is_form(plain, other)]
    like = [_word(other, *_named([other])[0]) for other in like]
    _ask(like, answers)
    best = max(like, key=lambda other: len(other.found), default=word)
    word.instead = best.text if best.found else ""
    word.was_cut = any(one.was_cut for one in like)


def _is_form(word: str, other: str) -> bool:
    """Whether a word that means something, and stands nowhere, may be another with an ending more or less."""
    return other.startswith(word) or word.startswith(other)


def _take_apart(read: list[Word], asked: Query, answers: Answers) -> list[Word]:
    """Return the parts of compounds that stand nowhere as such; each word is found where its parts are."""
    apart = []
    for word in read:
        if _is_settled(word, asked) or word.instead:
            continue
        terms = compounds.parts_in_any(word.text)
        parts = [Word(term, [], [term, *concepts.named_alone(term)]) for term in terms]
        _ask(parts, answers)
        word.was_cut = any(part.was_cut for part in parts)
        word.terms += [term for part in parts for term in part.terms]
        word.found = BitMap.union(NOTHING, *(part.found for part in parts))
        apart += parts
    return apart


def _weigh(read: list[Word], size: int, languages: list[BitMap]) -> None:
    """Give each word its worth: the logarithm of how rare it is, as in BM25.

    `languages` are the entries on show by the language they are written in. Rare is between rare in all
    of them and rare in the word's own languages: a word of everyday Finnish stands in few entries where
    few are Finnish, and still tells little; a telling one of a language with two entries would, by these
    alone, be worth nothing.
    """
    size = sum(map(len, languages)) or size
    telling = [word for word in read if word.found and word.tells]
    for word in read:
        held = len(word.found)
        among = math.sqrt(size * max(held, _population(word.found, languages) or size))
        word.worth = math.log(1 + (among - held + 0.5) / (held + 0.5)) / math.sqrt(word.parts)
        if telling and word not in telling:
            word.worth *= FUNCTION_WORD


def _population(found: BitMap, languages: list[BitMap]) -> int:
    """How many entries are written in a word's languages, 0 where none is told."""
    least = SHARE * len(found)
    return sum(len(held) for held in languages if held.intersection_cardinality(found) > least)


def _weights(word: Word, answers: Answers) -> dict[str, float]:
    """Return where a word is looked for once more, and how much it counts there."""
    own, _label = word.anywhere
    holding = len(answers[own])
    listed = [(word.terms, IN_OTHER_WORDS), (word.exact, AS_WRITTEN)]
    if word.named:
        listed.append(([term for term in word.terms if term not in word.named], IN_ANY_FORM))
    return {
        engine().expression(terms, where): weight
        for terms, weights in listed
        for where, weight in weights.items()
        if terms
        and not (holding > COMMON and where == "own" and terms is not word.terms)
        and not (holding > VERY_COMMON and where == "middle")
    }


def often(keys: Iterable[int], words: Iterable[Word]) -> dict[int, float]:
    """Return how much more entries are worth that say the words again and again, by primary key."""
    keys, words = list(keys), [word for word in words if word.found and word.exact]
    counts = engine().counts(keys, [word.exact[0] for word in words])
    return {
        key: sum(
            OFTEN * word.worth * (1 - 1 / max(1, counts.get((key, word.exact[0]), 0)))
            for word in words
        )
        for key in keys
    }


def _obey(asked: Query, entries: BitMap, answers: Answers) -> BitMap:
    """Keep what holds every phrase and nothing excluded, neither by the word nor by its concept."""
    for phrase in asked.phrases:
        entries = entries & answers[engine().phrase([folded(word) for word in phrase])]
    for excluded in asked.excluded:
        if len(excluded) == 1:
            word = _word(excluded[0], *_named(list(excluded))[0])
            _read_small_word(word, asked)
            entries = entries - answers.any_of(word.anywhere)
        else:
            entries = entries - answers[engine().phrase([folded(word) for word in excluded])]
    return entries
