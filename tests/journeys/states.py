"""Every kind of public page and every state it can be in, by name, as the real data have them."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.utils import timezone
from django.utils.translation import override

from practices.models import CatalogueEntry
from practices.views import withdrawn
from smarty_portal import views

PREFIXES = {"en": "", "es": "/es"}
PAGES = {
    "home": "/",
    "list": "/practices/",
    "list, filtered": "/practices/?region=ES51,ITI1&nature=policy_instrument&year_from=2010",
    "list, empty": "/practices/?q=textile&nature=training",
    "list, refused": "/practices/?region=Tuscany&colour=red&page=99",
    "list, corrected": "/practices/?q=textlie",
    "list, second page": "/practices/?page_size=5&page=2",
    "practice, rich": "/practices/factory-of-the-future-made-different/",
    "practice, without result": "/practices/centratec/",
    "ask": "/practices/prisma-prato/ask/",
    "asked": "/practices/prisma-prato/ask/sent/",
    "report": "/report/?kind=barrier",
    "card": "/practices/prisma-prato/card/",
    "edition": "/practices/prisma-prato/editions/1/",
    "partners": "/partners/",
    "partner": "/partners/prato/",
    "partner, unconfirmed": "/partners/ntt/",
    "events": "/events/",
    "about": "/about/",
    "build on it": "/build/",
    "accessibility": "/accessibility/",
    "privacy": "/privacy/",
    "not found": "/nothing-here/",
}
# What stands outside the language prefixes, with its labels by `?lang=`.
UNPREFIXED = {
    "API docs": "/api/v1/docs/",
    "problems": "/api/v1/problems/",
    "problem": "/api/v1/problems/not-understood/",
    "open data": "/data/",
}
LANG = {"en": "", "es": "?lang=es"}


def addresses(language: str) -> dict[str, str]:
    """Return the address of every page and state in a language."""
    found = {name: PREFIXES[language] + path for name, path in PAGES.items()}
    return found | {name: path + LANG[language] for name, path in UNPREFIXED.items()}


def _withdrawn(request: HttpRequest) -> HttpResponse:
    entry = CatalogueEntry(identifier="GP-0001", withdrawn_at=timezone.now())
    entry.withdrawal_reason = "The owner asked for it, because the programme has changed."
    return withdrawn(request, entry)


# What the running portal cannot be asked for: real answers, made here and served in its place.
ERRORS: dict[str, Callable[[HttpRequest], HttpResponse]] = {
    "400": views.bad_request,
    "403": views.forbidden,
    "410": _withdrawn,
    "500": views.server_error,
}


def _answering(answer: HttpResponse):
    body = {"status": answer.status_code, "body": answer.content.decode()}
    return lambda route: route.fulfill(**body, content_type="text/html")


def serve_errors(page, language: str) -> dict[str, str]:
    """Let a browser's page meet the errors; returns their addresses by name."""
    found = {name: f"{PREFIXES[language]}/{name}-stands-here/" for name in ERRORS}
    for name, path in found.items():
        with override(language):
            answer = ERRORS[name](RequestFactory().get(path))
        page.context.route(f"**{path}", _answering(answer))
    return found
