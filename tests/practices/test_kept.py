"""Tables that the next process reads instead of working them out."""

import json

import pytest

from practices.search import compounds, concepts
from practices.search import kept as kept_tables
from practices.search.kept import kept, made_of

TABLE = {"weaving": frozenset({"c_textiles", "c_crafts"}), "loom": frozenset({"c_textiles"})}
NAME = f"{__name__}.work_out.json"


@pytest.fixture
def folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    return tmp_path / "tables"


def another_process(told: list[str]):
    """Return a table as a process that has just begun has it; each time it is worked out is told."""

    def work_out():
        told.append("worked out")
        return TABLE

    return kept(work_out)


def test_a_table_is_worked_out_once_for_all_processes(folder):
    told = []

    first, second = another_process(told), another_process(told)

    assert first() is first()
    assert (first(), second()) == (TABLE, TABLE)
    assert told == ["worked out"]
    assert [path.name for path in folder.iterdir()] == [NAME]


@pytest.mark.parametrize(
    "content",
    [
        "",
        '{"made_of": ',
        "[]",
        "{}",
        json.dumps({"made_of": "another release", "sets": [["c_tea"]], "table": {"loom": 0}}),
        json.dumps({"made_of": made_of(), "sets": [], "table": {"loom": 0}}),
        json.dumps({"made_of": made_of(), "sets": [["c_tea"]], "table": ["loom"]}),
        b"\xff\x00",
    ],
)
def test_a_file_that_cannot_be_read_or_is_made_of_something_else_is_made_anew(folder, content):
    folder.mkdir()
    (folder / NAME).write_bytes(content if isinstance(content, bytes) else content.encode())
    told = []

    assert another_process(told)() == TABLE
    assert another_process(told)() == TABLE
    assert told == ["worked out"]


def test_where_nothing_can_be_written_a_table_is_worked_out_each_time(folder):
    folder.write_text("a file stands where the folder would")
    told = []

    assert (another_process(told)(), another_process(told)()) == (TABLE, TABLE)
    assert told == ["worked out", "worked out"]


def test_what_changes_while_a_table_is_worked_out_is_made_anew_next_time(folder, monkeypatch):
    told, sources = [], ["as it was"]
    monkeypatch.setattr(kept_tables, "made_of", lambda: sources[-1])

    def work_out():
        told.append("worked out")
        sources.append("as it is")
        return TABLE

    assert (kept(work_out)(), kept(work_out)(), kept(work_out)()) == (TABLE, TABLE, TABLE)
    assert told == ["worked out", "worked out"]


@pytest.mark.parametrize(
    "table", [concepts.table, concepts.spelled, concepts.in_any_order, compounds._stems]
)
def test_what_the_search_reads_is_what_it_would_work_out(folder, table):
    worked_out = table.__wrapped__.__wrapped__

    read = [kept(worked_out)() for _process in range(2)]

    assert read == [table(), table()]
