"""The code lists and partners in memory, for labels in the reader's language and for filter values.

`join` gives rows of a list what they point to, without reading it.

Kept per process under the catalogue version: the large lists under the token that only they change.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from functools import cache, cached_property, partial

from django.conf import settings
from django.utils.translation import get_language

from partners import catalogue
from partners.models import CatalogueVersion, CodeListEntry, Event, Partner, Region
from practices import placenames
from practices.entries import ANY_LANGUAGE, names_of_partner, other_names_of_place
from practices.loading.files import read_json
from practices.models import CatalogueEntry, Sector, Technology, Theme, Unit
from practices.search import concepts
from practices.search.passages import Named
from practices.search.text import fold


@dataclass(frozen=True)
class Codes:
    """The rows of data/codes by code, in the order of the list."""

    themes: dict[str, Theme]
    technologies: dict[str, Technology]
    sectors: dict[str, Sector]
    units: dict[str, Unit]
    regions: dict[str, Region]


@dataclass(frozen=True)
class CodeLists(Codes):
    """The code lists, and partners and events by slug."""

    partners: dict[str, Partner]
    events: dict[str, Event]

    @cached_property
    def countries(self) -> dict[str, Region]:
        """Countries by ISO 3166 code: the regions of level 0."""
        return {region.country: region for region in self.regions.values() if region.level == 0}

    @cached_property
    def owners(self) -> dict[int, Partner]:
        """Partners by primary key."""
        return {partner.pk: partner for partner in self.partners.values()}

    @cached_property
    def names(self) -> dict[tuple[str, str], tuple[tuple[str, str], ...]]:
        """By list and code all names of a value: folded after a blank, and as written."""
        named = {
            (name, code): row.labels.values()
            for name in ("themes", "technologies", "sectors")
            for code, row in getattr(self, name).items()
        }
        for code, region in self.regions.items():
            towns = placenames.towns().get(code, ())
            named["regions", code] = [*_all_names(region), *towns]
        return {
            key: tuple((f" {fold(name)}", name) for name in dict.fromkeys(names))
            for key, names in named.items()
        }

    @cached_property
    def named(self) -> dict[str, list[tuple[str, str]]]:
        """Parameters with their values by whole name, folded: of countries rather than what lies in them.

        Of places within each other that are called the same the outermost counts.
        """
        found: dict[str, list[tuple[str, str]]] = {}
        for parameter, code, name in self._every_name():
            values = found.setdefault(fold(name), [])
            if not any(told == parameter and code.startswith(outer) for told, outer in values):
                values.append((parameter, code))
        return found

    @cached_property
    def meant(self) -> dict[tuple[str, str], frozenset[str]]:
        """By parameter and code the concepts that the label of a theme or technology is a term of."""
        return {
            (parameter, code): concepts.named_by(row.labels["en"])
            for parameter, rows in (("theme", self.themes), ("technology", self.technologies))
            for code, row in rows.items()
        }

    def _every_name(self) -> Iterator[tuple[str, str, str]]:
        for code, region in self.countries.items():
            yield from (("country", code, name) for name in _all_names(region))
        for code, region in sorted(self.regions.items()):
            in_country = _all_names(self.countries[region.country])
            yield from (
                ("region", code, name) for name in _all_names(region) if name not in in_country
            )
        for parameter, rows in (
            ("theme", self.themes), ("technology", self.technologies), ("sector", self.sectors),
        ):  # fmt: skip
            for code, row in rows.items():
                yield from ((parameter, code, label) for label in row.labels.values())
        for slug, partner in self.partners.items():
            yield from (("partner", slug, name) for name in (partner.name, partner.short_name))

    @cached_property
    def labels_told(self) -> dict[tuple[str, str, str], str]:
        """Labels told so far, by language, parameter and code: a filter panel holds 150 of them."""
        return {}

    @cached_property
    def region_aliases(self) -> dict[str, str]:
        """Codes of NUTS 2021 that name the same territory, to the code of today."""
        return {alias: code for code, region in self.regions.items() for alias in region.aliases}

    @cached_property
    def region_successors(self) -> dict[str, str]:
        """Codes that were given up (boundaries moved), to the region that took most of their place."""
        return {gone: code for code, region in self.regions.items() for gone in region.replaces}


_codes: dict[str, Codes] = {}
_kept: dict[str, CodeLists] = {}


def current(version: CatalogueVersion | None = None) -> CodeLists:
    """Return the code lists as of `version` (default: now, one query)."""
    version = version or catalogue.version()
    lists = _kept.get(version.token)
    if lists is None:
        lists = _with_partners(_codes_of(version))
        _kept.clear()
        _kept[version.token] = lists
    return lists


def _codes_of(version: CatalogueVersion) -> Codes:
    codes = _codes.get(version.codes_token)
    if codes is None:
        codes = Codes(
            themes=Theme.objects.in_bulk(),
            technologies=Technology.objects.in_bulk(),
            sectors=Sector.objects.in_bulk(),
            units=Unit.objects.in_bulk(),
            regions=Region.objects.in_bulk(),
        )
        _codes.clear()
        _codes[version.codes_token] = codes
    return codes


def _with_partners(codes: Codes) -> CodeLists:
    return CodeLists(
        **{field.name: getattr(codes, field.name) for field in fields(Codes)},
        partners=Partner.objects.select_related("region").in_bulk(field_name="slug"),
        events=Event.objects.prefetch_related("hosts").in_bulk(field_name="slug"),
    )


def join(
    entries: Iterable[CatalogueEntry], lists: CodeLists, links: dict[str, dict[int, list[str]]]
) -> None:
    """Give entries their owner and region, and in `joined` the rows of the lists named in `links`.

    `links` holds codes by list and primary key; the rows stand in the order of their list.
    """
    for entry in entries:
        entry.joined = {}
        if region := lists.regions.get(entry.region_id):
            entry.region = region
        if owner := lists.owners.get(entry.owner_id):
            entry.owner = owner
        for name, codes in links.items():
            rows = getattr(lists, name)
            linked = (rows[code] for code in codes.get(entry.pk, ()))
            entry.joined[name] = sorted(linked, key=_place)


def _place(row: CodeListEntry) -> tuple[int, str]:
    return getattr(row, "position", 0), row.code


def names_in(facts: dict, lists: CodeLists) -> Iterator[Named]:
    """Yield each thing that a document names by code or slug, with all names by which search finds it.

    The reader's name comes first; of a region also the ones above it are told.
    """
    sectors = [sector["code"] for sector in facts["sectors"]]
    for field, codes, names in (
        ("technologies", facts["technologies"], _names_of), ("themes", facts["themes"], _names_of),
        ("sectors", sectors, _names_of_sector),
    ):  # fmt: skip
        rows = getattr(lists, field)
        yield from ((field, code, partial(names, rows[code])) for code in codes if code in rows)
    region, language = facts["region"], facts["language"]
    for code in [region[:length] for length in range(len(region), 1, -1)]:
        if place := lists.regions.get(code):
            yield "region", f"{code} {language}", partial(_names_of_place, place, language)
    if region in placenames.towns() and (place := lists.regions.get(region)):
        yield "region", f"{region} towns", partial(_towns_of, place)
    if owner := lists.partners.get(facts["owner"]):
        yield "owner", owner.slug, partial(_names_of_owner, owner)


def _all_names(place: Region) -> list[str]:
    return [*place.labels.values(), place.name, *other_names_of_place(place)]


def _names_of_sector(row: Sector) -> list[tuple[str, str]]:
    return [*_names_of(row), (f"{row.division} {row.label}".strip(), ANY_LANGUAGE)]


def _names_of_place(place: Region, language: str) -> list[tuple[str, str]]:
    others = [(name, ANY_LANGUAGE) for name in other_names_of_place(place)]
    return [*_names_of(place), (place.name, language), (place.code, ANY_LANGUAGE), *others]


def _towns_of(place: Region) -> list[tuple[str, str]]:
    """The region with its chief towns: that something is in one of them is not said."""
    return [(f"{place.label}: {', '.join(placenames.towns()[place.code])}", ANY_LANGUAGE)]


def _names_of_owner(owner: Partner) -> list[tuple[str, str]]:
    return [name for name in names_of_partner(owner) if name[0]]


def _names_of(row: CodeListEntry) -> list[tuple[str, str]]:
    own = get_language()
    held = [(row.labels[own], own)] if own in row.labels else []
    return [*held, *((text, language) for language, text in row.labels.items() if language != own)]


# Languages: a file that nobody edits in the portal, so it is read once


@cache
def _languages() -> list[dict]:
    return read_json(settings.BASE_DIR / "data" / "codes" / "languages.json")["records"]


def languages() -> list[tuple[str, str]]:
    """Return the languages of the partners by their names in the reader's language."""
    return [
        (row["code"], row["labels"].get(get_language()) or row["labels"]["en"])
        for row in _languages()
    ]


def language(code: str) -> str:
    """Return the name of a language in the reader's language, the code when it is not listed."""
    return dict(languages()).get(code, code)
