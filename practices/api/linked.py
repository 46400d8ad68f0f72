"""A practice as linked data: what `format=jsonld` and `format=turtle` answer."""

import json

from django.conf import settings
from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from rest_framework.request import Request

from partners.models import CatalogueVersion
from practices import codelists
from practices.models import CatalogueEntry
from practices.presenting.linked import described, turtle
from smarty_portal.api import FORMATS as PLAIN
from smarty_portal.api import file_format
from smarty_portal.negotiating import preferred

MEDIA_TYPES = {"jsonld": "application/ld+json", "turtle": "text/turtle"}
LINKED_FORMATS = (*PLAIN, *MEDIA_TYPES)
# What the API's description says of them.
LINKED = {(200, media_type): OpenApiTypes.BINARY for media_type in MEDIA_TYPES.values()}


def linked_format(request: Request) -> str:
    """Return the form of linked data that a reader asks for by `format`, or else prefers; "" for JSON."""
    if "format" in request.query_params:
        return file_format(request.query_params, MEDIA_TYPES)
    return preferred(request._request, MEDIA_TYPES)


def linked_answer(entry: CatalogueEntry, name: str, version: CatalogueVersion) -> HttpResponse:
    """Answer with the current edition of a practice as schema.org data, in the form `name`."""
    address = settings.SITE_URL + entry.get_absolute_url()
    told = described(entry.edition, codelists.current(version), address)
    content = turtle(told) if name == "turtle" else json.dumps(told, ensure_ascii=False)
    return HttpResponse(content, content_type=f"{MEDIA_TYPES[name]}; charset=utf-8")
