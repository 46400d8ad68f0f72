"""Measure the files of the list on a scratch database that `benchmarks.run --keep` has filled.

    DATABASE_URL=sqlite:////tmp/benchmark/….sqlite3 python -m benchmarks.exports

Each format is asked for through every middleware, and its stream is thrown away as it comes.
"""

import time
from pathlib import Path

from benchmarks.portal import client
from practices.exporting.formats import FORMATS

LIST = "/api/v1/practices/"


def main() -> None:
    """Print a line for each format: rows a second and memory above what the process had before."""
    total = client.get(LIST).json()["count"]  # builds the catalogue in memory
    print(f"{total} practices")
    for name in FORMATS:
        print(f"{name:8} {measured(name, total)}")


def measured(name: str, total: int) -> str:
    before = memory("VmRSS")
    Path("/proc/self/clear_refs").write_text("5")  # the peak begins anew
    wall, own, size = time.perf_counter(), time.process_time(), 0
    for block in client.get(LIST, {"format": name}).streaming_content:
        size += len(block)
    wall, own = time.perf_counter() - wall, time.process_time() - own
    return (
        f"{size / 1e6:7.1f} MB {wall:6.1f} s {total / wall:8.0f} rows/s,"
        f" own work {total / own:8.0f} rows/s, memory +{memory('VmHWM') - before:.0f} MB"
    )


def memory(name: str) -> float:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name)) / 1024


if __name__ == "__main__":
    main()
