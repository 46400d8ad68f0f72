"""The public timeline of a practice: what happened to it, when, by which organisation; no persons."""

import datetime
from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from partners.models import Partner
from partners.presenting import shown_day
from practices.choices import Action, Change, Level
from practices.models import CatalogueEntry, HistoryEntry, PublicChange

# Their comment is the reason told to the public; others speak to the partners alone.
WITH_REASON = frozenset({Action.WITHDRAW, Action.RESTORE, Action.REDACT})
MAKES_EDITION = frozenset({Action.SEED, Action.PUBLISH, Action.CORRECT})


@dataclass(frozen=True, kw_only=True)
class Moment:
    """One thing that happened: `address` is the page of the edition it made or cut."""

    at: datetime.datetime
    day: str
    what: str
    organisation: Partner | None = None
    reason: str = ""
    address: str = ""
    edition: int | None = None


def timeline(entry: CatalogueEntry) -> list[Moment]:
    """Return what the public may know of a practice's history, newest first. Two queries."""
    lines = HistoryEntry.objects.public().filter(practice_id=entry.practice_id)
    told = Q(kind=Change.LEVEL_CHANGED) | Q(kind=Change.LAPSED)
    changes = PublicChange.objects.filter(told, identifier=entry.identifier)
    # In the same moment, what follows from a step stands above it.
    moments = [*map(_of_change, changes), *(_of_line(line, entry) for line in lines)]
    return sorted(moments, key=lambda moment: moment.at, reverse=True)


def _of_line(line: HistoryEntry, entry: CatalogueEntry) -> Moment:
    number = line.edition.number if line.edition else None
    is_named = line.action in MAKES_EDITION or line.action == Action.REDACT
    return Moment(
        at=line.at,
        day=_day(line.at),
        what=capfirst(str(line.get_action_display())),
        organisation=line.organisation,
        reason=line.comment if line.action in WITH_REASON else "",
        address=reverse("practices:edition", args=[entry.slug, number]) if is_named else "",
        edition=number if is_named else None,
    )


def _of_change(change: PublicChange) -> Moment:
    told = {"level": change.level, "name": Level(change.level).label}
    lapsed, other = _("Level %(level)s, %(name)s, lapsed"), _("Now level %(level)s, %(name)s")
    what = (lapsed if change.kind == Change.LAPSED else other) % told
    return Moment(at=change.at, day=_day(change.at), what=what)


def _day(moment: datetime.datetime) -> str:
    return shown_day(timezone.localdate(moment))
