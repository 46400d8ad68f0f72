"""The API's description: OpenAPI for programs, and the same as a page for people."""

from functools import lru_cache

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from smarty_portal.api import PROBLEM_JSON, ApiView, site_address

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
    return made


def docs(request: HttpRequest) -> HttpResponse:
    """The page that tells people what each address takes and answers."""
    described = schema()
    return render(
        request,
        "api_docs.html",
        {
            "title": _("The API"),
            "paths": [
                {"path": path, **path_item["get"]} for path, path_item in described["paths"].items()
            ],
            "schemas": described["components"]["schemas"],
        },
    )
