"""The only door between workspace and catalogue: `perform` is the one writer of a practice's state.

TABLE is DESIGN section 4, row by row: who may is asked in `permissions`, what an action needs in
`needs`, what it makes in `effects`. Page, command and import all come through here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from practices import differences, editions, effects, needs, notifications, permissions
from practices.choices import Action, State
from practices.models import HistoryEntry, Practice
from practices.needs import Call, NotNow

__all__ = [
    "OUTDATED", "TABLE", "Call", "NotNow", "Transition", "available", "mark", "note_edit", "perform",
]  # fmt: skip

OUTDATED = gettext_lazy("The text has changed since you opened this page. Look at it again first.")


# What an action speaks of: it counts for that alone, and for nothing that came after


def the_round(practice: Practice) -> str:
    """Return the mark of the submission that is judged, whatever comes in about it meanwhile."""
    return f"round {practice.rounds.count()}"


def the_text(practice: Practice) -> str:
    """Return the mark of the working text as it was last saved."""
    return f"{the_round(practice)}, text {practice.revision}"


def the_edition(practice: Practice) -> str:
    """Return the mark of the newest edition."""
    return f"edition {practice.editions.count()}"


@dataclass(frozen=True, kw_only=True)
class Transition:
    """One row of the table: from which states, to which (None: stays), who may, what of, needs, effect."""

    sources: frozenset[State]
    target: State | None
    allowed: Callable[[object, Practice], bool]
    speaks_of: Callable[[Practice], str] = the_round
    needs: Callable[[Call], None] = needs.nothing
    effect: Callable[[Call], effects.Made] = effects.nothing


def row(*sources: State, to: State | None, **columns) -> Transition:
    return Transition(sources=frozenset(sources), target=to, **columns)


ANY = tuple(State)
OWNER, PUBLISHER = permissions.is_editor_of_owner, permissions.publishes
OWNER_OR_PORTAL = permissions.is_editor_of_owner_or_portal
TABLE: dict[Action, Transition] = {
    Action.SEED: row(
        State.DRAFT,
        to=State.PUBLISHED,
        allowed=permissions.is_portal,
        needs=needs.first_edition,
        effect=effects.publish_as_it_is,
    ),
    Action.SUBMIT: row(
        State.DRAFT,
        State.CHANGES_REQUESTED,
        to=State.SUBMITTED,
        allowed=OWNER,
        speaks_of=the_text,
        needs=needs.submission,
        effect=effects.open_round,
    ),
    Action.RECALL: row(State.SUBMITTED, to=State.DRAFT, allowed=OWNER, effect=effects.end_round),
    Action.ASSIGN: row(
        State.SUBMITTED,
        State.IN_REVIEW,
        to=State.IN_REVIEW,
        allowed=PUBLISHER,
        needs=needs.reviewers,
        effect=effects.assign,
    ),
    Action.REVIEW: row(
        State.IN_REVIEW,
        to=State.IN_REVIEW,
        allowed=permissions.reviews,
        needs=needs.a_judgement,
        effect=effects.write_review,
    ),
    Action.REQUEST_CHANGES: row(
        State.SUBMITTED,
        State.IN_REVIEW,
        State.ACCEPTED,
        to=State.CHANGES_REQUESTED,
        allowed=PUBLISHER,
        needs=needs.a_comment,
        effect=effects.end_round,
    ),
    Action.ACCEPT: row(
        State.IN_REVIEW, to=State.ACCEPTED, allowed=PUBLISHER, needs=needs.acceptance
    ),
    Action.PUBLISH: row(
        State.ACCEPTED,
        to=State.PUBLISHED,
        allowed=PUBLISHER,
        needs=needs.acceptance,
        effect=effects.publish_round,
    ),
    Action.REJECT: row(
        State.SUBMITTED,
        State.IN_REVIEW,
        to=State.REJECTED,
        allowed=PUBLISHER,
        needs=needs.a_comment,
        effect=effects.end_round,
    ),
    Action.REOPEN: row(State.PUBLISHED, State.REJECTED, to=State.DRAFT, allowed=OWNER),
    Action.DISCARD: row(
        State.DRAFT,
        to=State.PUBLISHED,
        allowed=OWNER_OR_PORTAL,  # the portal: practices loaded from a dump
        speaks_of=the_text,
        needs=needs.an_edition,
        effect=effects.go_back_to_edition,
    ),
    Action.CORRECT: row(
        State.PUBLISHED,
        to=State.PUBLISHED,
        allowed=PUBLISHER,
        speaks_of=the_edition,
        needs=needs.corrections,
        effect=effects.publish_corrected,
    ),
    Action.WITHDRAW: row(
        *ANY,
        to=None,
        allowed=PUBLISHER,
        speaks_of=the_edition,
        needs=needs.on_show,
        effect=effects.withdraw,
    ),
    Action.RESTORE: row(
        *ANY,
        to=None,
        allowed=PUBLISHER,
        speaks_of=the_edition,
        needs=needs.withdrawn,
        effect=effects.restore,
    ),
}


def perform(action: Action, practice: Practice, *, by=None, **asked) -> HistoryEntry:
    """Do `action` on the practice for the user `by` (None: the portal's own command).

    `asked` are the further fields of a Call: comment, request_id, consent, reviewers, due_on,
    judgement, corrections; and `seen`, the mark of what the person had before them (None: not
    asked). In one transaction: lock, permission, state, mark, needs, effect, state, history, catalogue
    version. Once it is committed, those concerned are told by mail. Returns the line of history.
    Raises PermissionDenied, NotNow or ValidationError, and then nothing has changed.
    """
    rule = TABLE[Action(action)]
    with transaction.atomic():
        locked = Practice.objects.select_for_update().get(pk=practice.pk)
        call = Call(action=Action(action), practice=locked, by=by, at=timezone.now(), **asked)
        _permit(rule, call)
        _expect(rule, call)
        rule.needs(call)
        made = rule.effect(call)
        line = _write_down(rule, call, made)
        tell = partial(notifications.announce, line, replaced=made.replaced)
        transaction.on_commit(tell, robust=True)
    practice.state, practice.revision = locked.state, locked.revision
    return line


def mark(action: Action, practice: Practice) -> str:
    """Return what an action would speak of now; its page hands it back as `seen`."""
    return TABLE[Action(action)].speaks_of(practice)


def available(user, practice: Practice) -> list[Action]:
    """Return what the user may do with the practice as it stands, in the order of the table.

    Needs that the person can still fill in (a comment, reviewers, required fields) are not asked;
    what the practice lacks for good (an edition, being on show) is.
    """
    return [
        action
        for action, rule in TABLE.items()
        if practice.state in rule.sources
        and rule.allowed(user, practice)
        and _is_possible(action, practice)
    ]


def note_edit(
    practice: Practice,
    *,
    by,
    before: dict | None,
    comment: str = "",
    request_id: str = "",
) -> HistoryEntry | None:
    """Record that the text of the working version was written: what changed, field by field.

    Call it in the transaction of the write, after it. `before` is editions.document from before, None
    for a new practice. Raises the revision. Returns None, and does nothing, when nothing changed.
    """
    changes = differences.differences(before, editions.document(practice)) if before else []
    if before is not None and not changes:
        return None
    practice.revision += 1
    practice.save(update_fields=["revision"])
    return HistoryEntry.objects.create(
        practice=practice,
        at=timezone.now(),
        action=Action.CREATE if before is None else Action.EDIT,
        user=by,
        organisation=practice.owner if permissions.is_editor_of_owner(by, practice) else None,
        from_state=practice.state,
        to_state=practice.state,
        comment=comment,
        changes=changes,
        request_id=request_id,
    )


def _permit(rule: Transition, call: Call) -> None:
    if not rule.allowed(call.by, call.practice):
        raise PermissionDenied


def _expect(rule: Transition, call: Call) -> None:
    if call.practice.state not in rule.sources:
        raise NotNow(
            _("Not possible while the practice is %(state)s.")
            % {"state": call.practice.get_state_display()}
        )
    if call.seen is not None and call.seen != rule.speaks_of(call.practice):
        raise NotNow(str(OUTDATED))


def _write_down(rule: Transition, call: Call, made: effects.Made) -> HistoryEntry:
    """Write the new state and the line of history; tell the readers of the catalogue."""
    practice, before = call.practice, call.practice.state
    practice.state = rule.target or before
    practice.save(update_fields=["state"])
    line = HistoryEntry.objects.create(
        practice=practice,
        at=call.at,
        action=call.action,
        user=call.by,
        organisation_id=made.organisation or _organisation(rule, call),
        from_state=before,
        to_state=practice.state,
        comment=call.comment.strip(),
        edition=made.edition,
        changes=made.changes,
        request_id=call.request_id,
    )
    made.tell()
    return line


def _organisation(rule: Transition, call: Call) -> int | None:
    """In whose name the person acts: the owner's, or the first they publish for."""
    if rule.allowed is OWNER:
        return call.practice.owner_id
    if rule.allowed is PUBLISHER:
        return min(permissions.publishing_for(call.by, call.practice))
    return None


def _is_possible(action: Action, practice: Practice) -> bool:
    entry = getattr(practice, "entry", None)
    if action == Action.SEED:
        return entry is None
    if action == Action.DISCARD:
        return entry is not None
    if action == Action.WITHDRAW:
        return entry is not None and entry.withdrawn_at is None
    if action == Action.RESTORE:
        return entry is not None and entry.withdrawn_at is not None
    return True
