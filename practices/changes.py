"""The public log: what happened to the catalogue, in the order in which readers could see it.

A line is never asked for by those who change an entry: each entry is compared with how the last line
about it left it, and what differs is what happened. So no writer can forget one.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from practices.choices import Action, Change
from practices.models import CatalogueEntry, Edition, PublicChange

AT_ONCE = 500


@dataclass(frozen=True, kw_only=True)
class Redaction:
    """An edition whose document was cut, and the reason that was recorded."""

    edition: Edition
    reason: str


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How an entry stands for the public: what the lines of the log compare."""

    edition_id: int
    level: int
    level_until: datetime.date
    is_lapsed: bool
    is_on_show: bool

    @classmethod
    def of(cls, entry: CatalogueEntry, *, today: datetime.date) -> "Standing":
        return cls(
            edition_id=entry.edition_id,
            level=entry.level,
            level_until=entry.level_until,
            is_lapsed=entry.level_until < today,
            is_on_show=entry.withdrawn_at is None,
        )

    @classmethod
    def after(cls, line: PublicChange) -> "Standing":
        """Return how a line left its entry."""
        return cls(**{name: getattr(line, name) for name in cls.__dataclass_fields__})


def note(
    told: QuerySet[CatalogueEntry], *, today: datetime.date, redacted: Redaction | None = None
) -> None:
    """Write the lines of what happened to these entries since the last line about each.

    Called by entries.tell, under the lock of the catalogue version.
    """
    last = (
        PublicChange.objects.filter(identifier=OuterRef("identifier"))
        .order_by("-pk")
        .values("pk")[:1]
    )
    rows = told.order_by("first_published_at", "identifier").annotate(line=Subquery(last))
    rows = rows.annotate(made_by=Subquery(_action_of_edition()))
    chunk = []
    for entry in rows.iterator(chunk_size=AT_ONCE):
        chunk.append(entry)
        if len(chunk) == AT_ONCE:
            _write(chunk, today, redacted)
            chunk = []
    _write(chunk, today, redacted)


def _action_of_edition() -> QuerySet:
    return Edition.objects.filter(pk=OuterRef("edition_id")).values("action")


def _write(entries: list[CatalogueEntry], today: datetime.date, redacted: Redaction | None) -> None:
    known = PublicChange.objects.in_bulk([entry.line for entry in entries if entry.line])
    lines = [
        line
        for entry in entries
        for line in _lines(entry, known.get(entry.line), today=today, redacted=redacted)
    ]
    PublicChange.objects.bulk_create(lines, batch_size=AT_ONCE)


def _lines(
    entry: CatalogueEntry,
    last: PublicChange | None,
    *,
    today: datetime.date,
    redacted: Redaction | None,
) -> Iterator[PublicChange]:
    now, before = Standing.of(entry, today=today), last and Standing.after(last)
    about = {"identifier": entry.identifier, "at": timezone.now(), **vars(now)}
    for kind in happened(before, now, corrected=entry.made_by == Action.CORRECT):
        reason = entry.withdrawal_reason if kind == Change.WITHDRAWN else ""
        yield PublicChange(kind=kind, reason=reason, **about)
    if redacted and redacted.edition.practice_id == entry.practice_id:
        number = redacted.edition.number
        yield PublicChange(
            kind=Change.REDACTED, reason=redacted.reason, redacted_edition=number, **about
        )


def happened(before: Standing | None, now: Standing, *, corrected: bool = False) -> list[Change]:
    """Return what lies between two standings, in the order in which it is told.

    While a practice is withdrawn nothing further is told of it. A new edition brings a new end of
    its level with it; that is told apart only where the level itself is another.
    """
    if before is None:
        return [Change.PUBLISHED, *_ends(now)]
    if not now.is_on_show:
        return [Change.WITHDRAWN] if before.is_on_show else []
    found = [] if before.is_on_show else [Change.RESTORED]
    is_same_edition = before.edition_id == now.edition_id
    if not is_same_edition:
        found.append(Change.CORRECTED if corrected else Change.NEW_EDITION)
    if before.level != now.level or (is_same_edition and before.level_until != now.level_until):
        found.append(Change.LEVEL_CHANGED)
    if now.is_lapsed and not before.is_lapsed:
        found.append(Change.LAPSED)
    return found


def _ends(now: Standing) -> list[Change]:
    if not now.is_on_show:
        return [Change.WITHDRAWN]
    return [Change.LAPSED] if now.is_lapsed else []
