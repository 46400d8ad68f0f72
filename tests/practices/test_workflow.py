"""Who may do what when: the table written out, and that a refusal or a failure changes nothing."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection
from django.utils import translation

from partners import catalogue
from practices.choices import Action, State
from practices.models import CatalogueEntry, Edition, HistoryEntry, Practice
from practices.workflow import NotNow, mark, perform
from tests import database
from tests.factories import make_practice, make_published
from tests.rounds import Consortium

pytestmark = pytest.mark.django_db


def test_what_seed_makes(clock):
    now = clock("2026-03-01T10:30")
    practice = make_practice(identifier="GP-9999")
    number = catalogue.version().number
    line = perform(Action.SEED, practice, comment="From the records.", request_id="r-1")

    edition = Edition.objects.get()
    assert (edition.practice, edition.number, edition.action) == (practice, 1, "seed")
    assert (edition.published_at, edition.document["identifier"]) == (now, "GP-9999")
    assert list(CatalogueEntry.objects.values_list("practice", "edition")) == [
        (practice.pk, edition.pk)
    ]
    assert list(HistoryEntry.objects.values()) == [
        {
            "id": line.pk,
            "practice_id": practice.pk,
            "at": now,
            "action": "seed",
            "user_id": None,
            "organisation_id": None,
            "from_state": "draft",
            "to_state": "published",
            "comment": "From the records.",
            "edition_id": edition.pk,
            "changes": [],
            "request_id": "r-1",
        }
    ]
    assert catalogue.version().number == number + 1
    assert catalogue.version().raised_at == now
    assert list(HistoryEntry.objects.public()) == [line]


def test_the_public_timeline_holds_no_step_of_a_draft():
    practice = make_practice()
    at = datetime.datetime(2026, 3, 1, tzinfo=datetime.UTC)
    step = {"from_state": "draft", "to_state": "submitted", "at": at, "action": "submit"}
    HistoryEntry.objects.create(practice=practice, **step)
    assert not HistoryEntry.objects.public().exists()


def test_the_row_in_the_database_decides_not_the_one_in_hand():
    practice = make_practice()
    stale = Practice.objects.get(pk=practice.pk)
    perform(Action.SEED, practice)
    assert stale.state == State.DRAFT
    before = database.everything()
    with pytest.raises(NotNow):
        perform(Action.SEED, stale)
    assert database.everything() == before


def test_what_was_seen_is_compared_with_the_row_in_the_database():
    consortium = Consortium()
    practice = consortium.make(State.IN_REVIEW)
    seen = mark(Action.REJECT, practice)
    for action in (Action.REQUEST_CHANGES, Action.SUBMIT):
        consortium.do(practice, action)
    before = database.everything()

    with pytest.raises(NotNow, match="The text has changed since you opened this page"):
        perform(Action.REJECT, practice, by=consortium.publisher, comment="Old.", seen=seen)
    assert database.everything() == before

    perform(
        Action.REJECT,
        practice,
        by=consortium.publisher,
        comment="New.",
        seen=mark(Action.REJECT, practice),
    )
    assert Practice.objects.get().state == State.REJECTED


def test_what_is_in_hand_but_not_saved_is_not_published():
    practice = make_practice(title="As saved")
    practice.title = "As typed"
    perform(Action.SEED, practice)
    assert Edition.objects.get().document["title"] == "As saved"
    assert Practice.objects.get().title == "As saved"


def refusal(practice, kind) -> str:
    with pytest.raises(kind) as refused:
        perform(Action.SEED, practice)
    return "; ".join(getattr(refused.value, "messages", [str(refused.value)]))


def test_the_reasons_are_told_in_words():
    assert refusal(make_practice(scope="", claims=[]), ValidationError) == (
        "Missing: scope, one claim with evidence."
    )
    published = make_published().practice
    assert refusal(published, NotNow) == "Not possible while the practice is published."
    Practice.objects.filter(pk=published.pk).update(state="draft")
    assert refusal(published, NotNow) == "The practice has an edition already."


def test_the_reason_stands_in_the_language_of_the_reader():
    """Put into words when it is refused; the words follow the language that is active then."""
    with translation.override("en"):
        assert refusal(make_practice(scope=""), ValidationError) == "Missing: scope."


def test_an_unknown_action_is_none():
    with pytest.raises(ValueError, match="explode"):
        perform("explode", make_practice())


def test_a_practice_that_is_gone():
    practice = make_practice()
    Practice.objects.get(pk=practice.pk).delete()
    with pytest.raises(Practice.DoesNotExist):
        perform(Action.SEED, practice)


def drop_the_text_index(practice):
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE practices_textindex")


def put_an_entry_in_the_way(practice):
    CatalogueEntry.objects.filter(pk=make_published().pk).update(slug=practice.slug)


@pytest.mark.parametrize("break_it", [drop_the_text_index, put_an_entry_in_the_way])
def test_a_failure_in_the_middle_undoes_all(break_it):
    """The edition is made by then; it goes with the rest."""
    practice = make_practice()
    break_it(practice)
    gone = (database.TEXT_INDEX,) if break_it is drop_the_text_index else ()
    before = database.everything(but=gone)
    with pytest.raises(DatabaseError):
        perform(Action.SEED, practice)
    assert database.everything(but=gone) == before
    assert practice.state == State.DRAFT


@pytest.mark.django_db(transaction=True)
def test_a_failure_in_the_middle_undoes_what_would_have_been_committed():
    practice = make_practice()
    put_an_entry_in_the_way(practice)
    before = database.everything()
    with pytest.raises(DatabaseError):
        perform(Action.SEED, practice)
    assert database.everything() == before
