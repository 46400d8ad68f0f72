"""Measure pages and API with the project's real records against an empty view."""

import statistics

from django.db import connection
from django.test.utils import CaptureQueriesContext

from benchmarks.portal import client, timed

ROUNDS = 60
ADDRESSES = {
    "empty view": "/empty/",
    "home": "/",
    "list": "/practices/",
    "list, filtered": "/practices/?theme=regional_platforms_and_clusters&country=ES,IT",
    "list, searched": "/practices/?q=digital+textile",
    "practice": "/practices/gostop-factories-of-the-future/",
    "API list": "/api/v1/practices/",
    "API list, facets": "/api/v1/practices/?q=digital&facets=theme,sector,region,country",
    "API practice": "/api/v1/practices/gostop-factories-of-the-future/",
}


def measured() -> tuple[dict[str, list[float]], dict[str, int]]:
    """Return milliseconds of each request and the number of queries, by address."""
    times, queries = {name: [] for name in ADDRESSES}, {}
    for name, address in ADDRESSES.items():
        timed(address)
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        queries[name] = len(captured)
    for _round in range(ROUNDS):
        for name, address in ADDRESSES.items():
            times[name].append(timed(address))
    return times, queries


def print_table(times: dict[str, list[float]], queries: dict[str, int]) -> None:
    floor = statistics.median(times["empty view"])
    print(f"{'address':20}{'queries':>8}{'p50 ms':>9}{'p95 ms':>9}{'above empty':>13}{'ratio':>8}")
    for name, taken in times.items():
        p50, p95 = statistics.median(taken), statistics.quantiles(taken, n=20)[-1]
        above, ratio = p50 - floor, p50 / floor
        print(f"{name:20}{queries[name]:>8}{p50:>9.2f}{p95:>9.2f}{above:>13.2f}{ratio:>8.1f}")


if __name__ == "__main__":
    print_table(*measured())
