"""Measure pages and API against an empty view: `make bench`.

Whole requests go through every middleware, in this process, on a scratch database with the real data;
the addresses take turns, so that a noisy moment of the machine falls on all of them.
"""

import os
import statistics
import tempfile
import time

import django

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


def main() -> None:
    """Prepare a scratch portal, measure, print the table."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"DATA_DIR": folder, "API_RATE": "1000000/min", "LOG_LEVEL": "ERROR"}
        os.environ.pop("DATABASE_URL", None) if "BENCH_DATABASE_URL" not in os.environ else None
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "smarty_portal.settings")
        django.setup()
        prepare()
        print_table(*measure())


def prepare() -> None:
    """Fill the scratch database and serve the empty view beside the portal."""
    from django.conf import settings
    from django.core.management import call_command

    settings.ROOT_URLCONF = "benchmarks.urls"
    call_command("migrate", verbosity=0)
    call_command("load_smarty", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)


def measure() -> tuple[dict[str, list[float]], dict[str, int]]:
    """Return milliseconds of each request and the number of queries, by address."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(headers={"host": "127.0.0.1"})
    times, queries = {name: [] for name in ADDRESSES}, {}
    for name, address in ADDRESSES.items():
        assert client.get(address).status_code == 200, address
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        queries[name] = len(captured)
    for _ in range(ROUNDS):
        for name, address in ADDRESSES.items():
            start = time.perf_counter()
            client.get(address)
            times[name].append((time.perf_counter() - start) * 1000)
    return times, queries


def print_table(times: dict[str, list[float]], queries: dict[str, int]) -> None:
    floor = statistics.median(times["empty view"])
    print(f"{'address':20}{'queries':>8}{'p50 ms':>9}{'p95 ms':>9}{'above empty':>13}{'ratio':>8}")
    for name, taken in times.items():
        p50, p95 = statistics.median(taken), statistics.quantiles(taken, n=20)[-1]
        above, ratio = p50 - floor, p50 / floor
        print(f"{name:20}{queries[name]:>8}{p50:>9.2f}{p95:>9.2f}{above:>13.2f}{ratio:>8.1f}")


if __name__ == "__main__":
    main()
