"""Adoptions: who took a practice up is reported, changed, confirmed and taken back here.

An editor of any partner reports; a publisher of a third organisation, which did not report it,
confirms (DESIGN section 3). What is confirmed is public and counts for level 4, so that the level is
judged anew each time.
"""

import hashlib
import json
from collections.abc import Iterator

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from partners.choices import MemberRole
from partners.models import Partner
from partners.permissions import partners_of
from practices import entries, permissions, validators
from practices.choices import Action, AdoptionStage
from practices.models import Adoption, CatalogueEntry, HistoryEntry, Practice
from practices.needs import NotNow

TOLD = (
    "adopter", "adopter_name", "region", "stage", "start_date", "instrument", "result",
    "stopped_because", "url",
)  # fmt: skip


def problems(practice: Practice, told: dict) -> Iterator[tuple[str, str]]:
    """Yield (field, message) for what does not fit together in the report of an adoption."""
    adopter, name = told.get("adopter"), (told.get("adopter_name") or "").strip()
    if not adopter and not name:
        yield "adopter", _("Say who took the practice up: choose a partner or write a name.")
    if adopter and name:
        yield "adopter_name", _("Choose a partner or write a name, not both.")
    if adopter and adopter.pk == practice.owner_id:
        yield "adopter", _("The owner of a practice cannot take it up from itself.")
    is_stopped = told.get("stage") == AdoptionStage.STOPPED
    reason = (told.get("stopped_because") or "").strip()
    if is_stopped and not reason:
        yield "stopped_because", _("Say why it stopped: others learn from it.")
    if reason and not is_stopped:
        yield "stopped_because", _("This is only for what has stopped: choose that stage.")


def report(practice: Practice, *, by, reported_by: Partner, **told) -> Adoption:
    """Write down that somebody took a practice up; nobody outside the workspace sees it yet.

    `told` are fields of TOLD. Raises PermissionDenied, NotNow when the practice is not on show, or
    ValidationError.
    """
    if not permissions.may_report_adoption_for(by, reported_by):
        raise PermissionDenied
    with transaction.atomic():
        _on_show(practice)
        return _write(Adoption(practice=practice, reported_by=reported_by), told)


def change(adoption: Adoption, *, by, **told) -> Adoption:
    """Correct a report that nobody has confirmed yet.

    Raises PermissionDenied, NotNow once it is confirmed, or ValidationError.
    """
    with transaction.atomic():
        locked = _locked(adoption)
        if not permissions.may_report_adoption_for(by, locked.reported_by):
            raise PermissionDenied
        if locked.confirmed_by_id:
            raise NotNow(_("This adoption is confirmed: what was confirmed cannot be changed."))
        return _write(locked, told)


def mark(adoption: Adoption) -> str:
    """Return what stands for the report as it is: who confirms it hands back what they have read."""
    columns = [Adoption._meta.get_field(name).attname for name in TOLD]
    told = [getattr(adoption, column) or "" for column in columns]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:16]


def confirm(adoption: Adoption, *, by, seen: str | None = None, request_id: str = "") -> Adoption:
    """Make an adoption public, in the name of a third organisation; the level follows.

    `seen`: the mark of the report that was read (None: not asked). Raises PermissionDenied, or NotNow
    when it is confirmed already, was changed since it was read, or the practice is not on show.
    """
    with transaction.atomic():
        locked = _locked(adoption)
        if not permissions.may_confirm_adoption(by, locked):
            raise PermissionDenied
        if locked.confirmed_by_id:
            raise NotNow(_("This adoption is confirmed already."))
        if seen is not None and seen != mark(locked):
            raise NotNow(
                _("The report has changed since you opened this page. Read it again first.")
            )
        _on_show(locked.practice)
        locked.confirmed_by_id = min(partners_of(by, MemberRole.PUBLISHER))
        locked.confirmed_at, locked.confirmed_person = timezone.now(), by
        locked.save(update_fields=["confirmed_by", "confirmed_at", "confirmed_person"])
        place = f"{locked.region.name} ({locked.region_id})"
        _record(locked, Action.ADOPT, by=by, comment=place, request_id=request_id)
    return locked


def take_back(adoption: Adoption, *, by, reason: str, request_id: str = "") -> Adoption:
    """Take the confirmation of an adoption back, for a reason; the level follows.

    Raises PermissionDenied, NotNow when it is not confirmed, or ValidationError without a reason.
    """
    with transaction.atomic():
        locked = _locked(adoption)
        if not permissions.may_confirm_adoption(by, locked):
            raise PermissionDenied
        if not locked.confirmed_by_id:
            raise NotNow(_("This adoption is not confirmed."))
        _must_say_why(reason)
        _unconfirm(locked)
        _record(locked, Action.UNADOPT, by=by, comment=reason.strip(), request_id=request_id)
    return locked


def remove(adoption: Adoption, *, by, reason: str = "", request_id: str = "") -> None:
    """Delete an adoption with all that it says of the adopter; the level follows.

    Raises PermissionDenied. A confirmed one is removed by an administrator, when its adopter asks.
    """
    with transaction.atomic():
        locked = _locked(adoption)
        if not permissions.may_remove_adoption(by, locked):
            raise PermissionDenied
        was_confirmed = bool(locked.confirmed_by_id)
        if was_confirmed:
            _unconfirm(locked)
            _record(locked, Action.UNADOPT, by=by, comment=reason.strip(), request_id=request_id)
        locked.delete()


def _locked(adoption: Adoption) -> Adoption:
    """Hold the practice first, as every writer of it does, then the adoption."""
    Practice.objects.select_for_update().get(pk=adoption.practice_id)
    rows = Adoption.objects.select_related("practice", "region", "reported_by")
    return rows.select_for_update(of=("self",)).get(pk=adoption.pk)


def _on_show(practice: Practice) -> None:
    if not Practice.objects.on_show().filter(pk=practice.pk).exists():
        raise NotNow(_("The practice is not on show."))


def _write(adoption: Adoption, told: dict) -> Adoption:
    for name in TOLD:
        if name in told:
            setattr(adoption, name, told[name])
    now = {name: getattr(adoption, name, None) for name in TOLD if name != "region"}
    if found := dict(problems(adoption.practice, now)):
        raise ValidationError(found)
    adoption.full_clean()
    adoption.save()
    return adoption


def _unconfirm(adoption: Adoption) -> None:
    adoption.confirmed_by = adoption.confirmed_at = adoption.confirmed_person = None
    adoption.save(update_fields=["confirmed_by", "confirmed_at", "confirmed_person"])


def _must_say_why(reason: str) -> None:
    if not reason.strip():
        raise ValidationError({"reason": _("Say why the confirmation is taken back.")})
    if problem := validators.text_problem(reason, validators.REVIEW_LIMITS["reviews.comment"]):
        raise ValidationError({"reason": problem})


def _record(adoption: Adoption, action: Action, *, by, comment: str, request_id: str) -> None:
    """Write the line of history, judge the level anew and tell readers."""
    practice = adoption.practice
    publishing = partners_of(by, MemberRole.PUBLISHER) - {practice.owner_id, adoption.adopter_id}
    HistoryEntry.objects.create(
        practice=practice,
        at=timezone.now(),
        action=action,
        user=by,
        organisation_id=min(publishing, default=None),
        from_state=practice.state,
        to_state=practice.state,
        comment=comment,
        request_id=request_id,
    )
    if entry := CatalogueEntry.objects.filter(practice=practice).select_related("edition").first():
        entries.regrade(entry)
