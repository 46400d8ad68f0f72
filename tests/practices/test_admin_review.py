"""The review of a text, and who reads it: the desk of a reviewer, the table of who reads what."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from partners.choices import MemberRole
from partners.models import User
from practices import permissions, reviewing
from practices.choices import Action, Criterion, State, Verdict
from practices.forms.criteria import SCALES
from practices.models import Practice, Review
from tests.factories import give_second_factor, make_partner, make_user
from tests.rounds import Consortium, make_judgement
from tests.workspace import action_form, doing, logged_in, page

pytestmark = pytest.mark.django_db


@pytest.fixture
def consortium():
    return Consortium()


def review_of(practice: Practice, reviewer) -> Review:
    return Review.objects.get(round__practice=practice, round__ended_at=None, reviewer=reviewer)


def test_every_criterion_has_a_question_and_five_anchors():
    assert list(SCALES) == list(Criterion)
    told = [str(text) for scale in SCALES.values() for text in (scale.question, *scale.anchors)]
    assert [len(scale.anchors) for scale in SCALES.values()] == [5] * 4
    assert len(set(told)) == len(told)
    assert all(20 < len(text) < 140 for text in told)


def test_the_page_shows_the_text_of_the_round_and_not_what_came_after(consortium):
    practice = consortium.make(State.IN_REVIEW, summary="As submitted.", lessons="Begin small.")
    Practice.objects.filter(pk=practice.pk).update(summary="Written behind the back.")

    shown = logged_in(consortium.reviewers[0]).get(doing(practice, "review"))

    html = shown.content.decode()
    assert "As submitted." in html
    assert "Written behind the back." not in html
    sheet = shown.context["sheet"]
    assert [place.path for place in sheet.texts] == [
        "title", "summary", "description", "objectives", "beneficiaries", "lessons",
    ]  # fmt: skip
    (claim,) = sheet.claims
    assert [item.url for item in claim.claim.evidence] == [practice.evidence.get().url]
    assert 'rel="external noopener"' in html
    assert all(str(anchor) in html for anchor in SCALES[Criterion.IMPACT].anchors)


def test_a_review_is_handed_in_whole(consortium):
    practice = consortium.make(State.IN_REVIEW)
    reviewer = consortium.reviewers[0]
    sent = action_form("review", practice) | {
        "score-impact": "0",
        "comment": "Good.\r\nShort.",
        "note-1": "Page 3 says so.",
        "remark-summary": "Say how many.",
        "remark-claims.1.statement": "Firms or audits?",
    }

    done = logged_in(reviewer).post(doing(practice, "review"), sent)

    review = review_of(practice, reviewer)
    assert (done.status_code, done["Location"]) == (302, "/admin/")
    assert (review.conflict_of_interest, review.recommendation, review.comment) == (
        "none",
        "recommended",
        "Good.\nShort.",
    )
    assert {row.criterion: (row.score, row.reason) for row in review.scores.all()} == {
        "impact": (0, "Good impact."),
        "transferability": (3, "Good transferability."),
        "relevance": (3, "Good relevance."),
        "evidence": (3, "Good evidence."),
    }
    assert list(review.checks.values_list("claim", "verdict", "evidence", "note")) == [
        (1, "confirmed", 1, "Page 3 says so.")
    ]
    assert dict(review.remarks.values_list("path", "text")) == {
        "summary": "Say how many.",
        "claims.1.statement": "Firms or audits?",
    }


def test_what_is_missing_is_told_at_its_place_and_nothing_is_lost(consortium):
    practice = consortium.make(State.IN_REVIEW)
    sent = action_form("review", practice) | {
        "score-evidence": "",
        "reason-impact": " ",
        "remark-title": "Too long.",
    }
    del sent["recommendation"]

    refused = logged_in(consortium.reviewers[0]).post(doing(practice, "review"), sent)

    form = refused.context["form"]
    assert refused.status_code == 400
    assert set(form.errors) == {"score-evidence", "reason-impact", "recommendation"}
    html = refused.content.decode()
    assert "Too long." in html
    assert "Good transferability." in html
    assert review_of(practice, consortium.reviewers[0]).submitted_at is None


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"evidence-1": ""}, "Say which evidence confirms claim 1."),
        ({"evidence-1": "9"}, "Select a valid choice"),
        ({"verdict-1": "maybe"}, "Select a valid choice"),
        ({"score-impact": "5"}, "Select a valid choice"),
        ({"comment": "x" * 1501}, "at most 1500 characters"),
    ],
)
def test_what_cannot_be_is_refused(consortium, changed, message):
    practice = consortium.make(State.IN_REVIEW)
    sent = action_form("review", practice) | changed

    refused = logged_in(consortium.reviewers[0]).post(doing(practice, "review"), sent)

    assert refused.status_code == 400
    assert message in str(refused.context["form"].errors)


def test_a_claim_may_stay_without_a_verdict(consortium):
    practice = consortium.make(State.IN_REVIEW)
    reviewer = consortium.reviewers[0]
    sent = action_form("review", practice) | {"verdict-1": ""}

    logged_in(reviewer).post(doing(practice, "review"), sent)

    review = review_of(practice, reviewer)
    assert review.submitted_at is not None
    assert not review.checks.exists()


def test_a_review_can_be_changed_while_in_review(consortium):
    practice = consortium.make(State.IN_REVIEW)
    reviewer = consortium.reviewers[0]
    consortium.review(
        practice,
        reviewer,
        make_judgement(comment="First thought.", remarks={"summary": "Too short."}),
    )
    client, sent = logged_in(reviewer), action_form("review", practice)

    initial = client.get(doing(practice, "review")).context["form"].initial
    client.post(doing(practice, "review"), sent | {"score-impact": "4", "verdict-1": "partly"})

    assert initial["comment"] == "First thought."
    assert initial["remark-summary"] == "Too short."
    assert (initial["score-impact"], initial["verdict-1"], initial["evidence-1"]) == (
        3,
        Verdict.CONFIRMED,
        1,
    )
    review = review_of(practice, reviewer)
    assert review.scores.get(criterion="impact").score == 4
    assert review.checks.get().verdict == "partly"
    assert not review.remarks.exists()


def test_a_review_of_one_round_is_not_taken_for_the_next(consortium):
    practice = consortium.make(State.IN_REVIEW)
    reviewer = consortium.reviewers[0]
    client = logged_in(reviewer)
    opened = client.get(doing(practice, "review")).context["form"]["seen"].value()
    consortium.do(practice, Action.REQUEST_CHANGES)
    consortium.do(practice, Action.SUBMIT)
    consortium.do(practice, Action.ASSIGN)
    stale = action_form("review", practice, seen=opened, comment="Of <b>round 1</b>.")

    refused = client.post(doing(practice, "review"), stale)
    half = client.post(doing(practice, "review"), {"seen": opened, "comment": "Half of it"})
    unmarked = client.post(doing(practice, "review"), action_form("review", practice, seen=None))

    assert [answer.status_code for answer in (refused, half, unmarked)] == [409, 409, 409]
    assert ("Your comment", "Of <b>round 1</b>.") in refused.context["typed"]
    assert ("Impact and track record", "Good impact.") in refused.context["typed"]
    assert half.context["typed"] == [("Your comment", "Half of it")]
    assert f'href="{doing(practice, "review")}"' in refused.content.decode()
    assert review_of(practice, reviewer).submitted_at is None


def test_who_has_left_an_organisation_signs_nothing_in_its_name(consortium):
    practice = consortium.make(State.IN_REVIEW)
    leaver = consortium.reviewers[0]
    review, sent = review_of(practice, leaver), action_form("review", practice)
    waiting = [practice, review]

    def found(user) -> list:
        seen = (Practice.objects.awaiting_review(user), Review.objects.waiting_for(user))
        return [row for rows in seen for row in rows]

    assert found(leaver) == waiting
    leaver.memberships.update(partner=make_partner())
    leaver = User.objects.get(pk=leaver.pk)

    refused = logged_in(leaver).post(doing(practice, "review"), sent)

    assert refused.status_code == 403
    assert ("Conflict of interest", "none") in refused.context["typed"]
    assert found(leaver) == []
    assert not permissions.reviews(leaver, practice)
    assert not permissions.may_write_review(leaver, review)
    assert reviewing.review_of(practice, leaver) is None
    assert review_of(practice, leaver).submitted_at is None


def test_the_browser_keeps_a_copy_for_each_round(consortium):
    practice = consortium.make(State.IN_REVIEW)
    client = logged_in(consortium.reviewers[0])

    first = client.get(doing(practice, "review")).content.decode()
    for action in (Action.REQUEST_CHANGES, Action.SUBMIT, Action.ASSIGN):
        consortium.do(practice, action)
    second = client.get(doing(practice, "review")).content.decode()

    assert f'data-keep="{practice.pk}-review-1-0"' in first
    assert f'data-keep="{practice.pk}-review-2-0"' in second


def test_what_changed_since_the_last_round_and_the_edition_on_show(consortium):
    practice = consortium.make_reworked(State.IN_REVIEW, summary="First.", lessons="Begin small.")
    consortium.do(practice, Action.REQUEST_CHANGES)
    Practice.objects.filter(pk=practice.pk).update(summary="Second.")
    practice.refresh_from_db()
    consortium.do(practice, Action.SUBMIT)
    consortium.do(practice, Action.ASSIGN)
    newcomer = make_user(MemberRole.REVIEWER, make_partner())
    consortium.do(practice, Action.ASSIGN, reviewers=(newcomer.memberships.get(),))

    def since(user) -> list[tuple]:
        shown = logged_in(user).get(doing(practice, "review")).context["since"]
        return [(one.what, one.number, [row.label for row in one.changes]) for one in shown]

    assert since(consortium.reviewers[0]) == [
        ("round", 1, ["Summary"]),
        ("edition", 1, ["Summary"]),
    ]
    assert since(newcomer) == [("edition", 1, ["Summary"])]


# Who reads a review: before and after the round is over; own: of the own organisation.
READS = {
    # reader                        open, own  open, other  over, own  over, other
    "publisher":                     ("+", "+", "+", "+"),
    "publisher who has not":         ("+", "-", "+", "+"),
    "administrator":                 ("+", "+", "+", "+"),
    "administrator who has not":     ("+", "-", "+", "+"),
    "editor of the owner":           ("-", "-", "+", "+"),
    "reviewer who has handed in":    ("+", "+", "+", "+"),
    "reviewer who has not":          ("+", "-", "+", "-"),
    "reviewer who has moved on":     ("-", "-", "-", "-"),
    "colleague of who has not":      ("+", "-", "+", "-"),
    "reviewer who was not asked":    ("-", "-", "-", "-"),
    "reviewer of the owner":         ("-", "-", "-", "-"),
    "publisher of the owner":        ("-", "-", "-", "-"),
    "editor of another":             ("-", "-", "-", "-"),
    "member of nothing":             ("-", "-", "-", "-"),
}  # fmt: skip


def reader(name: str, consortium: Consortium):
    first, second = consortium.reviewers
    waiting = second.memberships.get().partner
    if name == "publisher who has not":
        second.memberships.create(partner=make_partner(), role=MemberRole.PUBLISHER)
    if name == "reviewer who has moved on":
        first.memberships.update(partner=make_partner())
    return {
        "publisher": lambda: consortium.publisher,
        "publisher who has not": lambda: second,
        "administrator who has not": lambda: _administrator(second),
        "administrator": lambda: make_user(is_superuser=True),
        "editor of the owner": lambda: consortium.editor,
        "reviewer who has handed in": lambda: first,
        "reviewer who has not": lambda: second,
        "reviewer who has moved on": lambda: User.objects.get(pk=first.pk),
        "colleague of who has not": lambda: make_user(MemberRole.REVIEWER, waiting),
        "reviewer who was not asked": lambda: make_user(MemberRole.REVIEWER),
        "reviewer of the owner": lambda: make_user(MemberRole.REVIEWER, consortium.owner),
        "publisher of the owner": lambda: make_user(MemberRole.PUBLISHER, consortium.owner),
        "editor of another": lambda: make_user(MemberRole.EDITOR),
        "member of nothing": make_user,
    }[name]()


def _administrator(user) -> User:
    user.is_superuser = True
    user.save()
    return user


@pytest.mark.parametrize("name", READS)
def test_who_reads_which_review(name, consortium):
    """Own and other are told from the reader's side; who reviews nothing has two others."""
    practice = consortium.make(State.IN_REVIEW)
    consortium.review(practice, consortium.reviewers[0])
    user, found = reader(name, consortium), []
    reviews = {review.reviewer_id: review for review in Review.objects.all()}
    one, other = (reviews[person.pk] for person in consortium.reviewers)
    own, others = (other, one) if name.endswith("has not") else (one, other)

    for action in (None, Action.REQUEST_CHANGES):
        if action:
            consortium.do(practice, action)
        for review in (own, others):
            fresh = Review.objects.get(pk=review.pk)
            found.append("+" if permissions.may_read_review(user, fresh) else "-")

    assert tuple(found) == READS[name]


def test_the_reviews_page_shows_what_may_be_read(consortium):
    practice = consortium.make(State.IN_REVIEW)
    told = make_judgement(comment="Only for the owner.", remarks={"summary": "Too short."})
    consortium.review(practice, consortium.reviewers[0], told)

    def seen(user) -> tuple:
        shown = logged_in(user).get(page(practice, "reviews"))
        (only,) = shown.context["rounds"]
        is_read = "Only for the owner." in shown.content.decode()
        return is_read, only.hidden, only.handed_in, [bool(row.person) for row in only.asked]

    both = consortium.reviewers[1]
    both.memberships.create(partner=make_partner(), role=MemberRole.PUBLISHER)
    give_second_factor(both)
    assert seen(both) == (False, 1, 1, [True, True])
    both.memberships.filter(role=MemberRole.PUBLISHER).delete()

    assert seen(consortium.publisher) == (True, 0, 1, [True, True])
    assert seen(consortium.reviewers[0]) == (True, 0, 1, [True, False])
    assert seen(consortium.reviewers[1]) == (False, 1, 1, [False, True])
    assert seen(consortium.editor) == (False, 1, 1, [False, False])

    consortium.do(practice, Action.REQUEST_CHANGES, comment="Say when.")

    assert seen(consortium.editor) == (True, 0, 1, [False, False])
    form = logged_in(consortium.editor).get(page(practice, "change"))
    standing = form.context["standing"]
    assert standing.comment == "Say when."
    assert [(row.path, row.text) for row in standing.remarks] == [("summary", "Too short.")]
    publisher = logged_in(consortium.publisher).get(page(practice, "change"))
    assert publisher.context["standing"].remarks == ()


def test_the_reviews_page_costs_the_same_for_one_round_and_for_three(consortium):
    practice, counts = consortium.make(State.IN_REVIEW), []
    consortium.do(practice, Action.REVIEW)
    client = logged_in(consortium.publisher)
    for more in (0, 2):
        for _number in range(more):
            consortium.do(practice, Action.REQUEST_CHANGES)
            for action in (Action.SUBMIT, Action.ASSIGN, Action.REVIEW):
                consortium.do(practice, action)
        with CaptureQueriesContext(connection) as made:
            assert client.get(page(practice, "reviews")).status_code == 200
        counts.append(len(made))

    assert counts[0] == counts[1] <= 16
    assert practice.rounds.count() == 3
