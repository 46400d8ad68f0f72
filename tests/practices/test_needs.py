"""What each action needs, told in words that say what to do; and that a refusal changes nothing."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from partners.choices import MemberRole
from practices.choices import Action, Criterion, Recommendation, State, Verdict
from practices.correcting import Correction
from practices.models import Practice
from practices.workflow import perform
from tests import database
from tests.factories import EMPTY, make_partner, make_user
from tests.rounds import Consortium, make_judgement

pytestmark = pytest.mark.django_db


@pytest.fixture
def consortium():
    return Consortium()


def refusal(practice: Practice, action: Action, **asked) -> list[str]:
    """Return the messages with which an action is refused; nothing may have been written."""
    before = database.everything(but=database.CODE_LISTS)
    with pytest.raises(ValidationError) as refused:
        perform(action, practice, **asked)
    assert database.everything(but=database.CODE_LISTS) == before
    return refused.value.messages


# Submitting


def test_a_submission_needs_every_required_field(consortium):
    practice = consortium.make(**EMPTY)

    [message] = refusal(practice, Action.SUBMIT, by=consortium.editor, consent=True)

    assert message == (
        "Missing: summary, description, region, scope, nature, validation kind, one theme, one sector, "
        "one objective, one beneficiary, one claim with evidence."
    )


def test_a_submission_keeps_the_limits_whoever_wrote_the_text(consortium):
    practice = consortium.make(objectives=["x" * 1501])

    assert refusal(practice, Action.SUBMIT, by=consortium.editor, consent=True) == [
        "At most 1500 characters fit here; this text has 1501."
    ]


def test_a_submission_needs_the_consent(consortium):
    assert refusal(consortium.make(), Action.SUBMIT, by=consortium.editor) == [
        "Agree to publication under the licence CC BY 4.0: without it the text cannot be published."
    ]


# Assigning


def outsider(role=MemberRole.REVIEWER, **columns):
    return make_user(role, make_partner(), **columns)


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda owner: (), "Choose at least one reviewer."),
        (lambda owner: (outsider(MemberRole.EDITOR).memberships.get(),), "cannot review"),
        (lambda owner: (outsider(is_active=False).memberships.get(),), "cannot review"),
        (lambda owner: (make_user(MemberRole.REVIEWER, owner).memberships.get(),), "cannot review"),
        (lambda owner: (_with_a_foot_in(owner),), "cannot review"),
        (lambda owner: _two_of_one(), "Choose one reviewer for each organisation."),
        (lambda owner: tuple(_of_two().memberships.all()), "for one organisation alone"),
    ],
    ids=[
        "nobody",
        "an editor",
        "switched off",
        "of the owner",
        "a foot in it",
        "two of one",
        "one of two",
    ],
)
def test_reviewers_are_of_other_partners(consortium, make, why):
    practice = consortium.make(State.SUBMITTED)
    chosen = make(consortium.owner)

    [message] = refusal(practice, Action.ASSIGN, by=consortium.publisher, reviewers=chosen)

    assert why in message


def _with_a_foot_in(owner):
    user = outsider()
    user.memberships.create(partner=owner, role=MemberRole.EDITOR)
    return user.memberships.get(role=MemberRole.REVIEWER)


def _two_of_one():
    partner = make_partner()
    people = [make_user(MemberRole.REVIEWER, partner) for _number in range(2)]
    return tuple(person.memberships.get() for person in people)


def _of_two():
    user = outsider()
    user.memberships.create(partner=make_partner(), role=MemberRole.REVIEWER)
    return user


@pytest.mark.parametrize("has_reviewed", [False, True])
def test_nobody_is_asked_for_a_second_organisation(consortium, has_reviewed):
    practice, both = consortium.make(State.SUBMITTED), _of_two()
    first, second = both.memberships.all()
    consortium.do(practice, Action.ASSIGN, reviewers=(first, *consortium.asked()))
    if has_reviewed:
        consortium.review(practice, both)

    assert refusal(practice, Action.ASSIGN, by=consortium.publisher, reviewers=(second,)) == [
        f"{both} can review this text for one organisation alone: choose somebody else."
    ]


def test_who_is_replaced_can_be_asked_for_the_other_organisation(consortium):
    practice, both = consortium.make(State.SUBMITTED), _of_two()
    first, second = both.memberships.all()
    colleague = make_user(MemberRole.REVIEWER, first.partner).memberships.get()
    consortium.do(practice, Action.ASSIGN, reviewers=(first,))

    consortium.do(practice, Action.ASSIGN, reviewers=(second, colleague))

    assert dict(practice.rounds.get().reviews.values_list("organisation", "reviewer")) == {
        first.partner_id: colleague.user_id,
        second.partner_id: both.pk,
    }


def test_nobody_is_asked_for_yesterday(consortium, clock):
    clock("2026-03-02")
    practice = consortium.make(State.SUBMITTED)
    asked = {"reviewers": consortium.asked(), "due_on": datetime.date(2026, 3, 1)}

    assert refusal(practice, Action.ASSIGN, by=consortium.publisher, **asked) == [
        "The day until which to review lies in the past."
    ]


def test_who_has_judged_is_not_asked_again(consortium):
    practice = consortium.make(State.IN_REVIEW)
    consortium.review(practice, consortium.reviewers[0])
    asked = {"reviewers": consortium.asked()[:1]}

    assert refusal(practice, Action.ASSIGN, by=consortium.publisher, **asked) == [
        f"{consortium.asked()[0].partner} has reviewed this text already."
    ]


def test_who_does_not_answer_is_replaced(consortium, clock):
    clock("2026-03-02")
    practice = consortium.make(State.IN_REVIEW)
    partner = consortium.asked()[0].partner
    colleague = make_user(MemberRole.REVIEWER, partner)

    perform(
        Action.ASSIGN,
        practice,
        by=consortium.publisher,
        reviewers=(colleague.memberships.get(),),
    )

    current = practice.rounds.get()
    asked = current.reviews.order_by("pk").values_list("organisation", "reviewer", "due_on")
    second = consortium.asked()[1]
    assert list(asked) == [
        (partner.pk, colleague.pk, datetime.date(2026, 3, 23)),
        (second.partner_id, second.user_id, datetime.date(2026, 3, 23)),
    ]


# Reviewing

GOOD = dict.fromkeys(Criterion, (3, "Because."))


@pytest.mark.parametrize(
    ("judgement", "messages"),
    [
        (None, ["There is no review to hand in."]),
        (
            {"conflict_of_interest": " "},
            ["Say whether you have a conflict of interest; if none, write “none”."],
        ),
        ({"recommendation": ""}, ["Choose a recommendation."]),
        (
            {"scores": {c: GOOD[c] for c in Criterion if c != Criterion.IMPACT}},
            [
                "Give 0 to 4 points for: impact and track record.",
                "Give the reason of your points for: impact and track record.",
            ],
        ),
        (
            {"scores": GOOD | {Criterion.EVIDENCE: (5, "Very good.")}},
            ["Give 0 to 4 points for: quality of evidence."],
        ),
        (
            {"scores": GOOD | {Criterion.EVIDENCE: (0, " ")}},
            ["Give the reason of your points for: quality of evidence."],
        ),
        (
            {"checks": {7: (Verdict.CONFIRMED, 1, "")}},
            ["There is no claim number 7."],
        ),
        (
            {"checks": {1: (Verdict.CONFIRMED, 2, "")}},
            ["Claim 1 does not name evidence 2."],
        ),
        (
            {"checks": {1: (Verdict.PARTLY, None, "")}},
            ["Say which evidence confirms claim 1."],
        ),
        (
            {"remarks": {"summary": "x" * 1501}},
            ["At most 1500 characters fit here; this text has 1501."],
        ),
    ],
)
def test_a_review_is_whole(consortium, judgement, messages):
    practice = consortium.make(State.IN_REVIEW)
    made = judgement if judgement is None else make_judgement(**judgement)

    assert refusal(practice, Action.REVIEW, by=consortium.reviewers[0], judgement=made) == messages


def test_a_claim_may_be_left_unconfirmed_without_evidence(consortium):
    practice = consortium.make(State.IN_REVIEW)
    checks = {1: (Verdict.NOT_CONFIRMED, None, "The page is gone.")}

    consortium.review(practice, consortium.reviewers[0], make_judgement(checks=checks))

    assert (
        list(practice.rounds.get().reviews.get(submitted_at__isnull=False).checks.values_list())
        != []
    )


def test_a_review_can_be_changed_until_the_text_is_accepted(consortium):
    practice = consortium.make(State.IN_REVIEW)
    reviewer = consortium.reviewers[0]
    consortium.review(practice, reviewer, make_judgement(remarks={"summary": "Say who pays."}))
    second = make_judgement(scores=GOOD | {Criterion.IMPACT: (1, "One firm only.")})

    consortium.review(practice, reviewer, second)

    review = practice.rounds.get().reviews.get(reviewer=reviewer)
    assert dict(review.scores.values_list("criterion", "score"))["impact"] == 1
    assert (review.scores.count(), review.checks.count(), review.remarks.count()) == (4, 1, 0)


# Accepting


def accepting(consortium, *judgements) -> list[str]:
    """Hand in the judgements, one reviewer each, and return why the text cannot be accepted."""
    practice = consortium.make(State.SUBMITTED)
    reviewers = [outsider() for _judgement in judgements]
    asked = tuple(reviewer.memberships.get() for reviewer in reviewers)
    perform(Action.ASSIGN, practice, by=consortium.publisher, reviewers=asked)
    for reviewer, judgement in zip(reviewers, judgements, strict=True):
        consortium.review(practice, reviewer, make_judgement(**judgement))
    try:
        perform(Action.ACCEPT, practice, by=consortium.publisher)
    except ValidationError as refused:
        return refused.messages
    return []


NOT_RECOMMENDED = {"recommendation": Recommendation.NOT_RECOMMENDED}
AFTER_CHANGES = {"recommendation": Recommendation.AFTER_CHANGES}
UNCHECKED = {"checks": {}}
LOW = {"scores": GOOD | {Criterion.TRANSFERABILITY: (1, "Only with this law.")}}
ONE_MORE = (
    "Level 2 needs 1 more review that recommends it, from an organisation that is neither the owner nor "
    "the other reviewer."
)
REFUTED = {"checks": {1: (Verdict.NOT_CONFIRMED, 1, "The page says four.")}}
MAJORITY = "Level 2 needs more reviews that recommend it than reviews that do not."
CONTESTED = "Level 2 needs one result that more organisations confirm than find not confirmed."
APART = "The two reviews disagree on: claim 1. Ask a third organisation."
A_CHECK = (
    "Level 2 needs one result checked as confirmed or partly confirmed by an organisation other than "
    "the owner."
)


@pytest.mark.parametrize(
    ("judgements", "messages"),
    [
        ([{}, {}], []),
        ([{}, UNCHECKED], []),
        ([UNCHECKED, UNCHECKED], [A_CHECK]),
        ([{}], [ONE_MORE]),
        ([{}, NOT_RECOMMENDED], [ONE_MORE]),
        ([{}, AFTER_CHANGES], [ONE_MORE]),
        ([{}, {}, NOT_RECOMMENDED], []),
        ([{}, LOW], ["The two reviews disagree on: transferability. Ask a third organisation."]),
        ([{}, LOW, {}], []),
        ([{}, {}, NOT_RECOMMENDED, AFTER_CHANGES], [MAJORITY]),
        ([{}, {}, NOT_RECOMMENDED, NOT_RECOMMENDED, NOT_RECOMMENDED], [MAJORITY]),
        ([{}, {}, {}, NOT_RECOMMENDED, NOT_RECOMMENDED], []),
        ([{}, REFUTED], [CONTESTED, APART]),
        ([{}, {}, REFUTED], []),
        ([{}, UNCHECKED, REFUTED], [CONTESTED]),
    ],
)
def test_accepting_needs_level_2_and_agreement(consortium, judgements, messages):
    assert accepting(consortium, *judgements) == messages


def test_a_practice_without_result_is_not_accepted(consortium):
    claims = [{"statement": "A grant of 10,000 EUR", "kind": "input"}]
    practice = consortium.make(State.IN_REVIEW, claims=claims)
    consortium.do(practice, Action.REVIEW)

    assert refusal(practice, Action.ACCEPT, by=consortium.publisher) == [
        "Level 2 needs one claim of kind result."
    ]


# Comments, withdrawal, correction


@pytest.mark.parametrize(
    ("action", "state"),
    [
        (Action.REQUEST_CHANGES, State.SUBMITTED),
        (Action.REJECT, State.IN_REVIEW),
        (Action.WITHDRAW, State.PUBLISHED),
    ],
)
@pytest.mark.parametrize(
    ("comment", "message"),
    [
        (" \n", "Write a comment: it says why."),
        ("x" * 1501, "At most 1500 characters fit here; this text has 1501."),
    ],
)
def test_some_actions_need_a_comment(consortium, action, state, comment, message):
    practice = consortium.make(state)

    assert refusal(practice, action, by=consortium.publisher, comment=comment) == [message]


def test_restoring_needs_a_comment_too(consortium):
    practice = consortium.make_withdrawn()

    assert refusal(practice, Action.RESTORE, by=consortium.publisher) == [
        "Write a comment: it says why."
    ]


@pytest.mark.parametrize(
    ("corrections", "messages"),
    [
        ((), ["There is nothing to correct."]),
        (
            (Correction(path="nature", text="training"),),
            ["nature: This place cannot be corrected."],
        ),
        (
            (Correction(path="summary", text="Something else altogether stands here."),),
            ["summary: This is more than spelling: reopen the practice to change it."],
        ),
        (
            (Correction(path="evidence.1.url", text="no address"),),
            ["evidence.0.url: A web address that starts with http:// or https:// is expected."],
        ),
    ],
)
def test_a_correction_is_of_links_and_spelling(consortium, corrections, messages):
    practice = consortium.make(State.PUBLISHED)
    asked = {"by": consortium.publisher, "corrections": corrections}

    assert refusal(practice, Action.CORRECT, **asked) == messages


def test_reviewing_is_due_in_three_weeks_unless_told_otherwise(consortium):
    practice = consortium.make(State.IN_REVIEW)
    due = timezone.localdate() + datetime.timedelta(days=21)

    assert set(practice.rounds.get().reviews.values_list("due_on", flat=True)) == {due}
