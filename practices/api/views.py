"""The API's addresses of practices, editions and code lists."""

import dataclasses

from django.db.models import QuerySet
from django.http import HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response

from partners import catalogue
from practices import codelists
from practices.api import answers
from practices.api.files import FILES, LIST_FORMATS, ONLY_JSON, file_answer
from practices.api.linked import LINKED, LINKED_FORMATS, linked_answer, linked_format
from practices.api.linked import MEDIA_TYPES as LINKED_TYPES
from practices.api.parameters import PRACTICE_PARAMETERS, SECTOR_PARAMETERS
from practices.api.serializers import (
    EditionBriefSerializer,
    EditionSerializer,
    EntrySerializer,
    FacetsSerializer,
    PracticeSerializer,
    QuerySerializer,
    SectorSerializer,
    SuggestionsSerializer,
    TechnologySerializer,
    ThemeSerializer,
)
from practices.exporting.formats import FORMATS
from practices.facets import FACETS, TREES, above
from practices.filters import PracticeFilterSet
from practices.index import LINKS, index
from practices.models import CatalogueEntry, Edition, Sector, Technology, Theme
from practices.parameters import LONGEST_QUERY
from practices.search import concepts
from practices.search.passages import Passage
from practices.suggesting import suggestions
from smarty_portal.addresses import with_query
from smarty_portal.api import (
    PAGING,
    ApiView,
    ListView,
    Pages,
    Problem,
    Refusal,
    SourceSerializer,
    answer_of,
    choice_refusals,
    common_refusals,
    file_format,
    file_refusals,
    page_of,
    site_address,
    values_of,
)
from smarty_portal.negotiating import Anything
from smarty_portal.pages import for_now
from smarty_portal.problems import AGAIN_LATER


def entry_on_show(slug: str) -> CatalogueEntry:
    """Return the entry at an address; raises Http404, or a 410 problem when it was withdrawn."""
    entry = get_object_or_404(CatalogueEntry.objects.select_related("edition", "owner"), slug=slug)
    if entry.withdrawn_at:
        withdrawn = timezone.localdate(entry.withdrawn_at)
        detail = _("Withdrawn on %(date)s.") % {"date": withdrawn.isoformat()}
        raise Problem(410, detail, extra={"reason": entry.withdrawal_reason})
    return entry


class PracticeList(ApiView):
    """The published practices, filtered, counted and ordered like the page of the same parameters.

    In pages as JSON; `format` gives every practice found as a file.
    """

    formats = LIST_FORMATS
    media_types = {name: made.media_type for name, made in FORMATS.items()}
    shape = EntrySerializer
    key = "identifier"
    is_list = True

    @extend_schema(
        operation_id="practices_list",
        responses={
            200: page_of(
                EntrySerializer,
                facets=FacetsSerializer(required=False),
                query=QuerySerializer(required=False),
            ),
            **FILES,
        },
        parameters=PRACTICE_PARAMETERS,
    )
    def get(self, request):
        if name := file_format(request.query_params, FORMATS):
            if self.filterset.was_cut_short:
                detail = _("The search took too long to give all it finds as a file.")
                raise Problem(503, detail, headers=AGAIN_LATER)
            return file_answer(self.filterset, name)
        return self.page(request)

    def page(self, request) -> Response:
        """Answer with one page of what was found."""
        pages = Pages()
        page = pages.paginate_queryset(self.filterset.qs, request, view=self)
        context = {"lists": self.filterset.lists}
        answer = pages.get_paginated_response(
            EntrySerializer(page, many=True, context=context).data
        )
        answer.data |= self.terms()
        if self.filterset.hits:
            answer.data["query"] = query_answer(self.filterset)
            passages = self.filterset.passages(page)
            for row, entry in zip(answer.data["results"], page, strict=True):
                row["passage"] = passage_answer(passages.get(entry.pk))
        answer.data["results"] = [self.part_of(row) for row in answer.data["results"]]
        if names := values_of(request.query_params, "facets"):
            answer.data["facets"] = facet_answers(self.filterset, names)
        return for_now(request._request, answer) if self.filterset.was_cut_short else answer

    def refusals(self, query) -> list[Refusal]:
        entries = CatalogueEntry.objects.on_show().with_edition()
        version = catalogue.version_of(self.request)
        self.filterset = PracticeFilterSet(query, entries, version=version, links=LINKS)
        return [
            *self.filterset.refusals,
            *common_refusals(query, self.formats),
            *choice_refusals(query, "facets", FACETS),
            *self.part_refusals(query),
            *file_refusals(query, FORMATS, ONLY_JSON),
        ]


def query_answer(filterset: PracticeFilterSet) -> dict:
    """Return how a query was understood, and whether it was answered whole."""
    hits = filterset.hits
    return {
        "corrected": hits.corrected or None,
        "wider": [concepts.name_of(concept, get_language()) for concept in filterset.wider],
        "unknown": hits.unknown,
        "cut_short": hits.cut_short,
        "left_out": hits.left_out,
    }


def passage_answer(passage: Passage | None) -> dict | None:
    """Return why a practice was found: the field, its text, and the words that were asked for."""
    if passage is None:
        return None
    marked = [text for text, is_marked in passage.pieces if is_marked]
    return {"field": passage.field, "text": passage.text, "words": list(dict.fromkeys(marked))}


def facet_answers(filterset: PracticeFilterSet, names: list[str]) -> dict:
    """Return the counts of the named facets, labels beside codes, trees by parent."""
    return {
        name: [
            {
                "code": value.code,
                "label": filterset.label(name, value.code),
                "count": value.count,
                "selected": value.selected,
                "parent": (above(name, value.code) or [None])[-1] if name in TREES else None,
            }
            for value in values
        ]
        for name, values in filterset.facets(names).items()
    }


class Suggestions(ApiView):
    """What a search box may offer for what was typed so far: values of filters, titles."""

    parameters = ("q",)

    @extend_schema(
        operation_id="suggestions",
        responses=answer_of(SuggestionsSerializer),
        parameters=[OpenApiParameter("q", str)],
    )
    def get(self, request):
        version = catalogue.version_of(request)
        lists = codelists.current(version)
        made = suggestions(request.query_params.get("q", "")[:LONGEST_QUERY], index(version), lists)
        results = [dataclasses.asdict(suggestion) for suggestion in made]
        return Response({"results": results} | self.terms())


class PracticeDetail(ApiView):
    """One practice: its current edition with claims and evidence, its level, and what is missing."""

    formats = LINKED_FORMATS
    media_types = LINKED_TYPES
    negotiates = True
    shape = PracticeSerializer
    key = "identifier"

    @extend_schema(
        operation_id="practices_read",
        responses={200: answer_of(PracticeSerializer), **LINKED},
    )
    def get(self, request, slug: str):
        version, entry = catalogue.version_of(request), entry_on_show(slug)
        if name := linked_format(request):
            return linked_answer(entry, name, version)
        record = answers.practice(entry, version)
        return Response(self.part_of(record) | self.terms())

    def beside_json(self, query) -> list[str]:
        """Without `format`, what the reader accepts decides."""
        return super().beside_json(query) if "format" in query else list(self.media_types.values())


class PracticeByIdentifier(ApiView):
    """The permanent identifier of a practice leads to its address, and to what stands below it.

    All that was asked is passed on: what is wrong with it is told there.
    """

    content_negotiation_class = Anything

    @extend_schema(exclude=True)
    def get(self, request, identifier: str, part: str = ""):
        entry = get_object_or_404(CatalogueEntry, identifier=identifier.upper())
        address = reverse("api-practice", args=[entry.slug]) + part
        return HttpResponsePermanentRedirect(site_address(with_query(address, request.GET)))

    def refusals(self, query) -> list[Refusal]:
        return []


class EditionList(ListView):
    """The editions of a practice, newest first."""

    shape = EditionBriefSerializer
    title = gettext_lazy("The editions of a practice")
    key = "number"

    @extend_schema(operation_id="editions_list", responses=page_of(EditionBriefSerializer))
    def get(self, request, slug: str):
        self.entry = entry_on_show(slug)
        return super().get(request)

    def rows(self) -> QuerySet:
        return Edition.objects.filter(practice_id=self.entry.practice_id).defer("document")

    def shown(self, edition) -> dict:
        return EditionBriefSerializer(edition, context={"entry": self.entry}).data


class EditionDetail(ApiView):
    """One edition of a practice, as it was published."""

    shape = EditionSerializer
    key = "identifier"

    @extend_schema(operation_id="editions_read", responses=answer_of(EditionSerializer))
    def get(self, request, slug: str, number: int):
        version, entry = catalogue.version_of(request), entry_on_show(slug)
        edition = get_object_or_404(Edition, practice_id=entry.practice_id, number=number)
        record = answers.edition(entry, edition, version)
        return Response(self.part_of(record) | self.terms())


@extend_schema(responses=page_of(ThemeSerializer, source=SourceSerializer()))
class ThemeList(ListView):
    """The four themes of SMARTY."""

    shape = ThemeSerializer
    title = gettext_lazy("Themes")
    code_list = "themes"

    def rows(self) -> QuerySet:
        return Theme.objects.all()

    def shown(self, theme) -> dict:
        return ThemeSerializer(theme).data


@extend_schema(responses=page_of(TechnologySerializer, source=SourceSerializer()))
class TechnologyList(ListView):
    """The technologies of the catalogue."""

    shape = TechnologySerializer
    title = gettext_lazy("Technologies")
    code_list = "technologies"

    def rows(self) -> QuerySet:
        return Technology.objects.all()

    def shown(self, technology) -> dict:
        return TechnologySerializer(technology).data


class SectorList(ListView):
    """Economic activities of NACE Rev. 2.1, from sections to classes."""

    parameters = (*PAGING, "level")
    shape = SectorSerializer
    title = gettext_lazy("Sectors")
    code_list = "sectors"

    @extend_schema(
        responses=page_of(SectorSerializer, source=SourceSerializer()), parameters=SECTOR_PARAMETERS
    )
    def get(self, request):
        return super().get(request)

    def refusals(self, query) -> list[Refusal]:
        return [*super().refusals(query), *choice_refusals(query, "level", Sector.LEVELS)]

    def rows(self) -> QuerySet:
        levels = values_of(self.request.query_params, "level")
        return Sector.objects.filter(level__in=levels or Sector.LEVELS)

    def shown(self, sector) -> dict:
        return SectorSerializer(sector).data
