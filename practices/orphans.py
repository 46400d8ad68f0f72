"""Files that nobody needs any more: found, and removed for good.

A file is kept as soon as it is chosen in a form. It is named by evidence, by an edition, a round or a
line of history, or by text that somebody has not saved; when none of them does, it only takes room and
may hold what its owner wanted gone. A spreadsheet that was chosen and never confirmed goes after a week.
"""

import datetime
from collections.abc import Iterator
from typing import Any

from django.core.files.storage import default_storage
from django.db.models import Q
from django.utils import timezone

from practices import files
from practices.models import (
    Edition,
    Evidence,
    FormDraft,
    HistoryEntry,
    Practice,
    Round,
    SheetUpload,
)

# A form that is open, or its copy in a browser, may still send a file along.
LEFT_ALONE = datetime.timedelta(days=60)
SHEET_KEPT_FOR = datetime.timedelta(days=7)


def remove_orphans(*, now: datetime.datetime | None = None) -> list[str]:
    """Delete the files that nothing names and nobody has chosen for 60 days; returns their names."""
    before = (now or timezone.now()) - LEFT_ALONE
    orphans = {name for name in _stored() if default_storage.get_modified_time(name) < before}
    orphans -= still_named(orphans)
    for name in sorted(orphans):
        default_storage.delete(name)
    return sorted(orphans)


def still_named(names: set[str], *, but: Practice | None = None) -> set[str]:
    """Return which of these files anything names: evidence, editions, rounds, history, unsaved forms.

    `but`: what this practice says does not count.
    """
    others = Q() if but is None else ~Q(practice=but)
    evidence = Evidence.objects.filter(others).exclude(file="").values_list("file", flat=True)
    found = names.intersection(evidence.iterator())
    if names - found:  # editions are many: they are read only when there is something to ask
        found |= names.intersection(_named_in_documents(others))
    if names - found:
        found |= names.intersection(_held_by_forms(others))
    return found


def forget_uploads(*, now: datetime.datetime) -> int:
    """Delete the spreadsheets that waited a week for their person to confirm them; returns how many."""
    waiting = SheetUpload.objects.filter(uploaded_at__lt=now - SHEET_KEPT_FOR)
    return waiting.delete()[0]


def _stored() -> Iterator[str]:
    if not default_storage.exists("evidence"):
        return
    for folder in default_storage.listdir("evidence")[0]:
        for name in default_storage.listdir(f"evidence/{folder}")[1]:
            yield f"evidence/{folder}/{name}"


def _named_in_documents(others: Q) -> Iterator[str]:
    for rows in (
        Edition.objects.filter(others).values_list("document", flat=True),
        Round.objects.filter(others).values_list("document", flat=True),
        HistoryEntry.objects.filter(others).exclude(changes=[]).values_list("changes", flat=True),
    ):
        for told in rows.iterator():
            yield from _texts(told)


def _texts(node: Any) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict | list):
        for value in node.values() if isinstance(node, dict) else node:
            yield from _texts(value)


def _held_by_forms(others: Q) -> Iterator[str]:
    rows = FormDraft.objects.filter(others).values_list("data", flat=True)
    for data in rows.iterator():
        tokens = (text for name, sent in data.items() if name.endswith(files.HELD) for text in sent)
        yield from (kept.name for token in tokens if (kept := files.read_token(token)))
