"""data/codes/meanings.json: a vector for every concept of the table, and how vectors are made."""

import json
from base64 import b64decode

import numpy as np
import pytest

from benchmarks.meanings import KEPT, META, SHARED, in_bytes, reduced
from practices.search.meanings import FILE
from tests.codes.test_terms import FILE as TERMS


@pytest.fixture(scope="module")
def content():
    return json.loads(FILE.read_text(encoding="utf-8"))


def test_it_says_where_it_is_from(content):
    assert list(content) == ["meta", "records"]
    assert content["meta"] == META


def test_every_concept_of_the_table_has_its_vector(content):
    terms = json.loads(TERMS.read_text(encoding="utf-8"))["records"]
    assert [list(record) for record in content["records"]] == [["concept", "vector"]] * len(terms)
    assert [record["concept"] for record in content["records"]] == [
        record["concept"] for record in terms
    ], "the table has grown: run benchmarks.meanings"
    lengths = {len(b64decode(record["vector"], validate=True)) for record in content["records"]}
    assert lengths == {KEPT}


def test_what_all_rows_share_is_taken_away():
    """Rows that differ in one direction far more than in any other: that one tells nothing."""
    random = np.random.default_rng(1)
    own = random.normal(size=(300, 200)).astype(np.float32)
    shared = random.normal(size=(SHARED, 200)).astype(np.float32)
    rows = own + random.normal(size=(300, SHARED)).astype(np.float32) * 50 @ shared + 7

    kept = reduced(rows)

    assert kept.shape == (300, KEPT)
    assert np.abs(kept.mean(axis=0)).max() < 0.01
    assert np.linalg.norm(rows, axis=1).mean() > 500
    assert np.linalg.norm(kept, axis=1).max() < np.linalg.norm(own, axis=1).max()


def test_each_row_is_spread_over_a_byte():
    rows = np.array([[1.0, -2.0, 0.5], [300.0, 0.0, -1.0]])
    assert in_bytes(rows).tolist() == [[64, -127, 32], [127, 0, 0]]
    assert in_bytes(rows).dtype == np.int8
