"""What a reader of the API accepts: JSON, or the file that its address asks for by `format`.

Imports no app.
"""

from collections.abc import Iterable

from django.http import HttpRequest
from rest_framework.exceptions import NotAcceptable
from rest_framework.negotiation import DefaultContentNegotiation

JSON = "application/json"


class ByFormat(DefaultContentNegotiation):
    """DRF's, that also takes a reader who accepts nothing but the file that is asked for.

    The view says by `beside_json(query)` which media types it may answer with instead of JSON. Errors
    are problem+json to such a reader too.
    """

    def select_renderer(self, request, renderers, format_suffix=None):
        try:
            return super().select_renderer(request, renderers, format_suffix)
        except NotAcceptable:
            view = request.parser_context["view"]
            if not accepts(request, view.beside_json(request.query_params)):
                raise
            return renderers[0], renderers[0].media_type


class Anything(DefaultContentNegotiation):
    """For addresses that only lead on: what is acceptable is said where they lead."""

    def select_renderer(self, request, renderers, format_suffix=None):
        return renderers[0], renderers[0].media_type


def accepts(request: HttpRequest, media_types: Iterable[str]) -> bool:
    """Whether a reader names one of these media types, or all of its kind (`text/*`)."""
    named = {bare(token) for token in request.headers.get("Accept", "").split(",")}
    offered = {bare(media_type) for media_type in media_types}
    return bool(named & (offered | {f"{one.partition('/')[0]}/*" for one in offered}))


def bare(media_type: str) -> str:
    """Return a media type without its parameters."""
    return media_type.partition(";")[0].strip().casefold()


def preferred(request: HttpRequest, media_types: dict[str, str]) -> str:
    """Return the name of the media type that a reader prefers to JSON, "" for JSON."""
    names = {media_type: name for name, media_type in media_types.items()}
    return names.get(request.get_preferred_type([JSON, *names]), "")
