"""The text index on SQLite: an FTS5 table of terms, one column per weight."""

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import numpy as np
from django.db import OperationalError, connection

from practices.packed import unpacked
from practices.search.limits import TooLong

FIELDS = {"title": "{a} : ", "middle": "{b} : ", "own": "{a b c} : ", "label": "{d} : ", "any": ""}
OWN_TEXT = "SELECT rowid, a || ' ' || b || ' ' || c FROM practices_textindex WHERE rowid IN"
MATCHING = (
    "(SELECT group_concat(rowid) FROM practices_textindex WHERE practices_textindex MATCH %s)"
)
STEPS = 20_000  # of SQLite's machine between two looks at the clock: about a millisecond


def expression(terms: Iterable[str], field: str) -> str:
    """Return the FTS5 query: any of the terms in the field."""
    return FIELDS[field] + "(" + " OR ".join(f'"{term}"' for term in terms) + ")"


def phrase(terms: Iterable[str]) -> str:
    """Return the FTS5 query: the terms one after the other."""
    return '"' + " ".join(terms) + '"'


def begun(terms: list[str]) -> str:
    """Return the FTS5 query: a title that holds all the terms, the last one perhaps only begun."""
    *whole, last = terms
    return " AND ".join([*(f'{{a}} : "{term}"' for term in whole), f'{{a}} : "{last}" *'])


def ids(queries: list[str], seconds: float) -> list[np.ndarray]:
    """Return the entries that match each expression; raises TooLong when the time is over."""
    with _limited(seconds), connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join([MATCHING] * len(queries))}", queries)
        return [unpacked(listed) for listed in cursor.fetchone()]


@contextmanager
def _limited(seconds: float) -> Iterator[None]:
    end = time.monotonic() + seconds
    if seconds <= 0:
        raise TooLong
    connection.ensure_connection()
    connection.connection.set_progress_handler(lambda: time.monotonic() > end, STEPS)
    try:
        yield
    except OperationalError as error:
        if time.monotonic() > end:
            raise TooLong from error
        raise
    finally:
        connection.connection.set_progress_handler(None, 0)


def counts(keys: list[int], terms: list[str]) -> dict[tuple[int, str], int]:
    """Return how often terms stand in the own text of entries, by (entry, term)."""
    if not keys or not terms:
        return {}
    places = ", ".join(["%s"] * len(keys))
    found = {}
    with connection.cursor() as cursor:
        cursor.execute(f"{OWN_TEXT} ({places})", keys)
        for key, text in cursor:
            told = f" {text} ".replace(" ", "  ")  # so that two terms never share a blank
            found |= {(key, term): told.count(f" {term} ") for term in terms}
    return found


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
