"""The one way round write-once: taking a text out of editions, with a recorded reason.

For personal data and court orders (DESIGN section 2). What goes from one edition goes from every copy
the portal keeps of it: the practice's other editions, rounds, history, the working version, forms
that somebody left unsaved, and the list of known words.
"""

import copy
from collections.abc import Iterable, Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from practices import changes, editions, entries, reverting, search, validators
from practices.choices import Action
from practices.models import (
    CatalogueEntry,
    Edition,
    FormDraft,
    HistoryEntry,
    Practice,
    Redaction,
    Round,
)

MARK = "[…]"


def redact_edition(
    edition: Edition, *, paths: Iterable[str], reason: str, by=None, request_id: str = ""
) -> list[Redaction]:
    """Replace the texts at `paths` ("description", "claims.2.statement") by a mark, for good.

    Returns a redaction for this edition and for each other one that repeats a text; their documents say
    when, where and why. Raises ValidationError without a reason, or for a path at which no text stands;
    then nothing has changed.
    """
    paths = list(paths)
    if not reason.strip() or not paths:
        raise ValidationError(_("Name the places, and the reason for which they go."))
    with transaction.atomic():
        practice = Practice.objects.select_for_update().get(pk=edition.practice_id)
        texts = [_text_at(edition.document, path) for path in paths]
        made = [
            _redact(repeating, found, reason=reason.strip())
            for repeating, found in places(edition, paths)
        ]
        _forget_copies(practice, texts)
        for redaction in made:
            _record(practice, redaction, by=by, request_id=request_id)
        _index_anew(practice, texts, edition.document["language"])
        for redaction in made:
            _tell(redaction)
    edition.refresh_from_db()
    return made


def places(edition: Edition, paths: Iterable[str]) -> list[tuple[Edition, list[str]]]:
    """Return where the texts at `paths` stand: this edition first, then all that repeat one of them.

    Raises ValidationError for a path at which no text stands.
    """
    paths = list(paths)
    texts = [_text_at(edition.document, path) for path in paths]
    others = Edition.objects.filter(practice_id=edition.practice_id).exclude(pk=edition.pk)
    found = [(other, _paths_of(other.document, texts)) for other in others.order_by("number")]
    own = list(dict.fromkeys([*paths, *_paths_of(edition.document, texts)]))
    return [(edition, own), *((other, repeated) for other, repeated in found if repeated)]


def _redact(edition: Edition, paths: list[str], *, reason: str) -> Redaction:
    redaction = Redaction.objects.create(
        edition=edition, paths=paths, reason=reason, redacted_at=timezone.now()
    )
    document = _redacted(edition.document, redaction)
    Edition.objects.filter(pk=edition.pk).update(document=document)
    Redaction.objects.filter(pk=redaction.pk).update(is_open=False)
    redaction.is_open = False
    return redaction


def _text_at(document: dict, path: str) -> str:
    """Return the text that a path names; codes, figures and dates are none."""
    try:
        node, last = _parent(document, path)
        text = node[last]
    except (KeyError, IndexError, StopIteration, ValueError, TypeError):
        text = None
    if not isinstance(text, str) or not text or _kind_of(path) not in validators.LIMITS:
        raise ValidationError(_("There is no text at “%(path)s”.") % {"path": path})
    return text


def _kind_of(path: str) -> str:
    """Return the field that a path names: "claims.statement" for "claims.2.statement"."""
    return ".".join(step for step in path.split(".") if not step.isdecimal())


def _parent(document: dict, path: str) -> tuple[Any, Any]:
    """Return the list or object that holds what a path names, and its key there."""
    *way, last = path.split(".")
    node: Any = document
    for step in way:
        is_rows = isinstance(node, list)
        node = next(row for row in node if row["number"] == int(step)) if is_rows else node[step]
    return node, int(last) if isinstance(node, list) else last


def _paths_of(document: dict, texts: list[str]) -> list[str]:
    """Return the paths at which one of the texts stands as a whole, by name."""
    found = (pair for name, value in document.items() for pair in _walk(name, value))
    at = [path for path, text in found if text in texts and _kind_of(path) in validators.LIMITS]
    return sorted(at)


def _walk(path: str, node: Any) -> Iterator[tuple[str, str]]:
    if isinstance(node, str):
        yield path, node
    elif isinstance(node, dict):
        for key, value in node.items():
            yield from _walk(f"{path}.{key}", value)
    elif isinstance(node, list):
        for index, value in enumerate(node):
            name = value.get("number", "") if isinstance(value, dict) else index
            yield from _walk(f"{path}.{name}", value)


def _cut(document: dict, paths: list[str]) -> dict:
    made = copy.deepcopy(document)
    for path in paths:
        node, last = _parent(made, path)
        node[last] = MARK
    return made


def _redacted(document: dict, redaction: Redaction) -> dict:
    made = _cut(document, redaction.paths)
    on = timezone.localdate(redaction.redacted_at).isoformat()
    told = {"on": on, "paths": redaction.paths, "reason": redaction.reason}
    return made | {"redactions": [*made.get("redactions", []), told]}


def _forget_copies(practice: Practice, texts: list[str]) -> None:
    """Take the same texts out of the working version, unsaved forms, rounds and history."""
    working = editions.document(practice)
    if found := _paths_of(working, texts):
        reverting.write_back(practice, _cut(working, found))
    for round_ in Round.objects.filter(practice=practice):
        round_.document = _cut(round_.document, _paths_of(round_.document, texts))
        round_.save(update_fields=["document"])
    for draft in FormDraft.objects.filter(practice=practice):
        draft.data = _without(draft.data, texts)
        draft.save(update_fields=["data"])
    for line in HistoryEntry.objects.filter(practice=practice).exclude(changes=[]):
        line.changes = _without(line.changes, texts)
        line.save(update_fields=["changes"])


def _without(node: Any, texts: list[str]) -> Any:
    if isinstance(node, dict):
        return {key: _without(value, texts) for key, value in node.items()}
    if isinstance(node, list):
        return [_without(value, texts) for value in node]
    if not isinstance(node, str):
        return node
    # A browser ends lines its own way, and a box may hold one text of a list in each line.
    plain = node.replace("\r\n", "\n")
    if plain in texts:
        return MARK
    lines = plain.split("\n")
    if not set(lines) & set(texts):
        return node
    return "\n".join(MARK if line in texts else line for line in lines)


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


def _index_anew(practice: Practice, texts: list[str], language: str) -> None:
    """The entry repeats title and summary, and its text is searched: both follow the edition."""
    if entry := CatalogueEntry.objects.filter(practice=practice).first():
        entries.write(Edition.objects.get(pk=entry.edition_id))
    search.forget_words([(text, language) for text in texts])


def _tell(redaction: Redaction) -> None:
    edition = redaction.edition
    changed = CatalogueEntry.objects.filter(practice_id=edition.practice_id)
    entries.tell(changed, redacted=changes.Redaction(edition=edition, reason=redaction.reason))
