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
from practices.search import engine, meanings
from practices.search.answers import NOTHING, Answers
from practices.search.corrections import correct, take_apart
from practices.search.reading import (
    ALL,
    Word,
    is_unspoken,
    look_above,
    look_near,
    parsed,
    read_alone,
    read_words,
    too_many,
)
from practices.search.text import Query, folded, respelled

ENOUGH = 0.25  # of what the best hit holds of the words' worth; every hit holds more
ENOUGH_OF_TWO = 0.28  # the same where two words are all that is asked for: a name, perhaps
FEW = 10  # hits: where fewer hold that much, those follow that hold the most of the rest
LEAST = 0.15  # of what the best hit holds; not even they hold less
LONG = 3  # words that tell something, of which a part is worth finding
EVENLY = 0.7  # below 1: one rare word outweighs several less rare ones less
FUNCTION_WORD = 0.05  # what a word like "for" is worth beside others, or one that stands nowhere
UNSPOKEN = 0.3  # what one is worth there that names a topic: for what is near it or means the same
SENTENCE = 3  # so many of these: whoever writes them asks in a sentence
OF_A_SENTENCE = 0.5  # what a word is worth there that names nothing of the field, like "people"
AS_WRITTEN = {"title": 3.0, "own": 1.5}
IN_ANY_FORM = {"own": 0.4}
IN_OTHER_WORDS = {"title": 4.0, "middle": 2.0, "own": 1.5}
ANYWHERE = 1.0
COMMON = 4_000  # what so many entries hold in their own text is not worth asking as written there
VERY_COMMON = 100_000  # of what so many hold the titles alone decide, not the summaries
OFTEN = 1.0  # how much a word that stands in a text again and again adds at most
COMPLETE = 5.0  # how much more a hit with every word is worth, or with what is near it
WHOLE = 5.0  # how much more one with every word itself
SAME_MEANING = 0.3  # of the best score, for what comes nearest to meaning just what was asked for
MISSING = 5.0  # so many times that comes to it where even the best hit lacks all of it
SHARE = 0.1  # a word is of every language in which more than this part of what holds it is written


Weighed = tuple[Word, list[tuple[BitMap, float]]]  # where a word stands, and its weight there


@dataclass
class Hits:
    """The positions that fit, their scores, and the words of the query as they were understood.

    `whole` are those that hold every word that stands anywhere, the others hold a part of them;
    `titled` are those whose titles hold every word; `left_out` are the words that were not looked up
    because the time was over or there are too many; `above` are words of which few speak, as their wider
    topics were found; `meaning` is what was asked for, None where nothing of it is known or words are to
    stand as written, and `meaning_worth` what it is worth to mean the same, as a share of the best score.
    """

    entries: BitMap
    scores: np.ndarray
    words: list[Word] = field(default_factory=list)
    titled: BitMap = NOTHING
    above: list[Word] = field(default_factory=list)
    meaning: meanings.Vector | None = None
    meaning_worth: float = 0.0
    left_out: list[str] = field(default_factory=list)
    cut_short: bool = False
    query: str = ""
    whole: BitMap = NOTHING

    @property
    def corrected(self) -> str:
        """The query as it was answered, when a word was taken for another; else ""."""
        instead: dict[str, list[str]] = {}
        for word in self.words:
            if word.instead:
                instead.setdefault(word.text, []).append(word.instead)
        spelled = {text: " ".join(parts) for text, parts in instead.items()}
        return respelled(self.query, spelled) if spelled else ""

    def wider(self, above: Iterable[Word]) -> list[str]:
        """The concepts that words were taken for as nothing speaks of their own, and those of `above`."""
        taken = (concept for word in self.words for concept in word.wider)
        added = (concept for word in above for concept in word.terms)
        return list(dict.fromkeys([*taken, *added]))

    @property
    def unknown(self) -> list[str]:
        """The words that stand nowhere in the catalogue, nor any word like them."""
        return [
            word.shown
            for word in self.words
            if not word.found and word.tells and word.text not in self.left_out
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
    does stand somewhere, unless it is in quotes; where few speak of it, the topics right above do, too.
    What is near a topic of which few speak, or nothing does, finds nothing, but lifts what is found. What
    is not to be ranked has no scores.
    """
    asked = parsed(query, answers)
    read = correct(read_words(asked, answers), asked, answers)
    parts = take_apart(read, asked, answers)
    _weigh([*read, *parts], size, list(languages))
    counted = [*(word for word in read if not word.is_apart), *parts]
    held = _worth_held(counted, size)
    entries = _obey(asked, _fitting(held, read), answers)
    if above := look_above(read, asked, answers, size=size):
        held += _worth_held(above, size)
        entries |= _obey(asked, _fitting(held, read), answers)
    hits = Hits(entries, np.zeros(0, dtype=np.float32), read, above=above, query=query)
    hits.whole = entries & _holding_all(counted)
    not_reached = (word.text for word in read if word.was_cut and not word.found)
    hits.left_out = [*not_reached, *too_many(asked)]
    weighed = _weighed([*counted, *above], answers) if ranked else []
    hits.titled = _titled(read, answers) if ranked else NOTHING
    # What is near is asked for last and not told when cut short: it only puts the hits in order.
    hits.cut_short = bool(answers.cut)
    if ranked:
        near = _weighed(look_near(counted, asked, answers), answers)
        hits.scores = _scores(weighed, near, held) + WHOLE * _whole(counted, held)
        _compare_meaning(hits, asked, counted, held)
    return hits


def _compare_meaning(hits: Hits, asked: Query, counted: list[Word], held: np.ndarray) -> None:
    """Note what was meant, and what it is worth to mean the same; nothing of what is to stand as written."""
    hits.meaning = None if asked.phrases else meanings.of_query(map(_meant, hits.words))
    hits.meaning_worth = _meaning_worth(hits.words, counted, held)


def _meant(word: Word) -> tuple[list[str], float]:
    """The concepts of a word, not the wider ones it may be taken for, and what it is worth."""
    return list(word.own) or word.named, word.worth


def _worth_held(words: list[Word], size: int) -> np.ndarray:
    """Return by position what the words that it holds are worth."""
    held = np.zeros(size, dtype=np.float32)
    for word in words:
        held[positions(word.found)] += word.worth
    return held


def _fitting(held: np.ndarray, read: list[Word]) -> BitMap:
    """Return the positions that hold enough of the words' worth; of a long query the best ten, if fewer do.

    What holds equally much comes along together or not at all. Who asks in one word or two is not
    helped by what holds little of that: a name finds what bears it.
    """
    best = held.max(initial=0.0)
    fitting = np.flatnonzero(held > (ENOUGH_OF_TWO if len(read) == 2 else ENOUGH) * best)
    if len(fitting) < FEW and sum(word.tells for word in read) >= LONG:
        too_many = np.partition(held, -FEW - 1)[-FEW - 1] if len(held) > FEW else 0.0
        fitting = np.flatnonzero(held > max(too_many, LEAST * best))
    return bitmap(fitting)


def _holding_all(counted: list[Word]) -> BitMap:
    """Return the positions that hold every telling word that stands anywhere."""
    told = [word.found for word in counted if word.found and word.tells]
    return BitMap.intersection(*told) if told else NOTHING


def _weighed(words: list[Word], answers: Answers) -> list[Weighed]:
    """Return the words that were found with how much they count wherever they stand."""
    listed = [(word, _weights(word, answers)) for word in words if word.found]
    answers.ask(expression for _word, weights in listed for expression in weights)
    return [
        (word, [(answers[expression], weight) for expression, weight in weights.items()])
        for word, weights in listed
    ]


def _scores(weighed: list[Weighed], near: list[Weighed], held: np.ndarray) -> np.ndarray:
    """Return by position how well the words fit: where they stand, and how much of them is there.

    `held` is the worth of the words that each position holds; to it comes what is `near` them.
    """
    if near:
        held = held + _worth_held([word for word, _places in near], len(held))
    total = sum(word.worth for word, _places in weighed) or 1
    scores = held * (ANYWHERE + COMPLETE / total * held)
    for word, places in (*weighed, *near):
        for entries, weight in places:
            scores[positions(entries)] += weight * word.worth
    return scores


def _meaning_worth(read: list[Word], counted: list[Word], held: np.ndarray) -> float:
    """How much it counts to mean what was asked for: more, the less of it even the best position holds.

    A place or a name has no meaning here: beside one the topic counts for its share of the query alone.
    """
    whole = sum(word.worth for word in counted) or 1.0
    missing = max(0.0, 1 - float(held.max(initial=0.0)) / whole)
    known = sum(worth for concepts, worth in map(_meant, read) if concepts)
    share = known / (sum(word.worth for word in read) or 1.0)
    return SAME_MEANING * (1 + MISSING * missing) * share


def _whole(counted: list[Word], held: np.ndarray) -> np.ndarray:
    """Return by position what all words are worth, where they stand themselves; elsewhere 0."""
    worth = sum(word.worth for word in counted if word.found)
    return (held > ALL * worth) * np.float32(worth)


def _titled(read: list[Word], answers: Answers) -> BitMap:
    """Return the positions whose titles hold every word, in any form, words like "for" aside."""
    telling = [word for word in read if word.found or word.tells]
    if not telling or not all(word.found for word in telling):
        return NOTHING
    return BitMap.intersection(
        *(answers[engine().expression(word.terms, "title")] for word in telling)
    )


def _weigh(read: list[Word], size: int, languages: list[BitMap]) -> None:
    """Give each word its worth: the logarithm of how rare it is, as in BM25.

    `languages` are the entries on show by the language they are written in. Rare is between rare in all
    of them and rare in the word's own languages: a word of everyday Finnish stands in few entries where
    few are Finnish, and still tells little; a telling one of a language with two entries would, by these
    alone, be worth nothing. Of a few words each was chosen; in a sentence those tell that name something.
    """
    size = sum(map(len, languages)) or size
    telling = [word for word in read if word.found and word.tells]
    in_sentence = sum(not word.tells for word in read) >= SENTENCE
    for word in read:
        held = len(word.found)
        among = math.sqrt(size * max(held, _population(word.found, languages) or size))
        rarity = math.log(1 + (among - held + 0.5) / (held + 0.5))
        word.worth = (rarity / math.sqrt(word.parts)) ** EVENLY
        if telling and word not in telling:
            word.worth *= UNSPOKEN if is_unspoken(word) else FUNCTION_WORD
        elif in_sentence and not word.named:
            word.worth *= OF_A_SENTENCE


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
            word = read_alone(excluded[0], asked)
            entries = entries - answers.any_of(word.anywhere)
        else:
            entries = entries - answers[engine().phrase([folded(word) for word in excluded])]
    return entries
