"""Text analysis, done once in Python for both engines, so that both find the same set.

A text is indexed by its folded words in order (for phrases), by their stems marked with the language
they were stemmed in ("en_digit"), so that a stem is only ever compared within a language, and by the
concepts it speaks of. Terms hold nothing but [0-9a-z_], which no engine's tokenizer reads differently.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

import snowballstemmer

from practices.search import endings

WORD = re.compile(r"[^\W_]+")
END = "\x00"  # of a text, where several are read in one go
WORD_OR_END = re.compile(rf"[^\W_]+|{END}")
# What Unicode calls format characters (Cf): a soft hyphen, a zero-width joiner, a mark of direction.
INVISIBLE = (
    "\u00ad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064"
    "\u2066-\u206f\ufeff\ufff9-\ufffb\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0001\U000e0020-\U000e007f"
)
# Non-wovens and non-ferrous metals are things of their own.
LEFT_OUT = re.compile(
    r",? (?:except|excluding|other than|without|excepto|sin) [^;()]*"
    r"|\bnon-(?!woven|ferrous)\w+|\bno metálicos"
)
INVISIBLES = re.compile(f"[{INVISIBLE}]+")
# A word as it stands in a text, with what is invisible within it and accents that stand by themselves.
WRITTEN = re.compile(rf"[^\W_]+(?:[{INVISIBLE}]+[^\W_]+|[\u0300-\u036f]+[^\W_]*)*")
# Letters that Unicode does not decompose into a base letter and a mark.
LETTERS = str.maketrans({
    "ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "ŧ": "t",
    "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ŋ": "ng",
})  # fmt: skip
STEMMERS = {
    "en": "english",
    "es": "spanish",
    "it": "italian",
    "fi": "finnish",
    "fr": "french",
    "nl": "dutch",
    "pl": "polish",
    "ca": "catalan",
}
# No stemmer knows Slovenian: its words are compared without their endings of case and number.
SLOVENIAN = re.compile(
    r"(?<=....)(ega|emu|ima|imi|ami|ama|oma|ema|eh|ih|im|em|om|am|ov|ev|ah|jo|mi|ma|a|e|i|o|u)$"
)
LANGUAGES = (*STEMMERS, "sl")
LONGEST_TERM = 64
QUOTES = str.maketrans(
    dict.fromkeys("“”„‟«»＂", '"')
)  # whichever a keyboard or a text processor makes
# English "don't" and the end of "it's" say nothing, and would be read as "don", a gift, and the letter t.
CONTRACTED = re.compile(r"\b[a-z]+n['’]t\b|(?<=[a-z])['’](?:s|re|ve|ll|d|m)\b", re.IGNORECASE)
DOTTED = re.compile(r"\b(?:[^\W\d_]\.){2,}")  # A.I.
JOINED = re.compile(r"(?<=[^\W\d_]{3})(?=\d)")  # industry4.0
# A minus, or the dash that phones make of it; two dashes around words set them apart, as in a sentence.
MINUS = r"(?<!\S)(?:-|[‐‑–−](?!\s|[^\s]*[‐‑–−](?:\s|$)))"
SAID = r'(?:"(?P<phrase>[^"]*)"|(?P<word>[^\s"]+))'
PART_IN_CAPITALS = re.compile(f"(?P<minus>{MINUS})?{SAID}")
PART = re.compile(rf"(?P<minus>{MINUS}|(?<=\s)NOT\s+)?{SAID}")


@dataclass(frozen=True)
class Query:
    """What someone asked: words in order, those to be taken as written, phrases, and what must not be.

    `capitals` are the words written in capitals among others that are not: acronyms, perhaps.
    """

    words: tuple[str, ...] = ()
    as_written: frozenset[str] = frozenset()
    phrases: tuple[tuple[str, ...], ...] = ()
    excluded: tuple[tuple[str, ...], ...] = ()
    capitals: frozenset[str] = frozenset()


def fold(text: str) -> str:
    """Return the text in lower case without accents: "Łódź" gives "lodz"."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", visible(text).casefold())
    plain = "".join(char for char in decomposed if not unicodedata.combining(char))
    return plain.translate(LETTERS)


def words(text: str) -> list[str]:
    """Return the words of a text in lower case, with their accents."""
    return WORD.findall(compared(text))


def words_added(text: str, *, to: str) -> str:
    """Return the words of an address that a title does not hold: "centratec" where it says "Centr@tec"."""
    held = set(map(fold, words(to)))
    return " ".join(word for word in words(text) if fold(word) not in held and not word.isdigit())


def words_of_all(texts: Iterable[str]) -> list[str]:
    """Return the words of several texts, with END after those of each: quicker than one by one."""
    return WORD_OR_END.findall(
        compared("".join(f"{text.replace(END, ' ')}{END}" for text in texts))
    )


def compared(text: str) -> str:
    """Return the text as its words are compared: in lower case, with one way to write each letter."""
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFKC", visible(text)).casefold()


def visible(text: str) -> str:
    """Return the text without characters that only steer how it is set: they part no word."""
    return text if text.isascii() else INVISIBLES.sub("", text)


def affirmed(label: str) -> str:
    """Return a label of a code list without what it says it leaves out: "..., except furniture"."""
    return LEFT_OUT.sub("", label)


def parse(query: str) -> Query:
    """Read a query: words, "phrases in quotes", and what is excluded by a leading minus."""
    asked, quoted, phrases, excluded = [], set(), [], []
    for part in _parts(query):
        found = _words_of(part, alone=part[0] == query.strip())
        if not found:
            continue
        if part["minus"]:
            excluded.append(found)
        else:
            asked += found
        if part["phrase"] is not None and not part["minus"]:
            quoted.update(found)
            phrases.append(found)
    return Query(
        tuple(dict.fromkeys(asked)),
        frozenset(quoted),
        tuple(phrases),
        tuple(excluded),
        _in_capitals(query),
    )


def quoting(query: str, insisted: frozenset[str]) -> str:
    """Return a query with quotes around each part that holds an `insisted` word: it is meant as written."""

    def quoted(part: re.Match) -> str:
        is_plain = part["word"] is not None and part["minus"] is None
        return f'"{part[0]}"' if is_plain and not insisted.isdisjoint(words(part[0])) else part[0]

    return _pattern(query).sub(quoted, _plain_quotes(query))


def unquoted(query: str) -> str:
    """Return a query without the quotes around what it asks for."""

    def plain(part: re.Match) -> str:
        is_asked = part["phrase"] is not None and part["minus"] is None
        return part["phrase"] if is_asked else part[0]

    return _pattern(query).sub(plain, _plain_quotes(query)).strip()


def leaving_nothing_out(query: str) -> str:
    """Return a query without what it excludes."""
    return " ".join(part[0] for part in _parts(query) if not part["minus"])


def respelled(query: str, instead: Mapping[str, str]) -> str:
    """Return a query with other words in place of some, the rest as it was typed."""
    return WRITTEN.sub(lambda word: instead.get(compared(word[0]), word[0]), visible(query))


def with_numbers_apart(query: str) -> str:
    """Return a query with a space between each word and a number joined to it, but for what it excludes."""

    def apart(part: re.Match) -> str:
        return part[0] if part["minus"] else JOINED.sub(" ", part[0])

    return _pattern(query).sub(apart, _plain_quotes(query))


def _parts(query: str) -> Iterator[re.Match]:
    return _pattern(query).finditer(_plain_quotes(query))


def _pattern(query: str) -> re.Pattern:
    """How a query is cut up: where all is in capitals, NOT is a word like the others."""
    return PART_IN_CAPITALS if query.isupper() else PART


def _plain_quotes(query: str) -> str:
    return visible(query).translate(QUOTES)


def _words_of(part: re.Match, *, alone: bool) -> tuple[str, ...]:
    """Return the words of a part of a query; without contractions, unless it is quoted or all there is."""
    if part["phrase"] is not None:
        return tuple(words(part["phrase"]))
    written = DOTTED.sub(lambda letters: letters[0].replace(".", ""), part["word"])
    return tuple(words(written if alone else CONTRACTED.sub("", written)))


def _in_capitals(query: str) -> frozenset[str]:
    if query.isupper():
        return frozenset()
    return frozenset(compared(word) for word in WRITTEN.findall(query) if word.isupper())


@lru_cache(maxsize=20_000)
def folded(word: str) -> str:
    """Return the term of a word as it stands."""
    return _plain(fold(word))


@lru_cache(maxsize=20_000)
def stem(word: str, language: str) -> str:
    """Return the term of a word's stem in a language, "" where none is known.

    Where little would be left ("tec" of "Tecos" in Spanish, "azi" of "aziende") it is the singular; of
    what the stemmer takes for another word it is its own.
    """
    if own := endings.own_stem(fold(word), language):
        return f"{language}_{own}"
    base = endings.base_form(word, language)
    plain = fold(base)
    if language == "sl":
        left = SLOVENIAN.sub("", plain)
    elif language in STEMMERS:
        left = fold(_stemmer(language).stemWord(base))
    else:
        return ""
    if endings.is_little(left, plain, language):
        left = endings.singular(plain, language)
    return f"{language}_{_plain(endings.alike(left, language))}"


def stems(word: str, languages: Iterable[str] = LANGUAGES) -> list[str]:
    """Return the terms of a word's stems in each of the languages that it may be of."""
    return [stem(word, language) for language in languages]


@lru_cache(maxsize=len(STEMMERS))
def _stemmer(language: str):
    stemmer = snowballstemmer.stemmer(STEMMERS[language])
    stemmer.maxCacheSize = 0  # `stem` remembers; PyStemmer's own memory costs more than stemming
    return stemmer


def _plain(word: str) -> str:
    """Spell letters outside a-z and digits as their code points: engines differ in what they keep."""
    if word.isascii() and word.isalnum():
        return word[:LONGEST_TERM]
    return re.sub(r"[^0-9a-z]", lambda found: f"{ord(found[0]):x}", word)[:LONGEST_TERM]
