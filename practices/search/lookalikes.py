"""Words that have the stem or the spelling of a term and are another word: "played" is not "playful".

The list is data/codes/lookalikes.json, which an editor can extend like the table of terms: `by_stem` are
words that share the stem of a term of their own language, `by_spelling` words that are spelled like a
term of another language (Italian "sembra", it seems, like Catalan "sembra", sowing).
"""

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from django.conf import settings

from practices.search.text import folded, stem

FILE = Path(settings.BASE_DIR) / "data" / "codes" / "lookalikes.json"


class Lookalikes(NamedTuple):
    """The words of one language that name nothing by their stem, and nothing as they are spelled."""

    by_stem: frozenset[str] = frozenset()
    by_spelling: frozenset[str] = frozenset()


@cache
def _listed() -> dict[str, Lookalikes]:
    records = json.loads(FILE.read_text(encoding="utf-8"))["records"]
    return {
        record["language"]: Lookalikes(_words(record["by_stem"]), _words(record["by_spelling"]))
        for record in records
    }


def _words(lines: dict[str, str]) -> frozenset[str]:
    return frozenset(word for line in lines.values() for word in line.split())


def make_ready() -> None:
    """Read the list."""
    _listed()


def lookalikes(language: str) -> Lookalikes:
    """Return the words of a language that are not what they look like, none where it is not known."""
    return _listed().get(language, Lookalikes())


def naming(word: str, languages: Sequence[str]) -> list[str]:
    """Return the terms by which a word, of one of these languages, may name a concept.

    Spelled like a term it may, unless it is another word in each of the languages.
    """
    terms = [stem(word, one) for one in languages if word not in lookalikes(one).by_stem]
    if any(word not in lookalikes(one).by_spelling for one in languages):
        terms.append(folded(word))
    return terms
