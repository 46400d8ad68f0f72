"""Examples of every answer: asked of the API itself, so they are what it answers today."""

import json

from django.http import HttpRequest, QueryDict
from django.urls import resolve
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from practices.models import CatalogueEntry
from practices.parameters import ORDERINGS
from smarty_portal.api import choice_refusals
from smarty_portal.pages import lang_query
from smarty_portal.problems import KIND_OF_NAME, KIND_OF_STATUS, Problem, refused_problem

HOST = ("HTTP_HOST", "SERVER_NAME", "SERVER_PORT", "wsgi.url_scheme")
# What to ask, by the name of the example; of other lists one row, of a record all of it.
QUESTIONS = {
    "/api/v1/": {"": ""},
    "/api/v1/practices/": {
        "": "page_size=1",
        "counts": "facets=theme,level&fields=title&page_size=1&q=digital",
    },
    "/api/v1/suggestions/": {"": "q=digital"},
    "/api/v1/regions/": {"": "page_size=1&level=2&country=ES"},
}


def answer_examples(request: HttpRequest, paths: list[str]) -> dict[str, dict]:
    """Return, for each path of the document, named examples; none where the catalogue is empty."""
    entry = (
        CatalogueEntry.objects.on_show().select_related("edition").order_by("identifier").first()
    )
    filled = {path: filled_in(path, entry) for path in paths}
    return {
        path: {
            name or "plain": {"summary": asked, "value": ask(request, asked)}
            for name, asked in questions(path, address).items()
        }
        if address
        else {}
        for path, address in filled.items()
    }


def filled_in(path: str, entry: CatalogueEntry | None) -> str:
    """Return the path with the address of a practice on show in it, "" when there is none."""
    if "{" not in path:
        return path
    if entry is None:
        return ""
    return path.replace("{slug}", entry.slug).replace("{number}", str(entry.edition.number))


def questions(path: str, address: str) -> dict[str, str]:
    """Return what to ask at an address, by the name of the example."""
    is_record = path.endswith(("{slug}/", "{number}/"))
    asked = QUESTIONS.get(path, {"": "" if is_record else "page_size=1"})
    language = lang_query(get_language()).removeprefix("?")
    queries = {name: "&".join(filter(None, (query, language))) for name, query in asked.items()}
    return {name: f"{address}?{query}".rstrip("?") for name, query in queries.items()}


def ask(request: HttpRequest, address: str) -> dict:
    """Return the answer to another address, asked within a request and as of its version."""
    path, _mark, query = address.partition("?")
    asked = HttpRequest()
    asked.method, asked.path, asked.path_info = "GET", path, path
    held = {name: request.META[name] for name in HOST if name in request.META}
    asked.META = held | {"QUERY_STRING": query}
    asked.GET = QueryDict(query)
    asked.mark = request.mark
    found = resolve(path)
    answer = found.func(asked, *found.args, **found.kwargs)
    return json.loads(answer.render().content)


def problem_example(status: int, operation: str) -> dict:
    """Return a problem as the portal tells it; the one of a refused value is a real refusal."""
    if (status, operation) == (410, "changes_list"):
        put_back = KIND_OF_NAME["put-back"]
        return Problem(410, put_back.meaning, name=put_back.name).document("/api/v1/changes/")
    path = "/api/v1/practices/"
    if status == 400:
        refused = choice_refusals(QueryDict("ordering=newst"), "ordering", ORDERINGS)
        return refused_problem(refused).document(f"{path}?ordering=newst")
    extra = {"reason": _("The owner asked for it.")} if status == 410 else {}
    detail = {
        404: _("There is nothing at this address."),
        410: _("Withdrawn on %(date)s.") % {"date": "2026-03-01"},
        429: _("Please ask again in %(seconds)d seconds.") % {"seconds": 12},
    }.get(status, str(KIND_OF_STATUS[status].meaning))
    return Problem(status, detail, extra=extra).document(path)
