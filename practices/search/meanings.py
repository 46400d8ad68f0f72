"""What concepts, texts and queries are about, as vectors: the nearer in meaning, the smaller the angle.

data/codes/meanings.json holds a vector for each concept of the table; how it was made says
benchmarks/meanings.py. A text has the sum of those of the concepts it speaks of, a query that of its own.
Among the best hits, those nearest to what was asked come first; nothing is found by its meaning alone.
"""

import json
from base64 import b64decode
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import takewhile
from pathlib import Path
from typing import NamedTuple

import numpy as np
from django.conf import settings
from django.db import connection

from practices.models.catalogue import Meaning
from practices.search.concepts import is_concept, term_of

FILE = Path(settings.BASE_DIR) / "data" / "codes" / "meanings.json"
SAID = (4, 3, 2, 1)  # times that a concept counts, by the weight of the text that names it
FACTORS = 1 + np.log(np.arange(1, sum(SAID) + 1, dtype=np.float32))  # of a concept, by those times
LARGEST = 127  # of a number kept in a byte
ROUNDED = 1.0  # the most by which another machine's sum may differ there
KEPT = "SELECT entry_id, vector FROM practices_meaning WHERE entry_id IN"
Vector = np.ndarray


class Vectors(NamedTuple):
    """Vectors of length 1, one a row, and the row of each concept that has one, by its term."""

    places: dict[str, int]
    rows: np.ndarray


@lru_cache(maxsize=1)
def vectors() -> Vectors:
    """Return the vectors of the concepts of the table."""
    records = json.loads(FILE.read_text(encoding="utf-8"))["records"]
    rows = _unpacked(b"".join(b64decode(record["vector"]) for record in records))
    rows = rows.reshape(len(records), -1)
    return Vectors(
        {term_of(record["concept"]): place for place, record in enumerate(records)},
        rows / np.linalg.norm(rows, axis=1, keepdims=True),
    )


def packed(vector: Vector) -> bytes:
    """Return a vector in a byte for each of its numbers; b"" of one that points nowhere."""
    largest = np.abs(vector).max(initial=0.0)
    return np.rint(vector * (LARGEST / largest)).astype(np.int8).tobytes() if largest else b""


def of_text(columns: Iterable[Sequence[str]]) -> bytes:
    """Return the packed vector of a text by its terms, by weight; b"" of one that names no concept.

    The concepts are the last terms of each weight.
    """
    places, rows = vectors()
    said: dict[int, int] = {}
    for times, terms in zip(SAID, columns, strict=True):
        for term in takewhile(is_concept, reversed(terms)):
            if (place := places.get(term)) is not None:
                said[place] = said.get(place, 0) + times
    if not said:
        return b""
    factors = FACTORS[np.fromiter(said.values(), dtype=np.int32) - 1]
    return packed(factors @ rows[list(said)])


def write(rows: Iterable[tuple[int, bytes]]) -> None:
    """Keep the vectors of entries that have none yet; what means nothing known is left out."""
    Meaning.objects.bulk_create(
        Meaning(entry_id=entry_id, vector=vector) for entry_id, vector in rows if vector
    )


def holds(entry_id: int, columns: Iterable[Sequence[str]]) -> bool:
    """Whether the vector of these terms is kept for an entry, but for what machines round differently."""
    kept = Meaning.objects.filter(pk=entry_id).values_list("vector", flat=True).first() or b""
    wanted = of_text(columns)
    if len(kept) != len(wanted):
        return False
    return bool(np.abs(_unpacked(kept) - _unpacked(wanted)).max(initial=0.0) <= ROUNDED)


def of_query(told: Iterable[tuple[list[str], float]]) -> Vector | None:
    """Return the vector of what was asked, by concepts and what these are worth; None of nothing known."""
    places, rows = vectors()
    asked = np.zeros(rows.shape[1], dtype=np.float32)
    for concepts, worth in told:
        for term in concepts:
            if term in places:
                asked += worth / len(concepts) * rows[places[term]]
    length = np.linalg.norm(asked)
    return asked / length if length else None


def likeness(keys: list[int], asked: Vector) -> dict[int, float]:
    """Return how near in meaning entries are to what was asked, by primary key: 1 the nearest of them.

    What points elsewhere is left out.
    """
    kept = {key: vector for key, vector in _kept(keys) if len(vector) == len(asked)}
    if not kept:
        return {}
    held = _unpacked(b"".join(kept.values())).reshape(len(kept), -1)
    near = held @ asked / np.linalg.norm(held, axis=1)
    nearest = near.max()
    return {key: float(angle / nearest) for key, angle in zip(kept, near, strict=True) if angle > 0}


def _kept(keys: list[int]) -> Iterator[tuple[int, bytes]]:
    """The vectors of entries as they are kept; every search asks, and a queryset takes five times as long."""
    if not keys:
        return
    places = ", ".join(["%s"] * len(keys))
    with connection.cursor() as cursor:
        cursor.execute(f"{KEPT} ({places})", keys)
        yield from ((key, bytes(vector)) for key, vector in cursor)


def _unpacked(kept: bytes) -> Vector:
    return np.frombuffer(kept, dtype=np.int8).astype(np.float32)
