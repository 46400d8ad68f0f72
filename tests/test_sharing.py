"""Side by side the runs leave nothing out, and each leaves to another only what is named."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from tests import sharing

ROOT = Path(__file__).resolve().parent.parent
ON_SQLITE = "tests/journeys/test_weight.py::test_a_page_weighs_at_most_100_kilobytes"
ON_POSTGRESQL = "tests/journeys/test_form.py::test_counters_tell_and_never_cut"
ON_BOTH = "tests/practices/test_found.py::test_a_word_of_the_title"


@pytest.mark.parametrize(
    ("test", "sqlite", "postgresql"),
    [
        (ON_SQLITE, False, True),
        (ON_POSTGRESQL, True, False),
        (ON_BOTH, False, False),
        ("tests/codes/test_terms.py::test_a_term", False, True),
        ("tests/contract/test_shape.py::test_the_shape", True, False),
        ("tests/test_relevance_set.py::test_ndcg_by_hand[found0]", False, False),
        ("tests/practices/test_codelists.py::test_codes", False, False),
    ],
)
def test_a_test_is_left_to_the_other_engine_or_to_none(test, sqlite, postgresql):
    left = [sharing.is_left(test, engine, beside=True, long=None) for engine in sharing.ONLY_ON]
    assert left == [sqlite, postgresql]


@pytest.mark.parametrize("engine", sharing.ONLY_ON)
@pytest.mark.parametrize("test", [ON_SQLITE, ON_POSTGRESQL, ON_BOTH])
@pytest.mark.parametrize("beside", [True, False])
def test_what_takes_long_has_runs_of_its_own(engine, test, beside):
    runs = [None, True, False]
    whole, long, others = (sharing.is_left(test, engine, beside=beside, long=run) for run in runs)
    is_long = test in (ON_SQLITE, ON_POSTGRESQL)

    assert long == (whole or not is_long)
    assert others == (whole or is_long)


@pytest.mark.parametrize("name", sharing.LONG)
def test_what_takes_long_is_there(name):
    path, _, test = name.partition("::")
    assert (ROOT / "tests" / path).exists()
    assert not test or f"def {test}" in (ROOT / "tests" / path).read_text()


@pytest.mark.parametrize("name", [name for names in sharing.ONLY_ON.values() for name in names])
def test_what_is_named_is_there_and_one_engine_runs_it(name):
    path, _, test = name.partition("::")
    found = ROOT / "tests" / path
    assert found.exists()
    assert f"def {test}" in (found.read_text() if test else f"def {test}")
    assert [
        sharing.is_left(f"tests/{name}", engine, beside=True, long=None)
        for engine in sharing.ONLY_ON
    ].count(True) == 1


@pytest.mark.parametrize(("beside", "long"), [("", ""), ("1", "only"), ("1", "none")])
def test_only_beside_others_something_is_left_out(beside, long, tmp_path):
    weight, form = "tests/journeys/test_weight.py", "tests/journeys/test_form.py"
    asked = [form, weight, "tests/test_sharing.py"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "--collect-only", "-qq", *asked],
        cwd=ROOT,
        env={
            **os.environ,
            "SMARTY_BESIDE": beside,
            "SMARTY_LONG": long,
            "DATA_DIR": str(tmp_path),
        },
        check=True,
        capture_output=True,
        text=True,
    )

    collected = [line.rpartition(":")[0] for line in done.stdout.split("\n") if ".py" in line]
    elsewhere = weight if connection.vendor == "postgresql" else form
    kinds = {"": asked, "only": [form, weight], "none": ["tests/test_sharing.py"]}
    assert collected == [one for one in kinds[long] if not (beside and one == elsewhere)]
