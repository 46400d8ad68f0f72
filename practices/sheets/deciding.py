"""What would become of each row of a file: new draft, change, no change, or refused with reasons.

Nothing is written here. The same decision is asked twice: for the preview, and again inside the
transaction that writes.
"""

import hashlib
import json
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from django.utils.translation import gettext as _
from rapidfuzz import fuzz, process

from partners.models import Partner
from practices import differences, editions, permissions, validators
from practices.models import CatalogueEntry, Practice
from practices.sheets.codes import Lists, key
from practices.sheets.columns import BY_PATH, Heading
from practices.sheets.merging import Document, Merged, Told, blank, merge
from practices.sheets.records import Content, Dropped, Record

ACCEPT, WARNING, REJECT = "accept", "warning", "reject"
CREATE, CHANGE, KEEP, LEAVE_OUT = "create", "change", "keep", "leave_out"
T = TypeVar("T")
ALIKE = 90  # of 100: titles that may well be the same practice


@dataclass(kw_only=True)
class Decision:
    """What would become of one row, and why."""

    row: int
    title: str
    identifier: str
    told: list[Told]
    document: Document
    before: Document | None
    changes: list[differences.Change] = field(default_factory=list)

    @property
    def outcome(self) -> str:
        if self.refusals:
            return REJECT
        return WARNING if self.told else ACCEPT

    @property
    def action(self) -> str:
        if self.outcome == REJECT:
            return LEAVE_OUT
        if self.before is None:
            return CREATE
        return CHANGE if self.changes else KEEP

    @property
    def refusals(self) -> list[Told]:
        return [told for told in self.told if told.is_refusal]

    @property
    def warnings(self) -> list[Told]:
        return [told for told in self.told if not told.is_refusal]

    @property
    def reasons(self) -> list[str]:
        """Why the row is refused, then how its cells were taken."""
        told = [*map(str, self.refusals), *map(str, self.warnings)]
        return [*told, _("No changes.")] if self.action == KEEP else told

    @property
    def cells(self) -> list[dict[str, str]]:
        """The same cell by cell: its column, how it was taken, why."""
        return [
            {
                "column": told.place,
                "outcome": REJECT if told.is_refusal else WARNING,
                "reason": told.reason,
            }
            for told in (*self.refusals, *self.warnings)
            if told.place
        ]

    @property
    def missing(self) -> list[str]:
        """What a person still has to write before the practice can be submitted."""
        names = validators.missing_required(self.document)
        return [str(validators.REQUIRED_LABELS[name]) for name in names]


@dataclass(kw_only=True)
class Plan:
    """All decisions on a file, with what is to be told of the file as a whole."""

    decisions: list[Decision]
    heading_row: int
    notes: list[str]
    dropped: list[Dropped] = field(default_factory=list)

    @cached_property
    def to_write(self) -> list[Decision]:
        return [decision for decision in self.decisions if decision.action in {CREATE, CHANGE}]

    def count(self, name: str) -> int:
        """Return how many rows, also of claims and evidence, have an outcome or an action."""
        dropped = len(self.dropped) if name in {REJECT, LEAVE_OUT} else 0
        return dropped + sum(name in {row.outcome, row.action} for row in self.decisions)

    @cached_property
    def digest(self) -> str:
        """What a person confirms: the same for the same decisions, whatever the language."""
        facts = [
            (row.row, row.action, row.identifier, row.document, row.changes)
            for row in self.decisions
        ]
        return hashlib.sha256(json.dumps(facts, default=str).encode()).hexdigest()

    def report(self) -> list[dict]:
        """Return the JSON report: one object for each row, and one for the headings if need be.

        A row of claims or evidence has one of its own, with the name of its sheet, where it finds no
        practice; else it is told of at its practice.
        """
        rows = [
            {
                "row": row.row,
                "outcome": row.outcome,
                "reasons": row.reasons,
                "cells": row.cells,
                "action": row.action,
                "identifier": row.identifier or None,
                "title": row.title,
                "missing": row.missing,
            }
            for row in self.decisions
        ]
        rows += [
            {
                "sheet": row.sheet,
                "row": row.row,
                "outcome": REJECT,
                "reasons": [row.reason],
                "action": LEAVE_OUT,
            }
            for row in self.dropped
        ]
        if self.notes:
            about = {"row": self.heading_row, "outcome": WARNING, "reasons": self.notes}
            rows.insert(0, about)
        return rows


@dataclass(kw_only=True)
class Portal:
    """What the portal has that rows are compared with: the partner's practices, others on show."""

    partner: Partner
    by: object
    lists: Lists
    practices: dict[str, Practice]
    others: dict[str, str]

    @classmethod
    def of(cls, partner: Partner, by) -> "Portal":
        rows = Practice.objects.filter(owner=partner).for_documents().order_by("identifier")
        shown = CatalogueEntry.objects.on_show().exclude(owner=partner)
        others = shown.values_list("edition__document__title", "identifier")
        return cls(
            partner=partner,
            by=by,
            lists=Lists.current(),
            practices={row.identifier: row for row in rows},
            others={key(title): identifier for title, identifier in others},
        )

    def own_titles(self, *, but: str = "") -> dict[str, str]:
        """Return the identifiers of the partner's practices by title, less that of one."""
        rows = self.practices.values()
        return {key(row.title): row.identifier for row in rows if row.identifier != but}


def decide(found: Content, *, partner: Partner, by) -> Plan:
    """Return what would become of each row of a file of practices of the partner.

    `by` is the user, None for the portal's own command. The records are used up: read the file again
    to decide again.
    """
    portal = Portal.of(partner, by)
    decisions = [_decision(record, portal) for record in found.records]
    _refuse_twins(decisions)
    _note_alike(decisions)
    return Plan(
        decisions=decisions,
        heading_row=found.heading_row,
        notes=found.notes,
        dropped=found.dropped,
    )


def _decision(record: Record, portal: Portal) -> Decision:
    identifier = record.text("identifier").upper()
    practice = portal.practices.get(identifier)
    before = editions.document(practice) if practice else None
    merged = merge(record, before or blank(portal.partner.slug), portal.lists)
    if practice is None:
        _judge_new(merged, identifier, portal)
    else:
        _judge_known(merged, practice, before, portal)
    _demand_title(merged)
    return Decision(
        row=record.row,
        title=merged.document["title"] or record.text("title"),
        identifier=identifier,
        told=merged.told,
        document=merged.document,
        before=before,
        changes=differences.differences(before, merged.document) if before else [],
    )


def _demand_title(merged: Merged) -> None:
    place = str(Heading(BY_PATH["title"]))
    if not validators.filled(merged.document["title"]) and not any(
        told.place == place for told in merged.told
    ):
        merged.refuse(place, _("A practice needs a title."))


def _judge_new(merged: Merged, identifier: str, portal: Portal) -> None:
    place = Heading(BY_PATH["identifier"])
    if identifier:
        message = _(
            "%(partner)s has no practice %(identifier)s. Leave the cell empty for a new practice."
        )
        about = {"partner": portal.partner.short_name, "identifier": identifier[:20]}
        merged.refuse(place, message % about)
        return
    title, place = key(merged.document["title"] or ""), Heading(BY_PATH["title"])
    own = portal.own_titles()
    if title in own:
        message = _("%(identifier)s has this title already. Write %(identifier)s in the column "
                    "“%(column)s” to change it.")  # fmt: skip
        about = {"identifier": own[title], "column": BY_PATH["identifier"].label}
        merged.refuse(place, message % about)
    else:
        _note_similar(merged, title, portal.others | own)


def _note_similar(merged: Merged, title: str, titles: dict[str, str]) -> None:
    if close := _most_alike(title, titles):
        message = _("%(identifier)s has a very similar title. Is it the same practice?")
        merged.note(Heading(BY_PATH["title"]), message % {"identifier": close})


def _most_alike(title: str, titles: dict[str, T]) -> T | None:
    """Return whose title is nearly the same, None when there is none."""
    if not title or not titles:
        return None
    found = process.extractOne(title, list(titles), scorer=fuzz.ratio, score_cutoff=ALIKE)
    return titles[found[0]] if found else None


def _judge_known(merged: Merged, practice: Practice, before: Document, portal: Portal) -> None:
    changes = differences.differences(before, merged.document)
    if not changes:
        return
    if not permissions.may_write_over(portal.by, practice):
        message = _("%(identifier)s cannot be changed now: it is %(state)s.")
        about = {"identifier": practice.identifier, "state": practice.get_state_display()}
        merged.refuse(Heading(BY_PATH["identifier"]), message % about)
    _judge_title(merged, practice, portal)
    for change in changes:
        column = BY_PATH.get(change["path"])
        if column and change["after"] is None:
            merged.note(column.label, _("The cell is empty: what stands there now is removed."))


def _judge_title(merged: Merged, practice: Practice, portal: Portal) -> None:
    """A practice that gets another title must not get that of another practice."""
    title = key(merged.document["title"] or "")
    if title == key(practice.title):
        return
    own = portal.own_titles(but=practice.identifier)
    if title in own:
        message = _("%(identifier)s has this title already. Two practices need two titles.")
        merged.refuse(Heading(BY_PATH["title"]), message % {"identifier": own[title]})
    else:
        _note_similar(merged, title, portal.others | own)


def _refuse_twins(decisions: list[Decision]) -> None:
    """Two rows for one practice, or of one title: the second is refused, unless the first is."""
    seen: dict[str, int] = {}
    for decision in decisions:
        named = [decision.identifier and f"#{decision.identifier}", key(decision.title)]
        for name in filter(None, named):
            if name in seen:
                column = BY_PATH["identifier" if name.startswith("#") else "title"].label
                reason = _("The same stands in row %(row)d already.") % {"row": seen[name]}
                decision.told.append(Told(place=str(column), reason=reason, is_refusal=True))
                break
        if decision.outcome != REJECT:
            seen |= dict.fromkeys(filter(None, named), decision.row)


def _note_alike(decisions: list[Decision]) -> None:
    """Two new practices of nearly the same title in one file may be one: the second is told."""
    seen: dict[str, int] = {}
    for decision in decisions:
        if decision.action != CREATE:
            continue
        title = key(decision.title)
        if row := _most_alike(title, seen):
            reason = _("Row %(row)d has a very similar title. Is it the same practice?") % {
                "row": row
            }
            place = str(BY_PATH["title"].label)
            decision.told.append(Told(place=place, reason=reason))
        seen[title] = decision.row
