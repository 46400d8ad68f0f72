"""What data/codes/related.json says of every concept of the table: known, near, and on no line twice."""

import json

import pytest

from practices.search.concepts import broader, term_of
from practices.search.related import FILE
from tests.codes.test_terms import FILE as TERMS

MOST = 14  # a longer line says little of what is nearest


@pytest.fixture(scope="module")
def content():
    return json.loads(FILE.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def near(content):
    return {record["concept"]: record["related"] for record in content["records"]}


@pytest.fixture(scope="module")
def terms():
    return json.loads(TERMS.read_text(encoding="utf-8"))["records"]


def test_meta_is_complete(content):
    assert list(content) == ["meta", "records"]
    assert list(content["meta"]) == [
        *("title", "version", "source", "licence", "retrieved", "notes"),
    ]
    assert all(content["meta"].values())


def test_every_concept_of_the_table_has_its_line(content, terms):
    assert [list(record) for record in content["records"]] == [["concept", "related"]] * len(terms)
    assert [record["concept"] for record in content["records"]] == [
        record["concept"] for record in terms
    ]
    lines = FILE.read_text(encoding="utf-8").splitlines()
    assert sum(line.startswith('{"concept"') for line in lines) == len(terms)


def test_what_is_near_is_known_and_named_once_and_not_the_concept_itself(near):
    assert [(one, other) for one, told in near.items() for other in told if other not in near] == []
    assert [one for one, told in near.items() if len(told) > len(set(told) - {one})] == []
    assert [one for one, told in near.items() if len(told) > MOST] == []


def test_no_concept_is_near_what_lies_above_or_below_it(near):
    above = broader()
    assert [
        (one, other)
        for one, told in near.items()
        for other in told
        if term_of(one) in above[term_of(other)] or term_of(other) in above[term_of(one)]
    ] == []


def test_what_is_shown_instead_of_a_concept_is_near_it(near, terms):
    assert [
        record["concept"]
        for record in terms
        if not set(record.get("fallback", ())) <= set(near[record["concept"]])
    ] == []
