"""Concepts of the field: the same thing under its names and acronyms in nine languages.

The table is data/codes/terms.json, which an editor can extend; `rebuild_catalogue` then takes the new
terms into the index. A text that holds any term of a concept is indexed under the concept, and so is
found by every other term of it.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from practices.search.text import STEMMERS, folded, stem, words

FILE = Path(settings.BASE_DIR) / "data" / "codes" / "terms.json"
Sequence = tuple[str, ...]


@lru_cache(maxsize=1)
def table() -> dict[str, dict[Sequence, set[str]]]:
    """Return, by first term, the sequences of terms that name concepts.

    Folded words name a concept in a text of any language; stems only in their own.
    """
    named: dict[str, dict[Sequence, set[str]]] = defaultdict(dict)
    for record in json.loads(FILE.read_text(encoding="utf-8"))["records"]:
        concept = f"c_{record['concept']}"
        for language, terms in record["terms"].items():
            for term in terms:
                for sequence in _sequences(term, language):
                    named[sequence[0]].setdefault(sequence, set()).add(concept)
    return dict(named)


def _sequences(term: str, language: str) -> Iterator[Sequence]:
    spelled = words(term)
    yield tuple(folded(word) for word in spelled)
    if all(stem(word, language) for word in spelled) and not term.isupper():
        yield tuple(stem(word, language) for word in spelled)


def spans(
    spelled: list[str], languages: Iterable[str] = tuple(STEMMERS)
) -> Iterator[tuple[int, int, frozenset[str]]]:
    """Yield (first word, one past the last, concepts) wherever a term stands, the longest at a place."""
    rows = [[folded(word) for word in spelled]]
    rows += [[stem(word, language) for word in spelled] for language in languages]
    for start in range(len(spelled)):
        found = [match for row in rows for match in _at(row, start)]
        if found:
            longest = max(length for length, _ in found)
            concepts = frozenset().union(*(held for length, held in found if length == longest))
            yield start, start + longest, concepts


def _at(row: list[str], start: int) -> Iterator[tuple[int, set[str]]]:
    for sequence, concepts in table().get(row[start], {}).items():
        if tuple(row[start : start + len(sequence)]) == sequence:
            yield len(sequence), concepts


def of_text(text: str, language: str) -> list[str]:
    """Return the concepts that a text in `language` speaks of, each once, in order."""
    found = (concept for _, _, held in spans(words(text), [language]) for concept in sorted(held))
    return list(dict.fromkeys(found))
