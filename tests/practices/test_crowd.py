"""Twenty at once, and fifty killed in the middle: one wins, the others are told, nothing is half."""

import json

import pytest

from tests.apart import copy_of

pytestmark = pytest.mark.slow

BEFORE = {
    "state": "accepted",
    "editions": 0,
    "entries": 0,
    "lines": 0,
    "told": 0,
    "open rounds": 1,
}
AFTER = {
    "state": "published",
    "editions": 1,
    "entries": 1,
    "lines": 1,
    "told": 1,
    "open rounds": 0,
}


@pytest.fixture
def crowd(migrated, tmp_path):
    """Return a function that runs tests.crowd on a database of its own and gives its answer."""
    with copy_of(migrated, tmp_path) as made:
        yield lambda *asked: json.loads(made.run("-m", "tests.crowd", *asked))


def test_twenty_publish_at_once_and_one_wins(crowd):
    told = crowd("publish", "20")

    lost = "Not possible while the practice is published."
    assert told == {"outcomes": {"published": 1, lost: 19}} | AFTER


def test_twenty_save_at_once_and_no_text_is_lost(crowd):
    told = crowd("edit", "20")

    assert told == {
        "outcomes": {"302": 1, "409": 19},
        "lines": 1,
        "texts": sorted(f"Text of editor {number}." for number in range(20)),
    }


def test_ten_links_accepted_at_once_make_one_account(crowd):
    told = crowd("accept", "10")

    outcomes = told.pop("outcomes")
    assert told == {"accounts": 1, "memberships": 10, "still open": 0}
    assert sum(outcomes.values()) == 10
    late = (
        "Another one made the account nova@own.example just before: log in with the password that was"
        " chosen there."
    )
    told = {"Log in as nova@own.example.", late}
    assert set(outcomes) <= {f"The invitation is accepted. {more}" for more in told}


def test_twenty_begin_at_once_and_get_twenty_identifiers(crowd):
    told = crowd("begin", "20")

    assert told == {
        "outcomes": {"begun": 10, "imported": 10},
        "identifiers": [f"GP-{number:04d}" for number in range(1, 21)],
    }


def test_killed_in_the_middle_of_publishing_leaves_no_half_state(crowd):
    left = crowd("kill", "50")["left"]

    assert sum(times for _state, times in left) == 50
    assert [state for state, _times in left if state not in (BEFORE, AFTER)] == []
    assert len(left) == 2, "some were killed before the commit, some after it"
