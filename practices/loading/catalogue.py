"""A dump of the public catalogue (practices.exporting.dump) back into an empty portal.

What was on show is on show again, word for word: editions, log, partners, events, code lists. The
workspace gets the current edition of each practice as its working version. A dump holds nothing of
withdrawn practices, of people, or of uploaded files, so neither does the portal that reads it.
"""

import datetime
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from partners import catalogue
from partners.models import Event, Partner
from practices import drafts, entries, workflow
from practices.choices import Action
from practices.exporting.dump import MANIFEST, SUMS
from practices.exporting.whole import ADOPTION, ADOPTION_PARTNERS, CHANGE, CODE_LISTS
from practices.loading.files import BadData, Fault
from practices.models import Adoption, CatalogueEntry, Edition, Practice, PublicChange

AT_ONCE = 500


@dataclass(frozen=True, kw_only=True)
class Loaded:
    """How much was loaded."""

    practices: int
    editions: int
    partners: int
    events: int


def load_catalogue(folder: Path) -> Loaded:
    """Load the dump in `folder`; all or nothing.

    Raises BadData where a file is not what the dump's sums say, or where the portal is not empty.
    """
    if faults := [*_damaged(folder), *_in_the_way()]:
        raise BadData(faults)
    with transaction.atomic():
        _load_codes(folder)
        partners = _load_partners(folder)
        events = _load_events(folder, partners)
        editions = _load_editions(folder, partners)
        _load_adoptions(folder, partners)
        _load_log(folder, editions)
        practices = Practice.objects.all()
        drafts.keep_identifiers(practices.values_list("identifier", flat=True))
        for practice in practices:
            workflow.perform(Action.DISCARD, practice, comment=_("Loaded from a dump."))
        entries.tell(CatalogueEntry.objects.all())
    return Loaded(
        practices=len(practices),
        editions=len(editions),
        partners=len(partners),
        events=len(events),
    )


def _damaged(folder: Path) -> Iterator[Fault]:
    """Yield what is not as the dump's sums say."""
    if not (folder / SUMS).exists() or not (folder / MANIFEST).exists():
        yield Fault(file=SUMS, record="", field="", reason="there is no dump in this folder")
        return
    for line in (folder / SUMS).read_text().splitlines():
        wanted, _gap, name = line.partition("  ")
        path = folder / name
        if not path.is_file():
            yield Fault(file=name, record="", field="", reason="is missing")
        elif _sum_of(path) != wanted:
            yield Fault(file=name, record="", field="", reason="is not as it was written")


def _sum_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _in_the_way() -> Iterator[Fault]:
    for model in (Partner, Event, Practice):
        if count := model.objects.count():
            reason = f"the portal is not empty: it has {count}"
            yield Fault(
                file="", record=str(model._meta.verbose_name_plural), field="", reason=reason
            )


def _rows(folder: Path, name: str) -> Iterator[dict]:
    with (folder / name).open(encoding="utf-8") as file:
        yield from map(json.loads, file)


def _load_codes(folder: Path) -> None:
    """Make the code lists say what they said there; codes that only this portal has stay."""
    for row in _rows(folder, "codes.jsonl"):
        model = CODE_LISTS[row.pop("list")]
        model.objects.update_or_create(code=row.pop("code"), defaults=row)
    catalogue.raise_version(codes=True)


def _load_partners(folder: Path) -> dict[str, Partner]:
    made = [Partner(**row) for row in _rows(folder, "partners.jsonl")]
    Partner.objects.bulk_create(made, batch_size=AT_ONCE)
    return {partner.slug: partner for partner in made}


def _load_events(folder: Path, partners: dict[str, Partner]) -> list[Event]:
    made = []
    for row in _rows(folder, "events.jsonl"):
        hosts = [partners[slug] for slug in row.pop("hosts")]
        event = Event.objects.create(**row)
        event.hosts.set(hosts)
        made.append(event)
    return made


def _load_editions(folder: Path, partners: dict[str, Partner]) -> dict[tuple[str, int], Edition]:
    """Write practices with their editions, and the entries of the newest ones."""
    made: dict[tuple[str, int], Edition] = {}
    practices: dict[str, Practice] = {}
    for row in _rows(folder, "editions.jsonl"):
        name, document = row["identifier"], row["document"]
        if name not in practices:
            practices[name] = _draft(document, partners)
        made[name, row["number"]] = Edition.objects.create(
            practice=practices[name],
            number=row["number"],
            action=row["action"],
            document=document,
            published_at=datetime.datetime.fromisoformat(row["published_at"]),
        )
    for edition in entries.newest_editions():
        entries.write(edition)
    return made


def _draft(document: dict, partners: dict[str, Partner]) -> Practice:
    """Return a new draft; it gets its text from its edition once all practices are there."""
    names = ("identifier", "slug", "title", "language")
    return Practice.objects.create(
        owner=partners[document["owner"]], **{name: document[name] for name in names}
    )


def _load_adoptions(folder: Path, partners: dict[str, Partner]) -> None:
    practices = Practice.objects.in_bulk(field_name="identifier")
    for row in _rows(folder, "adoptions.jsonl"):
        reported_at = datetime.datetime.fromisoformat(row["reported_at"])
        adoption = Adoption.objects.create(
            practice=practices[row["identifier"]],
            confirmed_at=datetime.datetime.fromisoformat(row["confirmed_at"]),
            **{name: partners.get(row[name]) for name in ADOPTION_PARTNERS},
            **{name: row[name] for name in ADOPTION if not name.endswith("_at")},
        )
        Adoption.objects.filter(pk=adoption.pk).update(reported_at=reported_at)


def _load_log(folder: Path, editions: dict[tuple[str, int], Edition]) -> None:
    """Write the lines of the log, and let each entry stand as its last line left it."""
    lines = []
    for row in _rows(folder, "changes.jsonl"):
        told = {name: row[name] for name in CHANGE}
        told["at"] = datetime.datetime.fromisoformat(row["at"])
        told["level_until"] = datetime.date.fromisoformat(row["level_until"])
        edition = editions[row["identifier"], row["edition"]]
        lines.append(PublicChange(edition=edition, **told))
    PublicChange.objects.bulk_create(lines, batch_size=AT_ONCE)
    for line in {line.identifier: line for line in lines}.values():
        entry = CatalogueEntry.objects.filter(identifier=line.identifier)
        entry.update(level=line.level, level_until=line.level_until)
