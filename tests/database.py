"""The database as a whole, for tests: what it holds, put back, its triggers lifted; or one more."""

import contextlib
import os
import re
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path

import psycopg2
from django.db import connection

from partners import catalogue

TEXT_INDEX = "practices_textindex"
CODE_LISTS = (
    "partners_region",
    "practices_sector",
    "practices_technology",
    "practices_theme",
    "practices_unit",
)
WRITE_ONCE = ("practices_publicchange", "practices_edition")
ROWS_AT_ONCE = 500
NAMED = re.compile(r"(?<=/)\w+(?=\?|$)")  # the database's name in an address of PostgreSQL

Tables = dict[str, list[tuple]]


def tables() -> list[str]:
    """Return the portal's own tables, text index included."""
    named = connection.introspection.django_table_names(only_existing=True)
    own = sorted(name for name in named if name.startswith(("partners_", "practices_")))
    return [*own, TEXT_INDEX]


def columns(table: str) -> list[str]:
    """Return the columns that hold what was written into a table."""
    if table == TEXT_INDEX:
        own = {"sqlite": ["a", "b", "c", "d"], "postgresql": [TEXT_INDEX]}
        return ["rowid", *own[connection.vendor]]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} LIMIT 0")  # noqa: S608
        return [column[0] for column in cursor.description]


def rows(table: str) -> list[tuple]:
    """Return every row of a table as the database gives it, by primary key."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(columns(table))} FROM {table} ORDER BY 1")  # noqa: S608
        return cursor.fetchall()


def everything(*, but: tuple[str, ...] = ()) -> Tables:
    """Return every row of every table of the portal, to compare before and after."""
    return {table: rows(table) for table in tables() if table not in but}


def put_back(kept: Tables) -> None:
    """Insert rows that `everything` returned earlier."""
    with connection.cursor() as cursor:
        for table, held in kept.items():
            names = columns(table)
            for start in range(0, len(held), ROWS_AT_ONCE):
                part = held[start : start + ROWS_AT_ONCE]
                row = "({})".format(", ".join(["%s"] * len(names)))
                values = ", ".join([row] * len(part))
                cursor.execute(
                    f"INSERT INTO {table} ({', '.join(names)}) VALUES {values}",  # noqa: S608
                    [value for row in part for value in row],
                )


def triggers() -> dict[str, str]:
    """Return the SQL of every trigger the portal made, by name, from the engine's own catalogue."""
    catalogues = {
        "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger"
        " WHERE NOT tgisinternal",
    }
    with connection.cursor() as cursor:
        cursor.execute(catalogues[connection.vendor])
        return dict(cursor.fetchall())


def clear_write_once() -> None:
    """Remove what a test committed and Django's flush cannot: write-once rows, the text index.

    The flush is a TRUNCATE on PostgreSQL, which no trigger sees; on SQLite it is a DELETE, which
    the write-once triggers refuse: they are taken away for a moment.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {TEXT_INDEX}")  # noqa: S608
        if connection.vendor == "sqlite":
            made = triggers()
            with connection.constraint_checks_disabled():
                for name in made:
                    cursor.execute(f"DROP TRIGGER {name}")
                for table in WRITE_ONCE:
                    cursor.execute(f"DELETE FROM {table}")  # noqa: S608
                for sql in made.values():
                    cursor.execute(sql)


@contextlib.contextmanager
def of_its_own(folder: Path, *, like: str = "") -> Iterator[str]:
    """Give the address of a database on the engine of this run, for other processes.

    It is empty, or a copy of that of another address, which nobody may be using.
    """
    given = os.environ.get("DATABASE_URL", "")
    if not given.startswith("postgres"):
        path = folder / "portal.sqlite3"
        if like:
            shutil.copy(like.removeprefix("sqlite:///"), path)
        yield f"sqlite:///{path}"
        return
    name = f"apart_{secrets.token_hex(4)}"
    template = f" TEMPLATE {NAMED.search(like).group()}" if like else ""
    _on_postgresql(given, f"CREATE DATABASE {name}{template}")
    try:
        yield NAMED.sub(name, given, count=1)
    finally:
        _on_postgresql(given, f"DROP DATABASE {name} WITH (FORCE)")


def _on_postgresql(address: str, statement: str) -> None:
    made = psycopg2.connect(address)
    made.autocommit = True
    with contextlib.closing(made), made.cursor() as cursor:
        cursor.execute(statement)


def empty() -> None:
    """Take every row of the portal away but the code lists, as on a machine where nothing is loaded."""
    kept = {*CODE_LISTS, TEXT_INDEX}
    with connection.cursor() as cursor:
        made = triggers()
        for name in made:
            table = name.rpartition("_no_")[0]
            on = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER {name}{on}")
        cursor.execute(f"DELETE FROM {TEXT_INDEX}")  # noqa: S608
        with connection.constraint_checks_disabled():
            for table in set(tables()) - kept:
                cursor.execute(f"DELETE FROM {table}")  # noqa: S608
        for sql in made.values():
            cursor.execute(sql)
    catalogue.raise_version()
