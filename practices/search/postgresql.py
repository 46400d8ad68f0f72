"""The text index on PostgreSQL: a tsvector made of our own terms.

Vectors and queries are written as literals, so that PostgreSQL's own parser never sees the text. A
field is part of the term ("a.robot"): asked by weight, PostgreSQL would read every matching row.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext

import numpy as np
from django.db import OperationalError, connection, transaction
from psycopg2.errors import QueryCanceled
from psycopg2.extras import execute_values

from practices.packed import unpacked
from practices.search.limits import TooLong

# What begins a term of each column; labels stand under their own prefix alone.
COLUMN_PREFIXES = {"a": ("", "a."), "b": ("", "m."), "c": ("",), "d": ("l.",)}
FIELDS = {"title": ("a.",), "middle": ("m.",), "own": ("",), "label": ("l.",), "any": ("", "l.")}
LAST_POSITION = 16383
# The planner does not count what unpacking a long vector costs, and would rather read every row.
SETTINGS = "SET LOCAL enable_seqscan = off; SET LOCAL statement_timeout = %d; "
MATCHING = (
    "(SELECT string_agg(int8send(rowid), '') FROM practices_textindex "
    "WHERE practices_textindex @@ ANY(%s::tsquery[]))"
)
# Asked one by one: of one query with all of them PostgreSQL weighs every term for every row.
BETWEEN_QUERIES = "\n"
AS_BEFORE = "SET LOCAL enable_seqscan TO DEFAULT; SET LOCAL statement_timeout TO DEFAULT"


def expression(terms: Iterable[str], field: str) -> str:
    """Return the tsqueries: any of the terms in the field."""
    return BETWEEN_QUERIES.join(f"'{prefix}{term}'" for term in terms for prefix in FIELDS[field])


def phrase(terms: Iterable[str]) -> str:
    """Return the tsqueries: the terms one after the other, in own text or in a label."""
    terms = list(terms)
    return BETWEEN_QUERIES.join(
        " <-> ".join(f"'{prefix}{term}'" for term in terms) for prefix in FIELDS["any"]
    )


def begun(terms: list[str]) -> str:
    """Return the tsquery: a title that holds all the terms, the last one perhaps only begun."""
    *whole, last = terms
    return " & ".join([*(f"'a.{term}'" for term in whole), f"'a.{last}':*"])


def ids(queries: list[str], seconds: float) -> list[np.ndarray]:
    """Return the entries that match each expression; raises TooLong when the time is over."""
    asked = f"SELECT {', '.join([MATCHING] * len(queries))}"
    with _limited(seconds), connection.cursor() as cursor:
        listed = [query.split(BETWEEN_QUERIES) for query in queries]
        cursor.execute(f"{SETTINGS % max(1, seconds * 1000)}{asked}", listed)
        answers = cursor.fetchone()
        if connection.in_atomic_block:
            cursor.execute(AS_BEFORE)
    return [unpacked(packed) for packed in answers]


@contextmanager
def _limited(seconds: float) -> Iterator[None]:
    """Several statements sent at once are a transaction of their own, unless one is under way."""
    if seconds <= 0:
        raise TooLong
    try:
        with transaction.atomic() if connection.in_atomic_block else nullcontext():
            yield
    except OperationalError as error:
        if isinstance(error.__cause__, QueryCanceled):
            raise TooLong from error
        raise


def counts(keys: list[int], terms: list[str]) -> dict[tuple[int, str], int]:
    """Return how often terms stand in the own text of entries, by (entry, term).

    Marked and filtered inside the vector: a row for every other term of it would take ten times as long.
    """
    if not keys or not terms:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rowid, lexeme, cardinality(positions) FROM practices_textindex, "
            "unnest(ts_filter(setweight(practices_textindex, 'A', %s), '{a}')) "
            "WHERE rowid = ANY(%s)",
            [terms, keys],
        )
        return {(key, term): count for key, term, count in cursor}


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
    """Every term with its places (for phrases); those of title and middle under their field too."""
    told, place = [], 0
    for prefixes, column in zip(COLUMN_PREFIXES.values(), columns, strict=True):
        terms = column.split()
        placed, *fielded = prefixes
        told += [
            f"'{placed}{term}':{min(place + number, LAST_POSITION)}"
            for number, term in enumerate(terms, start=1)
        ]
        told += [f"'{prefix}{term}'" for prefix in fielded for term in dict.fromkeys(terms)]
        place += len(terms)
    return " ".join(told)
