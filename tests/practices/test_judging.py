"""What the public reads of reviews, checks and history: by organisation, one by one, no persons."""

import pytest

from practices.choices import Action, Criterion, State, Verdict
from practices.models import CatalogueEntry, Practice
from practices.workflow import perform
from tests import reading
from tests.rounds import Consortium, make_judgement

pytestmark = pytest.mark.django_db


@pytest.fixture
def consortium():
    return Consortium()


def names(consortium) -> list[str]:
    return [membership.partner.short_name for membership in consortium.asked()]


def section(client, heading: str) -> str:
    """Return the words of one section of the practice's page."""
    page = client.get(CatalogueEntry.objects.get().get_absolute_url()).content.decode()
    return reading.section(page, heading)


def test_each_score_stands_for_itself(client, consortium, clock):
    clock("2026-03-02")
    practice = consortium.make(State.IN_REVIEW)
    scores = {criterion: (4, f"Strong {criterion}.") for criterion in Criterion}
    conflict = "We share a project."
    consortium.review(practice, consortium.reviewers[0])
    second = make_judgement(scores=scores, conflict_of_interest=conflict)
    consortium.review(practice, consortium.reviewers[1], second)
    for action in (Action.ACCEPT, Action.PUBLISH):
        consortium.do(practice, action)

    told = section(client, "reviews")

    first, other = names(consortium)
    assert f"{first}, 2 March 2026: recommended for publication Conflict of interest: none" in told
    assert f"{other}, 2 March 2026: recommended for publication" in told
    assert (
        f"Impact and track record {first} 3 of 4 Good impact. {other} 4 of 4 Strong impact." in told
    )
    assert "3.5" not in told


def test_checks_stand_at_their_claim(client, consortium, clock):
    clock("2026-03-02")
    practice = consortium.make(State.IN_REVIEW)
    consortium.review(practice, consortium.reviewers[0])
    partly = {1: (Verdict.PARTLY, 1, "Two years of three.")}
    consortium.review(practice, consortium.reviewers[1], make_judgement(checks=partly))
    for action in (Action.ACCEPT, Action.PUBLISH):
        consortium.do(practice, action)

    told = section(client, "results")

    first, other = names(consortium)
    assert f"Checked by {first}, 2 March 2026: confirmed" in told
    assert f"Checked by {other}, 2 March 2026: partly confirmed. Two years of three." in told


def test_who_was_never_reviewed_shows_no_reviews(client, consortium):
    consortium.make_reworked(State.PUBLISHED)
    page = client.get(CatalogueEntry.objects.get().get_absolute_url()).content.decode()

    assert 'id="reviews"' not in page


def test_remarks_and_comments_are_never_published(client, api, consortium):
    practice = consortium.make(State.IN_REVIEW)
    secret = make_judgement(remarks={"summary": "A-remark"}, comment="A-comment")
    for reviewer in consortium.reviewers:
        consortium.review(practice, reviewer, secret)
    for action in (Action.ACCEPT, Action.PUBLISH):
        consortium.do(practice, action)

    entry = CatalogueEntry.objects.get()
    answers = [
        client.get(entry.get_absolute_url()),
        api.get(f"/api/v1/practices/{entry.slug}/"),
        api.get(f"/api/v1/practices/{entry.slug}/editions/1/"),
    ]

    for answer in answers:
        text = answer.content.decode()
        assert "A-remark" not in text
        assert "A-comment" not in text
        for person in (*consortium.reviewers, consortium.publisher, consortium.editor):
            assert person.username not in text


def test_the_api_tells_reviews_and_checks(api, consortium, clock):
    clock("2026-03-02")
    consortium.make(State.PUBLISHED)
    first, other = (membership.partner.slug for membership in consortium.asked())

    told = api.get(f"/api/v1/practices/{CatalogueEntry.objects.get().slug}/").json()

    scores = [
        {
            "criterion": {"code": str(code), "label": str(code.label)},
            "score": 3,
            "reason": f"Good {code}.",
        }
        for code in Criterion
    ]
    review = {
        "on": "2026-03-02",
        "recommends": True,
        "conflict_of_interest": "none",
        "scores": scores,
    }
    assert told["reviews"] == [{"organisation": slug} | review for slug in (first, other)]
    confirmed = {"code": "confirmed", "label": "confirmed"}
    assert told["checks"] == [
        {"claim": 1, "organisation": slug, "verdict": confirmed, "evidence": 1}
        for slug in (first, other)
    ]


def test_the_timeline_tells_what_happened_and_hides_the_rest(client, consortium, clock):
    clock("2026-03-02")
    practice = consortium.make_reworked(State.PUBLISHED)
    clock("2026-03-03")
    consortium.bring(_reopened(practice, consortium), State.PUBLISHED)
    clock("2026-03-04")
    consortium.do(practice, Action.WITHDRAW, comment="The call is over.")
    clock("2026-03-05")
    consortium.do(practice, Action.RESTORE, comment="A new call has opened.")

    told = section(client, "history")

    publisher = consortium.publisher.memberships.get().partner.short_name
    assert told == (
        "History "
        f"5 March 2026 Put on show again · {publisher} A new call has opened. "
        f"4 March 2026 Withdrawn · {publisher} The call is over. "
        "3 March 2026 Now level 2, Reviewed "
        f"3 March 2026 Published: edition 2 · {publisher} "
        "2 March 2026 Published from the project's records: edition 1"
    )


def test_an_old_edition_says_what_has_changed_since(client, consortium):
    practice = consortium.make(State.PUBLISHED, title="Vouchers", summary="Firms get vouchers.")
    consortium.do(practice, Action.REOPEN)
    rewritten = Practice.objects.get(pk=practice.pk)
    rewritten.summary, rewritten.lessons = "Small firms get vouchers.", "Start small."
    rewritten.save()
    consortium.bring(practice, State.PUBLISHED)
    address = f"/practices/{practice.slug}/editions/1/"

    told = reading.section(client.get(address).content.decode(), "since")

    assert told == (
        "What has changed since 2 Summary before: Firms get vouchers. now: Small firms get vouchers. "
        "Lessons added now: Start small."
    )
    current = client.get(f"/practices/{practice.slug}/").content.decode()
    assert 'id="since"' not in current


def _reopened(practice, consortium):
    perform(Action.REOPEN, practice, by=consortium.editor, comment="Nobody reads this outside.")
    return practice
