"""What every address under /api/ shares: parameters, paging, and the frame of every answer.

Imports no app: pages use the same parameter rules. Errors stand in smarty_portal.problems.
"""

import difflib
from collections.abc import Iterable

from django.conf import settings
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import inline_serializer
from rest_framework import serializers
from rest_framework.exceptions import MethodNotAllowed
from rest_framework.pagination import PageNumberPagination
from rest_framework.utils.urls import replace_query_param
from rest_framework.views import APIView

from smarty_portal.addresses import language_of, site_address
from smarty_portal.listed import ListFile
from smarty_portal.negotiating import ByFormat
from smarty_portal.problems import Problem, Refusal, refuse
from smarty_portal.tables import MEDIA_TYPES
from smarty_portal.terms import source_of, terms

__all__ = ["Problem", "Refusal", "site_address"]  # for those who import the frame anyway

PAGING = ("page", "page_size")
COMMON = ("lang", "format")
PARTS = ("fields", "omit")
FOR_CSV = "bom"
FORMATS = ("json",)
SILENT = {"gclid", "dclid", "gbraid", "wbraid", "fbclid", "msclkid", "mc_cid", "mc_eid", "igshid"}
# What others call the same parameters.
MEANT = {
    "query": "q", "search": "q", "text": "q", "keyword": "q", "keywords": "q", "sort": "ordering",
    "limit": "page_size", "per_page": "page_size",
}  # fmt: skip
DEFAULT_PAGE_SIZE, MOST_PER_PAGE = 20, 100


# Parameters


def nearest(word: str, right: Iterable[str]) -> str:
    """Return the one of `right` that begins with `word`, or looks most like it; "" when none does."""
    right, asked = list(right), word.casefold()[:80]
    begun = [candidate for candidate in right if len(asked) > 2 and candidate.startswith(asked)]
    found = begun or difflib.get_close_matches(asked, right, n=1, cutoff=0.7)
    return min(found, key=len) if found else ""


def is_tracking(parameter: str) -> bool:
    """Campaign and click identifiers say nothing to the portal; they are dropped silently."""
    return parameter.startswith("utm_") or parameter in SILENT


def unknown_parameters(query: QueryDict, known: Iterable[str]) -> list[Refusal]:
    """Return a refusal for each parameter of the query that the address does not know."""
    known = tuple(known)
    return [
        Refusal(
            parameter=name,
            detail=_("There is no parameter “%(name)s” here.") % {"name": name},
            nearest=MEANT[name] if MEANT.get(name) in known else nearest(name, known),
            allowed=known,
        )
        for name in query
        if name not in known and not is_tracking(name)
    ]


def number_refusal(query: QueryDict, name: str, most: int) -> Refusal | None:
    """Return the refusal of a parameter that should be a whole number from 1 to `most`."""
    value = query.get(name, "1")
    if value.isascii() and value.isdigit() and len(value) < 10 and 1 <= int(value) <= most:
        return None
    detail = _("“%(value)s” is not a whole number from 1 to %(most)s.")
    detail %= {"value": value, "most": most}
    return Refusal(parameter=name, value=value, detail=detail)


def choice_refusals(query: QueryDict, name: str, allowed: Iterable[str]) -> list[Refusal]:
    """Return a refusal for each value (repeated or separated by commas) that is not allowed."""
    allowed = tuple(allowed)
    return [
        Refusal(
            parameter=name,
            value=value,
            detail=_("“%(value)s” is not a value of %(name)s.") % {"value": value, "name": name},
            nearest=nearest(value, allowed),
            allowed=allowed,
        )
        for value in values_of(query, name)
        if value not in allowed
    ]


def values_of(query: QueryDict, name: str) -> list[str]:
    """Return the values of a parameter, repeated or separated by commas, each once, in order."""
    listed = (part.strip() for value in query.getlist(name) for part in value.split(","))
    return list(dict.fromkeys(part for part in listed if part))


def file_format(query: QueryDict, files: Iterable[str] = MEDIA_TYPES) -> str:
    """Return which of these formats of files a query asks for, "" for JSON in pages."""
    asked = values_of(query, "format")[:1]
    return asked[0] if asked and asked[0] in files else ""


def file_refusals(
    query: QueryDict,
    files: Iterable[str] = MEDIA_TYPES,
    only_json: Iterable[str] = (*PAGING, *PARTS),
) -> list[Refusal]:
    """Return what of a query has no meaning in the format of a file that it asks for."""
    name = file_format(query, files)
    told = _("It has no meaning with format=%(format)s, which holds the whole list.")
    refused = [
        Refusal(parameter=parameter, value=query[parameter], detail=told % {"format": name})
        for parameter in only_json
        if name and parameter in query
    ]
    if FOR_CSV in query and name != "csv":
        told = _("It has a meaning with format=csv only.")
        refused.append(Refusal(parameter=FOR_CSV, detail=told))
    return [*refused, *choice_refusals(query, FOR_CSV, ("0", "1"))]


def paging_refusals(query: QueryDict) -> list[Refusal]:
    """Return what is wrong with page and page_size."""
    bounds = (("page", 10**9 - 1), ("page_size", MOST_PER_PAGE))
    return [refusal for name, most in bounds if (refusal := number_refusal(query, name, most))]


# Paging


class Pages(PageNumberPagination):
    """Pages of {count, next, previous, results} by `page` and `page_size`."""

    page_size = DEFAULT_PAGE_SIZE
    page_size_query_param = "page_size"
    max_page_size = MOST_PER_PAGE
    invalid_page_message = gettext_lazy("There is no page {page_number}.")

    def get_next_link(self):
        return site_address(super().get_next_link())

    def get_previous_link(self):
        return site_address(super().get_previous_link())

    def get_paginated_response(self, data):
        """Answer with the page, and with the addresses of others in `Link` (RFC 8288)."""
        answer = super().get_paginated_response(data)
        links = {
            "first": self.address_of(1),
            "prev": self.get_previous_link(),
            "next": self.get_next_link(),
            "last": self.address_of(self.page.paginator.num_pages),
        }
        told = (f'<{address}>; rel="{rel}"' for rel, address in links.items() if address)
        answer.headers["Link"] = ", ".join(told)
        return answer

    def address_of(self, number: int) -> str:
        """Return the address of a page of this list."""
        asked = self.request.build_absolute_uri()
        return site_address(replace_query_param(asked, self.page_query_param, number))


# Shapes, as the API's description tells them


class TermsSerializer(serializers.Serializer):
    code = serializers.CharField()
    label = serializers.CharField()
    url = serializers.URLField()


class LicenceSerializer(serializers.Serializer):
    text = TermsSerializer()
    metadata = TermsSerializer()


class SourceSerializer(serializers.Serializer):
    """Whose code list this is."""

    title = serializers.CharField()
    version = serializers.CharField()
    source = serializers.CharField()
    licence = serializers.CharField()


class AnswerSerializer(serializers.Serializer):
    """What stands beside the data of every answer (smarty_portal.terms)."""

    data_date = serializers.DateTimeField()
    release = serializers.CharField()
    licence = LicenceSerializer()


def answer_of(shape: type[serializers.Serializer]) -> type[serializers.Serializer]:
    """Return the serializer of an answer that is one such record."""
    name = shape.__name__.replace("Serializer", "AnswerSerializer")
    return type(name, (shape, AnswerSerializer), {"__doc__": shape.__doc__})


def page_of(row: type[serializers.Serializer], **beside) -> serializers.Serializer:
    """Return the serializer of a page of such rows, with fields beside them."""
    fields = {
        "count": serializers.IntegerField(),
        "next": serializers.URLField(allow_null=True),
        "previous": serializers.URLField(allow_null=True),
        "results": row(many=True),
    }
    answer = dict(AnswerSerializer().fields)
    return inline_serializer(row.__name__.replace("Serializer", "Page"), fields | answer | beside)


# Views


class ApiView(APIView):
    """A read-only address of the API: it knows its parameters and answers in the reader's language.

    `parameters` are those beside lang and format; unknown ones and wrong values are refused. With a
    `shape`, the serializer of its rows, it also takes `fields` and `omit`; `key` is always told.
    `formats` are the values of format, `media_types` what those that are no JSON are answered as,
    `statuses` the errors that only this address answers, `page_sizes` how many rows come when nothing is
    said, and at most, `code_list` the file in data/codes that the rows come from, if they do: then
    its terms are told instead of the portal's.
    """

    parameters: tuple[str, ...] = ()
    formats: tuple[str, ...] = FORMATS
    media_types: dict[str, str] = {}
    shape: type[serializers.Serializer] | None = None
    key = "code"
    code_list = ""
    is_list = False
    statuses: tuple[int, ...] = ()
    page_sizes = (DEFAULT_PAGE_SIZE, MOST_PER_PAGE)
    http_method_names = ["get", "head", "options"]
    content_negotiation_class = ByFormat

    @classmethod
    def as_view(cls, **initkwargs):
        view = super().as_view(**initkwargs)
        view.is_public = True
        return view

    def dispatch(self, request, *args, **kwargs):
        with translation.override(language_of(request.GET)):
            answer = super().dispatch(request, *args, **kwargs)
            answer.headers["Content-Language"] = translation.get_language()
            return answer

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        if request.method.lower() not in self.http_method_names:
            raise MethodNotAllowed(request.method)
        refuse(self.refusals(request.query_params))

    def beside_json(self, query: QueryDict) -> list[str]:
        """Return the media types that a query is answered with instead of JSON."""
        form = file_format(query, self.media_types)
        return [self.media_types[form]] if form else []

    def refusals(self, query: QueryDict) -> list[Refusal]:
        """Return what is wrong with the query; a view with parameters of its own adds to it."""
        for_csv = (FOR_CSV,) if "csv" in self.formats else ()
        known = (*self.parameters, *(PARTS if self.shape else ()), *COMMON, *for_csv)
        return [
            *unknown_parameters(query, known),
            *common_refusals(query, self.formats),
            *(paging_refusals(query) if "page" in self.parameters else ()),
            *self.part_refusals(query),
        ]

    def part_refusals(self, query: QueryDict) -> list[Refusal]:
        """Return what is wrong with fields and omit."""
        if not self.shape or not set(PARTS) & set(query):
            return []
        names = self.shape().fields
        return [refusal for part in PARTS for refusal in choice_refusals(query, part, names)]

    def part_of(self, row: dict) -> dict:
        """Return of a row what `fields` names, without what `omit` names, the key in any case."""
        query = self.request.query_params
        if not set(PARTS) & set(query):
            return row
        wanted, unwanted = (values_of(query, part) for part in PARTS)
        kept = {name for name in row if (not wanted or name in wanted) and name not in unwanted}
        return {name: value for name, value in row.items() if name in kept or name == self.key}

    def terms(self) -> dict:
        """Return release, licence and date of the data, which stand beside them."""
        return terms(self.request.mark.version.raised_at, self.code_list)


class ListView(ApiView):
    """A list in pages, or as a file of all its rows: a subclass gives `rows()`, how one row is
    `shown()` in its `shape`, and a `title`.

    """

    parameters = PAGING
    formats = (*FORMATS, *MEDIA_TYPES)
    media_types = MEDIA_TYPES
    title: str | Promise = ""
    is_list = True

    def get(self, request, **kwargs):
        if form := file_format(request.query_params):
            return self.file().answer(form, bom=request.query_params.get(FOR_CSV) == "1")
        pages = Pages()
        page = pages.paginate_queryset(self.rows(), request, view=self)
        answer = pages.get_paginated_response([self.part_of(self.shown(row)) for row in page])
        answer.data |= self.terms()
        if self.code_list:
            answer.data["source"] = source_of(self.code_list)
        return answer

    def refusals(self, query: QueryDict) -> list[Refusal]:
        return [*super().refusals(query), *file_refusals(query)]

    def file(self) -> ListFile:
        """Return what makes the file of exactly the rows that were asked for."""
        query = self.request.query_params
        own = {name: ",".join(values_of(query, name)) for name in self.parameters}
        return ListFile(
            path=self.request.path,
            title=str(self.title),
            filters={name: value for name, value in own.items() if value and name not in PAGING},
            rows=self.rows(),
            shown=self.shown,
            shape=self.shape,
            data_date=self.request.mark.version.raised_at,
            code_list=self.code_list,
        )

    def rows(self) -> QuerySet:
        """Return the rows to be cut into pages, in a total order."""
        raise NotImplementedError

    def shown(self, row) -> dict:
        """Return one row as JSON-able data."""
        raise NotImplementedError


def common_refusals(query: QueryDict, formats: Iterable[str] = FORMATS) -> list[Refusal]:
    """Return what is wrong with lang and format."""
    languages = [code for code, _name in settings.LANGUAGES]
    return [
        *choice_refusals(query, "lang", languages),
        *choice_refusals(query, "format", formats),
    ]
