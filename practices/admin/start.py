"""What waits for a person on the start page of the workspace: a block for each kind of work.

Every block asks a number of queries that does not grow with its rows.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from partners.choices import MemberRole
from partners.permissions import edits_for_a_partner, is_administrator, partners_of
from partners.workspace import Block
from practices import editions, permissions, validators
from practices.admin.doing import address_of
from practices.choices import Action, State
from practices.coaching import coach
from practices.models import (
    Adoption,
    CatalogueEntry,
    Enquiry,
    HistoryEntry,
    Practice,
    Review,
    Round,
)
from practices.presenting.validation import LevelMark, mark_of

MOST_ROWS = 12  # of a block; the list of practices holds the rest
DAYS_BEFORE_LAPSE = 90
WITH_OTHERS = (State.SUBMITTED, State.IN_REVIEW, State.ACCEPTED)


@dataclass(frozen=True, kw_only=True)
class Rows:
    """The first rows of a block, and how many there are in all."""

    shown: tuple[Any, ...]
    total: int

    def __bool__(self):
        return bool(self.total)

    @property
    def is_cut(self) -> bool:
        return self.total > len(self.shown)


def cut(rows: QuerySet, tell) -> Rows:
    """Return the first rows, told by `tell` (from rows to an iterable), and their number."""
    first = list(rows[: MOST_ROWS + 1])
    total = rows.count() if len(first) > MOST_ROWS else len(first)
    return Rows(shown=tuple(tell(first[:MOST_ROWS])), total=total)


def with_last_step(rows: QuerySet) -> QuerySet:
    """Add `since`: when the practice came into its state, and `written`: its last line of history."""
    steps = HistoryEntry.objects.filter(practice=OuterRef("pk")).order_by("-at", "-pk")
    came = steps.filter(to_state=OuterRef("state")).exclude(from_state=OuterRef("state"))
    came = came.filter(~Q(action=Action.EDIT))
    last = Subquery(steps.values("at")[:1])
    return rows.annotate(since=Coalesce(Subquery(came.values("at")[:1]), last), written=last)


# The owner's editors


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A text of the own partner, and what it needs next."""

    practice: Practice
    comment: str
    missing: tuple[str, ...]
    wrong: int
    hints: tuple[str, ...]
    submit: str

    @property
    def is_ready(self) -> bool:
        return not self.missing and not self.wrong

    @property
    def is_back(self) -> bool:
        return self.practice.state == State.CHANGES_REQUESTED


def own(user) -> QuerySet:
    return Practice.objects.filter(owner__in=partners_of(user, MemberRole.EDITOR))


def drafts(user) -> Rows:
    """Drafts and texts that came back, last written first."""
    asked = HistoryEntry.objects.filter(practice=OuterRef("pk"), action=Action.REQUEST_CHANGES)
    comment = Subquery(asked.order_by("-at", "-pk").values("comment")[:1])
    rows = with_last_step(own(user).filter(state__in=permissions.EDITABLE))
    rows = rows.annotate(asked_for=comment).for_documents()
    return cut(rows.order_by("-written", "-pk"), _drafts)


def _drafts(practices: list[Practice]) -> Iterator[Draft]:
    today = timezone.localdate()
    for practice in practices:
        document = editions.document(practice)
        advice = coach(document, today=today, cards={})
        missing = validators.missing_required(document)
        yield Draft(
            practice=practice,
            comment=practice.asked_for if practice.state == State.CHANGES_REQUESTED else "",
            missing=tuple(str(validators.REQUIRED_LABELS[name]) for name in missing),
            wrong=len(validators.problems(document)),
            hints=tuple(step.text for step in advice.worth_adding),
            submit=address_of(Action.SUBMIT, practice),
        )


@dataclass(frozen=True, kw_only=True)
class Passing:
    """A text of one partner that is with others: who was asked, who has answered."""

    practice: Practice
    reviews: tuple[Review, ...]
    address: str = ""

    @property
    def missing(self) -> tuple[Review, ...]:
        return tuple(review for review in self.reviews if not review.submitted_at)

    @property
    def handed_in(self) -> int:
        return len(self.reviews) - len(self.missing)

    @property
    def overdue(self) -> tuple[Review, ...]:
        today = timezone.localdate()
        return tuple(review for review in self.missing if review.due_on < today)

    @property
    def expected(self) -> tuple[Review, ...]:
        return tuple(review for review in self.missing if review not in self.overdue)


def with_open_round(rows: QuerySet) -> QuerySet:
    reviews = Review.objects.select_related("organisation")
    rounds = Round.objects.filter(ended_at=None).defer("document")
    rounds = rounds.prefetch_related(Prefetch("reviews", reviews))
    rows = with_last_step(rows).select_related("owner")
    return rows.prefetch_related(Prefetch("rounds", rounds, to_attr="open_rounds"))


def reviews_of(practice: Practice) -> tuple[Review, ...]:
    """Return the reviews of the open round; the row comes from `with_open_round`."""
    return tuple(review for round_ in practice.open_rounds for review in round_.reviews.all())


def with_others(user) -> Rows:
    """Texts of the own partner that wait for somebody else."""
    rows = with_open_round(own(user).filter(state__in=WITH_OTHERS)).order_by("since", "pk")
    return cut(
        rows, lambda found: (Passing(practice=row, reviews=reviews_of(row)) for row in found)
    )


@dataclass(frozen=True, kw_only=True)
class Lapsing:
    """A published practice of the own partner whose level ends."""

    entry: CatalogueEntry
    mark: LevelMark
    state: State
    reopen: str


def lapsing(user) -> Rows:
    """Practices on show whose level has lapsed or lapses soon, the first to lapse first."""
    until = timezone.localdate() + datetime.timedelta(days=DAYS_BEFORE_LAPSE)
    owners = partners_of(user, MemberRole.EDITOR)
    rows = CatalogueEntry.objects.on_show().filter(owner__in=owners, level_until__lt=until)
    rows = rows.select_related("practice").order_by("level_until", "pk")
    return cut(rows, lambda found: (_lapsing(entry) for entry in found))


def _lapsing(entry: CatalogueEntry) -> Lapsing:
    practice = entry.practice
    can_reopen = practice.state == State.PUBLISHED
    return Lapsing(
        entry=entry,
        mark=mark_of(entry),
        state=State(practice.state),
        reopen=address_of(Action.REOPEN, practice) if can_reopen else "",
    )


def questions(user) -> Rows:
    """What readers wrote to the own partner and nobody has answered, the longest waiting first."""
    mine = Q(partner__in=partners_of(user, MemberRole.EDITOR))
    if is_administrator(user):
        mine |= Q(partner=None)
    rows = Enquiry.objects.visible_to(user).filter(mine).waiting().select_related("entry")
    return cut(rows, lambda found: found)


# Reviewers


@dataclass(frozen=True, kw_only=True)
class ToReview:
    """A review that the person was asked for."""

    review: Review
    practice: Practice
    is_overdue: bool
    address: str


def to_review(user) -> Rows:
    """Reviews still to be written, the first due first."""
    rows = Review.objects.waiting_for(user).order_by("due_on", "pk")
    return cut(_with_practice(rows), _to_review)


def handed_in(user) -> Rows:
    """Reviews that can still be changed."""
    rows = Review.objects.open().filter(reviewer=user.pk, submitted_at__isnull=False)
    rows = rows.filter(round__practice__state=State.IN_REVIEW)
    rows = rows.exclude(round__practice__owner__in=partners_of(user))
    return cut(_with_practice(rows.order_by("-submitted_at", "pk")), _to_review)


def _with_practice(rows: QuerySet) -> QuerySet:
    return rows.select_related("organisation", "round__practice__owner").defer("round__document")


def _to_review(reviews: list[Review]) -> Iterator[ToReview]:
    today = timezone.localdate()
    for review in reviews:
        practice = review.round.practice
        yield ToReview(
            review=review,
            practice=practice,
            is_overdue=not review.submitted_at and review.due_on < today,
            address=address_of(Action.REVIEW, practice),
        )


# Publishers


@dataclass(frozen=True, kw_only=True)
class Queue:
    """What a publisher has to do next, by what it is."""

    accepted: tuple[Passing, ...]
    decide: tuple[Passing, ...]
    submitted: tuple[Passing, ...]
    waiting: tuple[Passing, ...]
    total: int
    is_cut: bool

    def __bool__(self):
        return bool(self.total)


NEXT = {"accepted": Action.PUBLISH, "decide": Action.ACCEPT, "submitted": Action.ASSIGN}


def queue(user) -> Queue:
    """Practices of other organisations that wait for a publisher, the longest waiting first."""
    rows = with_open_round(Practice.objects.awaiting_publisher(user)).order_by("since", "pk")
    found = cut(rows, lambda rows: rows)
    groups = {"accepted": [], "decide": [], "submitted": [], "waiting": []}
    for practice in found.shown:
        reviews = reviews_of(practice)
        group = _group(practice, reviews)
        address = address_of(NEXT.get(group, Action.ASSIGN), practice)
        groups[group].append(Passing(practice=practice, reviews=reviews, address=address))
    told = {name: tuple(rows) for name, rows in groups.items()}
    return Queue(**told, total=found.total, is_cut=found.is_cut)


def _group(practice: Practice, reviews: tuple[Review, ...]) -> str:
    if practice.state == State.ACCEPTED:
        return "accepted"
    if practice.state == State.SUBMITTED:
        return "submitted"
    return "decide" if all(review.submitted_at for review in reviews) else "waiting"


def to_confirm(user) -> Rows:
    """Adoptions that the person may confirm in the name of a third organisation."""
    rows = Adoption.objects.awaiting_confirmation(user)
    return cut(rows.select_related("practice", "adopter", "reported_by"), lambda found: found)


def first_steps(user) -> bool:
    """Tell whether an editor has no practice yet: the page then says how to begin."""
    return edits_for_a_partner(user) and not user.is_superuser and not own(user).exists()


admin.site.add_blocks(
    Block(name="to-review", template="admin/start/to_review.html", rows=to_review),
    Block(name="queue", template="admin/start/queue.html", rows=queue),
    Block(name="questions", template="admin/start/questions.html", rows=questions),
    Block(name="to-confirm", template="admin/start/to_confirm.html", rows=to_confirm),
    Block(name="first-steps", template="admin/start/first_steps.html", rows=first_steps),
    Block(name="drafts", template="admin/start/drafts.html", rows=drafts),
    Block(name="with-others", template="admin/start/with_others.html", rows=with_others),
    Block(name="handed-in", template="admin/start/handed_in.html", rows=handed_in),
    Block(name="lapsing", template="admin/start/lapsing.html", rows=lapsing),
)
