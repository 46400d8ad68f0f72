"""kill -9 in the middle of an import, fifty times: all of its rows are there, or none."""

import json
import os
import re
import subprocess
import sys

import psycopg2
import pytest
from django.conf import settings

from tests.practices.sheets.making import csv_of

ROUNDS = 50
ROWS = 6
ALL, NONE = [ROWS, 2 * ROWS, ROWS, ROWS], [0, 0, 0, 0]


@pytest.fixture
def database_url(tmp_path):
    """An empty database on the engine of this run, of which processes may die."""
    given = os.environ.get("DATABASE_URL", "")
    if not given.startswith("postgres"):
        yield f"sqlite:///{tmp_path / 'killed.sqlite3'}"
        return
    name = f"killed_{os.getpid()}"
    administer(given, f"CREATE DATABASE {name}")
    yield re.sub(r"(?<=/)\w+(?=\?|$)", name, given, count=1)
    administer(given, f"DROP DATABASE {name} WITH (FORCE)")


def administer(address: str, statement: str) -> None:
    connection = psycopg2.connect(address)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(statement)
    connection.close()


@pytest.mark.slow
def test_a_killed_import_leaves_no_half_state(database_url, tmp_path):
    headings = ["Title", "Themes", "Sectors", "Claim 1: Kind", "Claim 1: Statement", "Claim 2: Kind",
                "Claim 2: Statement", "Claim 2: Evidence", "Evidence 1: Address"]  # fmt: skip
    cells = ["iot", "result", "Firms took part", "input", "Money was paid", "1", "https://x.eu"]
    cells[0:1] = ["digital_innovation_hubs", "C13"]
    file = tmp_path / "ours.csv"
    file.write_bytes(csv_of(headings, *([f"Practice number {n}", *cells] for n in range(ROWS))))
    program = [sys.executable, "-m", "tests.practices.sheets.killing", str(file), str(ROUNDS)]
    environment = os.environ | {"DATABASE_URL": database_url, "DATA_DIR": str(tmp_path)}

    done = subprocess.run(
        program, env=environment, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    left = [row["left"] for row in told["rounds"]]
    assert told["whole"] == ALL
    assert len(left) == ROUNDS
    assert [row for row in told["rounds"] if row["left"] not in (ALL, NONE)] == []
    assert left.count(NONE) > ROUNDS / 2, "most kills have to come before the end"
    in_the_middle = [row["left"] for row in told["rounds"] if row.get("after", 0) > 1][:-1]
    assert in_the_middle == [NONE] * len(in_the_middle)
