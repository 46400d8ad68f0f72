"""What each action of the workflow needs (the last column of the table in DESIGN section 4).

Each function is asked inside the transaction, after permission and state; it raises ValidationError,
in words that say what to do, or NotNow, and else does nothing.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from partners.choices import MemberRole
from partners.models import Membership
from practices import editions, grading, permissions, reviewing, validators
from practices.choices import Action, Criterion, Recommendation, Verdict
from practices.correcting import Correction, correction_problems
from practices.models import Practice, Round, Score
from practices.reviewing import Judgement


class NotNow(Exception):
    """The practice is not in a state in which this action is possible (HTTP 409)."""


@dataclass(frozen=True, kw_only=True)
class Call:
    """Somebody wants something done with a practice: everything that an action may ask for."""

    action: Action
    practice: Practice
    by: object
    at: datetime.datetime
    seen: str | None = None
    comment: str = ""
    request_id: str = ""
    consent: bool = False
    reviewers: tuple[Membership, ...] = ()
    due_on: datetime.date | None = None
    judgement: Judgement | None = None
    corrections: tuple[Correction, ...] = ()


def nothing(call: Call) -> None:
    """The action needs nothing but its state and who may."""


def a_comment(call: Call) -> None:
    """The owner, or the public, must learn why."""
    if not call.comment.strip():
        raise ValidationError(_("Write a comment: it says why."), code="comment")
    limit = validators.REVIEW_LIMITS["reviews.comment"]
    if problem := validators.text_problem(call.comment, limit):
        raise ValidationError(problem, code="comment")


def required_fields(call: Call) -> None:
    """Every field that level 1 asks for; the message names what is missing."""
    if missing := validators.missing_required(editions.document(call.practice)):
        raise ValidationError(
            _("Missing: %(fields)s."),
            code="missing",
            params={"fields": ", ".join(str(validators.REQUIRED_LABELS[name]) for name in missing)},
        )


def first_edition(call: Call) -> None:
    """Seed wants a practice that has every required field and no edition yet."""
    if call.practice.editions.exists():
        raise NotNow(_("The practice has an edition already."))
    required_fields(call)


def submission(call: Call) -> None:
    """Required fields, texts within their limits, and the consent to publish."""
    required_fields(call)
    if found := validators.problems(editions.document(call.practice)):
        raise ValidationError([message for _path, message in found], code="problems")
    if not call.consent:
        raise ValidationError(
            _(
                "Agree to publication under the licence CC BY 4.0: without it the text cannot be "
                "published."
            ),
            code="consent",
        )


def reviewers(call: Call) -> None:
    """Somebody to ask, reviewers of other partners than the owner: one for each, each for one."""
    if not call.reviewers:
        raise ValidationError(_("Choose at least one reviewer."), code="reviewers")
    for membership in call.reviewers:
        if not _may_be_asked(membership, call.practice):
            raise ValidationError(
                _("%(person)s cannot review this practice: choose a reviewer of another partner."),
                code="reviewers",
                params={"person": membership.user},
            )
    _one_each(call.reviewers)
    _for_one_alone(call)
    _not_judged_yet(call)
    if call.due_on and call.due_on < timezone.localdate(call.at):
        raise ValidationError(_("The day until which to review lies in the past."), code="due_on")


def _may_be_asked(membership: Membership, practice: Practice) -> bool:
    is_reviewer = membership.role == MemberRole.REVIEWER and membership.user.is_active
    return is_reviewer and permissions.may_be_assigned(membership.user, practice)


def _one_each(memberships: Iterable[Membership]) -> None:
    organisations = [membership.partner_id for membership in memberships]
    if len(set(organisations)) < len(organisations):
        raise ValidationError(_("Choose one reviewer for each organisation."), code="reviewers")


def _for_one_alone(call: Call) -> None:
    """Nobody reviews a text twice, in the name of two organisations."""
    people = [membership.user for membership in call.reviewers]
    chosen = {membership.partner_id for membership in call.reviewers}
    current = reviewing.current_round(call.practice)
    others = current.reviews.exclude(organisation__in=chosen)
    asked = set(others.values_list("reviewer_id", flat=True))
    if twice := [user for user in people if user.pk in asked or people.count(user) > 1]:
        raise ValidationError(
            _("%(person)s can review this text for one organisation alone: choose somebody else."),
            code="reviewers",
            params={"person": twice[0]},
        )


def _not_judged_yet(call: Call) -> None:
    chosen = [membership.partner_id for membership in call.reviewers]
    current = reviewing.current_round(call.practice)
    done = current.reviews.filter(submitted_at__isnull=False, organisation__in=chosen)
    if review := done.select_related("organisation").first():
        raise ValidationError(
            _("%(organisation)s has reviewed this text already."),
            code="reviewers",
            params={"organisation": review.organisation},
        )


def a_judgement(call: Call) -> None:
    """A review that is whole: conflict line, recommendation, four scores with reasons, real claims."""
    judgement, current = call.judgement, reviewing.current_round(call.practice)
    if judgement is None:
        raise ValidationError(_("There is no review to hand in."), code="review")
    problems = [*_missing_in(judgement), *_unknown_in(judgement, current), *_too_long(judgement)]
    if problems:
        raise ValidationError(problems, code="review")


def _missing_in(judgement: Judgement) -> Iterable[str]:
    if not judgement.conflict_of_interest.strip():
        yield _("Say whether you have a conflict of interest; if none, write “none”.")
    if judgement.recommendation not in Recommendation:
        yield _("Choose a recommendation.")
    for criterion in Criterion:
        score, reason = judgement.scores.get(criterion, (None, ""))
        told = {"criterion": criterion.label}
        if score is None or not Score.LOWEST <= score <= Score.HIGHEST:
            yield _("Give 0 to 4 points for: %(criterion)s.") % told
        if not reason.strip():
            yield _("Give the reason of your points for: %(criterion)s.") % told


def _unknown_in(judgement: Judgement, current: Round) -> Iterable[str]:
    named = {claim["number"]: claim["evidence"] for claim in current.document["claims"]}
    for number, (verdict, evidence, _note) in judgement.checks.items():
        if number not in named:
            yield _("There is no claim number %(number)s.") % {"number": number}
        elif evidence is not None and evidence not in named[number]:
            told = {"number": number, "evidence": evidence}
            yield _("Claim %(number)s does not name evidence %(evidence)s.") % told
        elif verdict in (Verdict.CONFIRMED, Verdict.PARTLY) and evidence is None:
            yield _("Say which evidence confirms claim %(number)s.") % {"number": number}


def _too_long(judgement: Judgement) -> Iterable[str]:
    written = [judgement.conflict_of_interest, judgement.comment, *judgement.remarks.values()]
    written += [reason for _score, reason in judgement.scores.values()]
    written += [note for _verdict, _evidence, note in judgement.checks.values()]
    for text in written:
        if problem := validators.text_problem(text, validators.REVIEW_LIMITS["reviews.comment"]):
            yield problem


def acceptance(call: Call) -> None:
    """Level 2 is reached, and a third organisation was heard where two disagree."""
    document = reviewing.document_of(reviewing.current_round(call.practice))
    if lacking := [*_below_level_2(document, call), *_disagreement(document)]:
        raise ValidationError(lacking, code="level")


def _below_level_2(document: dict, call: Call) -> Iterable[str]:
    grade = grading.grade(document, published_on=None, today=timezone.localdate(call.at))
    return [reason.text for reason in grade.reasons if reason.level <= grading.Level.REVIEWED]


def _disagreement(document: dict) -> Iterable[str]:
    apart = [str(Criterion(code).label) for code in grading.disagreements(document)]
    apart += [_("claim %(number)s") % {"number": claim} for claim in grading.clashes(document)]
    if apart:
        message = _("The two reviews disagree on: %(labels)s. Ask a third organisation.")
        yield message % {"labels": ", ".join(apart)}


def an_edition(call: Call) -> None:
    """There is something to go back to."""
    if not call.practice.editions.exists():
        raise NotNow(_("The practice has no edition yet."))


def on_show(call: Call) -> None:
    """An edition that the public reads now, and the reason for which it goes."""
    entry = getattr(call.practice, "entry", None)
    if entry is None:
        raise NotNow(_("The practice has no edition yet."))
    if entry.withdrawn_at:
        raise NotNow(_("The practice is withdrawn already."))
    a_comment(call)


def withdrawn(call: Call) -> None:
    """A withdrawn practice, and the reason for which it comes back."""
    entry = getattr(call.practice, "entry", None)
    if entry is None or entry.withdrawn_at is None:
        raise NotNow(_("The practice is not withdrawn."))
    a_comment(call)


def corrections(call: Call) -> None:
    """At least one correction, all of links and spelling, none that breaks a rule."""
    if not call.corrections:
        raise ValidationError(_("There is nothing to correct."), code="corrections")
    current = call.practice.editions.first().document
    if problems := correction_problems(current, call.corrections):
        raise ValidationError([f"{path}: {message}" for path, message in problems], "corrections")
