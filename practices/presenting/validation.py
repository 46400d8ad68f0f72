"""Levels as pages draw and explain them (DESIGN section 3, 'What "validated" means')."""

import datetime
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partners.presenting import shown_day
from practices import entries
from practices.choices import Level, ValidationKind
from practices.grading import MONTHS_FROM_LAST_REVIEW, MONTHS_FROM_PUBLICATION
from practices.models import CatalogueEntry

MEANINGS = {
    Level.DOCUMENTED: _(
        "All required fields are filled and at least one claim names its source. "
        "No other organisation has reviewed it yet."
    ),
    Level.REVIEWED: _(
        "Two organisations other than the owner reviewed and recommend it, and one result was "
        "checked against its source."
    ),
    Level.MEASURED: _(
        "One result has figures before and after and a comparison, confirmed from a document that "
        "the owner did not issue."
    ),
    Level.REPLICATED: _(
        "Two other regions took it up, one of them in another country, and a third organisation "
        "confirmed it."
    ),
}
KINDS = {
    ValidationKind.DIRECT_EXPERIENCE: _("It rests on the experience of those who ran it."),
    ValidationKind.RESEARCH_PROJECT: _("It rests on a research project."),
    ValidationKind.POLICY_EVALUATION: _("It rests on the evaluation of a policy."),
}


@dataclass(frozen=True, kw_only=True)
class LevelMark:
    """A level ready to draw: number, name, and of each of the four steps whether it is reached."""

    number: int
    name: str
    lapsed: bool
    steps: tuple[bool, ...]


@dataclass(frozen=True, kw_only=True)
class Validation:
    """What a practice's validation box says."""

    mark: LevelMark
    meaning: str
    until: str
    kind: str
    kind_meaning: str
    newest_evidence_year: int | None
    next_level: str
    missing: tuple[str, ...]


def level_mark(level: int, *, lapsed: bool = False) -> LevelMark:
    """Return a level as the four steps show it."""
    return LevelMark(
        number=level,
        name=str(Level(level).label),
        lapsed=lapsed,
        steps=tuple(step <= level for step in Level),
    )


def mark_of(entry: CatalogueEntry, *, today: datetime.date | None = None) -> LevelMark:
    """Return the level of an entry as it stands on `today` (default: this day)."""
    today = today or timezone.localdate()
    return level_mark(entry.level, lapsed=entry.level_until < today)


def validation_of(entry: CatalogueEntry) -> Validation:
    """Return what is known of the validation of an entry's current edition."""
    reasons = entries.grade_of(entry.edition).reasons
    higher = entry.level + 1
    return Validation(
        mark=mark_of(entry),
        meaning=str(MEANINGS[entry.level]),
        until=shown_day(entry.level_until),
        kind=entry.get_validation_kind_display(),
        kind_meaning=str(KINDS[entry.validation_kind]),
        newest_evidence_year=entry.newest_evidence_year,
        next_level=str(Level(higher).label) if higher in Level.values else "",
        missing=tuple(reason.text for reason in reasons if reason.level == higher),
    )


@dataclass(frozen=True, kw_only=True)
class LevelRule:
    """A row of the table of levels."""

    mark: LevelMark
    meaning: str
    holds: str


def level_rules() -> list[LevelRule]:
    """Return the four levels as the page about the portal explains them."""
    return [
        LevelRule(mark=level_mark(level), meaning=str(MEANINGS[level]), holds=_holds(level))
        for level in Level
    ]


def _holds(level: Level) -> str:
    if level == Level.DOCUMENTED:
        return _("%(months)d months from publication") % {"months": MONTHS_FROM_PUBLICATION}
    return _("%(months)d months from the last review") % {"months": MONTHS_FROM_LAST_REVIEW}
