"""Rounds of review: opening and ending one, asking reviewers, writing down what they judged.

Called by the workflow alone, which has locked the practice and asked who may. `document_of` joins a
round's text with the judgements of its reviews: what is graded before, and frozen into the edition.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils import timezone

from partners.models import Membership
from practices import editions, permissions
from practices.choices import Action, Criterion, Recommendation, Verdict
from practices.models import Check, Practice, Remark, Review, Round, Score

DAYS_TO_REVIEW = 21


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """What a reviewer hands in.

    `scores`: criterion to (0-4, reason) · `checks`: claim number to (verdict, evidence number or
    None, note) · `remarks`: path to text, for the owner alone.
    """

    conflict_of_interest: str
    recommendation: Recommendation
    scores: dict[Criterion, tuple[int, str]]
    checks: dict[int, tuple[Verdict, int | None, str]] = field(default_factory=dict)
    remarks: dict[str, str] = field(default_factory=dict)
    comment: str = ""


def open_round(practice: Practice, *, by, at: datetime.datetime) -> Round:
    """Freeze the text as it is into the practice's next round."""
    return Round.objects.create(
        practice=practice,
        number=practice.rounds.count() + 1,
        document=editions.document(practice),
        submitted_at=at,
        submitted_by=by,
    )


def current_round(practice: Practice) -> Round | None:
    """Return the open round of a practice, None when its text is with the owner."""
    return practice.rounds.filter(ended_at=None).first()


def end_round(practice: Practice, *, action: Action, at: datetime.datetime) -> None:
    practice.rounds.filter(ended_at=None).update(ended_at=at, ended_by=action)


def assign(
    practice: Practice,
    reviewers: Iterable[Membership],
    *,
    at: datetime.datetime,
    due_on: datetime.date | None,
) -> list[Review]:
    """Ask reviewers, each for their organisation, until `due_on` (three weeks when None).

    An organisation that was asked before and has not answered gets the new person instead. Returns
    the reviews of those who were replaced, as they were.
    """
    due_on = due_on or timezone.localdate(at) + datetime.timedelta(days=DAYS_TO_REVIEW)
    asked = {"assigned_at": at, "due_on": due_on, "reminded_at": None}
    current, replaced = current_round(practice), []
    before = {row.organisation_id: row for row in current.reviews.select_related("reviewer")}
    for membership in reviewers:
        earlier = before.get(membership.partner_id)
        if earlier and earlier.reviewer_id not in (None, membership.user_id):
            replaced.append(earlier)
        Review.objects.update_or_create(
            round=current,
            organisation=membership.partner,
            defaults={"reviewer": membership.user, **asked},
        )
    return replaced


def review_of(practice: Practice, user) -> Review | None:
    """Return what the person was asked to judge of the text as it stands, for where they review."""
    open_ones = Review.objects.filter(round__practice=practice, round__ended_at=None)
    own = permissions.reviewing_for(user)
    return (
        open_ones.filter(reviewer=user, organisation__in=own)
        .select_related("organisation", "round")
        .first()
    )


def write_down(review: Review, judgement: Judgement, *, at: datetime.datetime) -> None:
    """Store a judgement in place of what the review held before."""
    review.conflict_of_interest = judgement.conflict_of_interest
    review.recommendation = judgement.recommendation
    review.comment = judgement.comment
    review.submitted_at = at
    review.save()
    for rows in (review.scores, review.checks, review.remarks):
        rows.all().delete()
    Score.objects.bulk_create(
        Score(review=review, criterion=criterion, score=score, reason=reason)
        for criterion, (score, reason) in judgement.scores.items()
    )
    Check.objects.bulk_create(
        Check(review=review, claim=claim, verdict=verdict, evidence=evidence, note=note)
        for claim, (verdict, evidence, note) in judgement.checks.items()
    )
    Remark.objects.bulk_create(
        Remark(review=review, path=path, text=text) for path, text in judgement.remarks.items()
    )


def submitted_reviews(round_: Round) -> list[Review]:
    """Return the round's reviews that were handed in, with all they hold, in three queries."""
    rows = round_.reviews.filter(submitted_at__isnull=False).select_related("organisation")
    return list(rows.prefetch_related("scores", "checks"))


def document_of(round_: Round) -> dict:
    """Return the text of a round with its reviews and checks, as an edition freezes them."""
    return document_with(round_, submitted_reviews(round_))


def document_with(round_: Round, done: Iterable[Review]) -> dict:
    """Return the text of a round with these reviews of it, which were handed in."""
    checks = [_check(review, check) for review in done for check in review.checks.all()]
    return round_.document | {"reviews": [_review(review) for review in done], "checks": checks}


def _review(review: Review) -> dict:
    return {
        "organisation": review.organisation.slug,
        "on": timezone.localdate(review.submitted_at).isoformat(),
        "recommends": review.recommendation == Recommendation.RECOMMENDED,
        "recommendation": review.recommendation,
        "conflict_of_interest": review.conflict_of_interest,
        "scores": {
            row.criterion: {"score": row.score, "reason": row.reason} for row in review.scores.all()
        },
    }


def _check(review: Review, check: Check) -> dict:
    return {
        "claim": check.claim,
        "organisation": review.organisation.slug,
        "verdict": check.verdict,
        "evidence": check.evidence,
        "note": check.note or None,
        "on": timezone.localdate(review.submitted_at).isoformat(),
    }


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What the owner is told of the last round: why it ended, the comments, remarks by place."""

    reason: str
    comments: tuple[tuple[str, str], ...]
    remarks: tuple[tuple[str, str, str], ...]


def last_answer(practice: Practice) -> Answer | None:
    """Return what the last round told the owner; None when there was none, or it was published.

    Comments are (organisation, text), remarks (path, organisation, text).
    """
    ended = practice.rounds.filter(ended_at__isnull=False).last()
    if ended is None or ended.ended_by == Action.PUBLISH:
        return None
    line = practice.history.filter(action=ended.ended_by).last()
    reviews = ended.reviews.filter(submitted_at__isnull=False).select_related("organisation")
    reviews = list(reviews.prefetch_related("remarks"))
    return Answer(
        reason=line.comment if line else "",
        comments=tuple((str(row.organisation), row.comment) for row in reviews if row.comment),
        remarks=tuple(
            (remark.path, str(row.organisation), remark.text)
            for row in reviews
            for remark in row.remarks.all()
        ),
    )


def candidates(practice: Practice) -> list[Membership]:
    """Return who can be asked: active reviewers of other partners, none with a foot in the owner's."""
    rows = Membership.objects.filter(role="reviewer", user__is_active=True)
    outside = rows.exclude(user__memberships__partner=practice.owner_id)
    return list(outside.select_related("user", "partner").order_by("partner__short_name", "pk"))
