"""Measure pages and API against an empty view: `make bench`.

First the real records, then made-up catalogues (`seed_benchmark`) of the sizes asked for, each in a
process of its own on a scratch database. Whole requests go through every middleware, in the process
that measures; addresses take turns, so that a noisy moment of the machine falls on all of them.

  .venv/bin/python -m benchmarks.run --editions 5000 100000 --postgres --keep /tmp/benchmark
"""

import argparse
import hashlib
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks import ROOT, forget_portal

MILLION = 1_000_000
MADE = 100_000  # so many are made anew; a larger catalogue holds copies of them
INDEXED_BY = (
    "__init__", "compounds", "concepts", "endings", "forms", "function_words", "sqlite", "text",
)  # fmt: skip
FILLED_BY = (
    "*/migrations/*.py", "data/*/*.json", "practices/entries.py", "practices/loading/benchmark/*.py",
    *(f"practices/search/{room}.py" for room in INDEXED_BY), "practices/placenames.py",
)  # fmt: skip


def main() -> None:
    """Measure the real records, then each size on each engine."""
    asked = arguments()
    if not asked.on_database_url:
        forget_portal()
    os.environ |= {"API_RATE": "1000000/min", "KEPT_ANSWERS_MB": "0", "LOG_LEVEL": "ERROR"}
    if not (asked.skip_real or asked.on_database_url):
        real_records()
    for editions in [*(asked.editions or [5_000]), *([MILLION] if asked.million else [])]:
        if not asked.only_postgres:
            size(editions, asked)
        if asked.postgres or asked.only_postgres:
            again = [sys.executable, "-m", "benchmarks.run", "--on-database-url"]
            again += ["--editions", str(editions), "--seconds", str(asked.seconds)]
            subprocess.run([".ci/with-postgres", *again], cwd=ROOT, check=True)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--editions", type=int, nargs="+", help="sizes to measure (5000)")
    parser.add_argument("--million", action="store_true", help="also 1,000,000 editions")
    parser.add_argument("--postgres", action="store_true", help="also on a throw-away PostgreSQL")
    parser.add_argument("--only-postgres", action="store_true", help="not on SQLite")
    parser.add_argument("--skip-real", action="store_true", help="without the real records")
    parser.add_argument("--keep", type=Path, help="folder in which filled SQLite files stay")
    parser.add_argument("--seconds", type=float, default=45, help="most time for each size")
    parser.add_argument("--datasette-python", help="an interpreter that has Datasette: compare")
    parser.add_argument("--on-database-url", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


def real_records() -> None:
    """Measure a portal with the project's own records."""
    with tempfile.TemporaryDirectory() as folder:
        for command in (["migrate", "-v0"], ["load_smarty"], ["collectstatic", "-v0", "--noinput"]):
            manage(Path(folder), *command)
        measure(Path(folder), "benchmarks.real")


def size(editions: int, asked: argparse.Namespace) -> None:
    """Fill a scratch database, or take the kept one, and measure it."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = asked.keep / f"{editions}-{what_fills()}" if asked.keep else Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        manage(folder, "migrate", "-v0")
        manage(folder, "collectstatic", "-v0", "--noinput")
        filling = ["seed_benchmark", "--editions", str(editions)]
        if editions > MADE and editions % MADE == 0:
            filling += ["--made", str(MADE)]
        print("\n" + manage(folder, *filling), flush=True)
        measure(folder, "benchmarks.scenarios")
        measure(folder, "benchmarks.size", "--seconds", str(asked.seconds))
        measure(folder, "benchmarks.throughput")
        if asked.datasette_python:
            measure(folder, "benchmarks.datasette", asked.datasette_python)


def what_fills() -> str:
    """Return a digest of what a filled database depends on: another one, another folder."""
    files = sorted(path for pattern in FILLED_BY for path in ROOT.glob(pattern))
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:8]


def manage(folder: Path, *command: str) -> str:
    """Run a command of the portal on the folder; return what it prints."""
    done = subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        env=os.environ | {"DATA_DIR": str(folder.resolve())},
        check=True,
        stdout=subprocess.PIPE,
    )
    return done.stdout.decode().strip()


def measure(folder: Path, *module: str) -> None:
    subprocess.run(
        [sys.executable, "-m", *module],
        cwd=ROOT,
        env=os.environ | {"DATA_DIR": str(folder.resolve())},
        check=True,
    )


if __name__ == "__main__":
    main()
