"""The only door between workspace and catalogue: `perform` is the one writer of a practice's state.

The table is DESIGN section 4; this release knows the action `seed`, the others are further rows.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from practices import editions, entries, permissions, validators
from practices.choices import Action, State
from practices.models import CatalogueEntry, Edition, HistoryEntry, Practice


class NotNow(Exception):
    """The practice is not in a state in which this action is possible (HTTP 409)."""


@dataclass(frozen=True, kw_only=True)
class Transition:
    """One row of the table: from which states, to which, who may, what is needed, what it makes."""

    sources: frozenset[State]
    target: State
    allowed: Callable[[object, Practice], bool]
    check: Callable[[Practice], None]
    makes_edition: bool = False


def ready_to_seed(practice: Practice) -> None:
    """Seed wants a practice that has every required field and no edition yet."""
    if practice.editions.exists():
        raise NotNow(_("The practice has an edition already."))
    if missing := validators.missing_required(editions.document(practice)):
        raise ValidationError(
            _("Missing: %(fields)s."),
            code="missing",
            params={"fields": ", ".join(str(validators.REQUIRED_LABELS[name]) for name in missing)},
        )


TABLE: dict[Action, Transition] = {
    Action.SEED: Transition(
        sources=frozenset({State.DRAFT}),
        target=State.PUBLISHED,
        allowed=permissions.is_portal,
        check=ready_to_seed,
        makes_edition=True,
    ),
}


def perform(
    action: Action, practice: Practice, *, by=None, comment: str = "", request_id: str = ""
) -> HistoryEntry:
    """Do `action` on the practice for the user `by` (None: the portal's own command).

    In one transaction: lock, permission, state, needs, edition and entry, state, history, version.
    Returns the line of history. Raises PermissionDenied, NotNow or ValidationError, and then nothing
    has changed.
    """
    row = TABLE[Action(action)]
    with transaction.atomic():
        locked = Practice.objects.select_for_update().get(pk=practice.pk)
        _permit(row, by, locked)
        _expect(row, locked)
        row.check(locked)
        entry = _carry_out(row, action, locked, by=by, comment=comment, request_id=request_id)
        entries.tell(CatalogueEntry.objects.filter(practice=locked))
    practice.state = locked.state
    return entry


def _permit(row: Transition, by, practice: Practice) -> None:
    if not row.allowed(by, practice):
        raise PermissionDenied


def _expect(row: Transition, practice: Practice) -> None:
    if practice.state not in row.sources:
        raise NotNow(
            _("Not possible while the practice is %(state)s.")
            % {"state": practice.get_state_display()}
        )


def _carry_out(row: Transition, action: Action, practice: Practice, **about) -> HistoryEntry:
    now = timezone.now()
    edition = editions.publish(practice, action=action, at=now) if row.makes_edition else None
    before, practice.state = practice.state, row.target
    practice.save(update_fields=["state"])
    return _record(practice, action, before, edition, at=now, **about)


def _record(
    practice: Practice,
    action: Action,
    before: State,
    edition: Edition | None,
    *,
    by,
    at,
    comment,
    request_id,
) -> HistoryEntry:
    return HistoryEntry.objects.create(
        practice=practice,
        at=at,
        action=action,
        user=by,
        from_state=before,
        to_state=practice.state,
        comment=comment,
        edition=edition,
        request_id=request_id,
    )
