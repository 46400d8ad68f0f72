"""Measure page and API on the scratch database that `benchmarks.run` has filled.

The addresses take turns with an empty view, whose median is taken off. The database was filled by
another process, so memory is that of a process that only answers. Like gunicorn it reads the catalogue first,
and another process is made of it that answers.
"""

import argparse
import os
import statistics
import sys
import time
from pathlib import Path
from urllib.parse import urlencode

from django.db import connection
from django.test.utils import CaptureQueriesContext

from benchmarks.portal import client, timed, warm
from benchmarks.scenarios import Scenario, chosen
from partners.models import Partner
from practices import workflow
from practices.choices import Action
from practices.models import (
    CatalogueEntry,
    Claim,
    Evidence,
    Practice,
    PracticeSector,
    Sector,
    Theme,
)

ROUNDS, FEWEST_ROUNDS, PUBLISHED = 36, 3, 3
FACETS = "theme,technology,sector,country,region,nature"
EMPTY = "/empty/"


def main() -> None:
    """Print the table of requests, memory, and what publishing costs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=45, help="most time for the requests")
    seconds = parser.parse_args().seconds
    if connection.vendor == "postgresql":
        connection.cursor().execute("VACUUM ANALYZE")  # what autovacuum does within minutes
    client.get(EMPTY)
    without, start = resident(), time.perf_counter()
    assert warm.read_catalogue()
    print(f"catalogue in memory after {time.perf_counter() - start:.1f} s", flush=True)
    warm.settle()
    if answering := os.fork():
        _, status = os.waitpid(answering, 0)
        sys.exit(os.waitstatus_to_exitcode(status))
    answer(seconds, without)


def answer(seconds: float, without: float) -> None:
    """Measure in this process, which had `without` MB before the catalogue."""
    ready, own = resident(), private()
    kinds = chosen()
    addresses = {(face, kind.name): asks(face, kind) for kind in kinds for face in ("list", "API")}
    first = {name: timed(listed[0]) for name, listed in addresses.items()}
    table(measured(addresses, first, seconds), hits(kinds))
    print(
        f"memory: {without:.0f} MB without a catalogue, {ready:.0f} MB with it before the first "
        f"request, {resident():.0f} MB after all, {private() - own:.0f} MB more of them not shared with "
        "other processes than at first"
    )
    publishing(addresses)


def asks(face: str, kind: Scenario) -> list[str]:
    """Return the addresses of a kind of question on the page or in the API."""
    path, beside = (
        ("/practices/", {}) if face == "list" else ("/api/v1/practices/", {"facets": FACETS})
    )
    return [
        f"{path}?{urlencode(question | beside, doseq=True)}".removesuffix("?")
        for question in kind.questions
    ]


def measured(addresses: dict, first: dict, seconds: float) -> dict:
    """Ask everything in turns, until the rounds or the time is over; return times and queries."""
    found = {"empty": {"first": 0.0, "queries": 0, "times": [], "own": []}}
    for name, listed in addresses.items():
        with CaptureQueriesContext(connection) as captured:
            client.get(listed[-1])
        found[name] = {"first": first[name], "queries": len(captured), "times": [], "own": []}
    end = time.monotonic() + seconds
    for turn in range(ROUNDS):
        if turn >= FEWEST_ROUNDS and time.monotonic() > end:
            break
        for name, listed in addresses.items():
            note(found["empty"], EMPTY)
            note(found[name], listed[turn % len(listed)])
    return found


def note(row: dict, address: str) -> None:
    """Ask once; note the time that passed, and the time this process and its database were at work."""
    start = time.process_time() + database_work()
    row["times"].append(timed(address))
    row["own"].append((time.process_time() + database_work() - start) * 1000)


def database_work() -> float:
    """Return the seconds that PostgreSQL's process for our connection was at work, where we see it."""
    if connection.vendor != "postgresql":
        return 0.0
    connection.ensure_connection()
    path = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat")
    return int(path.read_text().split()[0]) / 1e9 if path.exists() else 0.0


def hits(kinds: list[Scenario]) -> dict[str, tuple[int, int]]:
    """Return for each kind how many practices its questions found, fewest and most."""
    counts = {}
    for kind in kinds:
        found = [client.get(address).json()["count"] for address in asks("API", kind)]
        counts[kind.name] = min(found), max(found)
    return counts


def table(found: dict, counted: dict) -> None:
    """Print milliseconds above the empty view."""
    floor = statistics.median(found.pop("empty")["times"])
    editions = CatalogueEntry.objects.on_show().count()
    print(f"\n{editions:,} editions, {connection.vendor}; empty view {floor:.2f} ms\n")
    print("| | asked | found | queries | first ms | p50 ms | p95 ms | at work ms | rounds |")
    print("|---|---|---:|---:|---:|---:|---:|---:|---:|")
    for (face, name), row in found.items():
        times = [taken - floor for taken in row["times"]]
        p50, p95 = statistics.median(times), statistics.quantiles(times, n=20)[-1]
        own = statistics.median(row["own"])
        few, many = counted[name]
        print(
            f"| {face} | {name} | {few:,}–{many:,} | {row['queries']} "
            f"| {row['first'] - floor:.0f} | {p50:.1f} | {p95:.1f} | {own:.1f} | {len(times)} |"
        )
    print()


def resident() -> float:
    """Return the memory that this process holds, in MB; files that are mapped, like libraries, aside.

    A process that is made of another begins without these.
    """
    status = Path("/proc/self/status").read_text()
    return int(status.partition("RssAnon:")[2].split()[0]) / 1024


def private() -> float:
    """Return the memory that this process shares with no other, in MB."""
    told = Path("/proc/self/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) for line in told if line.startswith("Private_")) / 1024


def publishing(addresses: dict) -> None:
    """Publish some more practices; print what each costs, and the first requests after it."""
    taken, after = [], {"list": [], "API": []}
    for _one in range(PUBLISHED):
        practice = one_more()
        start = time.perf_counter()
        workflow.perform(Action.SEED, practice)
        taken.append((time.perf_counter() - start) * 1000)
        for face, times in after.items():
            times.append(timed(addresses[face, "common word (12 %)"][0]))
    shown = ", ".join(f"{face} {statistics.median(times):.0f} ms" for face, times in after.items())
    print(f"publish one: {statistics.median(taken):.0f} ms; next request (common word): {shown}")


def one_more() -> Practice:
    """Return one more practice of the benchmark's first partner, ready to be published."""
    number = 900_000_000 + Practice.objects.filter(identifier__startswith="GP-9000").count()
    practice = Practice.objects.create(
        identifier=f"GP-{number}", slug=f"one-more-{number}", title="One more", summary="One more.",
        description="One more.", objectives=["More"], beneficiaries=["All"], scope="regional",
        nature="service", validation_kind="direct_experience", region_id="ITI15",
        owner=Partner.objects.get(slug="benchmark-1"),
    )  # fmt: skip
    practice.themes.add(Theme.objects.first())
    PracticeSector.objects.create(practice=practice, sector=Sector.objects.get(code="C13"))
    evidence = Evidence.objects.create(practice=practice, number=1, url="https://source.example/")
    claim = Claim.objects.create(practice=practice, number=1, kind="result", statement="More")
    claim.evidence.add(evidence)
    return practice


if __name__ == "__main__":
    main()
