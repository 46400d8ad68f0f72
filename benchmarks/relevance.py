"""Measure how good the search is, beside plain FTS5: `make relevance` (--set, --failures, --json FILE).

The judged queries of benchmarks/relevance/queries.json are asked of a scratch database with the real
practices and the made-up ones of records.json. The sets beside them, in `second` to `twentysecond`, were
written without knowing the search: over their own records alone, the real practices are left out.

The portal answers by its own PracticeFilterSet; the baseline is SQLite's FTS5 with bm25 over the same
raw texts, the words of the query joined by OR.
"""

import argparse
import io
import json
import math
import os
import re
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from statistics import fmean

import django
from django.apps import apps
from django.core.management import call_command
from django.http import QueryDict
from django.utils.module_loading import import_string

from benchmarks import forget_portal

FOLDER = Path(__file__).resolve().parent / "relevance"
# Each was written without its search, and measured before its answers were read.
UNSEEN = (
    "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
    "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth",
    "nineteenth",
    "twentieth",
    "twentyfirst",
    "twentysecond",
)  # fmt: skip
SETS = {"first": FOLDER} | {name: FOLDER / name for name in UNSEEN}
DEPTH = 10  # hits looked at
ASKED_FOR = 40  # hits, of which those that were not judged are left out
TOP = 3
CLEAR = 2  # the least grade that counts as found by success and reciprocal rank
WORST = 20
MEASURES = ("ndcg", "success", "rr", "zero")
HEADINGS = ("nDCG@10", "success@3", "MRR", "zero")
PARTS = {"train": (False,), "held-out": (True,), "all": (False, True)}

Grades = dict[str, int]  # identifier -> 1 to 3
Search = Callable[[str], list[str]]


# Measures: pure functions of the identifiers found, best first, and the grades of a query


def ndcg(found: list[str], relevant: Grades, depth: int = DEPTH) -> float:
    """Return the gain (2^grade - 1, discounted by log2 of the rank) as a share of the best order's."""
    best = _gain(sorted(relevant.values(), reverse=True)[:depth])
    return _gain([relevant.get(identifier, 0) for identifier in found[:depth]]) / best


def _gain(grades: Iterable[int]) -> float:
    return sum((2**grade - 1) / math.log2(rank + 1) for rank, grade in enumerate(grades, start=1))


def success(found: list[str], relevant: Grades, depth: int = TOP) -> float:
    """Return 1 when a clearly relevant practice stands among the first hits, else 0."""
    return float(any(relevant.get(identifier, 0) >= CLEAR for identifier in found[:depth]))


def reciprocal_rank(found: list[str], relevant: Grades, depth: int = DEPTH) -> float:
    """Return 1 divided by the rank of the first clearly relevant practice, 0 when there is none."""
    for rank, identifier in enumerate(found[:depth], start=1):
        if relevant.get(identifier, 0) >= CLEAR:
            return 1 / rank
    return 0.0


def measured(found: list[str], relevant: Grades) -> dict[str, float]:
    """Return every measure of one answer; zero is 1 when nothing was found."""
    return {
        "ndcg": ndcg(found, relevant),
        "success": success(found, relevant),
        "rr": reciprocal_rank(found, relevant),
        "zero": float(not found),
    }


# The set


def records(which: str = "first") -> list[dict]:
    """Return the made-up practices of a set."""
    return _read(which, "records.json")


def queries(which: str = "first") -> list[dict]:
    """Return the judged queries of a set: query, kind, language, held_out, relevant (Grades)."""
    return _read(which, "queries.json")


def _read(which: str, name: str) -> list[dict]:
    return json.loads((SETS[which] / name).read_text(encoding="utf-8"))["records"]


def judged_in(search: Search, which: str) -> Search:
    """Return the search without what nobody judged: in all sets but the first the real practices."""
    own = {row["identifier"] for row in records(which)}

    def answer(query: str) -> list[str]:
        found = search(query)
        return [one for one in found if which not in UNSEEN or one in own][:DEPTH]

    return answer


def publish(rows: Iterable[dict]) -> None:
    """Write the made-up practices and publish each; code lists and partners must be loaded."""
    perform = import_string("practices.workflow.perform")
    for row in rows:
        perform("seed", _practice(row), comment="Test record of the relevance set.")


def _practice(row: dict):
    linked = ("owner", "region", "themes", "technologies", "sectors", "claim")
    practice = model("practices.Practice").objects.create(
        **{name: value for name, value in row.items() if name not in linked},
        owner=model("partners.Partner").objects.get(slug=row["owner"]),
        region_id=row["region"],
    )
    practice.themes.set(row["themes"])
    practice.technologies.set(row["technologies"])
    for code in row["sectors"]:
        practice.practice_sectors.create(sector_id=code)
    evidence = practice.evidence.create(number=1, url=f"https://records.example/{row['slug']}")
    claim = practice.claims.create(number=1, kind="result", statement=row["claim"])
    claim.evidence.set([evidence])
    return practice


# Who answers


def portal(query: str) -> list[str]:
    """Return the identifiers the portal's own search lists first; none when it refuses the query."""
    filter_set = import_string("practices.filters.PracticeFilterSet")
    asked = QueryDict(mutable=True)
    asked["q"] = query
    chosen = filter_set(asked, model("practices.CatalogueEntry").objects.on_show())
    return [] if chosen.refusals else [entry.identifier for entry in chosen.qs[:ASKED_FOR]]


class Baseline:
    """Plain FTS5: bm25 over (identifier, title, summary, rest), diacritics removed, words OR-ed."""

    def __init__(self, texts: Iterable[tuple[str, str, str, str]]):
        self.table = sqlite3.connect(":memory:")
        self.table.execute(
            "CREATE VIRTUAL TABLE t USING fts5(identifier UNINDEXED, title, summary, rest, "
            "tokenize = 'unicode61 remove_diacritics 2')"
        )
        self.table.executemany("INSERT INTO t VALUES (?, ?, ?, ?)", texts)

    def __call__(self, query: str) -> list[str]:
        words = re.findall(r"\w+", query.replace("_", " "))
        if not words:
            return []
        rows = self.table.execute(
            "SELECT identifier FROM t WHERE t MATCH ? ORDER BY bm25(t, 0, 10, 5, 1), rowid LIMIT ?",
            [" OR ".join(f'"{word}"' for word in words), ASKED_FOR],
        )
        return [identifier for (identifier,) in rows]


def raw_texts() -> list[tuple[str, str, str, str]]:
    """Return (identifier, title, summary, rest) of every practice on show, as a reader sees it."""
    entries = (
        model("practices.CatalogueEntry")
        .objects.on_show()
        .select_related("edition")
        .order_by("identifier")
    )
    return [_raw(entry.edition.document) for entry in entries]


def _raw(facts: dict) -> tuple[str, str, str, str]:
    title = " ".join(filter(None, [facts["identifier"], facts["title"], facts["title_native"]]))
    prose = ("problem", "description", "challenges", "lessons", "transferability", "place")
    lists = ("objectives", "stakeholders", "beneficiaries")
    rest = [
        *(facts[name] for name in (*prose, "organisation_in_charge")),
        *(text for name in lists for text in facts[name]),
        *(claim["statement"] for claim in facts["claims"]),
        *(item["title"] for item in facts["evidence"]),
        *(facts["resources"][name] for name in ("staff", "text")),
        *_names(facts),
    ]
    return facts["identifier"], title, facts["summary"] or "", " ".join(filter(None, rest))


def _names(facts: dict) -> list[str]:
    """The owner's names, and every label of the codes and of the places from region to country."""
    owner = model("partners.Partner").objects.get(slug=facts["owner"])
    above = [facts["region"][:length] for length in range(2, len(facts["region"]) + 1)]
    places = _listed("partners.Region", above)
    rows = [
        *_listed("practices.Theme", facts["themes"]),
        *_listed("practices.Technology", facts["technologies"]),
        *_listed("practices.Sector", [sector["code"] for sector in facts["sectors"]]),
        *places,
    ]
    return [
        *(owner.name, owner.name_native, owner.short_name, owner.acronym, owner.city),
        *(place.name for place in places),
        *(label for row in rows for label in row.labels.values()),
    ]


def _listed(name: str, codes: list[str]) -> list:
    return list(model(name).objects.filter(pk__in=codes).order_by("pk"))


def model(name: str):
    """Return a model by "app.Name": models can be imported only after main has named the database."""
    return apps.get_model(name)


# The run


def main(arguments: list[str] | None = None) -> None:
    """Prepare a scratch portal, ask every query of both, print tables; --json keeps every answer."""
    options = _options(arguments)
    if options.names:
        print(*SETS)
        return
    with tempfile.TemporaryDirectory() as folder:
        set_up(folder)
        prepare(options.set)
        searches = {"portal": portal, "baseline": Baseline(raw_texts())}
        judged = {name: judged_in(search, options.set) for name, search in searches.items()}
        answers = ask(queries(options.set), judged)
    for part, held in PARTS.items() if options.set == "first" else [(options.set, (True,))]:
        print_table(part, [answer for answer in answers if answer["held_out"] in held])
    if options.failures:
        print_failures(answers)
    if options.json:
        text = json.dumps(answers, ensure_ascii=False, indent=1)
        Path(options.json).write_text(text, encoding="utf-8")


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Quality of the search beside plain FTS5.")
    parser.add_argument("--set", choices=SETS, default="first", help="whose queries to ask")
    parser.add_argument("--names", action="store_true", help="only name the sets")
    parser.add_argument("--json", metavar="FILE", help="write every query with both answers")
    parser.add_argument("--failures", action="store_true", help=f"list the {WORST} worst queries")
    return parser.parse_args(arguments)


def set_up(folder: str) -> None:
    """Start Django on a scratch folder, away from whatever portal the environment speaks of."""
    forget_portal()
    if url := os.environ.get("BENCH_DATABASE_URL"):
        os.environ["DATABASE_URL"] = url
    os.environ |= {"DATA_DIR": folder, "LOG_LEVEL": "ERROR"}
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "smarty_portal.settings")
    django.setup()


def prepare(which: str = "first") -> None:
    """Fill the scratch database with the practices of a set; refuse one that holds some already."""
    call_command("migrate", verbosity=0)
    if model("practices.Practice").objects.exists():
        sys.exit("BENCH_DATABASE_URL names a database that holds practices: give an empty one.")
    call_command("load_smarty", verbosity=0, stdout=io.StringIO())
    publish(records(which))
    import_string("practices.search.make_ready")()  # as the server does, before the first question


def ask(judged: list[dict], searches: dict[str, Search]) -> list[dict]:
    """Return each judged query with what every search found and how good that is."""
    return [
        query
        | {
            name: {"found": found} | measured(found, query["relevant"])
            for name, search in searches.items()
            for found in [search(query["query"])]
        }
        for query in judged
    ]


def averages(answers: list[dict], search: str) -> dict[str, float]:
    """Return the mean of each measure of one search over the answers."""
    return {name: fmean(answer[search][name] for answer in answers) for name in MEASURES}


def print_table(part: str, answers: list[dict]) -> None:
    """Print a row for each kind and one for all: every measure, portal / baseline."""
    kinds = dict.fromkeys(answer["kind"] for answer in answers)
    print(f"\n{part + ' (portal / FTS5)':26}{'n':>4}", *(f"{name:>15}" for name in HEADINGS))
    for kind in kinds:
        _print_row(kind, [answer for answer in answers if answer["kind"] == kind])
    _print_row("all", answers)


def _print_row(name: str, answers: list[dict]) -> None:
    ours, plain = averages(answers, "portal"), averages(answers, "baseline")
    below = " below" if ours["ndcg"] < plain["ndcg"] else ""
    cells = (f"{ours[measure]:>7.3f} / {plain[measure]:.3f}" for measure in MEASURES)
    print(f"{name:26}{len(answers):>4}", *cells, below)


def print_failures(answers: list[dict]) -> None:
    """Print the queries the portal answers worst, with what it found and what was wanted."""
    print("\nworst queries (portal / FTS5 nDCG@10)")
    for answer in sorted(answers, key=lambda answer: answer["portal"]["ndcg"])[:WORST]:
        ours, plain = answer["portal"], answer["baseline"]
        print(f"{ours['ndcg']:.2f} / {plain['ndcg']:.2f}  {answer['kind']}: {answer['query']}")
        print(f"    found   {', '.join(ours['found']) or 'nothing'}")
        wanted = (f"{identifier} ({grade})" for identifier, grade in answer["relevant"].items())
        print(f"    wanted  {', '.join(wanted)}")


if __name__ == "__main__":
    main()
