"""The API's description: OpenAPI for programs, and the same as a page for people."""

from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from smarty_portal.api import (
    FORMATS,
    MOST_PER_PAGE,
    PROBLEM_JSON,
    ApiView,
    language_of,
    site_address,
)
from smarty_portal.pages import in_language, public_page

NAMES = (
    "practices", "partners", "regions", "themes", "technologies", "sectors", "events", "openapi",
    "docs",
)  # fmt: skip
STATUSES = (400, 404, 405, 406, 410, 429, 500)


class ApiRoot(ApiView):
    """Where everything is."""

    @extend_schema(exclude=True)
    def get(self, request):
        return Response({name: site_address(reverse(f"api-{name}")) for name in NAMES})


class OpenApi(ApiView):
    """This API as an OpenAPI document."""

    @extend_schema(exclude=True)
    def get(self, request):
        return Response(schema())


@lru_cache(maxsize=1)
def schema() -> dict:
    """Return the OpenAPI document, with the problems that every address may answer."""
    made = SchemaGenerator().get_schema(request=None, public=True)
    problem = {"description": "problem+json (RFC 9457)", "content": {PROBLEM_JSON: {}}}
    for path in made["paths"].values():
        for operation in path.values():
            operation["responses"] |= {str(status): problem for status in STATUSES}
            operation.setdefault("parameters", []).extend(_common_parameters(operation))
    return made


def _common_parameters(operation: dict) -> list[dict]:
    """The parameters of every address, and of every list."""
    answer = operation["responses"]["200"]["content"]["application/json"]["schema"]
    is_list = answer.get("$ref", "").endswith("Page")
    languages = [code for code, _name in settings.LANGUAGES]
    paging = [
        _parameter("page", {"type": "integer", "minimum": 1}),
        _parameter("page_size", {"type": "integer", "minimum": 1, "maximum": MOST_PER_PAGE}),
    ]
    return [
        *(paging if is_list else []),
        _parameter("lang", {"type": "string", "enum": languages}, "Language of the labels."),
        _parameter("format", {"type": "string", "enum": list(FORMATS)}),
    ]


def _parameter(name: str, kind: dict, description: str = "") -> dict:
    return {"name": name, "in": "query", "schema": kind, "description": description}


@public_page
def docs(request: HttpRequest) -> HttpResponse:
    """The page that tells people what each address takes and answers."""
    described = schema()
    with translation.override(language_of(request.GET)):
        return _docs_page(request, described)


def _docs_page(request: HttpRequest, described: dict) -> HttpResponse:
    return render(
        request,
        "api_docs.html",
        {
            "title": _("The API"),
            "canonical": settings.SITE_URL + in_language(request.path, translation.get_language()),
            "paths": [
                {"path": path, **path_item["get"]} for path, path_item in described["paths"].items()
            ],
            "schemas": described["components"]["schemas"],
        },
    )
