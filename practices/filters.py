"""The one FilterSet of page and API: every parameter of DESIGN section 6 with its rule.

Visibility is not its business: it narrows whatever queryset of entries it is given.
"""

from collections.abc import Callable, Iterable

import django_filters
import numpy as np
from django import forms
from django.http import QueryDict
from django.utils.functional import cached_property
from pyroaring import BitMap

from partners import catalogue
from practices import codelists
from practices.descriptions import Description, describe
from practices.facets import FACETS, Selection, Value
from practices.found import Found, by_level, by_relevance, by_title, newest, tiers
from practices.index import LINKS, NOTHING, index
from practices.models import CatalogueEntry
from practices.parameters import (
    LABELS,
    ORDERINGS,
    CodesField,
    OrderingField,
    ParameterForm,
    QueryField,
    YearField,
)
from practices.search.answers import Answers
from practices.search.passages import Passage, Sought, passage
from practices.search.ranking import Hits, find
from practices.search.reading import Word, unknown
from practices.straight import code_in, filters_named, identifier_in
from practices.vocabularies import label_of
from smarty_portal.api import PAGING, PARTS, Refusal, paging_refusals, unknown_parameters


class Parameter(django_filters.Filter):
    """A parameter; what it keeps is told by the catalogue in memory (index.py), not by a query."""

    def __init__(self, field_class: type[forms.Field], name: str):
        self.field_class = field_class
        super().__init__(label=LABELS[name], parameter=name)


class PracticeFilterSet(django_filters.FilterSet):
    """Narrow, order, count and describe catalogue entries by the parameters of page and API.

    `qs` is the sequence of what was found, in order, `facets()` the counts, `description` what is shown in
    words, `refusals` what was not understood. Unknown values never widen: they are refused. Rows come
    with owner and region, and with what they are linked to by the facets named in `links`.
    """

    q = Parameter(QueryField, "q")
    theme = Parameter(CodesField, "theme")
    technology = Parameter(CodesField, "technology")
    sector = Parameter(CodesField, "sector")
    region = Parameter(CodesField, "region")
    country = Parameter(CodesField, "country")
    partner = Parameter(CodesField, "partner")
    nature = Parameter(CodesField, "nature")
    scope = Parameter(CodesField, "scope")
    validation = Parameter(CodesField, "validation")
    level = Parameter(CodesField, "level")
    year_from = Parameter(YearField, "year_from")
    year_to = Parameter(YearField, "year_to")
    ordering = Parameter(OrderingField, "ordering")

    class Meta:
        model = CatalogueEntry
        fields = []
        form = ParameterForm

    BESIDE = (*PAGING, "lang", "facets", "format", "bom", *PARTS)

    def __init__(self, data: QueryDict, queryset, *, version=None, links: Iterable[str] = ()):
        super().__init__(data, queryset)
        self.links = tuple(links)
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
    def named(self) -> CatalogueEntry | None:
        """The practice, on show or withdrawn, whose identifier is all that is searched for."""
        if not self.identifier:
            return None
        return CatalogueEntry.objects.filter(identifier=self.identifier).first()

    @cached_property
    def identifier(self) -> str:
        """The identifier (GP-0007) when that is all that is searched for, else ""."""
        return identifier_in(self.chosen.get("q", ""))

    @cached_property
    def coded(self) -> tuple[str, str] | None:
        """The facet and its value, when a code (ES51, C13.2, UK) is all that is searched for."""
        query = self.chosen.get("q")
        return code_in(query, self.lists, self.index.values("country")) if query else None

    @cached_property
    def filters_named(self) -> list[tuple[str, str]]:
        """The parameters with a value whose whole name is what is searched for."""
        query = self.chosen.get("q")
        return filters_named(query, self.lists, self.index.values) if query else []

    @cached_property
    def hits(self) -> Hits | None:
        """What the search found and understood, None when nothing is searched for.

        An identifier finds its practice alone, also where others mention it, and nothing when that is
        not on show; a code of a region, sector or country finds what a filter on it keeps.
        """
        query = self.chosen.get("q")
        if not query:
            return None
        if self.identifier or self.coded:
            found = self._meant()
            words = [] if found or self.coded else [unknown(self.identifier)]
            return Hits(found, np.zeros(self.index.size, dtype=np.float32), words, whole=found)
        answers = Answers(self.index.of, self.index.kept)
        ranked = self.chosen.get("ordering", "relevance") == "relevance"
        languages = self.index.carried["language"].values()
        return find(
            query, size=self.index.size, answers=answers, ranked=ranked, languages=languages
        )

    def _meant(self) -> BitMap:
        if self.coded:
            return self.index.having(*self.coded)
        return self.index.of(np.array([self.named.pk])) if self.named else NOTHING

    @cached_property
    def selection(self) -> Selection:
        """What was asked, as bitmaps."""
        chosen = self.chosen
        return Selection(
            chosen={name: chosen[name] for name in FACETS if name in chosen},
            year_from=chosen.get("year_from"),
            year_to=chosen.get("year_to"),
            hits=self.hits.entries if self.hits else None,
        )

    @cached_property
    def qs(self) -> Found:
        """The rows in order: a sequence that reads only what is asked of it."""
        entries = self.selection.entries(self.index)
        rows = self.queryset.with_document() if self.hits else self.queryset
        return Found(rows, len(entries), self._ordered(entries), self._join)

    def _join(self, entries: Iterable[CatalogueEntry]) -> None:
        keys = [entry.pk for entry in entries]
        links = {LINKS[facet]: self.index.carried_by(facet, keys) for facet in self.links}
        codelists.join(entries, self.lists, links)

    @property
    def corrected(self) -> str:
        """The query as it was answered when a word in it stands nowhere, else ""."""
        return self.hits.corrected if self.hits else ""

    @property
    def holding_all(self) -> int:
        """How many of the rows hold every word asked for; the others hold a part of them."""
        if not self.hits:
            return len(self.qs)
        return self.selection.entries(self.index).intersection_cardinality(self.hits.whole)

    @property
    def was_cut_short(self) -> bool:
        """Whether the time for the search was over before everything was looked up."""
        return bool(self.hits and self.hits.cut_short)

    def passages(self, entries: Iterable[CatalogueEntry]) -> dict[int, Passage]:
        """Return why entries of `qs` were found, by primary key: the passage that holds what was asked."""
        if not self.hits:
            return {}
        told = ((entry.pk, entry.edition.document) for entry in entries)
        found = {
            key: passage(document, self.sought, codelists.names_in(document, self.lists))
            for key, document in told
        }
        return {key: one for key, one in found.items() if one}

    @cached_property
    def above(self) -> list[Word]:
        """The words of which few practices speak, where others on their wider topics are among the rows."""
        shown = self.selection.entries(self.index)
        return [word for word in self.hits.above if word.found & shown] if self.hits else []

    @property
    def wider(self) -> list[str]:
        """The concepts that were looked for because no practice, or few, speak of those asked for."""
        return self.hits.wider(self.above) if self.hits else []

    @cached_property
    def sought(self) -> Sought:
        """What was asked for, as it may stand in the texts of what was found."""
        return Sought(self.hits.words, self.hits.above)

    def facets(self, names: Iterable[str] = FACETS) -> dict[str, list[Value]]:
        """Return the values of each named facet with their counts (DESIGN section 6)."""
        return {name: self.selection.values(self.index, name) for name in names}

    def left_out_without_year(self) -> int:
        """How many practices fit all but the years because their start year is unknown."""
        if not {"year_from", "year_to"} & set(self.chosen):
            return 0
        fitting = self.selection.entries(self.index, years=False)
        return fitting.intersection_cardinality(self.index.without_year)

    def label(self, name: str, code: str) -> str:
        """Return the label of a value of a parameter in the reader's language."""
        if name == "ordering":
            return str(ORDERINGS[code])
        return label_of(self.lists, name, code)

    @cached_property
    def description(self) -> Description:
        """What is shown, in words, and how to take each part of it away."""
        return describe(self)

    def _ordered(self, entries: BitMap) -> Callable[[int], list[int]]:
        match self.chosen.get("ordering"):
            case "title":
                return by_title(self.index, entries)
            case "level":
                return by_level(self.index, entries)
            case "newest":
                return newest(self.index, entries)
        if self.hits and not self.coded:
            return by_relevance(self.index, entries, self.hits, CatalogueEntry.objects.all())
        if sectors := self._sectors():
            return tiers(self.index, self._exact_first(entries, sectors))
        return newest(self.index, entries)

    def _sectors(self) -> list[str]:
        """The sectors that were asked for, as a filter or by a code that is all of the search."""
        facet, code = self.coded or ("", "")
        asked = self.chosen.get("sector", [])
        return [*asked, code] if facet == "sector" else asked

    def _exact_first(self, entries: BitMap, sectors: list[str]) -> list[BitMap]:
        """Practices coded with one of the sectors or below it, then those coded above it."""
        carried = self.index.carried["sector"]
        exact = BitMap.union(NOTHING, *(carried.get(code, NOTHING) for code in sectors))
        return [entries & exact, entries - exact]
