"""What the words of a query stand for as they are: their forms, what they name, and where that stands.

Neighbours also stand for the one word that they are without the space between them. A word of a concept
that nothing speaks of is taken for the topic right above its own; of a topic of which few entries speak,
those right above are looked for as well, and what is near it, as of one that nothing speaks of at all.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pyroaring import BitMap

from practices.search import concepts, engine, related, whole_title
from practices.search.answers import NOTHING, Answers
from practices.search.function_words import is_function_word, languages_of
from practices.search.query_languages import read_in
from practices.search.text import Query, folded, parse, stems, with_numbers_apart
from practices.search.text import words as spelled

EVERYWHERE = ("own", "label")
MOST_WORDS = 24
FEW_AT_LEAST, FEW_AT_MOST = 3, 5  # entries on a topic, where those on the wider one follow
LESS = 0.5  # of what a word is worth, where only the topic above its own is spoken of
SHORTEST_JOINED = 5  # letters: most shorter ones are a small word or an ending
ALL = 0.99  # of the words' worth counts as all of it: fractions never add up quite
A_PAGEFUL = 20  # entries on a topic, of which those come first that also speak of what is near
# Of what a word is worth: what its topics name as related, and what names its topics as related.
NEAR_WORTH = (0.3, 0.2)
NEAR_WORTH_INSTEAD = (1.0, 0.5)  # where the word was taken for a wider topic
NEAR_WORTH_UNSPOKEN = (0.5, 0.25)  # where nothing speaks of its topic, nor of a wider one


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
    joined = [read_as([word])[0] for word in asked.words if word not in apart.words]
    ask(joined, answers)
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
    """Return the words of a query, each with what it stands for as it is and where that is found."""
    read = read_as(looked_up(asked))
    for word in read:
        _read_small_word(word, asked)
    look_up(read, asked, answers)
    widen(read, asked, answers)
    return read


def read_alone(text: str, asked: Query) -> Word:
    """Return a word by itself, read in the languages of a query, not looked up yet."""
    (word,) = read_as([text], read_in([text, *asked.words])[:1])
    _read_small_word(word, asked)
    return word


def read_as(words: list[str], languages: Sequence[Sequence[str]] = ()) -> list[Word]:
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


def look_up(read: list[Word], asked: Query, answers: Answers) -> None:
    """Find the telling words; what only holds others together is asked where nothing else is found.

    Neighbours stand also for what they are as one word, if that stands somewhere: "go stop" is GOSTOP.
    """
    telling = [word for word in read if word.tells]
    pairs = [pair for pair in pairwise(read) if _may_be_joined(pair, asked)]
    joined = [_joined(*pair) for pair in pairs]
    ask([*telling, *joined], answers)
    for pair, one in zip(pairs, joined, strict=True):
        if one.found:
            _let_stand_for(pair, one)
    if not any(word.found for word in telling):
        ask(read, answers)


def _let_stand_for(pair: tuple[Word, Word], joined: Word) -> None:
    """Add what two words are as one; what is looked for as a concept alone stays so, and both share one."""
    for word in pair:
        word.exact = [*word.exact, *joined.exact] if word.exact else []
        word.terms = [*word.terms, *joined.terms]
        word.found = word.found | joined.found if word.tells else word.found
        word.parts = max(word.parts, len(pair)) if joined.named else word.parts


def _may_be_joined(pair: tuple[Word, Word], asked: Query) -> bool:
    joined = "".join(word.shown for word in pair)
    is_meant = any(word.text in asked.as_written for word in pair)
    return len(joined) >= SHORTEST_JOINED and not (is_meant or is_function_word(joined))


def _joined(first: Word, second: Word) -> Word:
    """Two words written as one; beside a small word in no other form: "sensor en" is no "sensoren"."""
    (word,) = read_as([first.shown + second.shown])
    if is_function_word(first.shown) or is_function_word(second.shown):
        word.terms = list(word.exact)
    return word


def ask(words: list[Word], answers: Answers) -> None:
    """Find words wherever they may stand, in one question."""
    answers.ask(expression for word in words for expression in word.anywhere)
    for word in words:
        word.found = answers.any_of(word.anywhere)
        word.was_cut = not answers.cut.isdisjoint(word.anywhere)


def widen(read: list[Word], asked: Query, answers: Answers) -> None:
    """Take words of concepts that nothing speaks of for the next wider ones that something does."""
    for word in read:
        if is_settled(word, asked):
            continue
        for concepts_above in concepts.wider_steps(word.named):
            wider = [Word(one, [], [one]) for one in concepts_above]
            ask(wider, answers)
            word.was_cut = any(one.was_cut for one in wider)
            word.wider = tuple(one.text for one in wider if one.found)
            if word.wider:
                word.own, word.terms = tuple(word.named), list(word.wider)
                ask([word], answers)
                break


def look_above(read: list[Word], asked: Query, answers: Answers, *, size: int) -> list[Word]:
    """Return for each word of which few speak, worth less, where only topics right above its own stand.

    Five of a hundred are few, five of seventeen are not: `size` is how many entries there are.
    """
    few = max(FEW_AT_LEAST, min(FEW_AT_MOST, size // 5))
    may_widen = [word for word in read if 0 < len(word.found) <= few and not word.wider]
    taken = [(word, _above(word, read)) for word in may_widen if word.text not in asked.as_written]
    taken = [(word, above) for word, above in taken if above.terms]
    ask([above for _word, above in taken], answers)
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

    Only of topics of which few speak, or nothing does; a word taken for a wider one has them as its `own`.
    """
    told = {term for word in read for term in word.terms}
    near = [one for word in read if _may_gain(word, asked) for one in _near(word, read, told)]
    ask(near, answers)
    return near


def _may_gain(word: Word, asked: Query) -> bool:
    is_rare = 0 < len(word.found) <= A_PAGEFUL
    may_gain = is_rare or bool(word.own) or is_unspoken(word)
    return may_gain and word.text not in asked.as_written


def is_unspoken(word: Word) -> bool:
    """Whether a word names a topic of which nothing speaks, nor of a wider one."""
    return bool(word.tells and word.named) and not (word.found or word.was_cut)


def _near(word: Word, read: list[Word], told: set[str]) -> Iterator[Word]:
    """Yield what stands for the near topics that were not asked for already."""
    for share, listed in zip(_shares(word), related.near(_meant(word, read)), strict=True):
        if topics := [one for one in listed if one not in told]:
            yield Word(word.shown, [], topics, worth=share * word.worth)


def _shares(word: Word) -> tuple[float, float]:
    if is_unspoken(word):
        return NEAR_WORTH_UNSPOKEN
    return NEAR_WORTH_INSTEAD if word.own else NEAR_WORTH


def is_settled(word: Word, asked: Query) -> bool:
    """Whether a word is not to be taken for another: found, quoted, telling little, or cut short."""
    is_meant = word.text in asked.as_written or not word.tells
    return bool(word.found) or is_meant or word.was_cut
