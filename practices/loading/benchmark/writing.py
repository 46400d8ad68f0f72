"""Filling a scratch database with published practices, and refusing every other database.

Code lists are the real ones; partners and events are made, and marked by a SeedRecord each. Of the
workspace only the Practice itself is written: nothing public reads its claims and evidence.
"""

import itertools
from collections.abc import Iterable, Iterator
from contextlib import nullcontext

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from partners import catalogue
from partners.choices import PartnerRole
from partners.models import Event, Partner, Region
from practices import changes, drafts, search
from practices.choices import Action, State
from practices.entries import Known
from practices.loading.benchmark.documents import Codes, Maker
from practices.loading.benchmark.rows import Chunk, Row, Source, chunks
from practices.loading.benchmark.tables import (
    catch_up,
    insert,
    next_key,
    without_collector,
    without_text_index,
)
from practices.loading.benchmark.words import vocabulary
from practices.loading.codes import load_codes
from practices.models import (
    CatalogueEntry,
    Edition,
    HistoryEntry,
    LastIdentifier,
    Meaning,
    Practice,
    PublicChange,
    Sector,
    SeedRecord,
    Technology,
    Theme,
    Unit,
    Word,
)

DATA = settings.BASE_DIR / "data"
KIND = "benchmark"
LINKS = ("themes", "technologies", "sectors", "events")
PARTNERS = 14
EVENTS = 6
FEW = 1_000  # so many are quicker put into an index than an index is built
AS_WRITTEN = (
    "identifier", "slug", "language", "title", "summary", "description", "objectives",
    "stakeholders", "beneficiaries", "scope", "start_year", "end_year", "running_state", "nature",
    "validation_kind", "sources",
)  # fmt: skip
OR_EMPTY = (
    "title_native", "native_language", "problem", "organisation_in_charge", "place", "themes_basis",
    "challenges", "lessons", "transferability", "website",
)  # fmt: skip


EMPTY = (
    "running_note", "resources_staff", "resources_text", "smarty_link", "confidence",
    "among_the_26",
)  # fmt: skip
THROUGH = [getattr(CatalogueEntry, name).through for name in LINKS]
NUMBERED = (Practice, Edition, HistoryEntry, CatalogueEntry, PublicChange, *THROUGH)


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
    with without_collector(), without_text_index() if len(missing) > FEW else nullcontext():
        _write_all(chunks(source, missing, processes=processes))
    catch_up(*NUMBERED)
    drafts.keep_identifiers([f"GP-{editions:04d}"])
    return len(missing)


def _write_all(made: Iterable[Chunk]) -> None:
    known = set(Word.objects.values_list("word", flat=True))
    for chunk in made:
        with transaction.atomic():
            number = catalogue.raise_version()
            write(chunk.rows, version=number)
            Word.objects.bulk_create(Word(word=word) for word in sorted(chunk.words - known))
        known |= chunk.words


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


def write(rows: list[Row], *, version: int) -> None:
    """Store practices with edition, history, entry, links, text and lines of the public log."""
    beside = {"withdrawn_at": None, "withdrawal_reason": "", "changed": version}
    counted = [
        tuple(itertools.islice(itertools.count(next_key(model)), len(rows)))
        for model in (Practice, Edition, HistoryEntry, CatalogueEntry)
    ]
    keyed = list(zip(*counted, rows, strict=True))
    insert(Practice, (_practice(key, row) for key, *_, row in keyed))
    insert(Edition, (_edition(key, practice, row) for practice, key, *_, row in keyed))
    insert(HistoryEntry, (_history(*keys, row) for *keys, _entry, row in keyed))
    insert(
        CatalogueEntry,
        (
            {"id": key, **row.columns, **beside, "edition_id": edition, "practice_id": practice}
            for practice, edition, _history_key, key, row in keyed
        ),
    )
    for name in LINKS:
        _link(name, ((key, row.links[name]) for *_, key, row in keyed))
    search.engine().write([(key, row.terms) for *_, key, row in keyed])
    told = ((key, row.meaning) for *_, key, row in keyed if row.meaning)
    insert(Meaning, ({"entry": key, "vector": vector} for key, vector in told))
    insert(PublicChange, _lines((edition, row) for _practice, edition, *_, row in keyed))


def _lines(written: Iterable[tuple[int, Row]]) -> Iterator[dict]:
    """What `changes.note` would write of entries that no line is about yet, without reading them."""
    at, today = timezone.now(), timezone.localdate()
    told = sorted(written, key=lambda pair: (pair[1].published_at, pair[1].columns["identifier"]))
    keys = itertools.count(next_key(PublicChange))
    for edition, row in told:
        until = row.columns["level_until"]
        now = changes.Standing(
            edition_id=edition,
            level=row.columns["level"],
            level_until=until,
            is_lapsed=until < today,
            is_on_show=True,
        )
        about = {"identifier": row.columns["identifier"], "at": at, "reason": "", **vars(now)}
        for kind in changes.happened(None, now):
            yield {"id": next(keys), "kind": kind.value, **about}


def _practice(key: int, row: Row) -> dict:
    facts = row.document
    return {
        "id": key,
        "state": State.PUBLISHED.value,
        "revision": 0,
        "owner_id": row.columns["owner_id"],
        "region_id": facts["region"],
        "resources_amount": facts["resources"]["amount"],
        "resources_currency": facts["resources"]["currency"] or "",
        **{name: facts[name] for name in AS_WRITTEN},
        **{name: facts[name] or "" for name in OR_EMPTY},
        **dict.fromkeys(EMPTY, ""),
    }


def _edition(key: int, practice: int, row: Row) -> dict:
    return {
        "id": key,
        "practice_id": practice,
        "number": 1,
        "action": Action.SEED.value,
        "document": row.document,
        "published_at": row.published_at,
    }


def _history(practice: int, edition: int, key: int, row: Row) -> dict:
    return {
        "id": key,
        "practice_id": practice,
        "edition_id": edition,
        "at": row.published_at,
        "action": Action.SEED.value,
        "from_state": State.DRAFT.value,
        "to_state": State.PUBLISHED.value,
        "comment": "",
        "changes": [],
        "request_id": "",
    }


def _link(name: str, linked: Iterable[tuple[int, list]]) -> None:
    through = getattr(CatalogueEntry, name).through
    other = through._meta.get_fields()[2].attname
    pairs = ((entry, key) for entry, keys in linked for key in keys)
    rows = enumerate(pairs, start=next_key(through))
    insert(
        through, ({"id": pk, "catalogueentry_id": entry, other: key} for pk, (entry, key) in rows)
    )


def _missing(editions: int) -> list[int]:
    taken = set(Practice.objects.values_list("identifier", flat=True))
    given = LastIdentifier.objects.values_list("number", flat=True).first() or 0
    return [n for n in range(given + 1, editions + 1) if f"GP-{n:04d}" not in taken]


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
