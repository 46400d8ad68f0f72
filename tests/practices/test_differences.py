"""What differs between two documents: nothing within one, every path told really differs."""

import copy
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from practices.differences import KEYS, LEFT_OUT, differences

# A busy machine draws slowly; that is no fault of what is tested.
patiently = settings(
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
WORDS = st.sampled_from([None, "", "a", "b", "c d"])
NUMBERS = st.sampled_from([None, 0, 1, 2.5])
LISTS = st.lists(st.sampled_from(["a", "b", "c"]), max_size=3)


def rows(key: str, codes):
    """Rows with a key each of them has for itself, in any order."""
    row = st.fixed_dictionaries({key: codes, "text": WORDS, "value": NUMBERS, "evidence": LISTS})
    return st.lists(row, max_size=3, unique_by=lambda one: one[key])


DOCUMENTS = st.fixed_dictionaries(
    {
        "schema": st.just(1),
        "title": WORDS,
        "start_year": NUMBERS,
        "objectives": LISTS,
        "resources": st.fixed_dictionaries({"amount": NUMBERS, "text": WORDS}),
        "claims": rows("number", st.integers(1, 4)),
        "evidence": rows("number", st.integers(1, 4)),
        "sectors": rows("code", st.sampled_from(["C", "C13", "A"])),
        "reviews": st.lists(st.integers(), max_size=1),
        "checks": st.lists(st.integers(), max_size=1),
    }
)


def at(document: dict, path: str):
    """Return what stands at a path; unknown is None, whichever way it is written."""
    node = document
    for step in path.split("."):
        if isinstance(node, list):
            key = KEYS[path.split(".")[0]]
            node = next((row for row in node if str(row[key]) == step), None)
        else:
            node = (node or {}).get(step)
    return node if node or node == 0 else None


def plain(document: dict) -> str:
    """The document as a reader takes it: rows by key, unknown written one way only."""
    told = {}
    for name, value in document.items():
        if name in LEFT_OUT:
            continue
        if name in KEYS:
            ordered = sorted(value, key=lambda row: str(row[KEYS[name]]))
            value = [{key: held or None if held != 0 else 0 for key, held in row.items()}
                     for row in ordered]  # fmt: skip
        elif isinstance(value, dict):
            value = {key: held or None if held != 0 else 0 for key, held in value.items()}
        told[name] = value if value or value == 0 else None
    return json.dumps(told, sort_keys=True)


@patiently
@given(DOCUMENTS)
def test_a_document_does_not_differ_from_itself(document):
    assert differences(document, copy.deepcopy(document)) == []


@patiently
@given(DOCUMENTS, DOCUMENTS)
def test_every_path_told_really_differs_and_says_what_stands_there(before, after):
    for change in differences(before, after):
        assert change["before"] == at(before, change["path"])
        assert change["after"] == at(after, change["path"])
        assert change["before"] != change["after"]


@patiently
@given(DOCUMENTS, DOCUMENTS)
def test_nothing_is_told_only_where_nothing_differs(before, after):
    assert (differences(before, after) == []) is (plain(before) == plain(after))


@patiently
@given(DOCUMENTS, DOCUMENTS)
def test_the_way_back_tells_the_same_the_other_way_round(before, after):
    there = {change["path"]: change for change in differences(before, after)}
    back = {change["path"]: change for change in differences(after, before)}

    assert there.keys() == back.keys()
    assert all(there[path]["before"] == back[path]["after"] for path in there)


@patiently
@given(DOCUMENTS, DOCUMENTS)
def test_neither_document_is_touched_and_no_path_is_told_twice(before, after):
    kept = copy.deepcopy((before, after))

    paths = [change["path"] for change in differences(before, after)]

    assert (before, after) == kept
    assert len(paths) == len(set(paths))


CLAIM = {"number": 1, "statement": "Less scrap", "value": 4}


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ({"title": "A"}, {"title": "B"}, [("title", "A", "B")]),
        ({"title": ""}, {"title": None}, []),
        ({"value": 0}, {"value": None}, [("value", 0, None)]),
        ({}, {"lessons": "Start small"}, [("lessons", None, "Start small")]),
        ({"objectives": ["a"]}, {"objectives": ["b"]}, [("objectives", ["a"], ["b"])]),
        (
            {"resources": {"amount": 1, "text": "x"}},
            {"resources": {"amount": 2, "text": "x"}},
            [("resources.amount", 1, 2)],
        ),
        ({"claims": [CLAIM]}, {"claims": []}, [("claims.1", CLAIM, None)]),
        ({"claims": []}, {"claims": [CLAIM]}, [("claims.1", None, CLAIM)]),
        (
            {"claims": [CLAIM]},
            {"claims": [CLAIM | {"value": 5}]},
            [("claims.1.value", 4, 5)],
        ),
        (
            {"claims": [CLAIM, CLAIM | {"number": 2}]},
            {"claims": [CLAIM | {"number": 2}, CLAIM]},
            [],
        ),
        ({"reviews": [], "schema": 1}, {"reviews": [1], "schema": 2}, []),
        (
            {"sectors": [{"code": "C13", "basis": None}]},
            {"sectors": [{"code": "C13", "basis": "stated"}]},
            [("sectors.C13.basis", None, "stated")],
        ),
    ],
)
def test_what_is_told(before, after, told):
    found = [(one["path"], one["before"], one["after"]) for one in differences(before, after)]

    assert found == told
