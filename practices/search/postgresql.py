"""The text index on PostgreSQL: a tsvector made of our own terms, ranked by ts_rank.

Vectors and queries are written as literals, so that PostgreSQL's own parser never sees the text.
"""

from django.db import connection

WEIGHTS = "{0.1,0.3,0.5,1.0}"  # D, C, B, A
LAST_POSITION = 16383
MATCH = "{column} @@ %s::tsquery"


def expression(terms: tuple[tuple[str, ...], ...]) -> str:
    """Return the tsquery: every word in one of its terms."""
    return " & ".join("({})".format(" | ".join(f"'{term}'" for term in word)) for word in terms)


def rank(terms: tuple[tuple[str, ...], ...]) -> tuple[str, list]:
    """Return the SQL, and its parameters, of how well a hit fits: higher is better."""
    column = '"practices_textindex"."practices_textindex"'
    return f"ts_rank('{WEIGHTS}', {column}, %s::tsquery)", [expression(terms)]


def write(entry_id: int, columns: tuple[str, ...]) -> None:
    """Put the terms of an entry (one string per weight, heaviest first) into the index."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO practices_textindex (rowid, practices_textindex) VALUES (%s, %s::tsvector)",
            [entry_id, _vector(columns)],
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
    weighted = [
        (term, weight)
        for weight, terms in zip("ABCD", columns, strict=True)
        for term in terms.split()
    ]
    return " ".join(
        f"'{term}':{min(position, LAST_POSITION)}{weight}"
        for position, (term, weight) in enumerate(weighted, start=1)
    )
