"""Mail on what happens to a practice: to whom each action is told, and in which letter.

LETTERS is the table. The workflow calls `announce` once an action is committed; a mail that fails is
logged and undoes nothing. Every letter says what to do and links to the page on which it is done.
"""

import datetime
import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from partners import mail
from partners.choices import MemberRole
from partners.models import User
from practices import permissions
from practices.choices import Action
from practices.models import CatalogueEntry, HistoryEntry, Practice, Review, Round

DAYS_BEFORE_DUE = 3

logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Addressee:
    """A person who is written to, and what only this person's letter says."""

    user: User
    told: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Letter:
    """A pair of templates, who gets it, and the page that it links to."""

    template: str
    to: Callable[[HistoryEntry], Iterable[Addressee]]
    page: Callable[[Practice], str]


# Pages that letters link to


def _doing(action: Action) -> Callable[[Practice], str]:
    """The page on which an action is done."""
    return lambda practice: reverse("admin:practices_practice_do", args=[practice.pk, action])


def _form(practice: Practice) -> str:
    return reverse("admin:practices_practice_change", args=[practice.pk])


def _start(practice: Practice) -> str:
    """The start page, where the practice itself is no longer to be seen."""
    return reverse("admin:index")


def _public_page(practice: Practice) -> str:
    return CatalogueEntry.objects.get(practice=practice).get_absolute_url()


# Who is written to


def publishers(line: HistoryEntry) -> list[Addressee]:
    """Those who may act on the practice: of other partners, with no foot in the owner's."""
    acting = User.objects.filter(is_active=True, memberships__role=MemberRole.PUBLISHER)
    outside = acting.exclude(memberships__partner=line.practice.owner_id)
    return [Addressee(user=user, told={}) for user in outside.distinct().order_by("pk")]


def owners_editors(line: HistoryEntry) -> list[Addressee]:
    memberships = {
        "memberships__partner": line.practice.owner_id,
        "memberships__role": MemberRole.EDITOR,
    }
    users = User.objects.filter(is_active=True, **memberships)
    return [Addressee(user=user, told={}) for user in users.order_by("pk")]


def newly_asked(line: HistoryEntry) -> list[Addressee]:
    """Those whom this very assignment asked."""
    asked = Review.objects.open().filter(round__practice=line.practice, assigned_at=line.at)
    return _reviewers(asked)


def no_longer_asked(line: HistoryEntry) -> list[Addressee]:
    """Those who were still to review the text that has just left review."""
    last = Round.objects.filter(practice=line.practice, ended_at=line.at)
    return _reviewers(Review.objects.filter(round__in=last, submitted_at=None))


def publishers_when_all_are_in(line: HistoryEntry) -> list[Addressee]:
    """The publishers, when this review was the last one missing; a changed review tells nobody."""
    current = Round.objects.filter(practice=line.practice, ended_at=None).first()
    if current is None or current.reviews.exclude(submitted_at__lte=line.at).exists():
        return []
    by_the_same = HistoryEntry.objects.filter(
        practice=line.practice, action=Action.REVIEW, user=line.user, at__gte=current.submitted_at
    )
    return publishers(line) if by_the_same.count() == 1 else []


def _reviewers(reviews) -> list[Addressee]:
    rows = reviews.filter(reviewer__is_active=True).select_related("reviewer", "organisation")
    return [Addressee(user=row.reviewer, told={"review": row}) for row in rows]


LETTERS: dict[Action, tuple[Letter, ...]] = {
    Action.SUBMIT: (
        Letter(template="submitted", to=publishers, page=_doing(Action.ASSIGN)),
    ),
    Action.RECALL: (Letter(template="recalled", to=publishers, page=_start),),
    Action.ASSIGN: (
        Letter(template="assigned", to=newly_asked, page=_doing(Action.REVIEW)),
    ),
    Action.REVIEW: (
        Letter(
            template="reviews_in", to=publishers_when_all_are_in, page=_doing(Action.ACCEPT)
        ),
    ),
    Action.REQUEST_CHANGES: (
        Letter(template="changes_requested", to=owners_editors, page=_form),
        Letter(template="review_not_needed", to=no_longer_asked, page=_form),
    ),
    Action.ACCEPT: (Letter(template="accepted", to=owners_editors, page=_form),),
    Action.PUBLISH: (Letter(template="published", to=owners_editors, page=_public_page),),
    Action.REJECT: (
        Letter(template="rejected", to=owners_editors, page=_form),
        Letter(template="review_not_needed", to=no_longer_asked, page=_form),
    ),
    Action.WITHDRAW: (Letter(template="withdrawn", to=owners_editors, page=_form),),
    Action.RESTORE: (Letter(template="restored", to=owners_editors, page=_public_page),),
}  # fmt: skip


def announce(line: HistoryEntry, *, replaced: Iterable[Review] = ()) -> int:
    """Write to all whom an action concerns, except who did it; returns how many letters went out.

    `replaced` are the reviews, as they were, of those in whose place the action asked somebody else.
    """
    return sum(_send(letter, line, addressee) for letter, addressee in _addressed(line, replaced))


def _addressed(
    line: HistoryEntry, replaced: Iterable[Review]
) -> Iterator[tuple[Letter, Addressee]]:
    for letter in LETTERS.get(Action(line.action), ()):
        for addressee in letter.to(line):
            if addressee.user.pk != line.user_id:
                yield letter, addressee
    for review in replaced:
        if review.reviewer.is_active and review.reviewer_id != line.user_id:
            told = {"review": review, "is_replaced": True}
            letter = Letter(template="review_not_needed", to=no_longer_asked, page=_form)
            yield letter, Addressee(user=review.reviewer, told=told)


def _send(letter: Letter, line: HistoryEntry, addressee: Addressee) -> bool:
    told = {"line": line, "edition": line.edition, **addressee.told}
    return _write(letter.template, addressee.user, line.practice, letter.page, told)


def _write(
    template: str, user: User, practice: Practice, page: Callable[[Practice], str], told: dict
) -> bool:
    """Send one letter in the person's language; tell whether it went out."""
    if not user.email:
        return False
    with override(mail.mail_language(user.language)):
        addresses = {
            "address": settings.SITE_URL + page(practice),
            "workspace": settings.SITE_URL + reverse("admin:index"),
        }
    context = {"practice": practice, **addresses, **told}
    try:
        mail.send(
            f"practices/mail/{template}", to=user.email, language=user.language, context=context
        )
    except Exception:  # whatever a mail server does, the action stands
        logger.exception("The letter %s on %s did not go out.", template, practice.identifier)
        return False
    return True


# Reminders


def remind(review: Review, *, today: datetime.date, at: datetime.datetime) -> bool:
    """Remind a reviewer, once before the day due and once after it; tell whether a letter went out.

    `review` is outstanding, with its round's practice. Sets `reminded_at`; a letter that failed is
    tried again the next day.
    """
    template = _reminder(review, today)
    if not template or not permissions.may_write_review(review.reviewer, review):
        return False
    practice = review.round.practice
    page, told = _doing(Action.REVIEW), {"review": review}
    if not _write(template, review.reviewer, practice, page, told):
        return False
    review.reminded_at = at
    review.save(update_fields=["reminded_at"])
    return True


def _reminder(review: Review, today: datetime.date) -> str:
    """Return the letter that is to be sent today, "" for none."""
    reminded_on = review.reminded_at and timezone.localdate(review.reminded_at)
    if today > review.due_on:
        return "" if reminded_on and reminded_on > review.due_on else "overdue"
    is_near = (review.due_on - today).days <= DAYS_BEFORE_DUE
    return "due_soon" if is_near and not reminded_on else ""
