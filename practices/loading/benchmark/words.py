"""Made-up texts in eight languages: real words of data/ and compounds of them, in a natural skew.

Each language has its own list of words in order of frequency; the word at rank r is drawn with
weight 1/r (Zipf). Words of the field stand in every list: some words run through all languages.
"""

import itertools
import json
import random
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np

LETTERS = re.compile(r"[^\W\d_]{3,}")
WORDS_PER_LANGUAGE = 5_000
FIELD_WORDS = 120
SENTENCE = 12
# Share of the practices written in each language, in percent.
LANGUAGES = {"en": 45, "es": 12, "it": 12, "fr": 9, "pl": 7, "nl": 6, "fi": 5, "sl": 4}
# The countries whose place names are written in a language.
COUNTRIES = {
    "es": ("ES",), "it": ("IT",), "fr": ("FR", "LU"), "pl": ("PL",), "nl": ("NL", "BE"),
    "fi": ("FI",), "sl": ("SI",),
}  # fmt: skip
SMALL_WORDS = {
    "en": "the of and to in for with is by on from that it as are at their which this was",
    "es": "de la que el en y los del se las por un para con una su al es lo como",
    "it": "di e il la che in un per del con non una sono da le dei nel alla si come",
    "fr": "de la le et les des en un du une que est pour qui dans par plus au sur ce",
    "pl": "w i na z do nie jest o przez dla po od oraz za ich jako przy lub tym tej",
    "nl": "de van een het en in is op te voor met die zijn door aan als om bij ook uit",
    "fi": "ja on ei se että oli myös kun tai niin mutta ovat jos sen joka kuin sekä voi vuoden",
    "sl": "in je v na za da se so z ki pri tudi od kot ali po iz bi do ter",
}
ENDINGS = {
    "en": "ation ing ment ness ers ised ity able ware craft wise ship",
    "es": "ación iento idad ador adora izado ería able mente ística",
    "it": "azione imento ità atore atrice izzato eria abile mente istica",
    "fr": "ation ement ité ateur atrice isé erie able ique eur",
    "pl": "owanie ość owy owego ownia iciel ację ałość arstwo nych",
    "nl": "ing heid ers werk baar schap kunde atie isch elijk",
    "fi": "inen uus minen ssa sta lle kset tyminen llinen tus",
    "sl": "anje ost nega ovanje stvo ijo ških lnik ilnica ena",
}


class Vocabulary:
    """The words of each language, and texts drawn from them."""

    def __init__(self, lists: dict[str, list[str]]):
        self.lists = lists
        self.weights = np.cumsum(1 / np.arange(1, WORDS_PER_LANGUAGE + 1))

    def draw(self, chance: random.Random, language: str, count: int) -> Iterator[str]:
        """Return `count` words of the language, frequent ones more often."""
        drawn = np.frombuffer(chance.randbytes(4 * count), dtype=np.uint32) / 2**32
        places = np.searchsorted(self.weights, drawn * self.weights[-1], side="right")
        return map(self.lists[language].__getitem__, places.tolist())


def text(words: Iterator[str], count: int) -> str:
    """Return the next `count` words as sentences."""
    taken = list(itertools.islice(words, count))
    sentences = (taken[start : start + SENTENCE] for start in range(0, count, SENTENCE))
    return " ".join(f"{' '.join(part).capitalize()}." for part in sentences)


def phrase(words: Iterator[str], count: int) -> str:
    """Return the next `count` words as a title or an item of a list."""
    return " ".join(itertools.islice(words, count)).capitalize()


def vocabulary(data: Path, *, seed: int) -> Vocabulary:
    """Make the lists of words from the folder data/: the same seed gives the same lists."""
    chance = random.Random(seed)  # noqa: S311
    real = real_words(data)
    field = [word for word in real["en"] if len(word) > 5][:FIELD_WORDS]
    return Vocabulary(
        {language: _ranked(language, field, real[language], chance) for language in LANGUAGES}
    )


def real_words(data: Path) -> dict[str, list[str]]:
    """Return the words of the records and of the code lists by language, frequent first."""
    found = {language: Counter() for language in LANGUAGES}
    for path in sorted((data / "smarty").glob("*.json")):
        for told in _texts(json.loads(path.read_text(encoding="utf-8"))):
            found["en"].update(_words(told))
    for path in sorted((data / "codes").glob("*.json")):
        for record in json.loads(path.read_text(encoding="utf-8"))["records"]:
            for language in found.keys() & record.get("labels", {}).keys():
                found[language].update(_words(record["labels"][language]))
            for language, countries in COUNTRIES.items():
                if record.get("country") in countries:
                    found[language].update(_words(record["name"]))
    return {language: _frequent_first(counted) for language, counted in found.items()}


def _ranked(language: str, field: list[str], real: list[str], chance: random.Random) -> list[str]:
    """Small words, then words of the field among those of the language, then compounds of them."""
    own = iter(real)
    ranked = SMALL_WORDS[language].split()
    for word in field:
        ranked += [word, *itertools.islice(own, 2)]
    known = dict.fromkeys([*ranked, *own])
    compounds = _compounds(language, [*real, *field], chance)
    while len(known) < WORDS_PER_LANGUAGE:
        known.setdefault(next(compounds))
    return list(known)[:WORDS_PER_LANGUAGE]


def _compounds(language: str, real: list[str], chance: random.Random) -> Iterator[str]:
    starts = [word for word in real if len(word) > 3]
    endings = ENDINGS[language].split()
    while True:
        first, second = chance.choice(starts), chance.choice(starts)
        joined = first[:5] + second[:4] if chance.random() < 0.5 else first[:6]
        yield joined + chance.choice(endings)


def _texts(node) -> Iterator[str]:
    if isinstance(node, str) and "://" not in node:
        yield node
    elif isinstance(node, dict | list):
        for inner in node.values() if isinstance(node, dict) else node:
            yield from _texts(inner)


def _words(told: str) -> list[str]:
    return LETTERS.findall(told.lower())


def _frequent_first(counted: Counter) -> list[str]:
    return sorted(counted, key=lambda word: (-counted[word], word))
