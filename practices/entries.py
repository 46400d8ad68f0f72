"""Catalogue entries: the narrow rows that lists, filters, facets and search read.

Everything in an entry follows from its edition; `rebuild` proves it, and mends what does not.
"""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from partners import catalogue
from partners.models import CodeListEntry, Event, Partner, Region
from practices import changes, grading, placenames, search
from practices.choices import Action, ClaimKind
from practices.models import Adoption, CatalogueEntry, Edition, Sector, Technology, Theme
from practices.search.text import affirmed, fold, words_added

AS_WRITTEN = (
    "identifier", "slug", "language", "title", "summary", "scope", "nature", "validation_kind",
    "running_state", "start_year", "end_year",
)  # fmt: skip


ANY_LANGUAGE = ""  # of names that nobody inflects
AT_ONCE = 500  # entries that are indexed together


@dataclass(frozen=True, kw_only=True)
class Known:
    """The rows that the codes and slugs of documents stand for: regions with all above them.

    `names` keeps what the places are called, by language and codes: many documents lie in one.
    """

    partners: dict[str, Partner]
    regions: dict[str, Region]
    themes: dict[str, Theme]
    technologies: dict[str, Technology]
    sectors: dict[str, Sector]
    events: dict[str, Event]
    adoptions: dict[str, list[dict]] = field(default_factory=dict)
    names: dict[tuple[str, ...], list[tuple[str, str]]] = field(default_factory=dict)

    @classmethod
    def of(cls, documents: Iterable[dict]) -> "Known":
        """Read what these documents name, in seven queries whatever their number."""
        documents = list(documents)
        codes = {name: set() for name in ("themes", "technologies", "sectors", "events")}
        for facts in documents:
            codes["sectors"].update(sector["code"] for sector in facts["sectors"])
            for name in ("themes", "technologies", "events"):
                codes[name].update(facts[name])
        owners = {facts["owner"] for facts in documents}
        regions = {code for facts in documents for code in _with_above(facts["region"])}
        return cls(
            partners=Partner.objects.in_bulk(owners, field_name="slug"),
            regions=Region.objects.in_bulk(regions),
            themes=Theme.objects.in_bulk(codes["themes"]),
            technologies=Technology.objects.in_bulk(codes["technologies"]),
            sectors=Sector.objects.in_bulk(codes["sectors"]),
            events=Event.objects.in_bulk(codes["events"], field_name="slug"),
            adoptions=confirmed_adoptions(facts["identifier"] for facts in documents),
        )


def write(edition: Edition, known: Known | None = None) -> CatalogueEntry:
    """Make the practice's entry say what its current edition says, searchable text included."""
    known = known or Known.of([edition.document])
    entry, _ = CatalogueEntry.objects.update_or_create(
        practice_id=edition.practice_id, defaults=columns(edition, known)
    )
    for name, keys in links(edition.document, known).items():
        getattr(entry, name).set(keys)
    search.write(entry.pk, texts(edition.document, known))
    return entry


def columns(
    edition: Edition, known: Known | None = None, *, today: datetime.date | None = None
) -> dict:
    """Return the column values of the entry of an edition as of `today` (default: this day).

    `known` saves the queries.
    """
    facts = edition.document
    known = known or Known.of([facts])
    adoptions = known.adoptions.get(facts["identifier"], [])
    grade = grade_of(edition, today=today, adoptions=adoptions)
    return {
        **{name: facts[name] for name in AS_WRITTEN},
        "edition_id": edition.pk,
        "title_key": fold(facts["title"]),
        "owner_id": known.partners[facts["owner"]].pk,
        "region_id": facts["region"],
        "country": known.regions[facts["region"]].country,
        "results": sum(claim["kind"] == ClaimKind.RESULT for claim in facts["claims"]),
        "newest_evidence_year": grading.newest_evidence_year(facts),
        "level": grade.level,
        "level_until": grade.until,
        "first_published_at": _first_published_at(edition),
    }


def links(facts: dict, known: Known | None = None) -> dict[str, list]:
    """Return the keys of the code-list rows and events that the entry of a document points to."""
    events = (known or Known.of([facts])).events
    return {
        "themes": sorted(facts["themes"]),
        "technologies": sorted(facts["technologies"]),
        "sectors": sorted(sector["code"] for sector in facts["sectors"]),
        "events": sorted(events[slug].pk for slug in set(facts["events"]) & set(events)),
    }


def grade_of(
    edition: Edition,
    *,
    today: datetime.date | None = None,
    adoptions: Iterable[dict] | None = None,
) -> grading.Grade:
    """Return level, end and reasons of an edition as they stand on `today` (default: this day).

    `adoptions`: the confirmed ones of its practice, where the caller has read them already.
    """
    if adoptions is None:
        identifier = edition.document["identifier"]
        adoptions = confirmed_adoptions([identifier]).get(identifier, [])
    return grading.grade(
        edition.document,
        published_on=timezone.localdate(_judged_at(edition)),
        today=today or timezone.localdate(),
        adoptions=adoptions,
    )


def confirmed_adoptions(identifiers: Iterable[str]) -> dict[str, list[dict]]:
    """Return the confirmed adoptions of practices by identifier, as grading asks for them."""
    rows = Adoption.objects.confirmed().filter(practice__identifier__in=list(identifiers))
    found: dict[str, list[dict]] = {}
    for row in rows.select_related("practice", "adopter", "confirmed_by"):
        adopter = row.adopter.slug if row.adopter else row.adopter_name
        told = {"region": row.region_id, "adopter": adopter, "confirmed_by": row.confirmed_by.slug}
        found.setdefault(row.practice.identifier, []).append(told)
    return found


def _judged_at(edition: Edition) -> datetime.datetime:
    """When its text was judged: a correction of links and spelling keeps the day of what it corrects."""
    if edition.action != Action.CORRECT:
        return edition.published_at
    judged = Edition.objects.filter(practice_id=edition.practice_id, number__lt=edition.number)
    judged = judged.exclude(action=Action.CORRECT).order_by("-number")
    return judged.values_list("published_at", flat=True)[0]


def withdraw(entry: CatalogueEntry, *, reason: str, at: datetime.datetime) -> None:
    """Take an entry off show; its address says when and why. Follow it with `tell`."""
    entry.withdrawn_at, entry.withdrawal_reason = at, reason
    entry.save(update_fields=["withdrawn_at", "withdrawal_reason"])


def restore(entry: CatalogueEntry) -> None:
    """Put a withdrawn entry on show again. Follow it with `tell`."""
    entry.withdrawn_at, entry.withdrawal_reason = None, ""
    entry.save(update_fields=["withdrawn_at", "withdrawal_reason"])


def texts(facts: dict, known: Known | None = None) -> dict[str, list[tuple[str, str]]]:
    """Return the public text of a document as (text, language), by search weight "a" to "d"."""
    known = known or Known.of([facts])
    language = facts["language"]
    address = words_added(facts["slug"], to=facts["title"])
    native = [(facts["title_native"], facts["native_language"] or language)]
    heard = {
        "a": [*native, *_own(facts, "title", "identifier"), (address, ANY_LANGUAGE)],
        "b": [
            *_own(facts, "summary", "organisation_in_charge", "place", "region"),
            *_places(language, known, [facts["region"]]),
        ],
        "c": [
            *_own(facts, "problem", "description", "challenges", "lessons", "transferability"),
            *((text, language) for text in _lines(facts)),
            # What lies in a place ranks after what is for the place itself.
            *_places(language, known, _with_above(facts["region"])[:-1]),
        ],
        "d": [
            *names_of_partner(known.partners[facts["owner"]]),
            *_labels(facts, known),
            *((town, ANY_LANGUAGE) for town in placenames.towns().get(facts["region"], ())),
        ],
    }
    return {weight: [pair for pair in pairs if pair[0]] for weight, pairs in heard.items()}


def tell(
    changed: QuerySet[CatalogueEntry],
    *,
    today: datetime.date | None = None,
    redacted: changes.Redaction | None = None,
) -> None:
    """Tell readers what changed: raise the catalogue version, write the lines of the public log.

    Every writer of an entry calls it, last in its transaction: the version's row is locked from
    here on. The log finds out by itself what happened to the entries; only a redaction leaves no
    trace in them and is told.
    """
    with transaction.atomic():
        number = catalogue.raise_version()
        changed.update(changed=number)
        told = CatalogueEntry.objects.filter(changed=number)
        changes.note(told, today=today or timezone.localdate(), redacted=redacted)


def rebuild() -> Iterator[str]:
    """Restore every entry from its practice's newest edition; yield a line for each difference.

    Levels are judged anew, so a rebuild on another day may find what only time has changed.
    """
    with transaction.atomic():
        differences = []
        for edition in newest_editions():
            differences += _mend(edition)
        if differences:
            tell(CatalogueEntry.objects.all())
    yield from differences


def reindex() -> int:
    """Index the text of every entry anew and return how many; raise the catalogue version after it.

    Far quicker than `rebuild`: for when only the way texts are read has changed.
    """
    keys = list(CatalogueEntry.objects.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), AT_ONCE):
        some = CatalogueEntry.objects.filter(pk__in=keys[start : start + AT_ONCE])
        batch = list(some.select_related("edition"))
        known = Known.of(entry.edition.document for entry in batch)
        for entry in batch:
            if entry.title_key != (title_key := fold(entry.title)):
                CatalogueEntry.objects.filter(pk=entry.pk).update(title_key=title_key)
        search.remove([entry.pk for entry in batch])
        search.write_many((entry.pk, texts(entry.edition.document, known)) for entry in batch)
    return len(keys)


def renew(*, today: datetime.date) -> list[str]:
    """Judge every level anew, daily; return a line for each entry whose level changed or lapsed.

    A lapse changes no row, only what readers are shown: the catalogue version tells them.
    """
    with transaction.atomic():
        told_on = timezone.localdate(catalogue.version().raised_at)
        told = [
            (entry, line)
            for entry, adoptions in _with_adoptions(CatalogueEntry.objects.on_show())
            if (line := _renewed(entry, adoptions, told_on, today))
        ]
        if told:
            tell(CatalogueEntry.objects.filter(pk__in=[entry.pk for entry, _ in told]), today=today)
    return [line for _, line in told]


def regrade(entry: CatalogueEntry) -> None:
    """Judge one level anew, after an adoption was confirmed or taken back, and tell the readers."""
    grade = grade_of(entry.edition)
    entry.level, entry.level_until = grade.level, grade.until
    entry.save(update_fields=["level", "level_until"])
    tell(CatalogueEntry.objects.filter(pk=entry.pk))


def _with_adoptions(
    found: QuerySet[CatalogueEntry],
) -> Iterator[tuple[CatalogueEntry, list[dict]]]:
    adopted = Adoption.objects.confirmed().values_list("practice__identifier", flat=True)
    by_identifier = confirmed_adoptions(adopted.distinct())
    for entry in found.select_related("edition").iterator(chunk_size=500):
        yield entry, by_identifier.get(entry.identifier, [])


def _renewed(
    entry: CatalogueEntry, adoptions: list[dict], told_on: datetime.date, today: datetime.date
) -> str:
    grade = grade_of(entry.edition, today=today, adoptions=adoptions)
    if (grade.level, grade.until) != (entry.level, entry.level_until):
        before, entry.level, entry.level_until = entry.level, grade.level, grade.until
        entry.save(update_fields=["level", "level_until"])
        return f"{entry.identifier}: level {before} is now {grade.level}, until {grade.until}"
    if told_on <= entry.level_until < today:
        return f"{entry.identifier}: level {entry.level} lapsed after {entry.level_until}"
    return ""


def newest_editions() -> Iterator[Edition]:
    """Yield the newest edition of each practice that has one, by identifier."""
    found = Edition.objects.order_by("practice_id", "-number")
    last = None
    for edition in found.iterator(chunk_size=500):
        if edition.practice_id != last:
            yield edition
        last = edition.practice_id


def _mend(edition: Edition) -> list[str]:
    entry = CatalogueEntry.objects.filter(practice_id=edition.practice_id).first()
    known = Known.of([edition.document])
    if entry is None:
        write(edition, known)
        return [f"{edition.document['identifier']}: entry was missing"]
    differences = [
        f"{entry.identifier}: {name} was {is_now!r}, should be {wanted!r}"
        for name, is_now, wanted in _compared(entry, edition, known)
        if is_now != wanted
    ]
    write(edition, known)
    return differences


def _compared(
    entry: CatalogueEntry, edition: Edition, known: Known
) -> Iterator[tuple[str, object, object]]:
    for name, wanted in columns(edition, known).items():
        yield name, getattr(entry, name), wanted
    for name, wanted in links(edition.document, known).items():
        yield name, sorted(getattr(entry, name).values_list("pk", flat=True)), wanted
    yield "text as indexed", search.holds(entry.pk, texts(edition.document, known)), True


def _first_published_at(edition: Edition) -> datetime.datetime:
    if edition.number == 1:
        return edition.published_at
    editions = Edition.objects.filter(practice_id=edition.practice_id).order_by("number")
    return editions.values_list("published_at", flat=True)[0]


def _own(facts: dict, *names: str) -> list[tuple[str, str]]:
    return [(facts[name], facts["language"]) for name in names]


def _lines(facts: dict) -> Iterator[str]:
    for name in ("objectives", "stakeholders", "beneficiaries"):
        yield from facts[name]
    for claim in facts["claims"]:
        yield claim["statement"]
    for item in facts["evidence"]:
        yield item["title"]
    yield from (facts["resources"]["staff"], facts["resources"]["text"])


def names_of_partner(partner: Partner) -> list[tuple[str, str]]:
    """Return the names by which its practices are found, as (text, language)."""
    own_language = partner.native_language or "en"
    names = [partner.name, partner.short_name, partner.acronym, partner.city]
    return [(partner.name_native, own_language), *((name, "en") for name in names)]


def _labels(facts: dict, known: Known) -> Iterator[tuple[str, str]]:
    """The labels of themes, technologies and sectors in every language, and the divisions of NACE."""
    sectors = _listed(known.sectors, [sector["code"] for sector in facts["sectors"]])
    yield from _translated(_listed(known.themes, facts["themes"]))
    yield from _translated(_listed(known.technologies, facts["technologies"]))
    yield from _translated(sectors)
    yield from ((row.division, ANY_LANGUAGE) for row in sectors if row.division)


def _places(language: str, known: Known, codes: list[str]) -> list[tuple[str, str]]:
    """The names of regions in every language, their own first."""
    place = (language, *codes)
    if place not in known.names:
        known.names[place] = list(_names_of_places(language, _listed(known.regions, codes)))
    return known.names[place]


def _names_of_places(language: str, places: list[Region]) -> Iterator[tuple[str, str]]:
    yield from ((place.name, language) for place in places)
    yield from _translated(places)
    for place in places:
        yield from ((name, ANY_LANGUAGE) for name in other_names_of_place(place))


def other_names_of_place(place: Region) -> tuple[str, ...]:
    """Return the names of a place that are no labels of it, and still find what is there."""
    return placenames.of_place(place.code, place.country)


def _with_above(region: str) -> list[str]:
    return [region[:length] for length in range(2, len(region) + 1)]


def _listed(rows: dict, codes: list[str]) -> list[CodeListEntry]:
    """The rows of some codes in the order of their list."""
    held = [rows[code] for code in dict.fromkeys(codes) if code in rows]
    return sorted(held, key=lambda row: (getattr(row, "position", 0), row.pk))


def _translated(rows: list[CodeListEntry]) -> Iterator[tuple[str, str]]:
    for row in rows:
        yield from ((affirmed(text), language) for language, text in row.labels.items())
