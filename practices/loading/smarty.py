"""The project's own records (data/smarty) into the workspace, and those complete into the catalogue.

Idempotent. A record that nobody has touched follows its source; one that a partner changed is never
overwritten. A changed source makes no new edition by itself: the difference is reported.
"""

from dataclasses import dataclass, field
from pathlib import Path

from django.db import transaction

from partners import catalogue
from practices import drafts, editions, validators, workflow
from practices.choices import Action, State
from practices.differences import differences
from practices.loading import indexing, shapes, writing
from practices.loading.codes import load_codes
from practices.loading.files import BadData, Fault, digest, read_json
from practices.loading.writing import Context, Unfit, Writer
from practices.models import Edition, Practice, SeedRecord

CREATED, UPDATED, UNCHANGED, KEPT = "created", "updated", "unchanged", "kept"


@dataclass
class Summary:
    """What a load did: counts by kind and outcome, and lines for whoever ran it."""

    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    published: list[str] = field(default_factory=list)
    drafts: dict[str, list[str]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def count(self, kind: str, outcome: str) -> None:
        row = self.counts.setdefault(kind, dict.fromkeys((CREATED, UPDATED, UNCHANGED, KEPT), 0))
        row[outcome] += 1

    @property
    def changes(self) -> int:
        written = sum(row[CREATED] + row[UPDATED] for row in self.counts.values())
        return written + len(self.published)


@dataclass(frozen=True, kw_only=True)
class Files:
    partners: list[dict]
    events: list[dict]
    practices: list[dict]


def load_smarty(path: Path, codes: Path) -> Summary:
    """Load the folder's partners, events and practices; return what was done.

    All or nothing. Raises BadData with every fault when a file is wrong.
    """
    files = Files(**{name: read_json(path / f"{name}.json") for name in Files.__annotations__})
    with transaction.atomic():
        if indexing.is_empty():
            indexing.note_analysis(codes)
        code_changes = load_codes(codes)
        context = Context.read(codes)
        if faults := shapes.faults(files.partners, files.events, files.practices, context):
            raise BadData(faults)
        summary = Summary()
        _note_code_changes(summary, code_changes)
        if faults := _load(summary, files, context):
            raise BadData(faults)
        drafts.keep_identifiers(record["id"] for record in files.practices)
        _publish_complete(summary, [record["id"] for record in files.practices])
        if indexed := indexing.follow_analysis(codes):
            summary.notes.append(f"text index: {indexed} practices indexed anew")
        if summary.changes or indexed:
            catalogue.raise_version()
    return summary


def _note_code_changes(summary: Summary, changes: dict[str, int]) -> None:
    for name, rows in changes.items():
        if rows:
            summary.notes.append(f"{name}: {rows} rows written")


def _load(summary: Summary, files: Files, context: Context) -> list[Fault]:
    """Write what is new or changed; return what the models or the validators refuse."""
    faults = []
    for writer, records in (
        (writing.PARTNERS, files.partners),
        (writing.EVENTS, files.events),
        (writing.PRACTICES, files.practices),
    ):
        written = []
        for record in records:
            outcome = _outcome(summary, writer, record)
            summary.count(writer.kind, outcome)
            if outcome in {CREATED, UPDATED}:
                try:
                    written.append((writer.write(writer.find(record), record, context), record))
                except Unfit as error:
                    faults += _faults(writer, record, error)
        for row, record in written:
            writer.relate(row, record)
            _remember(writer, row, record)
            faults += _problems(writer, row, record)
        if faults:  # the next kind builds on this one
            break
    return faults


def _faults(writer: Writer, record: dict, error: Unfit) -> list[Fault]:
    name = ", ".join(part for part in (writer.key(record), error.place) if part)
    return [
        Fault(file=f"{writer.kind}s.json", record=name, field=field, reason=" ".join(reasons))
        for field, reasons in error.reasons.items()
    ]


def _problems(writer: Writer, row, record: dict) -> list[Fault]:
    if not isinstance(row, Practice):
        return []
    return [
        Fault(file="practices.json", record=writer.key(record), field=path, reason=str(reason))
        for path, reason in validators.problems(editions.document(row))
    ]


def _outcome(summary: Summary, writer: Writer, record: dict) -> str:
    """Decide what is to be done with a record, and note what a person should know of it."""
    name, source = f"{writer.kind} {writer.key(record)}", digest(record)
    seed = SeedRecord.objects.filter(kind=writer.kind, key=writer.key(record)).first()
    row = writer.find(record)
    if row is None and seed is None:
        return CREATED
    if row is None:
        summary.notes.append(f"{name}: was removed here and is not brought back")
        return KEPT
    if seed and digest(writer.snapshot(row)) == seed.content_sha256:
        return UNCHANGED if seed.source_sha256 == source else UPDATED
    if seed is None or seed.source_sha256 != source:
        summary.notes.append(f"{name}: kept as a partner wrote it; its source differs")
    return KEPT


def _remember(writer: Writer, row, record: dict) -> None:
    row.refresh_from_db()
    digests = {"source_sha256": digest(record), "content_sha256": digest(writer.snapshot(row))}
    SeedRecord.objects.update_or_create(kind=writer.kind, key=writer.key(record), defaults=digests)


def _publish_complete(summary: Summary, identifiers: list[str]) -> None:
    """Publish what is complete, untouched and never was published; note what stays behind."""
    for practice in Practice.objects.filter(identifier__in=identifiers):
        edition = practice.editions.first()
        if edition:
            _note_difference(summary, practice, edition)
        elif practice.state == State.DRAFT and _is_untouched(practice):
            _publish(summary, practice)


def _publish(summary: Summary, practice: Practice) -> None:
    if missing := validators.missing_required(editions.document(practice)):
        summary.drafts[practice.identifier] = missing
        return
    workflow.perform(Action.SEED, practice, comment="Loaded from the records of the project.")
    summary.published.append(practice.identifier)


def _is_untouched(practice: Practice) -> bool:
    content = digest(editions.document(practice))
    return SeedRecord.objects.filter(
        kind="practice", key=practice.identifier, content_sha256=content
    ).exists()


def _note_difference(summary: Summary, practice: Practice, edition: Edition) -> None:
    written = editions.document(practice)
    if practice.state == State.PUBLISHED and differences(edition.document, written):
        summary.notes.append(
            f"practice {practice.identifier}: differs from edition {edition.number}; "
            "reopen and publish it to make the next edition"
        )
