"""The parts of a dump that no list shows: editions, log, partners, events, code lists, linked data.

Only what is on show: of a withdrawn practice no text leaves the portal.
"""

from collections.abc import Iterator

from django.conf import settings
from django.db.models import Model, QuerySet

from partners.models import Event, Partner, Region
from practices.exporting.source import AT_ONCE, Source
from practices.models import (
    Adoption,
    CatalogueEntry,
    Edition,
    PublicChange,
    Sector,
    Technology,
    Theme,
    Unit,
)
from practices.presenting.linked import described, graph
from smarty_portal.tables import json_lines

# The public columns; a column that is added stays out until somebody puts it here.
PARTNER = (
    "slug", "short_name", "name", "name_native", "native_language", "acronym", "role", "kind",
    "country", "city", "region_id", "place", "website", "description", "policy_responsible",
    "membership_evidence", "membership_confidence", "notes", "sources",
)  # fmt: skip
EVENT = (
    "slug", "number", "kind", "title", "start_date", "end_date", "date_note", "city", "venue",
    "country", "online", "participants", "co_organisers", "topics", "sessions", "study_visits",
    "notes", "sources",
)  # fmt: skip
CHANGE = (
    "identifier", "kind", "at", "level", "level_until", "is_lapsed", "is_on_show",
    "redacted_edition", "reason",
)  # fmt: skip
ADOPTION = (
    "adopter_name", "region_id", "stage", "start_date", "instrument", "result", "stopped_because",
    "url", "reported_at", "confirmed_at",
)  # fmt: skip
ADOPTION_PARTNERS = ("adopter", "reported_by", "confirmed_by")
CODE_LISTS: dict[str, type[Model]] = {
    "regions": Region,
    "themes": Theme,
    "technologies": Technology,
    "sectors": Sector,
    "units": Unit,
}


def editions_on_show() -> QuerySet[Edition]:
    shown = CatalogueEntry.objects.on_show().values("practice_id")
    return Edition.objects.filter(practice_id__in=shown)


def editions_file(source: Source) -> Iterator[bytes]:
    """Yield every edition of the practices on show, by identifier and number.

    `related` names only practices on show: neither drafts nor what was withdrawn.
    """
    shown = set(CatalogueEntry.objects.on_show().values_list("identifier", flat=True))
    editions = editions_on_show().order_by("practice_id", "number").iterator(chunk_size=AT_ONCE)
    yield from json_lines(
        {
            "identifier": edition.document["identifier"],
            "number": edition.number,
            "action": edition.action,
            "published_at": edition.published_at.isoformat(),
            "document": edition.document
            | {"related": [name for name in edition.document["related"] if name in shown]},
        }
        for edition in editions
    )


def changes_file(source: Source) -> Iterator[bytes]:
    """Yield the lines of the public log about the practices on show, in order."""
    shown = CatalogueEntry.objects.on_show().values("identifier")
    told = PublicChange.objects.filter(identifier__in=shown).order_by("pk")
    rows = told.values(*CHANGE, "edition__number").iterator(chunk_size=AT_ONCE)
    yield from json_lines(
        {**{name: row[name] for name in CHANGE}, "at": row["at"].isoformat()}
        | {"edition": row["edition__number"]}
        for row in rows
    )


def adoptions_file(source: Source) -> Iterator[bytes]:
    """Yield the confirmed adoptions of the practices on show, in the order they were reported."""
    entries = CatalogueEntry.objects.on_show().values_list("practice_id", "identifier")
    identifiers = dict(entries.iterator(chunk_size=AT_ONCE))
    slugs = [f"{name}__slug" for name in ADOPTION_PARTNERS]
    told = Adoption.objects.confirmed().order_by("pk").values("practice_id", *ADOPTION, *slugs)
    yield from json_lines(
        {"identifier": identifiers[row.pop("practice_id")]}
        | {name.removesuffix("__slug"): value for name, value in row.items()}
        for row in told.iterator(chunk_size=AT_ONCE)
        if row["practice_id"] in identifiers
    )


def partners_file(source: Source) -> Iterator[bytes]:
    yield from json_lines(Partner.objects.order_by("slug").values(*PARTNER).iterator())


def events_file(source: Source) -> Iterator[bytes]:
    """Yield the events with the slugs of their hosts."""
    events = Event.objects.order_by("slug").prefetch_related("hosts")
    yield from json_lines(
        {name: getattr(event, name) for name in EVENT}
        | {"hosts": [host.slug for host in event.hosts.all()]}
        for event in events
    )


def codes_file(source: Source) -> Iterator[bytes]:
    """Yield the rows of all code lists, each with the name of its list; parents come first."""
    for name, model in CODE_LISTS.items():
        rows = sorted(model.objects.values(), key=lambda row: (len(row["code"]), row["code"]))
        yield from json_lines({"list": name} | row for row in rows)


def turtle_file(source: Source) -> Iterator[bytes]:
    """Yield the practices on show as triples, one a line (N-Triples is Turtle)."""
    said = "".join(f"# {name}: {value}\n" for name, value in source.about.items())
    yield said.encode()
    lists = source.filterset.lists
    for keys in source.chunks():
        rows = CatalogueEntry.objects.on_show().select_related("edition").in_bulk(keys)
        for entry in (rows[key] for key in keys if key in rows):
            address = settings.SITE_URL + entry.get_absolute_url()
            made = graph(described(entry.edition, lists, address))
            yield "".join(sorted(made.serialize(format="nt").splitlines(keepends=True))).encode()
