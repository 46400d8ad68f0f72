"""The shapes of partners.json, events.json and practices.json, and what must agree between them."""

from partners.choices import Confidence, PartnerRole
from practices import choices
from practices.loading import records
from practices.loading.files import Fault
from practices.loading.records import Shape
from practices.loading.writing import EVENT_KINDS, PARTNER_KINDS, Context


def faults(partners: list, events: list, practices: list, context: Context) -> list[Fault]:
    """Return everything that is wrong with the records of the three files."""
    lists = {"partners.json": partners, "events.json": events, "practices.json": practices}
    if found := [_not_a_list(name) for name, value in lists.items() if records.objects(value)]:
        return found
    owners, slugs = _by(partners, "short_name"), _by(events, "id")
    return [
        *_checked("partners.json", partners, partner_shape(context), "short_name"),
        *_checked("events.json", events, event_shape(owners), "id"),
        *_checked(
            "practices.json", practices, practice_shape(context, owners, slugs, practices), "id"
        ),
        *_nested_faults(practices, context),
    ]


def _by(listed: list[dict], key: str) -> dict[str, dict]:
    return {record[key]: record for record in listed if isinstance(record.get(key), str)}


def _not_a_list(name: str) -> Fault:
    return Fault(file=name, reason="should be a list of objects")


def _checked(file: str, listed: list[dict], shape: Shape, key: str) -> list[Fault]:
    found, seen = [], set()
    for position, record in enumerate(listed, start=1):
        name = str(record.get(key) or f"record {position}")
        found += shape.faults(record, file=file, name=name)
        if name in seen:
            found.append(Fault(file=file, record=name, field=key, reason="is there twice"))
        seen.add(name)
    return found


def partner_shape(context: Context) -> Shape:
    return Shape(
        required={
            "short_name": records.text,
            "name_en": records.text,
            "role": records.one_of(PartnerRole.values),
            "country": records.in_list(context.countries, "country code (ISO 3166)"),
        },
        optional={
            **dict.fromkeys(("name_native", "native_language", "acronym", "city"), records.text),
            **dict.fromkeys(("region_name", "description", "membership_evidence"), records.text),
            "notes": records.text,
            "kind": records.one_of(PARTNER_KINDS),
            "nuts_code": records.in_list(context.regions, "NUTS code"),
            "nuts_level": records.number,
            "website": records.url,
            "policy_responsible": records.flag,
            "membership_confidence": records.one_of(Confidence.values),
            "source_urls": records.urls,
        },
    )


def event_shape(owners: dict) -> Shape:
    return Shape(
        required={"id": records.text, "title": records.text},
        optional={
            "kind": records.one_of(EVENT_KINDS),
            "number": records.number,
            "start_date": records.date,
            "end_date": records.date,
            **dict.fromkeys(("date_precision", "city", "venue", "country", "notes"), records.text),
            "online": records.flag,
            "host_partners": records.each(records.in_list(owners, "partner")),
            **dict.fromkeys(("co_organisers", "topics", "sessions"), records.texts),
            **dict.fromkeys(("practices_presented", "practice_slugs"), records.texts),
            "study_visits": records.texts,
            "participants": records.thing,
            "source_urls": records.urls,
        },
    )


def practice_shape(context: Context, owners: dict, events: dict, practices: list[dict]) -> Shape:
    slugs = _by(practices, "slug")
    prose = (
        "title_native", "summary", "problem_addressed", "description", "organisation_in_charge",
        "country", "region", "status_note", "themes_basis", "transferability", "challenges", "lessons",
    )  # fmt: skip
    return Shape(
        required={
            "id": records.text,
            "slug": records.text,
            "title": records.text,
            "owning_partner": records.in_list(owners, "partner"),
        },
        optional={
            **dict.fromkeys(prose, records.text),
            **dict.fromkeys(("objectives", "stakeholders", "beneficiaries"), records.texts),
            "nuts_code": records.in_list(context.regions, "NUTS code"),
            "location_scope": records.one_of(choices.Scope.values),
            "start_year": records.year,
            "end_year": records.year,
            "nature": records.one_of(choices.Nature.values),
            "validation_kind": records.one_of(choices.ValidationKind.values),
            "themes": records.each(records.in_list(context.themes, "theme")),
            "technologies": records.each(records.in_list(context.technologies, "technology")),
            "sectors": records.objects,
            "validation_evidence": records.objects,
            "resources_needed": records.thing,
            "website": records.url,
            "related_slugs": records.each(records.in_list(slugs, "practice")),
            "presented_at": records.each(records.in_list(events, "event")),
            "smarty_link": records.one_of(choices.SmartyLink.values),
            "source_urls": records.urls,
            "confidence": records.one_of(Confidence.values),
            "among_the_26": records.one_of(choices.AmongThe26.values),
        },
    )


def sector_shape(context: Context) -> Shape:
    return Shape(
        required={
            "nace_rev2": records.in_list(context.sectors, "NACE Rev. 2 code in sectors_rev2.json")
        },
        optional={"label": records.text, "basis": records.text},
    )


def claim_shape(context: Context) -> Shape:
    return Shape(
        required={
            "claim": records.text,
            "kind": records.one_of(choices.ClaimKind.values),
            "source_url": records.url,
        },
        optional={
            "figure": records.number,
            "unit": records.in_list(context.units, "unit in units.json"),
            "year": records.year,
            "qualifier": records.one_of(choices.Qualifier.values),
        },
    )


RESOURCES = Shape(
    required={},
    optional={"amount_eur": records.number, "staff": records.text, "text": records.text},
)


def _nested_faults(practices: list[dict], context: Context) -> list[Fault]:
    found = []
    nested = {"sectors": sector_shape(context), "validation_evidence": claim_shape(context)}
    for practice in practices:
        name = str(practice.get("id"))
        for field, shape in nested.items():
            listed = practice.get(field) or []
            if records.objects(listed):
                continue
            for position, record in enumerate(listed, start=1):
                place = f"{name}, {field} {position}"
                found += shape.faults(record, file="practices.json", name=place)
        resources = practice.get("resources_needed") or {}
        if records.thing(resources):
            continue
        found += RESOURCES.faults(
            resources, file="practices.json", name=f"{name}, resources_needed"
        )
    return found
