"""Of hits that few are, those come first that also speak of what is near; by that alone nothing is found."""

import pytest

from practices.search import related
from tests import factories
from tests.asking import slugs

CRANE, PORT, HOOK, SHIP = "c_crane", "c_port", "c_hook", "c_ship"


@pytest.fixture
def few_related(monkeypatch):
    """Of three concepts: cranes name ports, hooks name cranes."""
    told = {CRANE: (PORT,), PORT: (), HOOK: (CRANE, PORT), SHIP: (PORT,)}
    naming = {CRANE: (HOOK,), PORT: (CRANE, HOOK, SHIP), HOOK: (), SHIP: ()}
    monkeypatch.setattr(related, "related", lambda: told)
    monkeypatch.setattr(related, "naming", lambda: naming)


@pytest.mark.parametrize(
    ("named", "near"),
    [
        ([CRANE], ([PORT], [HOOK])),
        ([PORT], ([], [CRANE, HOOK, SHIP])),
        ([CRANE, PORT], ([], [HOOK, SHIP])),
        ([HOOK, SHIP], ([CRANE, PORT], [])),
        ([], ([], [])),
    ],
)
def test_what_is_named_stands_nearer_than_what_names(few_related, named, near):
    assert related.near(named) == near


def test_a_concept_is_named_by_those_that_name_it():
    pairs = {(one, other) for one, told in related.related().items() for other in told}
    assert {(one, other) for other, told in related.naming().items() for one in told} == pairs
    assert related.related().keys() == related.naming().keys()


@pytest.fixture
def vibrating(db):
    """Two practices on predictive maintenance, and one on what is near it alone."""
    factories.make_published(
        slug="mill",
        title="Mill",
        summary="Predictive maintenance of looms.",
        description="Sensors listen to each bearing: wear is found before a breakdown.",
    )
    factories.make_published(
        slug="office", title="Office", summary="Predictive maintenance of printers."
    )
    factories.make_published(
        slug="bearing", title="Bearings", summary="Wear of bearings seen by sensors."
    )


def test_the_hit_that_also_speaks_of_what_is_near_comes_first(vibrating, monkeypatch):
    assert slugs(q="predictive maintenance") == ["mill", "office"]
    monkeypatch.setattr(related, "near", lambda named: ([], []))
    assert slugs(q="predictive maintenance") == ["office", "mill"]


def test_what_holds_every_word_stays_before_what_is_only_near(vibrating):
    assert slugs(q="predictive maintenance printers")[0] == "office"


def test_a_quoted_word_is_meant_literally(vibrating):
    assert slugs(q='"predictive maintenance"') == ["office", "mill"]


def test_of_what_is_wider_those_come_first_that_are_near(db, monkeypatch):
    factories.make_published(
        slug="looms", title="Looms", summary="Maintenance; sensors at each axle."
    )
    factories.make_published(slug="roofs", title="Roofs", summary="Maintenance; new tiles.")
    assert slugs(q="predictive maintenance") == ["looms", "roofs"]
    monkeypatch.setattr(related, "near", lambda named: ([], []))
    assert slugs(q="predictive maintenance") == ["roofs", "looms"]
