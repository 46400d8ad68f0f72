"""The one FilterSet of page and API: every parameter of DESIGN section 6 with its rule.

Visibility is not its business: it narrows whatever queryset of entries it is given.
"""

from collections.abc import Iterable

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partners import catalogue
from practices import codelists, search
from practices.descriptions import Description, describe
from practices.facets import FACETS, Selection, Value, index
from practices.models import CatalogueEntry
from practices.vocabularies import VOCABULARIES, Vocabulary, label_of
from smarty_portal.api import PAGING, Refusal, paging_refusals, unknown_parameters, values_of

LONGEST_QUERY = 200
FIRST_YEAR, LAST_YEAR = 1900, 2100
ORDERINGS = {
    "relevance": gettext_lazy("Best match"),
    "newest": gettext_lazy("Newest"),
    "title": gettext_lazy("Title"),
    "level": gettext_lazy("Level"),
}
LABELS = {
    "q": gettext_lazy("Search"),
    "theme": gettext_lazy("Theme"),
    "technology": gettext_lazy("Technology"),
    "sector": gettext_lazy("Sector"),
    "region": gettext_lazy("Region"),
    "country": gettext_lazy("Country"),
    "partner": gettext_lazy("Partner"),
    "nature": gettext_lazy("Nature"),
    "scope": gettext_lazy("Scope"),
    "validation": gettext_lazy("Kind of validation"),
    "level": gettext_lazy("Level"),
    "year_from": gettext_lazy("Started in or after"),
    "year_to": gettext_lazy("Started in or before"),
    "ordering": gettext_lazy("Order"),
}


class NotUnderstood(ValidationError):
    """Some values of a parameter were refused; those understood still count."""

    def __init__(self, refusals: list[Refusal], understood):
        super().__init__([refusal.detail for refusal in refusals], code="not_understood")
        self.refusals = refusals
        self.understood = understood


class ParameterForm(forms.Form):
    """The filter panel's form: keeps what it understood of a field beside the refusals."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.refusals: list[Refusal] = []

    def add_error(self, field, error):
        super().add_error(field, error)
        self.refusals += getattr(error, "refusals", [])
        if understood := getattr(error, "understood", None):
            self.cleaned_data[field] = understood


class ListWidget(forms.SelectMultiple):
    """Reads a parameter that is repeated, or holds several values separated by commas."""

    def value_from_datadict(self, data, files, name):
        return values_of(data, name) if isinstance(data, QueryDict) else data.get(name, [])


class CodesField(forms.Field):
    """Codes of one vocabulary."""

    widget = ListWidget

    def __init__(self, *, parameter: str, **kwargs):
        super().__init__(**kwargs)
        self.parameter = parameter
        self.lists: codelists.CodeLists | None = None

    @cached_property
    def vocabulary(self) -> Vocabulary:
        return VOCABULARIES[self.parameter](self.lists)

    def clean(self, value: list[str]) -> list[str]:
        if not value:
            return []
        read = {raw: self.vocabulary.read(raw) for raw in value}
        understood = list(dict.fromkeys(code for code in read.values() if code))
        if refusals := [self._refusal(raw) for raw, code in read.items() if code is None]:
            raise NotUnderstood(refusals, understood)
        return understood

    def _refusal(self, raw: str) -> Refusal:
        return Refusal(
            parameter=self.parameter,
            value=raw,
            detail=_("“%(value)s” is not a value of %(name)s.")
            % {"value": raw, "name": self.parameter},
            nearest=self.vocabulary.nearest(raw),
            allowed=self.vocabulary.allowed,
            see="" if self.vocabulary.allowed else self.vocabulary.see,
        )


class QueryField(forms.CharField):
    """What someone is looking for, in words."""

    def clean(self, value: str | None) -> str:
        query = (value or "").replace("\x00", " ").strip()
        if len(query) > LONGEST_QUERY:
            detail = _("At most %(limit)d characters can be searched for; these are %(count)d.")
            self._refuse(query, detail % {"limit": LONGEST_QUERY, "count": len(query)})
        if query and not search.understood(query):
            self._refuse(query, _("There is no word in it that could be searched for."))
        return query

    def _refuse(self, query: str, detail: str):
        raise NotUnderstood(
            [Refusal(parameter="q", value=query[:LONGEST_QUERY], detail=detail)], ""
        )


class YearField(forms.IntegerField):
    def __init__(self, *, parameter: str, **kwargs):
        super().__init__(**kwargs)
        self.parameter = parameter

    def clean(self, value):
        raw = (value or "").strip()
        if not raw:
            return None
        if (
            raw.isascii()
            and raw.isdigit()
            and len(raw) == 4
            and FIRST_YEAR <= int(raw) <= LAST_YEAR
        ):
            return int(raw)
        detail = _("A year from %(first)d to %(last)d is expected.")
        detail %= {"first": FIRST_YEAR, "last": LAST_YEAR}
        raise NotUnderstood([Refusal(parameter=self.parameter, value=raw, detail=detail)], None)


class OrderingField(forms.ChoiceField):
    def clean(self, value):
        if not value or value in ORDERINGS:
            return value or ""
        vocabulary = Vocabulary(ORDERINGS, {})
        refusal = Refusal(
            parameter="ordering",
            value=value,
            detail=_("“%(value)s” is not a value of %(name)s.")
            % {"value": value, "name": "ordering"},
            nearest=vocabulary.nearest(value),
            allowed=vocabulary.allowed,
        )
        raise NotUnderstood([refusal], "")


class QueryFilter(django_filters.Filter):
    field_class = QueryField

    def filter(self, entries, query):
        return search.matching(entries, query) if query else entries


class CodesFilter(django_filters.Filter):
    """Keeps entries that carry any of the chosen codes; `keep` says how where it is no plain `in`."""

    field_class = CodesField

    def __init__(self, field_name: str, parameter: str, keep=None):
        super().__init__(field_name=field_name, label=LABELS[parameter], parameter=parameter)
        self.keep = keep

    def filter(self, entries, codes):
        if not codes:
            return entries
        if self.keep:
            return self.keep(entries, codes)
        return entries.filter(pk__in=_linked(self.field_name, codes))


def _linked(field_name: str, codes: list[str]):
    """A subquery, not a join: a join would repeat entries that carry two of the codes."""
    return CatalogueEntry.objects.filter(**{f"{field_name}__in": codes}).values("pk")


class ColumnFilter(CodesFilter):
    """Keeps entries whose own column holds any of the chosen codes."""

    def filter(self, entries, codes):
        return entries.filter(**{f"{self.field_name}__in": codes}) if codes else entries


class YearFilter(django_filters.Filter):
    field_class = YearField


class OrderingChoice(django_filters.Filter):
    """Ordering is applied last, by the set: it depends on what else was asked."""

    field_class = OrderingField

    def filter(self, entries, value):
        return entries


class PracticeFilterSet(django_filters.FilterSet):
    """Narrow, order, count and describe catalogue entries by the parameters of page and API.

    `qs` is the narrowed and ordered queryset, `facets()` the counts, `describe()` what is shown in
    words, `refusals` what was not understood. Unknown values never widen: they are refused.
    """

    q = QueryFilter(label=LABELS["q"])
    theme = CodesFilter("themes", "theme")
    technology = CodesFilter("technologies", "technology")
    sector = CodesFilter("sectors", "sector", keep=lambda entries, codes: entries.in_sectors(codes))
    region = CodesFilter("region", "region", keep=lambda entries, codes: entries.in_regions(codes))
    country = ColumnFilter("country", "country")
    partner = ColumnFilter("owner__slug", "partner")
    nature = ColumnFilter("nature", "nature")
    scope = ColumnFilter("scope", "scope")
    validation = ColumnFilter("validation_kind", "validation")
    level = CodesFilter(
        "level",
        "level",
        keep=lambda entries, values: entries.at_levels(values, today=timezone.localdate()),
    )
    year_from = YearFilter("start_year", "gte", label=LABELS["year_from"], parameter="year_from")
    year_to = YearFilter("start_year", "lte", label=LABELS["year_to"], parameter="year_to")
    ordering = OrderingChoice(label=LABELS["ordering"])

    class Meta:
        model = CatalogueEntry
        fields = []
        form = ParameterForm

    BESIDE = (*PAGING, "lang", "facets", "format")

    def __init__(self, data: QueryDict, queryset, *, version=None):
        super().__init__(data, queryset)
        self.version = version or catalogue.version()
        self.lists = codelists.current(self.version)
        for name in FACETS:
            self.form.fields[name].lists = self.lists

    @classmethod
    def parameters(cls) -> tuple[str, ...]:
        """Every parameter that page and API know."""
        return (*cls.base_filters, *cls.BESIDE)

    @cached_property
    def chosen(self) -> dict:
        """The understood values by parameter, empty ones left out."""
        self.form.is_valid()
        return {name: value for name, value in self.form.cleaned_data.items() if value}

    @cached_property
    def refusals(self) -> list[Refusal]:
        """What of the query was not understood, in the order it was asked."""
        self.form.is_valid()
        unknown = unknown_parameters(self.data, self.parameters())
        return [*unknown, *self.form.refusals, *paging_refusals(self.data)]

    @cached_property
    def index(self):
        return index(self.version)

    @cached_property
    def selection(self) -> Selection:
        """What was asked, as bitmaps: the same rules as the queryset, counted without the database."""
        chosen = self.chosen
        hits = None
        if query := chosen.get("q"):
            found = search.matching(CatalogueEntry.objects.on_show(), query)
            hits = self.index.of(found.values_list("pk", flat=True))
        return Selection(
            chosen={name: chosen[name] for name in FACETS if name in chosen},
            year_from=chosen.get("year_from"),
            year_to=chosen.get("year_to"),
            hits=hits,
        )

    def facets(self, names: Iterable[str] = FACETS) -> dict[str, list[Value]]:
        """Return the values of each named facet with their counts (DESIGN section 6)."""
        return {name: self.selection.values(self.index, name) for name in names}

    def left_out_without_year(self) -> int:
        """How many practices fit all but the years because their start year is unknown."""
        if not {"year_from", "year_to"} & set(self.chosen):
            return 0
        unknown = self.index.years.get(None, 0)
        return (self.selection.entries(self.index, years=False) & unknown).bit_count()

    def label(self, name: str, code: str) -> str:
        """Return the label of a value of a parameter in the reader's language."""
        return label_of(self.lists, name, code)

    def describe(self) -> Description:
        """Return what is shown, in words, and how to take each part of it away."""
        return describe(self)

    def filter_queryset(self, queryset):
        entries = queryset
        for name, value in self.chosen.items():
            entries = self.filters[name].filter(entries, value)
        return self._ordered(entries)

    def _ordered(self, entries):
        chosen = self.chosen
        match chosen.get("ordering"):
            case "title":
                return entries.by_title()
            case "level":
                return entries.by_level(today=timezone.localdate())
            case "newest":
                return entries.by_newest()
        exact_first = ["from_above"] if "sector" in chosen else []
        best_first = ["-rank"] if "q" in chosen else []
        return entries.order_by(*exact_first, *best_first, "-first_published_at", "identifier")
