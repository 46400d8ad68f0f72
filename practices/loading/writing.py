"""How a record of data/smarty is found, written and looked at again in the workspace."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import slugify

from partners.choices import EventKind, PartnerKind
from partners.models import Event, Partner, Region
from practices import editions
from practices.loading.files import read_json
from practices.models import Claim, Evidence, Practice, PracticeSector, Technology, Theme

PARTNER_KINDS = {kind.value.replace("_", " "): kind for kind in PartnerKind}
EVENT_KINDS = {kind.value: kind for kind in EventKind}
NO_UNIT = "The source shows no unit."


class Unfit(Exception):
    """A row that its model does not allow: at which place of the record, and why, by field."""

    def __init__(self, place: str, error: ValidationError):
        super().__init__(str(error))
        self.place = place
        self.reasons = error.message_dict


def save(row: models.Model, place: str = "") -> models.Model:
    """Save a row that keeps the rules of its model; raises Unfit otherwise."""
    to_others = [field.name for field in row._meta.concrete_fields if field.is_relation]
    try:
        row.full_clean(exclude=to_others)
    except ValidationError as error:
        raise Unfit(place, error) from None
    row.save()
    return row


@dataclass(frozen=True, kw_only=True)
class Context:
    """The codes a record may speak of, each to what it is stored as."""

    regions: dict[str, str]
    countries: set[str]
    themes: set[str]
    technologies: set[str]
    sectors: dict[str, str]
    units: dict[str, str]

    @classmethod
    def read(cls, codes: Path) -> "Context":
        regions = Region.objects.all()
        aliases = {alias: row.code for row in regions for alias in row.aliases}
        units = read_json(codes / "units.json")["records"]
        sectors = read_json(codes / "sectors_rev2.json")["records"]
        return cls(
            regions=aliases | {row.code: row.code for row in regions},
            countries={row.country for row in regions},
            themes=set(Theme.objects.values_list("pk", flat=True)),
            technologies=set(Technology.objects.values_list("pk", flat=True)),
            sectors={row["rev2"]: row["code"] for row in sectors},
            units={term: row["code"] for row in units for term in row["source_terms"]},
        )


@dataclass(frozen=True, kw_only=True)
class Writer:
    """One kind of record: its key, its row, and what the row says (to tell whether it was touched)."""

    kind: str
    key: Callable[[dict], str]
    find: Callable[[dict], models.Model | None]
    write: Callable[[Any, dict, Context], models.Model]
    relate: Callable[[Any, dict], None]
    snapshot: Callable[[Any], dict]


def columns(row: models.Model) -> dict:
    """What a row's own columns say, less its number in the table."""
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields[1:]}


def write_partner(partner: Partner | None, record: dict, context: Context) -> Partner:
    partner = partner or Partner(slug=partner_slug(record["short_name"]))
    partner.short_name = record["short_name"]
    partner.name = record["name_en"]
    partner.kind = PARTNER_KINDS.get(record.get("kind"), "")
    partner.region_id = context.regions.get(record.get("nuts_code"))
    partner.place = record.get("region_name") or ""
    partner.policy_responsible = record.get("policy_responsible")
    partner.sources = record.get("source_urls") or []
    for name in (
        "name_native", "native_language", "acronym", "role", "country", "city", "website",
        "description", "membership_evidence", "membership_confidence", "notes",
    ):  # fmt: skip
        setattr(partner, name, record.get(name) or "")
    save(partner)
    return partner


def partner_snapshot(partner: Partner) -> dict:
    """What the record says of a partner: its mailbox is the portal's own and in no record."""
    said = columns(partner)
    del said["mailbox"]
    return said


def partner_slug(short_name: str) -> str:
    return slugify(short_name)


def write_event(event: Event | None, record: dict, context: Context) -> Event:
    event = event or Event(slug=record["id"])
    event.number = record.get("number")
    event.online = record.get("online")
    event.participants = record.get("participants")
    event.date_note = record.get("date_precision") or ""
    event.sources = record.get("source_urls") or []
    for name in ("kind", "title", "start_date", "end_date", "city", "venue", "country", "notes"):
        setattr(event, name, record.get(name) or "")
    for name in ("co_organisers", "topics", "sessions", "study_visits"):
        setattr(event, name, record.get(name) or [])
    save(event)
    return event


def relate_event(event: Event, record: dict) -> None:
    slugs = map(partner_slug, record.get("host_partners") or [])
    event.hosts.set(Partner.objects.filter(slug__in=slugs))


def event_snapshot(event: Event) -> dict:
    return columns(event) | {"hosts": sorted(host.slug for host in event.hosts.all())}


def write_practice(practice: Practice | None, record: dict, context: Context) -> Practice:
    practice = practice or Practice(identifier=record["id"], slug=record["slug"])
    owner = Partner.objects.get(slug=partner_slug(record["owning_partner"]))
    practice.owner = owner
    practice.region_id = context.regions.get(record.get("nuts_code"))
    practice.native_language = owner.native_language if record.get("title_native") else ""
    for name, source in (
        ("problem", "problem_addressed"), ("place", "region"), ("scope", "location_scope"),
        ("running_note", "status_note"),
    ):  # fmt: skip
        setattr(practice, name, record.get(source) or "")
    for name in (
        "title", "title_native", "summary", "description", "organisation_in_charge", "nature",
        "validation_kind", "themes_basis", "challenges", "lessons", "transferability", "website",
        "smarty_link", "confidence", "among_the_26",
    ):  # fmt: skip
        setattr(practice, name, record.get(name) or "")
    for name in ("objectives", "stakeholders", "beneficiaries"):
        setattr(practice, name, record.get(name) or [])
    practice.start_year, practice.end_year = record.get("start_year"), record.get("end_year")
    practice.sources = record.get("source_urls") or []
    _write_resources(practice, record.get("resources_needed") or {})
    save(practice)
    practice.themes.set(record.get("themes") or [])
    practice.technologies.set(record.get("technologies") or [])
    _write_sectors(practice, record.get("sectors") or [], context)
    _write_claims(practice, record.get("validation_evidence") or [], context)
    return practice


def _write_resources(practice: Practice, resources: dict) -> None:
    practice.resources_amount = _decimal(resources.get("amount_eur"))
    practice.resources_currency = "EUR" if practice.resources_amount is not None else ""
    practice.resources_staff = resources.get("staff") or ""
    practice.resources_text = resources.get("text") or ""


def _write_sectors(practice: Practice, listed: list[dict], context: Context) -> None:
    by_code = {context.sectors[item["nace_rev2"]]: item for item in reversed(listed)}
    practice.practice_sectors.all().delete()
    for position, (code, item) in enumerate(reversed(by_code.items()), start=1):
        sector = PracticeSector(
            practice=practice,
            sector_id=code,
            basis=item.get("basis") or "",
            source_code=item["nace_rev2"],
            source_revision="2",
        )
        save(sector, f"sectors {position}")


def _write_claims(practice: Practice, listed: list[dict], context: Context) -> None:
    practice.claims.all().delete()
    practice.evidence.all().delete()
    addresses = dict.fromkeys(item["source_url"] for item in listed)
    evidence = {
        url: Evidence.objects.create(practice=practice, number=number, url=url)
        for number, url in enumerate(addresses, start=1)
    }
    for number, item in enumerate(listed, start=1):
        claim = Claim(practice=practice, number=number, **_claim(item, context))
        save(claim, f"validation_evidence {number}")
        claim.evidence.add(evidence[item["source_url"]])


def _decimal(figure: float | None) -> Decimal | None:
    """The figure as it is written: 0.1 has one decimal place, not the seventeen of its float."""
    return None if figure is None else Decimal(str(figure))


def _claim(item: dict, context: Context) -> dict:
    has_figure, unit = item.get("figure") is not None, context.units.get(item.get("unit"))
    return {
        "kind": item["kind"],
        "statement": item["claim"],
        "value": _decimal(item.get("figure")),
        "qualifier": item.get("qualifier") or "",
        "unit_id": unit if has_figure else None,
        "unit_note": NO_UNIT if has_figure and not unit else "",
        "date": str(item.get("year") or ""),
    }


def relate_practice(practice: Practice, record: dict) -> None:
    practice.related.set(Practice.objects.filter(slug__in=record.get("related_slugs") or []))
    practice.events.set(Event.objects.filter(slug__in=record.get("presented_at") or []))


PARTNERS = Writer(
    kind="partner",
    key=lambda record: record["short_name"],
    find=lambda record: Partner.objects.filter(slug=partner_slug(record["short_name"])).first(),
    write=write_partner,
    relate=lambda partner, record: None,
    snapshot=partner_snapshot,
)
EVENTS = Writer(
    kind="event",
    key=lambda record: record["id"],
    find=lambda record: Event.objects.filter(slug=record["id"]).first(),
    write=write_event,
    relate=relate_event,
    snapshot=event_snapshot,
)
PRACTICES = Writer(
    kind="practice",
    key=lambda record: record["id"],
    find=lambda record: Practice.objects.filter(identifier=record["id"]).first(),
    write=write_practice,
    relate=relate_practice,
    snapshot=editions.document,
)
