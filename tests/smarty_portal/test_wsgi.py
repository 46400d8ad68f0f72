"""The application as the server loads it: with what every search needs, worked out before."""

import os
import subprocess
import sys

import pytest

PREPARE = "import django; django.setup(); from deploy import prepare; prepare.work_out_tables()"
LOAD = (
    "import smarty_portal.wsgi; from practices.search import concepts; "
    "read = (concepts.table, concepts.lengths, concepts.in_any_order, concepts._first_terms, "
    "concepts.acronyms); "
    "import gc; print([one.cache_info().currsize for one in read], gc.get_freeze_count() > 100_000)"
)
TABLES = [
    "compounds._stems", "concepts.acronyms", "concepts.in_any_order", "concepts.spelled",
    "concepts.table",
]  # fmt: skip


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """Return a function that runs code in a process of its own, on the folder of this file."""
    folder = tmp_path_factory.mktemp("wsgi")
    environment = {"DJANGO_SETTINGS_MODULE": "smarty_portal.settings", "DATA_DIR": str(folder)}

    def run(code: str) -> tuple[str, dict[str, int]]:
        done = subprocess.run(
            [sys.executable, "-c", code],
            env=os.environ | environment,
            check=True,
            capture_output=True,
            text=True,
        )
        tables = sorted((folder / "tables").iterdir())
        return done.stdout.strip(), {path.name: path.stat().st_mtime_ns for path in tables}

    return run


def test_the_table_of_concepts_is_worked_out_before_and_read_before_the_first_visitor_comes(run):
    _, worked_out = run(PREPARE)
    told, kept = run(LOAD)

    assert [*kept] == [f"practices.search.{name}.json" for name in TABLES]
    assert told == "[1, 1, 1, 1, 1] True"
    assert kept == worked_out
