"""The text index on SQLite: an FTS5 table of terms, one column per weight."""

from collections.abc import Iterable

import numpy as np
from django.db import connection

FIELDS = {"title": "{a} : ", "middle": "{b c} : ", "any": ""}


def expression(terms: Iterable[str], field: str) -> str:
    """Return the FTS5 query: any of the terms in the field."""
    return FIELDS[field] + "(" + " OR ".join(f'"{term}"' for term in terms) + ")"


def phrase(terms: Iterable[str]) -> str:
    """Return the FTS5 query: the terms one after the other."""
    return '"' + " ".join(terms) + '"'


def ids(query: str) -> np.ndarray:
    """Return the entries that match an expression."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rowid FROM practices_textindex WHERE practices_textindex MATCH %s", [query]
        )
        return np.fromiter((row[0] for row in cursor.fetchall()), dtype=np.int64)


def write(rows: Iterable[tuple[int, tuple[str, ...]]]) -> None:
    """Put the terms of entries (one string per weight, heaviest first) into the index."""
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO practices_textindex (rowid, a, b, c, d) VALUES (%s, %s, %s, %s, %s)",
            [(entry_id, *columns) for entry_id, columns in rows],
        )


def holds(entry_id: int, columns: tuple[str, ...]) -> bool:
    """Whether the index holds exactly these terms for the entry."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT a, b, c, d FROM practices_textindex WHERE rowid = %s", [entry_id])
        return cursor.fetchone() == columns
