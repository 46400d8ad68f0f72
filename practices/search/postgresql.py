"""The text index on PostgreSQL: a tsvector made of our own terms.

Vectors and queries are written as literals, so that PostgreSQL's own parser never sees the text. A
field is part of the term ("title.robot"): asked by weight, PostgreSQL would read every matching row.
"""

from collections.abc import Iterable

import numpy as np
from django.db import connection
from psycopg2.extras import execute_values

PREFIXES = {"title": "a.", "middle": "m.", "any": ""}
COLUMN_PREFIXES = ("a.", "m.", "m.", "")
LAST_POSITION = 16383


def expression(terms: Iterable[str], field: str) -> str:
    """Return the tsquery: any of the terms in the field."""
    return "(" + " | ".join(f"'{PREFIXES[field]}{term}'" for term in terms) + ")"


def phrase(terms: Iterable[str]) -> str:
    """Return the tsquery: the terms one after the other."""
    return " <-> ".join(f"'{term}'" for term in terms)


def ids(query: str) -> np.ndarray:
    """Return the entries that match an expression."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT string_agg(int8send(rowid), '') FROM practices_textindex "
            "WHERE practices_textindex @@ %s::tsquery",
            [query],
        )
        (packed,) = cursor.fetchone()
    return np.frombuffer(packed or b"", dtype=">i8").astype(np.int64)


def write(rows: Iterable[tuple[int, tuple[str, ...]]]) -> None:
    """Put the terms of entries (one string per weight, heaviest first) into the index."""
    with connection.cursor() as cursor:
        execute_values(
            cursor.cursor,
            "INSERT INTO practices_textindex (rowid, practices_textindex) VALUES %s",
            [(entry_id, _vector(columns)) for entry_id, columns in rows],
            template="(%s, %s::tsvector)",
            page_size=500,
        )


def holds(entry_id: int, columns: tuple[str, ...]) -> bool:
    """Whether the index holds exactly these terms for the entry."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT practices_textindex = %s::tsvector FROM practices_textindex WHERE rowid = %s",
            [_vector(columns), entry_id],
        )
        return cursor.fetchone() == (True,)


def _vector(columns: tuple[str, ...]) -> str:
    """Every term with its place (for phrases), and those of title and middle under their field too."""
    terms = [term for column in columns for term in column.split()]
    placed = [f"'{term}':{min(place, LAST_POSITION)}" for place, term in enumerate(terms, start=1)]
    fielded = {
        f"'{prefix}{term}'"
        for prefix, column in zip(COLUMN_PREFIXES, columns, strict=True)
        for term in column.split()
        if prefix
    }
    return " ".join([*placed, *sorted(fielded)])
