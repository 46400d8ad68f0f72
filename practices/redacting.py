"""The one way round write-once: taking a text or a file out of editions, with a recorded reason.

For personal data and court orders (DESIGN section 2). What goes from one edition goes from every copy
the portal keeps of it: the practice's other editions, rounds, reviews, history, the working version,
forms that somebody left unsaved, spreadsheets not yet imported, and the list of known words. Texts go
where they stand as a whole.
"""

import copy
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from practices import changes, editions, entries, files, orphans, reverting, search, validators
from practices.choices import Action, Criterion
from practices.models import (
    CatalogueEntry,
    Check,
    Edition,
    FormDraft,
    HistoryEntry,
    Practice,
    Redaction,
    Remark,
    Review,
    Round,
    Score,
    SheetUpload,
)
from practices.sheets import files as sheets
from practices.sheets.tables import Unreadable

MARK = "[…]"
FILE = "evidence.file"
# The texts of an edition, by the field that a path names.
TEXTS = {
    *validators.LIMITS,
    "reviews.conflict_of_interest",
    *(f"reviews.scores.{criterion}.reason" for criterion in Criterion),
    "checks.note",
}


@dataclass(frozen=True)
class Gone:
    """What goes: whole texts, and files by the sum of what they hold."""

    texts: frozenset[str]
    sums: frozenset[str]

    @classmethod
    def at(cls, document: dict, paths: Iterable[str]) -> "Gone":
        """Read it from a document; raises ValidationError for a path at which neither stands."""
        values = [_value_at(document, path) for path in paths]
        return cls(
            texts=frozenset(value for value in values if isinstance(value, str)),
            sums=frozenset(value["sha256"] for value in values if isinstance(value, dict)),
        )

    def holds(self, value: Any) -> bool:
        if isinstance(value, dict):
            return value.get("sha256") in self.sums
        return isinstance(value, str) and value in self.texts


def redact_edition(
    edition: Edition, *, paths: Iterable[str], reason: str, by=None, request_id: str = ""
) -> list[Redaction]:
    """Replace the texts at `paths` by a mark, for good; a file is deleted and its place emptied.

    Paths name claims and evidence by number, all else from 0: "description", "claims.2.statement",
    "evidence.1.file", "reviews.0.scores.impact.reason", "checks.3.note". A file that another practice
    names too stays for that one. Returns a redaction for this edition and for each other one that
    repeats a text or file; their documents say when, where and why. Raises ValidationError without a
    reason, or for a path at which neither stands; then nothing has changed.
    """
    paths = list(paths)
    if not reason.strip() or not paths:
        raise ValidationError(_("Name the places, and the reason for which they go."))
    with transaction.atomic():
        practice = Practice.objects.select_for_update().get(pk=edition.practice_id)
        gone = Gone.at(edition.document, paths)
        names = _names(practice, gone)
        made = [
            _redact(repeating, found, reason=reason.strip())
            for repeating, found in places(edition, paths)
        ]
        _forget_copies(practice, gone)
        for redaction in made:
            _record(practice, redaction, by=by, request_id=request_id)
        _index_anew(practice, gone, edition.document["language"])
        _delete_files(names)
        for redaction in made:
            _tell(redaction)
    edition.refresh_from_db()
    return made


def places(edition: Edition, paths: Iterable[str]) -> list[tuple[Edition, list[str]]]:
    """Return where what stands at `paths` does: this edition first, then all that repeat any of it.

    Raises ValidationError for a path at which neither text nor file stands.
    """
    paths = list(paths)
    gone = Gone.at(edition.document, paths)
    others = Edition.objects.filter(practice_id=edition.practice_id).exclude(pk=edition.pk)
    found = [(other, _paths_of(other.document, gone)) for other in others.order_by("number")]
    own = list(dict.fromkeys([*paths, *_paths_of(edition.document, gone)]))
    return [(edition, own), *((other, repeated) for other, repeated in found if repeated)]


def kept_files(edition: Edition, paths: Iterable[str]) -> list[str]:
    """Return the names of the files at `paths` that another practice names too: they will stay."""
    gone = Gone.at(edition.document, paths)
    own = Practice.objects.get(pk=edition.practice_id)
    return sorted(orphans.still_named(_names(own, gone), but=own))


def _redact(edition: Edition, paths: list[str], *, reason: str) -> Redaction:
    redaction = Redaction.objects.create(
        edition=edition, paths=paths, reason=reason, redacted_at=timezone.now()
    )
    document = _redacted(edition.document, redaction)
    Edition.objects.filter(pk=edition.pk).update(document=document)
    Redaction.objects.filter(pk=redaction.pk).update(is_open=False)
    redaction.is_open = False
    return redaction


def _value_at(document: dict, path: str) -> str | dict:
    """Return the text or file that a path names; codes, figures and dates are neither."""
    try:
        node, last = _parent(document, path)
        value = node[last]
    except (KeyError, IndexError, StopIteration, ValueError, TypeError):
        value = None
    if not value or not _is_place(path, value):
        raise ValidationError(_("There is no text or file at “%(path)s”.") % {"path": path})
    return value


def _is_place(path: str, value: Any) -> bool:
    if isinstance(value, dict):
        return _kind_of(path) == FILE
    return isinstance(value, str) and _kind_of(path) in TEXTS


def _kind_of(path: str) -> str:
    """Return the field that a path names: "claims.statement" for "claims.2.statement"."""
    return ".".join(step for step in path.split(".") if not step.isdecimal())


def _parent(document: dict, path: str) -> tuple[Any, Any]:
    """Return the list or object that holds what a path names, and its key there."""
    *way, last = path.split(".")
    node: Any = document
    for step in way:
        node = _row(node, int(step)) if isinstance(node, list) else node[step]
    return node, int(last) if isinstance(node, list) else last


def _row(rows: list[dict], step: int) -> dict:
    """Return a row by its number, or by its place from 0 where rows have none."""
    if rows and "number" not in rows[0]:
        return rows[step]
    return next(row for row in rows if row["number"] == step)


def _paths_of(document: dict, gone: Gone) -> list[str]:
    """Return the paths at which something that goes stands as a whole, by name."""
    found = (pair for name, value in document.items() for pair in _walk(name, value))
    return sorted(path for path, value in found if gone.holds(value) and _is_place(path, value))


def _walk(path: str, node: Any) -> Iterator[tuple[str, str | dict]]:
    if isinstance(node, str) or (isinstance(node, dict) and "sha256" in node):
        yield path, node
    elif isinstance(node, dict):
        for key, value in node.items():
            yield from _walk(f"{path}.{key}", value)
    elif isinstance(node, list):
        for index, value in enumerate(node):
            name = value.get("number", index) if isinstance(value, dict) else index
            yield from _walk(f"{path}.{name}", value)


def _cut(document: dict, paths: list[str]) -> dict:
    made = copy.deepcopy(document)
    for path in paths:
        node, last = _parent(made, path)
        if _kind_of(path) == FILE:
            # Evidence has a link or a file: what has neither any more says that something stood there.
            node["file"], node["url"] = None, node["url"] or MARK
        else:
            node[last] = MARK
    return made


def _redacted(document: dict, redaction: Redaction) -> dict:
    made = _cut(document, redaction.paths)
    on = timezone.localdate(redaction.redacted_at).isoformat()
    told = {"on": on, "paths": redaction.paths, "reason": redaction.reason}
    return made | {"redactions": [*made.get("redactions", []), told]}


def _forget_copies(practice: Practice, gone: Gone) -> None:
    """Take the same out of the working version, unsaved forms, rounds, history and spreadsheets."""
    working = editions.document(practice)
    if found := _paths_of(working, gone):
        reverting.write_back(practice, _cut(working, found))
    for round_ in Round.objects.filter(practice=practice):
        round_.document = _cut(round_.document, _paths_of(round_.document, gone))
        round_.save(update_fields=["document"])
    for draft in FormDraft.objects.filter(practice=practice):
        draft.data = _without(_without_tokens(draft.data, gone), gone)
        draft.save(update_fields=["data"])
    for line in HistoryEntry.objects.filter(practice=practice):
        left = _without(line.changes, gone), _without(line.comment, gone)
        if left != (line.changes, line.comment):
            line.changes, line.comment = left
            line.save(update_fields=["changes", "comment"])
    _cut_judgements(practice, gone)
    for upload in SheetUpload.objects.filter(partner=practice.owner_id):
        if _stands_in(upload, gone):
            upload.delete()


def _cut_judgements(practice: Practice, gone: Gone) -> None:
    """What reviewers wrote, published or not: the next edition would be made of these rows."""
    reviews = Review.objects.filter(round__practice=practice)
    for rows, name in (
        (reviews, "conflict_of_interest"),
        (reviews, "comment"),
        (Score.objects.filter(review__in=reviews), "reason"),
        (Check.objects.filter(review__in=reviews), "note"),
        (Remark.objects.filter(review__in=reviews), "text"),
    ):
        rows.filter(**{f"{name}__in": gone.texts}).update(**{name: MARK})


def _stands_in(upload: SheetUpload, gone: Gone) -> bool:
    """Whether a cell holds one of the texts; what cannot be read might."""
    try:
        book = sheets.read(bytes(upload.content), encoding=upload.encoding)
    except Unreadable:
        return True
    lines = (line for table in book.tables for line in table.lines)
    cells = (cell.text.strip() for line in lines for cell in line.cells)
    return any(_without(text, gone) != text for text in cells)


def _without(node: Any, gone: Gone) -> Any:
    if isinstance(node, dict):
        if gone.holds(node):
            return None
        return {key: _without(value, gone) for key, value in node.items()}
    if isinstance(node, list):
        return [_without(value, gone) for value in node]
    if not isinstance(node, str):
        return node
    # A browser ends lines its own way, and a box may hold one text of a list in each line.
    plain = node.replace("\r\n", "\n")
    if gone.holds(plain):
        return MARK
    lines = plain.split("\n")
    if not any(map(gone.holds, lines)):
        return node
    return "\n".join(MARK if gone.holds(line) else line for line in lines)


# Files


def _names(practice: Practice, gone: Gone) -> set[str]:
    """Return under which names the files that go are stored, as far as the practice says."""
    documents = [
        editions.document(practice),
        *practice.editions.values_list("document", flat=True),
        *practice.rounds.values_list("document", flat=True),
    ]
    rows = (row for document in documents for row in document["evidence"])
    return {row["file"]["name"] for row in rows if row["file"] and gone.holds(row["file"])}


def _without_tokens(data: dict, gone: Gone) -> dict:
    """Let a form that was left unsaved forget the files that go."""

    def is_gone(sent: str) -> bool:
        kept = files.read_token(sent)
        return kept is not None and kept.sha256 in gone.sums

    return {
        name: ["" if is_gone(sent) else sent for sent in values]
        if name.endswith(files.HELD)
        else values
        for name, values in data.items()
    }


def _delete_files(names: set[str]) -> None:
    """Delete what nothing names any more, once the rest is done."""
    for name in names - orphans.still_named(names):
        transaction.on_commit(partial(default_storage.delete, name))


def _record(practice: Practice, redaction: Redaction, *, by, request_id: str) -> None:
    HistoryEntry.objects.create(
        practice=practice,
        at=redaction.redacted_at,
        action=Action.REDACT,
        user=by,
        from_state=practice.state,
        to_state=practice.state,
        comment=redaction.reason,
        edition=redaction.edition,
        request_id=request_id,
    )


def _index_anew(practice: Practice, gone: Gone, language: str) -> None:
    """The entry repeats title and summary, and its text is searched: both follow the edition."""
    if entry := CatalogueEntry.objects.filter(practice=practice).first():
        entries.write(Edition.objects.get(pk=entry.edition_id))
    search.forget_words([(text, language) for text in sorted(gone.texts)])


def _tell(redaction: Redaction) -> None:
    edition = redaction.edition
    changed = CatalogueEntry.objects.filter(practice_id=edition.practice_id)
    entries.tell(changed, redacted=changes.Redaction(edition=edition, reason=redaction.reason))
