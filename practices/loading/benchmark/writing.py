"""Filling a scratch database with published practices, and refusing every other database.

Code lists are the real ones; partners and events are made, and marked by a SeedRecord each. Of the
workspace only the Practice itself is written: nothing public reads its claims and evidence.
"""

from collections.abc import Iterable

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from partners import catalogue
from partners.choices import PartnerRole
from partners.models import Event, Partner, Region
from practices import search
from practices.choices import Action, State
from practices.entries import Known
from practices.loading.benchmark.documents import Codes, Maker
from practices.loading.benchmark.rows import Row, Source, chunks
from practices.loading.benchmark.words import vocabulary
from practices.loading.codes import load_codes
from practices.models import (
    CatalogueEntry,
    Edition,
    HistoryEntry,
    Practice,
    Sector,
    SeedRecord,
    Technology,
    Theme,
    Unit,
)

DATA = settings.BASE_DIR / "data"
KIND = "benchmark"
PARTNERS = 14
EVENTS = 6
AS_WRITTEN = (
    "identifier", "slug", "language", "title", "summary", "description", "objectives",
    "stakeholders", "beneficiaries", "scope", "start_year", "end_year", "running_state", "nature",
    "validation_kind", "sources",
)  # fmt: skip
OR_EMPTY = (
    "title_native", "native_language", "problem", "organisation_in_charge", "place", "themes_basis",
    "challenges", "lessons", "transferability", "website",
)  # fmt: skip


class NotScratch(Exception):
    """This database is, or may be, in use for something real: nothing was written."""


def fill(*, editions: int, seed: int = 1, processes: int = 0) -> int:
    """Bring the scratch database up to `editions` practices; return how many were written.

    Raises NotScratch in production and where a practice or partner is that was not made here.
    """
    refuse_real()
    load_codes(DATA / "codes")
    _make_owners()
    source = make_source(seed)
    missing = _missing(editions)
    for rows in chunks(source, missing, processes=processes):
        with transaction.atomic():
            write(rows)
            catalogue.raise_version()
    return len(missing)


def refuse_real() -> None:
    """Raise NotScratch unless everything in the database was made by the benchmark."""
    if settings.PRODUCTION:
        raise NotScratch("This is a production portal (SITE_URL is https://…).")
    made = SeedRecord.objects.filter(kind=KIND).values("key")
    if Partner.objects.exclude(slug__in=made).exists():
        raise NotScratch("There are partners that the benchmark did not make.")
    if Practice.objects.exclude(owner__slug__in=made).exists():
        raise NotScratch("There are practices that the benchmark did not make.")


def make_source(seed: int) -> Source:
    """Return what makes the rows, from the code lists and the benchmark's own partners."""
    known = Known(
        partners=Partner.objects.in_bulk(field_name="slug"),
        regions=Region.objects.in_bulk(),
        themes=Theme.objects.in_bulk(),
        technologies=Technology.objects.in_bulk(),
        sectors=Sector.objects.in_bulk(),
        events=Event.objects.in_bulk(field_name="slug"),
    )
    maker = Maker(vocabulary(DATA, seed=seed), _codes(known, seed), seed=seed)
    return Source(maker=maker, known=known, today=timezone.localdate())


def write(rows: list[Row]) -> None:
    """Store practices with edition, entry, links, history and searchable text."""
    practices = Practice.objects.bulk_create(_practice(row) for row in rows)
    editions = Edition.objects.bulk_create(
        Edition(
            practice=practice,
            number=1,
            action=Action.SEED,
            document=row.document,
            published_at=row.published_at,
        )
        for practice, row in zip(practices, rows, strict=True)
    )
    HistoryEntry.objects.bulk_create(_history(edition) for edition in editions)
    entries = CatalogueEntry.objects.bulk_create(
        CatalogueEntry(
            **row.columns | {"edition_id": edition.pk, "practice_id": edition.practice_id}
        )
        for edition, row in zip(editions, rows, strict=True)
    )
    keys = [entry.pk for entry in entries]
    for name in ("themes", "technologies", "sectors", "events"):
        _link(name, zip(keys, (row.links[name] for row in rows), strict=True))
    for key, row in zip(keys, rows, strict=True):
        search.engine().write(key, row.terms)


def _practice(row: Row) -> Practice:
    facts = row.document
    return Practice(
        state=State.PUBLISHED,
        owner_id=row.columns["owner_id"],
        region_id=facts["region"],
        resources_amount=facts["resources"]["amount"],
        resources_currency=facts["resources"]["currency"] or "",
        **{name: facts[name] for name in AS_WRITTEN},
        **{name: facts[name] or "" for name in OR_EMPTY},
    )


def _history(edition: Edition) -> HistoryEntry:
    return HistoryEntry(
        practice_id=edition.practice_id,
        edition=edition,
        at=edition.published_at,
        action=Action.SEED,
        from_state=State.DRAFT,
        to_state=State.PUBLISHED,
    )


def _link(name: str, linked: Iterable[tuple[int, list]]) -> None:
    through = getattr(CatalogueEntry, name).through
    other = through._meta.get_fields()[2].attname
    through.objects.bulk_create(
        through(**{"catalogueentry_id": entry, other: key})
        for entry, keys in linked
        for key in keys
    )


def _missing(editions: int) -> list[int]:
    taken = set(Practice.objects.values_list("identifier", flat=True))
    return [number for number in range(1, editions + 1) if f"GP-{number:04d}" not in taken]


@transaction.atomic
def _make_owners() -> None:
    for number in range(1, PARTNERS + 1):
        slug = f"benchmark-{number}"
        SeedRecord.objects.get_or_create(kind=KIND, key=slug)
        values = {
            "short_name": f"Benchmark {number}",
            "name": f"Benchmark organisation {number}",
            "role": PartnerRole.PARTNER if number > 1 else PartnerRole.LEAD,
            "country": "IT",
        }
        Partner.objects.get_or_create(slug=slug, defaults=values)
    for number in range(1, EVENTS + 1):
        values = {"title": f"Benchmark event {number}", "start_date": f"{2018 + number}"}
        Event.objects.get_or_create(slug=f"benchmark-event-{number}", defaults=values)


def _codes(known: Known, seed: int) -> Codes:
    regions: dict[str, list[str]] = {}
    for code, region in known.regions.items():
        if region.level >= 2:
            regions.setdefault(region.country, []).append(code)
    return Codes.shuffled(
        seed,
        owners=[slug for slug in known.partners if slug.startswith("benchmark-")],
        events=[slug for slug in known.events if slug.startswith("benchmark-")],
        themes=list(known.themes),
        technologies=list(known.technologies),
        sectors=[
            [code for code, sector in known.sectors.items() if sector.level == level]
            for level in Sector.LEVELS
        ],
        units=list(Unit.objects.values_list("pk", flat=True)),
        regions=list(regions.values()),
    )
