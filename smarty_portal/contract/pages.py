"""The API's root and description for programs, and the same as pages for people."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.response import Response

from smarty_portal.addresses import language_of, site_address
from smarty_portal.api import AnswerSerializer, ApiView
from smarty_portal.contract.document import document
from smarty_portal.contract.reading import Reading
from smarty_portal.pages import in_language, public_page
from smarty_portal.problems import KINDS

NAMES = (
    "practices", "partners", "regions", "themes", "technologies", "sectors", "events",
    "changes", "suggestions", "openapi", "docs", "problems",
)  # fmt: skip
ADDRESSES = {name: serializers.URLField() for name in NAMES}


class ApiRoot(ApiView):
    """Where everything is."""

    @extend_schema(
        operation_id="root",
        responses=inline_serializer("Root", ADDRESSES | dict(AnswerSerializer().fields)),
    )
    def get(self, request):
        addresses = {name: site_address(reverse(f"api-{name}")) for name in NAMES}
        return Response(addresses | self.terms())


class OpenApi(ApiView):
    """This API as an OpenAPI document."""

    @extend_schema(exclude=True)
    def get(self, request):
        return Response(document(request))


@public_page
def docs(request: HttpRequest) -> HttpResponse:
    """The page that tells people what each address takes and answers."""
    with translation.override(language_of(request.GET)):
        context = {"title": _("The API"), "reading": Reading(document(request)), "kinds": KINDS}
        return _page(request, "api/docs.html", context)


@public_page
def problems(request: HttpRequest) -> HttpResponse:
    """All kinds of problems that the API tells."""
    with translation.override(language_of(request.GET)):
        return _page(request, "api/problems.html", {"title": _("Problems"), "kinds": KINDS})


@public_page
def problem(request: HttpRequest, name: str) -> HttpResponse:
    """What a kind of problem means, and what to do about it: the `type` of such a problem."""
    kind = next((kind for kind in KINDS if kind.name == name), None)
    if kind is None:
        raise Http404
    with translation.override(language_of(request.GET)):
        return _page(request, "api/problem.html", {"title": str(kind.title), "kind": kind})


def _page(request: HttpRequest, template: str, context: dict) -> HttpResponse:
    language = translation.get_language()
    context |= {"canonical": settings.SITE_URL + in_language(request.path, language)}
    answer = render(request, template, context)
    answer.headers["Content-Language"] = language
    return answer
