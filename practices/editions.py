"""Editions: write-once snapshots of a practice. `document` freezes it, `publish` makes the next one.

An edition's document is also the API's answer; labels are added there, in the reader's language.
"""

import datetime
from decimal import Decimal

from django.db.models import Max, prefetch_related_objects

from practices import entries
from practices.choices import Action
from practices.models import Claim, Edition, Evidence, Practice

SCHEMA = 1
PLAIN_TEXTS = (
    "title", "title_native", "native_language", "summary", "problem", "description",
    "organisation_in_charge", "place", "scope", "running_state", "running_note", "nature",
    "validation_kind", "themes_basis", "challenges", "lessons", "transferability", "website",
    "smarty_link", "confidence", "among_the_26",
)  # fmt: skip


def document(practice: Practice) -> dict:
    """Return the practice as an edition's document: facts and codes, unknown None, lists []."""
    evidence, claims = list(practice.evidence.all()), list(practice.claims.all())
    prefetch_related_objects(claims, "evidence")
    numbers = {item.pk: item.number for item in evidence}
    return {
        "schema": SCHEMA,
        "identifier": practice.identifier,
        "slug": practice.slug,
        "language": practice.language,
        "owner": practice.owner.slug,
        "region": practice.region_id,
        "start_year": practice.start_year,
        "end_year": practice.end_year,
        **{name: getattr(practice, name) or None for name in PLAIN_TEXTS},
        **{
            name: list(getattr(practice, name))
            for name in ("objectives", "stakeholders", "beneficiaries")
        },
        **_codes(practice),
        "resources": _resources(practice),
        "sources": list(practice.sources),
        "claims": [_claim(claim, numbers) for claim in claims],
        "evidence": [_evidence(item) for item in evidence],
        "reviews": [],
        "checks": [],
    }


def _codes(practice: Practice) -> dict:
    return {
        "themes": [theme.pk for theme in practice.themes.all()],
        "technologies": [technology.pk for technology in practice.technologies.all()],
        "sectors": [
            {
                "code": link.sector_id,
                "basis": link.basis or None,
                "source_code": link.source_code or None,
                "source_revision": link.source_revision or None,
            }
            for link in practice.practice_sectors.all()
        ],
        "related": sorted(row.identifier for row in practice.related.all()),
        "events": sorted(row.slug for row in practice.events.all()),
    }


def _resources(practice: Practice) -> dict:
    return {
        "amount": as_number(practice.resources_amount),
        "currency": practice.resources_currency or None,
        "staff": practice.resources_staff or None,
        "text": practice.resources_text or None,
    }


def _claim(claim: Claim, numbers: dict[int, int]) -> dict:
    texts = (
        "qualifier",
        "unit_note",
        "date",
        "baseline_date",
        "measured_by",
        "method",
        "comparator",
    )
    return {
        "number": claim.number,
        "kind": claim.kind,
        "statement": claim.statement,
        "value": as_number(claim.value),
        "unit": claim.unit_id,
        "baseline_value": as_number(claim.baseline_value),
        **{name: getattr(claim, name) or None for name in texts},
        "evidence": sorted(numbers[item.pk] for item in claim.evidence.all()),
    }


def _evidence(item: Evidence) -> dict:
    texts = ("type", "title", "url", "issuer", "issuer_relation", "date", "page")
    return {
        "number": item.number,
        **{name: getattr(item, name) or None for name in texts},
        "file": {"name": item.file.name, "sha256": item.file_sha256} if item.file else None,
    }


def as_number(value: Decimal | None) -> int | float | None:
    """JSON has no decimals: whole numbers stay whole, others keep the digits they were given with."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def publish(practice: Practice, facts: dict, *, action: Action, at: datetime.datetime) -> Edition:
    """Make the practice's next edition of a document and put it on show; called by the workflow."""
    last = practice.editions.aggregate(last=Max("number"))["last"] or 0
    edition = Edition.objects.create(
        practice=practice,
        number=last + 1,
        action=action,
        document=facts,
        published_at=at,
    )
    entries.write(edition)
    return edition
