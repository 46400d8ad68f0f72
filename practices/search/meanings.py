"""What concepts, texts and queries are about, as vectors: the nearer in meaning, the smaller the angle.

data/codes/meanings.json holds a vector for each concept of the table; how it was made says
benchmarks/meanings.py. A text has the sum of those of the concepts it speaks of, a query that of its own.
Among the best hits, those nearest to what was asked come first; nothing is found by its meaning alone.
"""

import json
import math
from base64 import b64decode
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import numpy as np
from django.conf import settings

from practices.models.catalogue import Meaning
from practices.search.concepts import term_of

FILE = Path(settings.BASE_DIR) / "data" / "codes" / "meanings.json"
SAID = (4, 3, 2, 1)  # times that a concept counts, by the weight of the text that names it
LARGEST = 127  # of a number kept in a byte
Vector = np.ndarray  # of length 1


@lru_cache(maxsize=1)
def vectors() -> dict[str, Vector]:
    """Return the vector of each concept that has one, by its term."""
    records = json.loads(FILE.read_text(encoding="utf-8"))["records"]
    return {
        term_of(record["concept"]): _unit(_unpacked(b64decode(record["vector"])))
        for record in records
    }


def packed(vector: Vector) -> bytes:
    """Return a vector in a byte for each of its numbers; b"" of one that points nowhere."""
    largest = np.abs(vector).max(initial=0.0)
    return np.rint(vector * (LARGEST / largest)).astype(np.int8).tobytes() if largest else b""


def of_text(columns: Iterable[Iterable[str]]) -> bytes:
    """Return the packed vector of a text by its terms, by weight; b"" of one that names no concept."""
    known, said = vectors(), Counter()
    for weight, terms in zip(SAID, columns, strict=True):
        for term in terms:
            if term in known:
                said[term] += weight
    if not said:
        return b""
    often = np.fromiter((1 + math.log(count) for count in said.values()), dtype=np.float32)
    return packed(often @ np.stack([known[term] for term in said]))


def write(rows: Iterable[tuple[int, bytes]]) -> None:
    """Keep the vectors of entries that have none yet; what means nothing known is left out."""
    Meaning.objects.bulk_create(
        Meaning(entry_id=entry_id, vector=vector) for entry_id, vector in rows if vector
    )


def holds(entry_id: int, columns: Iterable[Iterable[str]]) -> bool:
    """Whether just the vector of these terms is kept for an entry."""
    kept = Meaning.objects.filter(pk=entry_id).values_list("vector", flat=True).first()
    return bytes(kept or b"") == of_text(columns)


def of_query(told: Iterable[tuple[list[str], float]]) -> Vector | None:
    """Return the vector of what was asked, by concepts and what these are worth; None of nothing known."""
    shares = [
        (known[term], worth / len(concepts))
        for known in [vectors()]
        for concepts, worth in told
        for term in concepts
        if term in known
    ]
    if not any(share for _vector, share in shares):
        return None
    return _unit(sum(share * vector for vector, share in shares))


def likeness(keys: list[int], asked: Vector) -> dict[int, float]:
    """Return how near in meaning entries are to what was asked, by primary key: 1 the nearest of them.

    What points elsewhere is left out.
    """
    rows = Meaning.objects.filter(pk__in=keys).values_list("pk", "vector")
    kept = {key: bytes(vector) for key, vector in rows if len(vector) == len(asked)}
    if not kept:
        return {}
    held = _unpacked(b"".join(kept.values())).reshape(len(kept), -1)
    near = held @ asked / np.linalg.norm(held, axis=1)
    nearest = near.max()
    return {key: float(angle / nearest) for key, angle in zip(kept, near, strict=True) if angle > 0}


def _unpacked(kept: bytes) -> Vector:
    return np.frombuffer(kept, dtype=np.int8).astype(np.float32)


def _unit(vector: Vector) -> Vector:
    return vector / np.linalg.norm(vector)
