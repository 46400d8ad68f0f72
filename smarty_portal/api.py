"""What every address under /api/ shares: parameters, paging, and errors after RFC 9457.

Imports no app: pages use the same parameter rules.
"""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, JsonResponse, QueryDict
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import inline_serializer
from rest_framework import exceptions, serializers
from rest_framework.pagination import PageNumberPagination
from rest_framework.response import Response
from rest_framework.views import APIView

PROBLEM_JSON = "application/problem+json"
PAGING = ("page", "page_size")
COMMON = ("lang", "format")
FORMATS = ("json",)
SILENT = {"gclid", "dclid", "gbraid", "wbraid", "fbclid", "msclkid", "mc_cid", "mc_eid", "igshid"}
DEFAULT_PAGE_SIZE, MOST_PER_PAGE = 20, 100


# Parameters


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """A parameter or value that was not understood, and what would be.

    `allowed` lists the right ones, or is empty and `see` is the address that lists them.
    """

    parameter: str
    value: str = ""
    detail: str = ""
    nearest: str = ""
    allowed: tuple[str, ...] = ()
    see: str = ""

    def as_error(self) -> dict:
        """The refusal as a member of a problem's `errors`."""
        told = {"parameter": self.parameter, "value": self.value, "detail": self.detail}
        told |= {"nearest": self.nearest, "allowed": list(self.allowed), "see": self.see}
        return {name: value for name, value in told.items() if value}


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
            nearest=nearest(name, known),
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


def page_of(row: type[serializers.Serializer], **beside) -> serializers.Serializer:
    """Return the serializer of a page of such rows, with fields beside them, for the API's schema."""
    fields = {
        "count": serializers.IntegerField(),
        "next": serializers.URLField(allow_null=True),
        "previous": serializers.URLField(allow_null=True),
        "results": row(many=True),
    }
    return inline_serializer(row.__name__.replace("Serializer", "Page"), fields | beside)


def site_address(address: str | None) -> str | None:
    """Return an address of the portal under its public name, whatever name it was asked by."""
    if address is None:
        return None
    parts = urlsplit(address)
    query, fragment = parts.query and f"?{parts.query}", parts.fragment and f"#{parts.fragment}"
    return settings.SITE_URL + parts.path + query + fragment


# Views


class ApiView(APIView):
    """A read-only address of the API: it knows its parameters and answers in the reader's language.

    `parameters` are those beside lang and format; unknown ones and wrong values are refused.
    """

    parameters: tuple[str, ...] = ()
    http_method_names = ["get", "head", "options"]

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
        refuse(self.refusals(request.query_params))

    def refusals(self, query: QueryDict) -> list[Refusal]:
        """Return what is wrong with the query; a view with parameters of its own adds to it."""
        return [
            *unknown_parameters(query, (*self.parameters, *COMMON)),
            *common_refusals(query),
            *(paging_refusals(query) if "page" in self.parameters else ()),
        ]


class ListView(ApiView):
    """A list in pages: a subclass gives `rows()` and how one row is `shown()`."""

    parameters = PAGING

    def get(self, request, **kwargs):
        pages = Pages()
        page = pages.paginate_queryset(self.rows(), request, view=self)
        return pages.get_paginated_response([self.shown(row) for row in page])

    def rows(self):
        """Return the queryset or list to be cut into pages."""
        raise NotImplementedError

    def shown(self, row) -> dict:
        """Return one row as JSON-able data."""
        raise NotImplementedError


def language_of(query: QueryDict) -> str:
    """Return the language asked for by `lang`, English when it is none of ours."""
    asked = query.get("lang", "")
    return asked if asked in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def common_refusals(query: QueryDict) -> list[Refusal]:
    """Return what is wrong with lang and format."""
    languages = [code for code, _name in settings.LANGUAGES]
    return [
        *choice_refusals(query, "lang", languages),
        *choice_refusals(query, "format", FORMATS),
    ]


# Errors


@dataclass(eq=False)
class Problem(Exception):
    """An error for the reader of the API, after RFC 9457."""

    status: int
    detail: str = ""
    errors: list[dict] = field(default_factory=list)
    extra: dict = field(default_factory=dict)
    headers: dict = field(default_factory=dict)

    def document(self, path: str) -> dict:
        """The problem as JSON-able data: type, title, status, detail, instance, errors."""
        told = {
            "type": "about:blank",
            "title": HTTPStatus(self.status).phrase,
            "status": self.status,
            "detail": str(self.detail),
            "instance": path,
        }
        told |= {"errors": self.errors, **self.extra}
        return {name: value for name, value in told.items() if value or name == "type"}


def refuse(refusals: list[Refusal]) -> None:
    """Raise the problem that tells of the refused parameters; do nothing when there are none."""
    if refusals:
        told = "; ".join(_hint(refusal) for refusal in refusals)
        raise Problem(400, told, [refusal.as_error() for refusal in refusals])


def _hint(refusal: Refusal) -> str:
    subject = f"{refusal.parameter}: {refusal.detail}"
    if not refusal.nearest:
        return subject
    return subject + " " + _("Did you mean “%(nearest)s”?") % {"nearest": refusal.nearest}


def problem_response(error: Exception, context: dict) -> Response | None:
    """Answer any error of an API view with problem+json; None leaves it to Django as a 500."""
    problem = as_problem(error)
    if problem is None:
        return None
    path = context["request"].get_full_path()
    answer = Response(problem.document(path), status=problem.status, headers=problem.headers)
    answer.content_type = PROBLEM_JSON
    return answer


def as_problem(error: Exception) -> Problem | None:
    """Return the problem that an exception means to a reader of the API, None for our own faults."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, Http404 | exceptions.NotFound):
        detail = getattr(error, "detail", "") or _("There is nothing at this address.")
        return Problem(404, str(detail))
    if isinstance(error, PermissionDenied):
        return Problem(403, _("This is not yours to do."))
    if isinstance(error, ValidationError):
        return Problem(400, "; ".join(error.messages))
    if isinstance(error, exceptions.APIException):
        return Problem(error.status_code, str(error.detail))
    return None


def problem_page(request: HttpRequest, problem: Problem) -> JsonResponse:
    """Answer an error under /api/ that no view has seen (unknown address, too many, server error)."""
    with translation.override(language_of(request.GET)):
        document = problem.document(request.get_full_path())
    return JsonResponse(
        document, status=problem.status, content_type=PROBLEM_JSON, headers=problem.headers
    )
