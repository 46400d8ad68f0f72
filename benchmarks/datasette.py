"""The same table, facets and search served by Datasette beside the portal, asked for the same answers.

Called by `benchmarks.run --datasette-python PYTHON` (an interpreter with benchmarks/requirements.txt).
Datasette serves a SQLite file of its own with the entries on show: themes, technologies, sectors and
regions as JSON arrays (sectors and regions with all codes above), and an FTS5 table of the portal's
own terms. It is asked over HTTP on this machine, the portal's API in this process. Datasette counts a
facet under all filters, the portal under all *other* ones, so a filtered question takes one request
more for each filtered facet. Rows, total and counts of both must be equal, or the run fails.

"As served" is the portal as it is set up without further ado: what was answered before is kept for the
next who asks. Datasette keeps nothing.
"""

import argparse
import json
import os
import socket
import sqlite3
import statistics
import subprocess
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import urlopen

from django.conf import settings
from django.http import QueryDict
from django.test import Client

from benchmarks.portal import client
from benchmarks.scenarios import Scenario, chosen
from practices.facets import TREES, above
from practices.filters import PracticeFilterSet
from practices.models import CatalogueEntry
from practices.search import engine

ROUNDS, QUESTIONS, PAGE = 3, 3, 20
KEPT_MB = 16  # as settings.py has it
FOLDER = Path(os.environ["DATA_DIR"])
# Facets of the portal, the columns that hold them, and those with several values in a row.
COLUMNS = {
    "theme": "themes", "technology": "technologies", "sector": "sectors", "country": "country",
    "region": "regions", "nature": "nature",
}  # fmt: skip
ARRAYS = {"themes", "technologies", "sectors", "regions"}
ASKED = (
    "nothing",
    "rare word (0.1 %)",
    "common word (12 %)",
    "very common word (50 %)",
    "filters only",
)
SETTINGS = {
    "facet_time_limit_ms": 600_000, "sql_time_limit_ms": 600_000, "max_returned_rows": 5_000,
    "suggest_facets": "off", "default_cache_ttl": 0,
}  # fmt: skip
TABLE = {
    "fts_table": "practices_fts",
    "fts_pk": "id",
    "searchmode": "raw",
    "sort_desc": "published",
}
CHUNK = 1_000
INSERT = "INSERT INTO practices VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"


def main() -> None:
    """Fill Datasette's file, serve it, ask both in turns, print the table of ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("python", help="interpreter that has Datasette")
    python = parser.parse_args().python
    path = FOLDER / "datasette.db"
    path.unlink(missing_ok=True)
    export(path)
    kinds = [kind for kind in chosen() if kind.name in ASKED]
    with served(python, path) as address:
        print_table(compared(kinds, address), path)


# The same table


def export(path: Path) -> None:
    """Write the entries on show into a SQLite file the way Datasette's documentation advises."""
    with sqlite3.connect(path) as database:
        database.execute(
            "CREATE TABLE practices (id INTEGER PRIMARY KEY, identifier TEXT, slug TEXT, title TEXT, "
            "summary TEXT, published TEXT, themes TEXT, technologies TEXT, sectors TEXT, "
            "coded TEXT, regions TEXT, country TEXT, nature TEXT)"
        )
        for rows in entries_on_show():
            database.executemany(INSERT, map(exported, rows))
        for column in ("published", "country", "nature"):
            database.execute(f"CREATE INDEX by_{column} ON practices ({column})")
    copy_terms(path)


def copy_terms(path: Path) -> None:
    """Give Datasette's file the very terms that the portal's own index holds."""
    with sqlite3.connect(path) as database:
        database.execute("ATTACH ? AS portal", [settings.DATABASES["default"]["NAME"]])
        query = "SELECT sql FROM portal.sqlite_master WHERE name = 'practices_textindex'"
        (made,) = database.execute(query).fetchone()
        database.execute(made.replace("practices_textindex", "practices_fts"))
        database.execute(
            "INSERT INTO practices_fts (rowid, a, b, c, d) SELECT rowid, a, b, c, d "
            "FROM portal.practices_textindex WHERE rowid IN (SELECT id FROM practices)"
        )
        database.commit()
        database.execute("DETACH portal")
        database.execute("ANALYZE")


def entries_on_show() -> Iterator[list[CatalogueEntry]]:
    found = CatalogueEntry.objects.on_show().select_related("edition")
    keys = list(found.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), CHUNK):
        yield list(found.filter(pk__in=keys[start : start + CHUNK]))


def exported(entry: CatalogueEntry) -> tuple:
    """The row of an entry: of trees all codes above are held too, and sectors also as coded."""
    facts = entry.edition.document
    coded = [sector["code"] for sector in facts["sectors"]]
    arrays = (
        facts["themes"],
        facts["technologies"],
        with_above("sector", coded),
        coded,
        with_above("region", [facts["region"]]),
    )
    return (
        entry.pk,
        entry.identifier,
        entry.slug,
        entry.title,
        entry.summary,
        entry.first_published_at.isoformat(),
        *map(json.dumps, arrays),
        entry.country,
        entry.nature,
    )


def with_above(facet: str, codes: list[str]) -> list[str]:
    return sorted({code for low in codes for code in (*above(facet, low), low)})


# Serving and asking


@contextmanager
def served(python: str, path: Path) -> Iterator[str]:
    """Serve the file with Datasette on a free port; yield the address of the table."""
    metadata = FOLDER / "datasette.json"
    metadata.write_text(json.dumps({"databases": {path.stem: {"tables": {"practices": TABLE}}}}))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [python, "-m", "datasette", "serve", "--immutable", str(path), "--port", str(port)]
    command += ["--metadata", str(metadata)]
    for name, value in SETTINGS.items():
        command += ["--setting", name, str(value)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield wait_for(f"http://127.0.0.1:{port}/{path.stem}/practices.json")
    finally:
        server.terminate()
        server.wait()


def wait_for(address: str) -> str:
    for _second in range(120):
        try:
            with urlopen(f"{address}?_size=0"):  # noqa: S310
                return address
        except URLError:
            time.sleep(0.5)
    raise AssertionError("Datasette did not start.")


def requests_for(question: dict) -> dict[tuple[str, ...], dict]:
    """Return Datasette's parameters for a question, by the facets that each request counts."""
    filtered = [name for name in question if name in COLUMNS]
    others = tuple(name for name in COLUMNS if name not in filtered)
    wanted = {others: parameters(question, others)}
    for name in filtered:
        less = {key: value for key, value in question.items() if key != name}
        wanted[(name,)] = parameters(less, (name,), rows=False)
    return wanted


def parameters(question: dict, facets: tuple[str, ...], *, rows: bool = True) -> dict:
    asked = defaultdict(list)
    asked["_size"] = PAGE if rows else 0
    asked["_facet_size"] = "max"
    asked["_shape"] = "objects"
    for name in facets:
        asked["_facet_array" if COLUMNS[name] in ARRAYS else "_facet"].append(COLUMNS[name])
    if "q" in question:
        asked["_search"] = matched(question["q"])
    for name in question.keys() & COLUMNS.keys():
        asked["_where"].append(clause(name, question[name]))
    return asked


def matched(word: str) -> str:
    """Return the FTS5 expression that the portal itself asks for one word."""
    asked = PracticeFilterSet(QueryDict(urlencode({"q": word})), CatalogueEntry.objects.on_show())
    (read,) = asked.hits.words
    return engine().expression(read.terms, "any")


def clause(name: str, codes: list[str]) -> str:
    """Return the condition of a filter: any of the codes, or below them, and for sectors above."""
    if COLUMNS[name] not in ARRAYS:
        return f"{COLUMNS[name]} in ({quoted(codes)})"
    held = "exists (select 1 from json_each({}) where value in ({}))"
    conditions = [held.format(COLUMNS[name], quoted(codes))]
    if name == "sector" and (broader := {code for low in codes for code in above(name, low)}):
        conditions.append(held.format("coded", quoted(sorted(broader))))
    return f"({' or '.join(conditions)})"


def quoted(codes: list[str]) -> str:
    return ", ".join(f"'{code}'" for code in codes)


# Comparing


def compared(kinds: list[Scenario], address: str) -> dict[str, dict]:
    """Return by kind the milliseconds of both and the requests it takes; all answers are equal."""
    found, keeping = {}, as_served()
    for kind in kinds:
        row = found[kind.name] = {"portal": [], "kept": [], "datasette": [], "requests": 0}
        for turn in range(ROUNDS):
            for question in kind.questions[:QUESTIONS]:
                taken, own = ask_portal(question, client)
                row["portal"].append(taken)
                taken, again = ask_portal(question, keeping)
                if turn:
                    row["kept"].append(taken)
                    assert again == own
                taken, theirs, row["requests"] = ask_datasette(question, address)
                row["datasette"].append(taken)
                if turn == 0:
                    demand_equal(question, own, theirs)
    return found


def as_served() -> Client:
    """Return a reader of a portal that keeps its answers; the other one is set up before."""
    client.get("/empty/")
    settings.KEPT_ANSWERS_MB = KEPT_MB
    return Client(headers={"host": "127.0.0.1"})


def ask_portal(question: dict, reader: Client) -> tuple[float, dict]:
    asked = question | {"facets": ",".join(COLUMNS), "ordering": "newest", "page_size": PAGE}
    start = time.perf_counter()
    answer = reader.get("/api/v1/practices/?" + urlencode(asked, doseq=True))
    taken = (time.perf_counter() - start) * 1000
    told = answer.json()
    counts = {
        name: {
            value["code"]: value["count"]
            for value in values
            if value["count"] and not (name in TREES and value["parent"])
        }
        for name, values in told["facets"].items()
    }
    rows = [row["identifier"] for row in told["results"]]
    return taken, {"total": told["count"], "rows": rows, "facets": counts}


def ask_datasette(question: dict, address: str) -> tuple[float, dict, int]:
    wanted, counts, told = requests_for(question), {}, {}
    start = time.perf_counter()
    for facets, asked in wanted.items():
        with urlopen(f"{address}?{urlencode(asked, doseq=True)}") as answer:  # noqa: S310
            body = json.load(answer)
        told = told or body
        assert not body.get("facets_timed_out"), body["facets_timed_out"]
        for name in facets:
            listed = body["facet_results"][COLUMNS[name]]["results"]
            counts[name] = {value["value"]: value["count"] for value in listed}
    taken = (time.perf_counter() - start) * 1000
    rows = [row["identifier"] for row in told["rows"]]
    total = told["filtered_table_rows_count"]
    return taken, {"total": total, "rows": rows, "facets": counts}, len(wanted)


def demand_equal(question: dict, own: dict, theirs: dict) -> None:
    """Of trees the portal lists the top of, so that is compared; Datasette counts all levels."""
    for name in TREES:
        tops = {code: n for code, n in theirs["facets"][name].items() if not above(name, code)}
        theirs["facets"][name] = tops
    assert own == theirs, f"{question}: the answers differ\n{own}\n{theirs}"


def print_table(found: dict[str, dict], path: Path) -> None:
    editions = CatalogueEntry.objects.on_show().count()
    print(f"\nBeside Datasette, {editions:,} editions ({path.stat().st_size / 1e6:.0f} MB)\n")
    print("| asked | made anew p50 ms | as served | Datasette p50 ms | its requests | ratios |")
    print("|---|---:|---:|---:|---:|---:|")
    for name, row in found.items():
        anew, kept, theirs = (
            statistics.median(row[whose]) for whose in ("portal", "kept", "datasette")
        )
        ratios = f"{theirs / anew:.0f}× / {theirs / kept:.0f}×"
        print(f"| {name} | {anew:.1f} | {kept:.2f} | {theirs:.0f} | {row['requests']} | {ratios} |")
    print("\nRows, totals and counts were equal in every answer.")


if __name__ == "__main__":
    main()
