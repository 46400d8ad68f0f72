"""The dump as a SQLite database, for those who ask in SQL."""

import itertools
import json
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path

from practices.exporting.rows import COLUMNS, rows
from practices.exporting.source import Source
from practices.models import CatalogueEntry

BLOCK = 1 << 16
NUMBERS = {"start_year", "end_year", "results", "newest_evidence_year", "level", "edition"}
CLAIM = (
    "number", "kind", "statement", "value", "qualifier", "unit", "unit_note", "date",
    "baseline_value", "baseline_date", "measured_by", "method", "comparator",
)  # fmt: skip
EVIDENCE = ("number", "type", "title", "url", "issuer", "issuer_relation", "date", "page")
LINKS = ("themes", "technologies")
VALUES = {"number": "INTEGER", "value": "REAL", "baseline_value": "REAL"}


def sqlite_file(source: Source) -> Iterator[bytes]:
    """Yield a database with the tables practices, claims, evidence, claim_evidence, the links of
    practices with codes, codes with their English labels, and about."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "practices.sqlite"
        base = sqlite3.connect(path)
        try:
            _make(base)
            _fill(base, source)
            base.commit()
        finally:
            base.close()
        with path.open("rb") as file:
            while block := file.read(BLOCK):
                yield block


def _make(base: sqlite3.Connection) -> None:
    columns = [f"{name} {'INTEGER' if name in NUMBERS else 'TEXT'}" for name in COLUMNS]
    columns[0] += " PRIMARY KEY"
    base.execute(f"CREATE TABLE practices ({', '.join(columns)}, document TEXT)")
    for table, names in (("claims", CLAIM), ("evidence", EVIDENCE)):
        own = ", ".join(f"{name} {VALUES.get(name, 'TEXT')}" for name in names)
        base.execute(
            f"CREATE TABLE {table} (practice TEXT REFERENCES practices, {own},"
            " PRIMARY KEY (practice, number))"
        )
    base.execute("CREATE TABLE claim_evidence (practice TEXT, claim INTEGER, evidence INTEGER)")
    for name in (*LINKS, "sectors"):
        base.execute(
            f"CREATE TABLE practice_{name} (practice TEXT REFERENCES practices, code TEXT)"
        )
    base.execute("CREATE TABLE codes (list TEXT, code TEXT, label TEXT, PRIMARY KEY (list, code))")
    base.execute("CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT)")


def _fill(base: sqlite3.Connection, source: Source) -> None:
    _insert(base, "about", source.about.items())
    held = source.labels.held
    _insert(base, "codes", ((name, code, held[name][code]) for name in held for code in held[name]))
    flat = rows(source)
    for keys in source.chunks():
        entries = CatalogueEntry.objects.on_show().filter(pk__in=keys)
        documents = dict(entries.values_list("identifier", "edition__document"))
        for row in itertools.islice(flat, len(documents)):
            _insert_practice(base, row, documents[row["identifier"]])


def _insert_practice(base: sqlite3.Connection, row: dict, document: dict) -> None:
    name = row["identifier"]
    told = {key: value for key, value in document.items() if key != "related"}
    _insert(base, "practices", [(*row.values(), json.dumps(told, ensure_ascii=False))])
    for table, names in (("claims", CLAIM), ("evidence", EVIDENCE)):
        _insert(base, table, ((name, *(one[key] for key in names)) for one in document[table]))
    _insert(
        base,
        "claim_evidence",
        ((name, one["number"], number) for one in document["claims"] for number in one["evidence"]),
    )
    for link in LINKS:
        _insert(base, f"practice_{link}", ((name, code) for code in document[link]))
    _insert(base, "practice_sectors", ((name, one["code"]) for one in document["sectors"]))


def _insert(base: sqlite3.Connection, table: str, values) -> None:
    listed = list(values)
    if listed:
        places = ", ".join("?" * len(listed[0]))
        base.executemany(f"INSERT INTO {table} VALUES ({places})", listed)  # noqa: S608
