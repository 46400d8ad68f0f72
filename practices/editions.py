"""Editions: write-once snapshots of a practice. `document` freezes it, `publish` makes the next one.

An edition's document is also the API's answer; labels are added there, in the reader's language.
"""

import datetime
from collections.abc import Iterable
from decimal import Decimal

from django.db.models import Max, prefetch_related_objects

from practices import entries
from practices.choices import Action
from practices.models import Claim, Edition, Evidence, Practice, PracticeSector

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
    backed = [(claim, [numbers[item.pk] for item in claim.evidence.all()]) for claim in claims]
    return assembled(practice, codes_of(practice), evidence, backed)


def assembled(
    practice: Practice,
    codes: dict,
    evidence: Iterable[Evidence],
    claims: Iterable[tuple[Claim, list[int]]],
) -> dict:
    """Return the document of a practice's own columns and of related rows, stored or not yet.

    `codes` is as `codes_of` returns them; a claim comes with the numbers of its evidence.
    """
    return {
        "schema": SCHEMA,
        "identifier": practice.identifier,
        "slug": practice.slug,
        "language": practice.language,
        "owner": practice.owner.slug if practice.owner_id else None,
        "region": practice.region_id,
        "start_year": practice.start_year,
        "end_year": practice.end_year,
        **{name: getattr(practice, name) or None for name in PLAIN_TEXTS},
        **{
            name: list(getattr(practice, name))
            for name in ("objectives", "stakeholders", "beneficiaries")
        },
        **codes,
        "resources": _resources(practice),
        "sources": list(practice.sources),
        "claims": [_claim(claim, numbers) for claim, numbers in claims],
        "evidence": [_evidence(item) for item in evidence],
        "reviews": [],
        "checks": [],
    }


def codes_of(practice: Practice) -> dict:
    """Return what a stored practice is related to, by codes."""
    return {
        "themes": [theme.pk for theme in practice.themes.all()],
        "technologies": [technology.pk for technology in practice.technologies.all()],
        "sectors": [sector_row(link) for link in practice.practice_sectors.all()],
        "related": sorted(row.identifier for row in practice.related.all()),
        "events": sorted(row.slug for row in practice.events.all()),
    }


def sector_row(link: PracticeSector) -> dict:
    """Return a sector of a practice as its document holds it."""
    return {
        "code": link.sector_id,
        "basis": link.basis or None,
        "source_code": link.source_code or None,
        "source_revision": link.source_revision or None,
    }


def _resources(practice: Practice) -> dict:
    return {
        "amount": as_number(practice.resources_amount),
        "currency": practice.resources_currency or None,
        "staff": practice.resources_staff or None,
        "text": practice.resources_text or None,
    }


def _claim(claim: Claim, evidence: list[int]) -> dict:
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
        "evidence": sorted(evidence),
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
