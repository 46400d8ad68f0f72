"""Practices like a practice, and why."""

from partners import catalogue
from practices.index import index
from practices.similar import similar
from tests import factories


def test_what_is_shared_is_named_and_the_rarer_counts_more(db):
    own = factories.make_published(
        technologies=["photonics"], sectors=["C13.2"], region_id="ITI15", nature="training"
    )
    near = factories.make_published(
        identifier="GP-8301", technologies=["photonics"], sectors=["C13"], region_id="ITI11",
        nature="training", themes=["green_transition_and_sustainability"],
    )  # fmt: skip
    far = factories.make_published(identifier="GP-8302", region_id="ES51", sectors=["C13.2"])
    factories.make_practice(identifier="GP-8303", technologies=["photonics"], sectors=["C13.2"])
    for _ in range(4):
        factories.make_published(
            region_id="FI1D7", sectors=["A"], nature="platform",
            themes=["green_transition_and_sustainability"],
        )  # fmt: skip

    like = similar(own.edition.document, index(catalogue.version()), own.pk)

    assert [(found.entry, set(found.shared)) for found in like] == [
        (near, {("technology", "photonics"), ("nature", "training"), ("region", "ITI1")}),
        (far, {("sector", "C13.2"), ("theme", "regional_platforms_and_clusters")}),
    ]


def test_nothing_alike_is_nothing(db):
    own = factories.make_published(region_id="ITI15")
    factories.make_published(
        region_id="FI1D7", sectors=["A"], nature="platform",
        themes=["green_transition_and_sustainability"],
    )  # fmt: skip

    assert similar(own.edition.document, index(catalogue.version()), own.pk) == []
