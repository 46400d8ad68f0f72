"""Code lists from data/codes: inserted and updated, never deleted (editions may speak of a code)."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.db import models, transaction

from partners import catalogue
from partners.models import Region
from practices.loading.files import BadData, Fault, file_digest, read_json
from practices.models import Sector, SeedRecord, Technology, Theme, Unit


@dataclass(frozen=True, kw_only=True)
class CodeFile:
    """A file of data/codes, the model it fills, and how a record becomes column values."""

    name: str
    model: type[models.Model]
    columns: Callable[[dict], dict]


def region(record: dict) -> dict:
    return {
        "labels": record.get("names", {}),
        "name": record["name"],
        "level": record["level"],
        "parent_id": record["parent"],
        "country": record["country"],
        "aliases": record.get("aliases", []),
        "replaces": record.get("replaces", []),
        "version": record["version"],
    }


def sector(record: dict) -> dict:
    return {
        "labels": record["labels"],
        "level": record["level"],
        "parent_id": record["parent"],
    }


def technology(record: dict) -> dict:
    return {"labels": record["labels"], "meanings": record["meaning"]}


def theme(record: dict) -> dict:
    return {
        "labels": record["labels"],
        "meanings": record["meaning"],
        "position": record["order"],
    }


def unit(record: dict) -> dict:
    return {
        "labels": record["labels"],
        "kind": record["kind"],
        "singulars": record.get("singular", {}),
    }


FILES = (
    CodeFile(name="regions.json", model=Region, columns=region),
    CodeFile(name="sectors.json", model=Sector, columns=sector),
    CodeFile(name="technologies.json", model=Technology, columns=technology),
    CodeFile(name="themes.json", model=Theme, columns=theme),
    CodeFile(name="units.json", model=Unit, columns=unit),
)


def load_codes(path: Path) -> dict[str, int]:
    """Load every code list of the folder; return how many rows changed, by file.

    All or nothing; raises BadData. Files that are as they were last time are not read again.
    """
    seen = file_digest([path / kind.name for kind in FILES])
    done = SeedRecord.objects.filter(kind="codes", key="all", source_sha256=seen)
    if done.exists():
        return dict.fromkeys((kind.name for kind in FILES), 0)
    with transaction.atomic():
        changes = {kind.name: _load(kind, path / kind.name) for kind in FILES}
        SeedRecord.objects.update_or_create(
            kind="codes", key="all", defaults={"source_sha256": seen, "content_sha256": seen}
        )
        catalogue.raise_version(codes=True)
    return changes


def _load(kind: CodeFile, path: Path) -> int:
    content = read_json(path)
    _note_successors(content)
    wanted = {record["code"]: _columns(kind, record) for record in content["records"]}
    fields = list(next(iter(wanted.values())))
    stored = {row.pop("pk"): row for row in kind.model.objects.values("pk", *fields)}
    changed = {code: columns for code, columns in wanted.items() if stored.get(code) != columns}
    kind.model.objects.bulk_create(
        [kind.model(code=code, **columns) for code, columns in changed.items()],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=[kind.model._meta.get_field(name).name for name in fields],
        batch_size=500,
    )
    return len(changed)


def _note_successors(content: dict) -> None:
    """Hand each discontinued code to the first of its successors, the one of the same name."""
    records = {record["code"]: record for record in content["records"]}
    for gone in content.get("discontinued", []):
        if gone["successors"]:
            heir = records[gone["successors"][0]]
            heir.setdefault("replaces", []).append(gone["code"])


def _columns(kind: CodeFile, record: dict) -> dict:
    try:
        return kind.columns(record)
    except KeyError as error:
        fault = Fault(
            file=kind.name, record=record.get("code", "?"), field=error.args[0], reason="is missing"
        )
        raise BadData([fault]) from None
