"""Of hits that few are, those come first that also speak of what is near; by that alone nothing is found."""

import pytest

from practices.search import ranking, reading, related
from tests import factories
from tests.asking import asked, slugs

CRANE, PORT, HOOK, SHIP = "c_crane", "c_port", "c_hook", "c_ship"


@pytest.fixture
def few_related(monkeypatch):
    """Of three concepts: cranes name ports, hooks name cranes."""
    told = {CRANE: (PORT,), PORT: (), HOOK: (CRANE, PORT), SHIP: (PORT,)}
    naming = {CRANE: (HOOK,), PORT: (CRANE, HOOK, SHIP), HOOK: (), SHIP: ()}
    monkeypatch.setattr(related, "related", lambda: told)
    monkeypatch.setattr(related, "named_by", lambda: naming)


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
    assert {(one, other) for other, told in related.named_by().items() for one in told} == pairs


def test_a_concept_without_a_line_has_nothing_near(few_related):
    assert related.near(["c_new"]) == ([], [])


def test_of_many_that_name_a_concept_some_are_enough(monkeypatch):
    many = tuple(f"c_{number}" for number in range(100))
    monkeypatch.setattr(related, "named_by", lambda: {CRANE: many})
    told, telling = related.near([CRANE])
    assert set(told) == set(related.related().get(CRANE, ()))
    assert telling == list(many[: related.MOST])


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


def test_where_more_than_a_page_speaks_of_it_what_is_near_does_not_count(vibrating, monkeypatch):
    monkeypatch.setattr(reading, "A_PAGEFUL", 2)
    assert slugs(q="predictive maintenance") == ["mill", "office"]
    monkeypatch.setattr(reading, "A_PAGEFUL", 1)
    assert slugs(q="predictive maintenance") == ["office", "mill"]


def test_what_holds_every_word_stays_before_what_is_only_near(db, monkeypatch):
    """Its words stand in its text, those of the other in the title, with all that is near."""
    factories.make_published(
        slug="all", title="Office", description="Predictive maintenance. Weaving."
    )
    factories.make_published(
        slug="near",
        title="Predictive maintenance: wear of bearings, sensors, downtime, breakdown",
        summary="Wear of bearings, sensors, downtime, breakdown, anomaly detection.",
    )
    found = asked(q="predictive maintenance weaving")
    assert [entry.slug for entry in found.qs] == ["all", "near"]
    monkeypatch.setattr(ranking, "WHOLE", 0.0)
    without = asked(q="predictive maintenance weaving").hits.scores
    assert list(found.hits.scores > without) == [True, False]


def test_what_is_near_is_left_out_when_the_time_is_over(vibrating, monkeypatch):
    def too_late(*asked):
        asked[-1].cut.add("near")
        return []

    monkeypatch.setattr(ranking, "look_near", too_late)
    found = asked(q="predictive maintenance")
    assert [entry.slug for entry in found.qs] == ["office", "mill"]
    assert not found.hits.cut_short


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


def test_of_a_topic_that_nothing_speaks_of_what_is_near_comes_first(db, monkeypatch):
    factories.make_published(slug="pots", title="Pots", summary="Water meters in a plant nursery.")
    factories.make_published(
        slug="hides", title="Hides", summary="Water in a tannery.", description="Water; its price."
    )
    assert slugs(q="water floriculture") == ["pots", "hides"]
    assert asked(q="water floriculture").hits.unknown == ["floriculture"]
    monkeypatch.setattr(ranking, "UNSPOKEN", ranking.FUNCTION_WORD)
    assert slugs(q="water floriculture") == ["hides", "pots"]


def test_a_word_that_names_no_topic_and_stands_nowhere_moves_no_hit(db):
    factories.make_published(title="Pots", summary="Water meters in a plant nursery.")
    factories.make_published(title="Hides", summary="Water in a tannery.")
    assert slugs(q="water zzyzx") == slugs(q="water")
