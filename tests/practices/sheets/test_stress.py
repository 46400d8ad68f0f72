"""Imports under stress: killed in the middle fifty times, and many of the same file at once."""

import json

import pytest

from tests.apart import copy_of
from tests.practices.sheets.making import csv_of

ROUNDS = 50
ROWS = 6
ALL, NONE = [ROWS, 2 * ROWS, ROWS, ROWS], [0, 0, 0, 0]
HEADINGS = ["Title", "Themes", "Sectors", "Claim 1: Kind", "Claim 1: Statement", "Claim 2: Kind",
            "Claim 2: Statement", "Claim 2: Evidence", "Evidence 1: Address"]  # fmt: skip
CELLS = ["digital_innovation_hubs", "C13", "result", "Firms took part", "input", "Money was paid",
         "1", "https://x.eu"]  # fmt: skip


@pytest.fixture
def stress(migrated, tmp_path):
    """Return a function that runs tests.practices.sheets.stress on a database of its own."""
    file = tmp_path / "ours.csv"
    file.write_bytes(csv_of(HEADINGS, *([f"Practice number {n}", *CELLS] for n in range(ROWS))))
    program = "tests.practices.sheets.stress"
    with copy_of(migrated, tmp_path / "portal") as made:
        yield lambda what, count: json.loads(made.run("-m", program, what, str(count), str(file)))


@pytest.mark.slow
def test_a_killed_import_leaves_no_half_state(stress):
    told = stress("kill", ROUNDS)

    left = [row["left"] for row in told["rounds"]]
    assert told["whole"] == ALL
    assert len(left) == ROUNDS
    assert [row for row in told["rounds"] if row["left"] not in (ALL, NONE)] == []
    assert left.count(NONE) > ROUNDS / 2, "most kills have to come before the end"
    in_the_middle = [row["left"] for row in told["rounds"] if row.get("after", 0) > 1][:-1]
    assert in_the_middle == [NONE] * len(in_the_middle)


@pytest.mark.slow
def test_of_many_who_confirm_the_same_file_at_once_one_writes(stress):
    assert stress("confirm", 8) == {"outcomes": {"written": 1, "stale": 7}, "left": ALL}
