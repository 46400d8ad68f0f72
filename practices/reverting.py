"""An edition's document written back into the workspace, so that the working version is its text.

The way back of editions.document: what `write_back` wrote, `document` reads as the same. Called by
the workflow for `discard` and `correct`.
"""

from decimal import Decimal
from typing import Any

from partners.models import Event
from practices.editions import PLAIN_TEXTS
from practices.models import Claim, Evidence, Practice, PracticeSector

LISTS = ("objectives", "stakeholders", "beneficiaries", "sources")
YEARS = ("start_year", "end_year")
EVIDENCE_TEXTS = ("type", "title", "url", "issuer", "issuer_relation", "date", "page")
CLAIM_TEXTS = (
    "kind", "statement", "qualifier", "unit_note", "date", "baseline_date", "measured_by", "method",
    "comparator",
)  # fmt: skip


def write_back(practice: Practice, document: dict) -> None:
    """Make the practice's working version say what the document says; raises its revision."""
    practice.revision += 1
    write_text(practice, document)


def write_text(practice: Practice, document: dict) -> None:
    """As write_back, for a caller that raises the revision itself, as `drafts.one_edit` does."""
    for name in PLAIN_TEXTS:
        setattr(practice, name, document[name] or "")
    for name in LISTS:
        setattr(practice, name, list(document[name]))
    for name in YEARS:
        setattr(practice, name, document[name])
    practice.language, practice.region_id = document["language"], document["region"]
    _write_resources(practice, document["resources"])
    practice.save()
    _relate(practice, document)
    _write_rows(practice, document)


def _write_resources(practice: Practice, resources: dict) -> None:
    practice.resources_amount = _decimal(resources["amount"])
    for name in ("currency", "staff", "text"):
        setattr(practice, f"resources_{name}", resources[name] or "")


def _relate(practice: Practice, document: dict) -> None:
    practice.themes.set(document["themes"])
    practice.technologies.set(document["technologies"])
    practice.events.set(Event.objects.filter(slug__in=document["events"]))
    practice.related.set(Practice.objects.filter(identifier__in=document["related"]))
    practice.practice_sectors.all().delete()
    PracticeSector.objects.bulk_create(
        PracticeSector(
            practice=practice,
            sector_id=row["code"],
            basis=row["basis"] or "",
            source_code=row["source_code"] or "",
            source_revision=row["source_revision"] or "",
        )
        for row in document["sectors"]
    )


def _write_rows(practice: Practice, document: dict) -> None:
    """Rows keep their keys by their number: a form that is open goes on speaking of the same ones."""
    claims = {row.number: row for row in practice.claims.all()}
    evidence = {row.number: row for row in practice.evidence.all()}
    for row in document["evidence"]:
        held = evidence.setdefault(row["number"], Evidence(practice=practice, number=row["number"]))
        _write(held, _evidence(row))
    for row in document["claims"]:
        held = claims.setdefault(row["number"], Claim(practice=practice, number=row["number"]))
        _write(held, _claim(row))
        held.evidence.set(evidence[number] for number in row["evidence"])
    _keep_only(practice.claims, document["claims"])
    _keep_only(practice.evidence, document["evidence"])


def _keep_only(rows, listed: list[dict]) -> None:
    rows.exclude(number__in=[row["number"] for row in listed]).delete()


def _write(row: Claim | Evidence, values: dict) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.save()


def _evidence(row: dict) -> dict:
    file = row["file"] or {}
    texts = {name: row[name] or "" for name in EVIDENCE_TEXTS}
    return texts | {"file": file.get("name", ""), "file_sha256": file.get("sha256", "")}


def _claim(row: dict) -> dict:
    return {name: row[name] or "" for name in CLAIM_TEXTS} | {
        "unit_id": row["unit"],
        "value": _decimal(row["value"]),
        "baseline_value": _decimal(row["baseline_value"]),
    }


def _decimal(value: Any) -> Decimal | None:
    """As the figure is written: 0.1 has one decimal place, not the seventeen of its float."""
    return None if value is None else Decimal(str(value))
