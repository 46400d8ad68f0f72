"""The text index on SQLite: an FTS5 table of terms, one column per weight, ranked by bm25."""

from django.db import connection

WEIGHTS = (10.0, 5.0, 3.0, 1.0)
MATCH = "{column} MATCH %s"
RANK = '-bm25("practices_textindex", {}, {}, {}, {})'.format(*WEIGHTS)


def expression(terms: tuple[tuple[str, ...], ...]) -> str:
    """Return the FTS5 query: every word in one of its terms."""
    return " AND ".join("({})".format(" OR ".join(f'"{term}"' for term in word)) for word in terms)


def rank(terms: tuple[tuple[str, ...], ...]) -> tuple[str, list]:
    """Return the SQL, and its parameters, of how well a hit fits: higher is better."""
    return RANK, []


def write(entry_id: int, columns: tuple[str, ...]) -> None:
    """Put the terms of an entry (one string per weight, heaviest first) into the index."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO practices_textindex (rowid, a, b, c, d) VALUES (%s, %s, %s, %s, %s)",
            [entry_id, *columns],
        )


def holds(entry_id: int, columns: tuple[str, ...]) -> bool:
    """Whether the index holds exactly these terms for the entry."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT a, b, c, d FROM practices_textindex WHERE rowid = %s", [entry_id])
        return cursor.fetchone() == columns
