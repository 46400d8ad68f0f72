"""How a practice begins: identifiers, addresses, two made at once."""

import pytest
from django.db import IntegrityError

from practices import drafts
from practices.models import LastIdentifier, Practice
from tests.factories import make_partner, make_practice


def begin(title: str, **columns) -> Practice:
    return drafts.create_draft(Practice(title=title, owner=make_partner(), **columns))


def test_a_draft_gets_the_next_identifier_and_an_address(smarty):
    practice = begin("Vouchers for small textile firms")

    stored = Practice.objects.get(pk=practice.pk)
    assert (stored.identifier, stored.slug, stored.state) == (
        "GP-0021",
        "vouchers-for-small-textile-firms",
        "draft",
    )


@pytest.mark.parametrize(
    ("highest", "following"),
    [(None, "GP-0001"), ("GP-0009", "GP-0010"), ("GP-9999", "GP-10000"), ("GP-10000", "GP-10001")],
)
def test_numbers_go_on_after_the_highest(db, highest, following):
    if highest:
        make_practice(identifier="GP-0002")
        make_practice(identifier=highest)

    assert drafts.take_identifier() == following


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Centro de innovación: Łódź & Ørsted", "centro-de-innovacion-lodz-orsted"),
        ("<script>alert(1)</script>", "scriptalert1script"),
        ("Ψηφιακή μετάβαση", "practice-0007"),
        ("!!!", "practice-0007"),
        ("Taken", "taken-2"),
        ("Compare", "compare-2"),
        ("GP 0016", "gp-0016-2"),
        ("word " * 30, "-".join(["word"] * 16)),
        ("x" * 150, "x" * 80),
    ],
)
def test_addresses_are_made_from_titles(db, title, slug):
    make_practice(slug="taken")

    assert drafts.free_slug(title, "GP-0007") == slug


def test_a_long_address_that_is_taken_still_fits(db):
    make_practice(slug="x" * 80)

    assert drafts.free_slug("x" * 150, "GP-0007") == "x" * 78 + "-2"


def test_of_two_made_at_once_the_second_gets_the_number_after(db, monkeypatch):
    """Somebody who gives numbers without asking has stored the one that the second was told."""
    make_practice(identifier="GP-0001")
    seen = iter(["GP-0001"])
    monkeypatch.setattr(
        drafts, "take_identifier", lambda ask=drafts.take_identifier: next(seen, None) or ask()
    )

    assert begin("Second").identifier == "GP-0002"


def test_the_number_of_a_deleted_draft_is_never_given_again(db):
    first, second = begin("First"), begin("Second")
    drafts.delete_draft(second)
    drafts.delete_draft(first)

    assert begin("Third").identifier == "GP-0003"


def test_numbers_of_loaded_records_are_kept(smarty):
    assert LastIdentifier.objects.get().number == 20


def test_other_faults_are_not_tried_again(db, django_assert_max_num_queries):
    with django_assert_max_num_queries(25), pytest.raises(IntegrityError):
        begin("No currency", resources_amount=5)
