"""What each filter parameter may say: reading a value, naming it, and suggesting the nearest right one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from practices import choices, codelists
from practices.querysets import LAPSED
from smarty_portal.api import nearest

COUNTRY_ALIASES = {"UK": "GB", "EL": "GR"}
LISTED_AT_MOST = 40


@dataclass(frozen=True)
class Vocabulary:
    """The right values of a parameter with their labels; `see` lists them where they are many."""

    labels: Mapping[str, str | Promise]
    aliases: Mapping[str, str]
    see: str = ""
    successors: Mapping[str, str] = field(default_factory=dict)

    def read(self, raw: str) -> str | None:
        """Return the code meant by `raw`, whatever its case, or None."""
        for form in (raw, raw.upper(), raw.lower()):
            if form in self.labels:
                return form
            if form in self.aliases:
                return self.aliases[form]
        return None

    def label(self, code: str) -> str:
        return str(self.labels.get(code, code))

    def nearest(self, raw: str) -> str:
        """Return the code that took the place of `raw`, or looks, or whose label looks, most like it."""
        if raw.upper() in self.successors:
            return self.successors[raw.upper()]
        return self._spelled.get(nearest(raw, self._spelled), "")

    @cached_property
    def _spelled(self) -> dict[str, str]:
        """The codes by themselves and by their labels, in small letters."""
        codes = {code.casefold(): code for code in self.labels}
        return codes | {str(label).casefold(): code for code, label in self.labels.items()}

    @property
    def allowed(self) -> tuple[str, ...]:
        """The right values, or nothing where they are too many to tell."""
        return tuple(self.labels) if len(self.labels) <= LISTED_AT_MOST else ()


LEVELS = {str(level.value): level.label for level in choices.Level} | {LAPSED: _("lapsed")}


def of_choices(chosen) -> Callable[[codelists.CodeLists], Vocabulary]:
    return lambda lists: Vocabulary(dict(chosen.choices), {})


def of_rows(name: str, see: str = "") -> Callable[[codelists.CodeLists], Vocabulary]:
    return lambda lists: Vocabulary(
        {code: str(row.label) for code, row in getattr(lists, name).items()}, {}, see
    )


def regions(lists: codelists.CodeLists) -> Vocabulary:
    labels = {code: region.label for code, region in lists.regions.items()}
    return Vocabulary(labels, lists.region_aliases, "/api/v1/regions/", lists.region_successors)


def countries(lists: codelists.CodeLists) -> Vocabulary:
    labels = {code: region.label for code, region in lists.countries.items()}
    return Vocabulary(labels, COUNTRY_ALIASES, "/api/v1/regions/?level=0")


def partners(lists: codelists.CodeLists) -> Vocabulary:
    return Vocabulary({slug: partner.short_name for slug, partner in lists.partners.items()}, {})


VOCABULARIES: dict[str, Callable[[codelists.CodeLists], Vocabulary]] = {
    "theme": of_rows("themes"),
    "technology": of_rows("technologies", "/api/v1/technologies/"),
    "sector": of_rows("sectors", "/api/v1/sectors/"),
    "region": regions,
    "country": countries,
    "partner": partners,
    "nature": of_choices(choices.Nature),
    "scope": of_choices(choices.Scope),
    "validation": of_choices(choices.ValidationKind),
    "level": lambda lists: Vocabulary(LEVELS, {}),
}


def label_of(lists: codelists.CodeLists, parameter: str, code: str) -> str:
    """Return the label of a value in the reader's language; the code when unknown."""
    place = (get_language(), parameter, code)
    if place not in lists.labels_told:
        lists.labels_told[place] = _label_of(lists, parameter, code)
    return lists.labels_told[place]


def _label_of(lists: codelists.CodeLists, parameter: str, code: str) -> str:
    """The same, without making the whole vocabulary."""
    rows = {
        "theme": lists.themes,
        "technology": lists.technologies,
        "sector": lists.sectors,
        "region": lists.regions,
        "country": lists.countries,
    }
    if parameter in rows:
        row = rows[parameter].get(code)
        return row.label if row else code
    return VOCABULARIES[parameter](lists).label(code)
