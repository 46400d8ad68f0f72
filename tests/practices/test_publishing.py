"""From the reviewed text to the edition: what is frozen, what the public reads, what stays."""

import datetime

import pytest

from partners import catalogue
from practices import editions
from practices.choices import Action, Criterion, Level, State
from practices.correcting import Correction
from practices.models import CatalogueEntry, Edition, HistoryEntry, Practice
from practices.workflow import note_edit, perform
from tests.rounds import Consortium, make_judgement

pytestmark = pytest.mark.django_db


@pytest.fixture
def consortium():
    return Consortium()


def slug_of(reviewer) -> str:
    return reviewer.memberships.get().partner.slug


def test_an_edition_freezes_text_scores_and_verdicts(consortium, clock):
    clock("2026-03-02")
    practice = consortium.make(State.ACCEPTED, title="Vouchers")
    text = editions.document(practice)
    clock("2026-03-05")

    perform(Action.PUBLISH, practice, by=consortium.publisher)

    first, second = (slug_of(reviewer) for reviewer in consortium.reviewers)
    scores = {str(c): {"score": 3, "reason": f"Good {c}."} for c in Criterion}
    review = {
        "on": "2026-03-02",
        "recommends": True,
        "recommendation": "recommended",
        "conflict_of_interest": "none",
        "scores": scores,
    }
    check = {"claim": 1, "verdict": "confirmed", "evidence": 1, "note": None, "on": "2026-03-02"}
    assert Edition.objects.get().document == text | {
        "reviews": [{"organisation": first} | review, {"organisation": second} | review],
        "checks": [{"organisation": first} | check, {"organisation": second} | check],
    }


def test_what_the_public_reads_afterwards(consortium, clock):
    clock("2026-03-02")
    practice = consortium.make(State.ACCEPTED)
    number = catalogue.version().number

    line = perform(Action.PUBLISH, practice, by=consortium.publisher)

    entry = CatalogueEntry.objects.get()
    assert (entry.edition, entry.level) == (Edition.objects.get(), Level.REVIEWED)
    assert entry.level_until == datetime.date(2028, 3, 2)
    assert catalogue.version().number == number + 1 == entry.changed
    assert line.organisation == consortium.publisher.memberships.get().partner
    round_ = practice.rounds.get()
    assert (round_.ended_by, round_.ended_at) == ("publish", line.at)


def test_no_step_before_publication_tells_the_public(consortium):
    number = catalogue.version().number
    practice = consortium.make(State.ACCEPTED)

    assert catalogue.version().number == number
    assert not HistoryEntry.objects.public().exists()
    assert not CatalogueEntry.objects.filter(practice=practice).exists()


def rewrite(practice: Practice, editor, **columns) -> None:
    """Change the working version as the form does."""
    practice = Practice.objects.get(pk=practice.pk)
    before = editions.document(practice)
    for name, value in columns.items():
        setattr(practice, name, value)
    practice.save()
    note_edit(practice, by=editor, before=before)


def test_the_public_reads_the_old_edition_while_the_next_is_made(consortium):
    practice = consortium.make(State.PUBLISHED, title="Vouchers")
    old = Edition.objects.get()
    consortium.do(practice, Action.REOPEN)
    rewrite(practice, consortium.editor, title="Vouchers for all")
    for step in (Action.SUBMIT, Action.ASSIGN, Action.REVIEW, Action.ACCEPT):
        consortium.do(practice, step)
        entry = CatalogueEntry.objects.get()
        assert (entry.title, entry.edition) == ("Vouchers", old)

    line = perform(Action.PUBLISH, practice, by=consortium.publisher)

    entry = CatalogueEntry.objects.get()
    assert (entry.title, entry.edition.number) == ("Vouchers for all", 2)
    assert Edition.objects.get(number=1).document == old.document
    assert line.changes == [{"path": "title", "before": "Vouchers", "after": "Vouchers for all"}]


def test_old_reviews_never_cover_a_new_text(consortium):
    """A round's reviews stay with it: what was reopened is judged anew."""
    practice = consortium.make(State.PUBLISHED)
    for step in (Action.REOPEN, Action.SUBMIT, Action.ASSIGN):
        consortium.do(practice, step)

    second = practice.rounds.get(number=2)

    assert list(second.reviews.values_list("submitted_at", flat=True)) == [None, None]


def test_edits_are_recorded_field_by_field(consortium):
    practice = consortium.make(title="Vouchers")

    rewrite(practice, consortium.editor, title="Audits", objectives=["Help firms"])

    practice.refresh_from_db()
    line = HistoryEntry.objects.get()
    assert practice.revision == 1
    assert (line.action, line.user, line.organisation) == (
        "edit",
        consortium.editor,
        consortium.owner,
    )
    assert line.changes == [
        {"path": "title", "before": "Vouchers", "after": "Audits"},
        {"path": "objectives", "before": ["An aim"], "after": ["Help firms"]},
    ]


def test_saving_nothing_new_is_no_edit(consortium):
    practice = consortium.make()

    rewrite(practice, consortium.editor, title=practice.title)

    practice.refresh_from_db()
    assert (practice.revision, HistoryEntry.objects.count()) == (0, 0)


def test_discarding_goes_back_and_keeps_what_was_given_up(consortium):
    practice = consortium.make(State.PUBLISHED, title="Vouchers")
    published = editions.document(practice)
    consortium.do(practice, Action.REOPEN)
    rewrite(practice, consortium.editor, title="Audits")

    line = perform(Action.DISCARD, practice, by=consortium.editor)

    practice = Practice.objects.get(pk=practice.pk)
    assert (practice.state, editions.document(practice)) == ("published", published)
    assert line.changes == [{"path": "title", "before": "Audits", "after": "Vouchers"}]
    assert Edition.objects.count() == 1


def test_correcting_makes_an_edition_and_keeps_level_and_reviews(consortium, clock):
    clock("2026-03-02")
    practice = consortium.make(State.PUBLISHED, summary="Firms recieve vouchers.")
    old = Edition.objects.get()
    clock("2027-01-05")
    mend = Correction(path="summary", text="Firms receive vouchers.")

    perform(Action.CORRECT, practice, by=consortium.publisher, corrections=(mend,))

    entry = CatalogueEntry.objects.get()
    assert entry.edition.number == 2
    assert entry.edition.document == old.document | {"summary": "Firms receive vouchers."}
    assert (entry.level, entry.level_until) == (Level.REVIEWED, datetime.date(2028, 3, 2))
    working = editions.document(Practice.objects.get(pk=practice.pk))
    assert working["summary"] == "Firms receive vouchers."


def test_a_correction_does_not_lengthen_level_1(consortium, clock):
    clock("2026-03-02")
    practice = consortium.make_reworked(State.PUBLISHED, summary="Firms recieve vouchers.")
    for day, text in (
        ("2027-01-05", "Firms receive vouchers."),
        ("2027-02-05", "Firms receive vouchers!"),
    ):
        clock(day)
        mend = Correction(path="summary", text=text)
        perform(Action.CORRECT, practice, by=consortium.publisher, corrections=(mend,))

    entry = CatalogueEntry.objects.get()
    assert (entry.edition.number, entry.level_until) == (3, datetime.date(2029, 3, 2))


def test_withdrawing_hides_and_restoring_shows_again(consortium, clock):
    practice = consortium.make(State.PUBLISHED)
    now = clock("2026-03-05")
    number = catalogue.version().number

    perform(Action.WITHDRAW, practice, by=consortium.publisher, comment=" The call is over. ")

    entry = CatalogueEntry.objects.get()
    assert (entry.withdrawn_at, entry.withdrawal_reason) == (now, "The call is over.")
    assert not CatalogueEntry.objects.on_show().exists()
    assert catalogue.version().number == number + 1
    assert Practice.objects.get(pk=practice.pk).state == State.PUBLISHED

    perform(Action.RESTORE, practice, by=consortium.publisher, comment="A mistake.")

    entry = CatalogueEntry.objects.get()
    assert (entry.withdrawn_at, entry.withdrawal_reason) == (None, "")
    assert catalogue.version().number == number + 2


def test_a_new_edition_of_what_is_withdrawn_is_not_on_show(consortium):
    practice = consortium.make_withdrawn(State.ACCEPTED)

    perform(Action.PUBLISH, practice, by=consortium.publisher)

    entry = CatalogueEntry.objects.get()
    assert (entry.edition.number, entry.withdrawal_reason) == (2, "For a reason.")
    assert not CatalogueEntry.objects.on_show().exists()


def test_the_public_timeline_names_organisations_and_hides_the_rest(consortium):
    practice = consortium.make(State.PUBLISHED)
    consortium.do(practice, Action.WITHDRAW)
    consortium.do(practice, Action.RESTORE)
    publisher = consortium.publisher.memberships.get().partner

    told = [(line.action, line.organisation) for line in HistoryEntry.objects.public()]

    assert told == [("publish", publisher), ("withdraw", publisher), ("restore", publisher)]


def test_what_is_not_saved_when_reviewed_never_gets_published(consortium):
    """The round's text is published, whatever else has got into the working version meanwhile."""
    practice = consortium.make(State.ACCEPTED, title="As reviewed")
    Practice.objects.filter(pk=practice.pk).update(title="As written past the workflow")

    perform(Action.PUBLISH, practice, by=consortium.publisher)

    assert Edition.objects.get().document["title"] == "As reviewed"


def test_a_third_organisation_settles_a_disagreement(consortium):
    practice = consortium.make(State.IN_REVIEW)
    low = make_judgement(scores=make_judgement().scores | {Criterion.IMPACT: (0, "None seen.")})
    consortium.review(practice, consortium.reviewers[0])
    consortium.review(practice, consortium.reviewers[1], low)
    third = Consortium(consortium.owner).reviewers[0]
    asked = (third.memberships.get(),)
    perform(Action.ASSIGN, practice, by=consortium.publisher, reviewers=asked)
    consortium.review(practice, third)

    perform(Action.ACCEPT, practice, by=consortium.publisher)

    assert practice.state == State.ACCEPTED
