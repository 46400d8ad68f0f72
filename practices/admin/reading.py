"""Rounds and their reviews as the workspace shows them: who was asked, what is in, side by side."""

import datetime
from dataclasses import dataclass

from django.db.models import Prefetch
from django.utils import timezone

from partners.models import Partner
from practices import grading, permissions, reviewing
from practices.choices import Action, Criterion, Verdict
from practices.forms.fields import person_name
from practices.models import Practice, Review, Round
from practices.presenting.places import place_in_words


@dataclass(frozen=True, kw_only=True)
class Asked:
    """An organisation that was asked: by whom it reviews (if that may be known), until when."""

    organisation: Partner
    person: str
    due_on: datetime.date
    submitted_at: datetime.datetime | None
    is_overdue: bool


@dataclass(frozen=True, kw_only=True)
class Cell:
    """What one organisation says on one line: the points or the verdict, and the words to it."""

    mark: str
    text: str = ""
    points: int | None = None


@dataclass(frozen=True, kw_only=True)
class Line:
    """A criterion or a claim, with a cell for each review that is shown (None: nothing said)."""

    name: str
    cells: tuple[Cell | None, ...]
    is_apart: bool = False


@dataclass(frozen=True, kw_only=True)
class RemarkLine:
    """A remark at a place of the text."""

    place: str
    path: str
    organisation: Partner
    text: str


@dataclass(frozen=True, kw_only=True)
class ShownRound:
    """A round of review as one person may read it."""

    round: Round
    asked: tuple[Asked, ...]
    reviews: tuple[Review, ...]
    criteria: tuple[Line, ...]
    claims: tuple[Line, ...]
    remarks: tuple[RemarkLine, ...]
    hidden: int

    @property
    def is_open(self) -> bool:
        return self.round.ended_at is None

    @property
    def handed_in(self) -> int:
        return sum(1 for row in self.asked if row.submitted_at)


def shown_rounds(practice: Practice, user) -> list[ShownRound]:
    """Return the rounds of a practice, newest first, each with the reviews that the user may read."""
    reviews = Review.objects.select_related("organisation", "reviewer").prefetch_related(
        "scores", "checks", "remarks"
    )
    rows = practice.rounds.order_by("-number").prefetch_related(Prefetch("reviews", reviews))
    return [_shown(round_, practice, user) for round_ in rows]


def shown_current(practice: Practice, user) -> ShownRound | None:
    """Return the open round of a practice, None when its text is with the owner."""
    return next((row for row in shown_rounds(practice, user) if row.is_open), None)


def _shown(round_: Round, practice: Practice, user) -> ShownRound:
    round_.practice = practice
    everybody = list(round_.reviews.all())
    for review in everybody:
        review.round = round_
    done = [review for review in everybody if review.submitted_at]
    read = [review for review in done if permissions.may_read_review(user, review)]
    return ShownRound(
        round=round_,
        asked=tuple(_asked(review, user) for review in everybody),
        reviews=tuple(read),
        criteria=tuple(_criteria(round_, read)),
        claims=tuple(_claims(round_, read)),
        remarks=tuple(_remarks(read)),
        hidden=len(done) - len(read),
    )


def _asked(review: Review, user) -> Asked:
    practice = review.round.practice
    knows = permissions.publishes(user, practice) or permissions.is_administrator(user)
    is_named = knows or review.reviewer_id == user.pk
    is_late = not review.submitted_at and review.due_on < timezone.localdate()
    return Asked(
        organisation=review.organisation,
        person=person_name(review.reviewer) if is_named and review.reviewer else "",
        due_on=review.due_on,
        submitted_at=review.submitted_at,
        is_overdue=is_late and review.round.ended_at is None,
    )


def _criteria(round_: Round, reviews: list[Review]) -> list[Line]:
    given = [{row.criterion: row for row in review.scores.all()} for review in reviews]
    apart = grading.disagreements(reviewing.document_with(round_, reviews))
    return [
        Line(
            name=str(criterion.label),
            cells=tuple(_score(rows.get(criterion)) for rows in given),
            is_apart=criterion in apart,
        )
        for criterion in Criterion
    ]


def _score(row) -> Cell | None:
    return row and Cell(mark=str(row.score), text=row.reason, points=row.score)


def _claims(round_: Round, reviews: list[Review]) -> list[Line]:
    given = [{row.claim: row for row in review.checks.all()} for review in reviews]
    apart = grading.clashes(reviewing.document_with(round_, reviews))
    return [
        Line(
            name=f"{claim['number']}: {claim['statement']}",
            cells=tuple(_verdict(rows.get(claim["number"])) for rows in given),
            is_apart=claim["number"] in apart,
        )
        for claim in round_.document["claims"]
        if any(claim["number"] in rows for rows in given)
    ]


def _verdict(row) -> Cell | None:
    return row and Cell(mark=str(Verdict(row.verdict).label), text=row.note)


def _remarks(reviews: list[Review]) -> list[RemarkLine]:
    return [
        RemarkLine(
            place=place_in_words(remark.path),
            path=remark.path,
            organisation=review.organisation,
            text=remark.text,
        )
        for review in reviews
        for remark in review.remarks.all()
    ]


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Where a practice stands in review: the open round, and what the last one asked of the owner."""

    current: ShownRound | None
    comment: str
    remarks: tuple[RemarkLine, ...]


def standing(practice: Practice, user) -> Standing:
    """Return what stands above the practice form."""
    rounds = shown_rounds(practice, user)
    last = rounds[0] if rounds else None
    is_back = bool(last) and not last.is_open and permissions.is_editor_of_owner(user, practice)
    asks = is_back and practice.state in permissions.EDITABLE
    return Standing(
        current=last if last and last.is_open else None,
        comment=_why_it_came_back(practice) if asks else "",
        remarks=last.remarks if asks else (),
    )


def _why_it_came_back(practice: Practice) -> str:
    ended = practice.history.filter(action__in=(Action.REQUEST_CHANGES, Action.REJECT))
    return ended.order_by("-at", "-pk").values_list("comment", flat=True).first() or ""
