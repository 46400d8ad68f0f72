"""The one way round write-once: taking a part out of editions, with a recorded reason.

For personal data and court orders (DESIGN section 2). What goes from the edition goes from every copy
the portal keeps of it: rounds, history and the working version.
"""

import copy
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from practices import changes, editions, entries, reverting
from practices.choices import Action
from practices.models import CatalogueEntry, Edition, HistoryEntry, Redaction, Round

MARK = "[…]"


def redact_edition(
    edition: Edition, *, paths: Iterable[str], reason: str, by=None, request_id: str = ""
) -> Redaction:
    """Replace the texts at `paths` ("description", "claims.2.statement") by a mark, for good.

    The edition's document says when, where and why. Raises ValidationError without a reason, or for a
    path at which no text stands; then nothing has changed.
    """
    paths = list(paths)
    if not reason.strip() or not paths:
        raise ValidationError(_("Name the places, and the reason for which they go."))
    with transaction.atomic():
        texts = [_text_at(edition.document, path) for path in paths]
        redaction = Redaction.objects.create(
            edition=edition, paths=paths, reason=reason.strip(), redacted_at=timezone.now()
        )
        _write(edition, _redacted(edition, redaction))
        _forget_copies(edition, texts)
        Redaction.objects.filter(pk=redaction.pk).update(is_open=False)
        _record(edition, redaction, by=by, request_id=request_id)
        _tell(edition, redaction.reason)
    redaction.is_open = False
    return redaction


def _text_at(document: dict, path: str) -> str:
    try:
        node, last = _parent(document, path)
        text = node[last]
    except (KeyError, IndexError, StopIteration, ValueError, TypeError):
        text = None
    if not isinstance(text, str) or not text:
        raise ValidationError(_("There is no text at “%(path)s”.") % {"path": path})
    return text


def _parent(document: dict, path: str) -> tuple[Any, Any]:
    """Return the list or object that holds what a path names, and its key there."""
    *way, last = path.split(".")
    node: Any = document
    for step in way:
        is_rows = isinstance(node, list)
        node = next(row for row in node if row["number"] == int(step)) if is_rows else node[step]
    return node, int(last) if isinstance(node, list) else last


def _redacted(edition: Edition, redaction: Redaction) -> dict:
    document = copy.deepcopy(edition.document)
    for path in redaction.paths:
        node, last = _parent(document, path)
        node[last] = MARK
    on = timezone.localdate(redaction.redacted_at).isoformat()
    told = {"on": on, "paths": redaction.paths, "reason": redaction.reason}
    return document | {"redactions": [*document.get("redactions", []), told]}


def _write(edition: Edition, document: dict) -> None:
    edition.document = document
    Edition.objects.filter(pk=edition.pk).update(document=document)


def _forget_copies(edition: Edition, texts: list[str]) -> None:
    """Take the same texts out of the working version, rounds and history."""
    working = editions.document(edition.practice)
    if (cleaned := _without(working, texts)) != working:
        reverting.write_back(edition.practice, cleaned)
    for round_ in Round.objects.filter(practice_id=edition.practice_id):
        round_.document = _without(round_.document, texts)
        round_.save(update_fields=["document"])
    for line in HistoryEntry.objects.filter(practice_id=edition.practice_id).exclude(changes=[]):
        line.changes = _without(line.changes, texts)
        line.save(update_fields=["changes"])


def _without(node: Any, texts: list[str]) -> Any:
    if isinstance(node, dict):
        return {key: _without(value, texts) for key, value in node.items()}
    if isinstance(node, list):
        return [_without(value, texts) for value in node]
    return MARK if node in texts else node


def _record(edition: Edition, redaction: Redaction, *, by, request_id: str) -> None:
    practice = edition.practice
    HistoryEntry.objects.create(
        practice=practice,
        at=redaction.redacted_at,
        action=Action.REDACT,
        user=by,
        from_state=practice.state,
        to_state=practice.state,
        comment=redaction.reason,
        edition=edition,
        request_id=request_id,
    )


def _tell(edition: Edition, reason: str) -> None:
    """The entry repeats title and summary, and its text is searched: both follow the edition."""
    if CatalogueEntry.objects.filter(edition=edition).exists():
        entries.write(edition)
    changed = CatalogueEntry.objects.filter(practice_id=edition.practice_id)
    entries.tell(changed, redacted=changes.Redaction(edition=edition, reason=reason))
