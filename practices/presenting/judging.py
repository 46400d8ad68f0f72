"""Reviews and checks of an edition as its page prints them: by organisation, one by one."""

import datetime
from dataclasses import dataclass

from django.utils.translation import gettext as _

from partners.models import Partner
from partners.presenting import shown_day
from practices.choices import HIGHEST_SCORE, Criterion, Recommendation, Verdict
from practices.codelists import CodeLists


@dataclass(frozen=True, kw_only=True)
class ShownScore:
    """What an organisation gave for a criterion: 0 to 4 points, as steps too, and why."""

    organisation: Partner
    points: int
    steps: tuple[bool, ...]
    reason: str


@dataclass(frozen=True, kw_only=True)
class ShownCriterion:
    """A criterion with the scores of all who reviewed; never averaged (DESIGN section 3)."""

    name: str
    scores: tuple[ShownScore, ...]


@dataclass(frozen=True, kw_only=True)
class ShownReview:
    """Who reviewed, when, with which recommendation and conflict of interest."""

    organisation: Partner
    day: str
    recommendation: str
    conflict_of_interest: str


@dataclass(frozen=True, kw_only=True)
class ShownCheck:
    """What an organisation found when it checked a claim."""

    organisation: Partner
    day: str
    verdict: str
    is_confirmed: bool
    evidence: int | None
    note: str


@dataclass(frozen=True, kw_only=True)
class Judging:
    """All that other organisations said of an edition."""

    reviews: tuple[ShownReview, ...]
    criteria: tuple[ShownCriterion, ...]


def judging(document: dict, lists: CodeLists) -> Judging | None:
    """Return the reviews of an edition, None when nobody has reviewed it."""
    reviews = document.get("reviews", [])
    if not reviews:
        return None
    return Judging(
        reviews=tuple(_review(review, lists) for review in reviews),
        criteria=tuple(found for code in Criterion if (found := _criterion(code, reviews, lists))),
    )


def checks_of(document: dict, lists: CodeLists) -> dict[int, tuple[ShownCheck, ...]]:
    """Return what was checked of each claim, by its number."""
    found: dict[int, list[ShownCheck]] = {}
    for check in document.get("checks", []):
        found.setdefault(check["claim"], []).append(_check(check, lists))
    return {number: tuple(checks) for number, checks in found.items()}


def _review(review: dict, lists: CodeLists) -> ShownReview:
    default = Recommendation.RECOMMENDED if review["recommends"] else Recommendation.NOT_RECOMMENDED
    return ShownReview(
        organisation=lists.partners[review["organisation"]],
        day=shown_day(datetime.date.fromisoformat(review["on"])),
        recommendation=str(Recommendation(review.get("recommendation") or default).label),
        conflict_of_interest=review.get("conflict_of_interest") or "",
    )


def _criterion(code: Criterion, reviews: list[dict], lists: CodeLists) -> ShownCriterion | None:
    scores = tuple(
        _score(lists.partners[review["organisation"]], review["scores"][code])
        for review in reviews
        if code in review["scores"]
    )
    return ShownCriterion(name=str(code.label), scores=scores) if scores else None


def _score(organisation: Partner, told: dict) -> ShownScore:
    points = told["score"]
    steps = tuple(step <= points for step in range(1, HIGHEST_SCORE + 1))
    return ShownScore(organisation=organisation, points=points, steps=steps, reason=told["reason"])


def _check(check: dict, lists: CodeLists) -> ShownCheck:
    on = check.get("on")
    return ShownCheck(
        organisation=lists.partners[check["organisation"]],
        day=shown_day(datetime.date.fromisoformat(on)) if on else _("no date known"),
        verdict=str(Verdict(check["verdict"]).label),
        is_confirmed=check["verdict"] == Verdict.CONFIRMED,
        evidence=check["evidence"],
        note=check.get("note") or "",
    )
