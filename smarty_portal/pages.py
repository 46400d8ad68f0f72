"""What public pages share: how they may be asked for, their addresses, and the pages of a list.

Imports no app. The twin of smarty_portal.api: both faces have the same parameters and page sizes.
"""

from dataclasses import dataclass

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse, translate_url
from django.utils.translation import get_language, override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from smarty_portal.api import DEFAULT_PAGE_SIZE, MOST_PER_PAGE, number_refusal

LATEST_PAGE = 10**9 - 1


class SeeOther(HttpResponseRedirect):
    """303: what was asked for stands at another address, in another form."""

    status_code = 303


def read_only(view):
    """Make a view answer GET and HEAD alone: 405 to the rest, never a word about CSRF tokens."""
    return csrf_exempt(require_safe(view))


def public_page(view):
    """Make a view answer as `read_only`, the same to everybody until the catalogue version changes.

    Conditional requests and caching follow from it (smarty_portal.freshness).
    """
    page = read_only(view)
    page.is_public = True
    return page


def for_now(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """Return an incomplete answer for this reader alone: without validators, and kept by nobody."""
    request.is_for_now = True
    answer.headers["Cache-Control"] = "no-store"
    return answer


@dataclass(frozen=True, kw_only=True)
class LanguageLink:
    """This page in a language: `address` keeps the query, `alternate` is absolute without it."""

    code: str
    name: str
    address: str
    alternate: str
    is_current: bool


def language_links(request: HttpRequest) -> list[LanguageLink]:
    """Return the links of the language switcher; they keep page and filters."""
    return [
        LanguageLink(
            code=code,
            name=name,
            address=in_language(request.get_full_path(), code),
            alternate=settings.SITE_URL + in_language(request.path, code),
            is_current=code == get_language(),
        )
        for code, name in settings.LANGUAGES
    ]


def lang_query(code: str) -> str:
    """Return the query that asks an address without language prefix for a language, "" for English."""
    return "" if code == settings.LANGUAGE_CODE else f"?lang={code}"


def in_language(address: str, code: str) -> str:
    """Return the same page in another language; the home page where the address leads nowhere.

    What stands outside the language prefixes is told by `lang` (DESIGN section 6).
    """
    if address.startswith(("/api/", "/data/")):
        return address.partition("?")[0] + lang_query(code)
    if code == get_language():
        return address
    translated = translate_url(address, code)
    if translated != address:
        return translated
    with override(code):
        return reverse("home")


@dataclass(frozen=True, kw_only=True)
class PageLink:
    """A link to one page of a list; `number` is None for the gap where pages are left out."""

    number: int | None
    query: str = ""
    is_current: bool = False


@dataclass(frozen=True, kw_only=True)
class ListedPage:
    """A page of a list, links to the others; `is_last_instead` when a later one was asked for."""

    page: Page
    links: list[PageLink]
    previous: str
    next: str
    is_last_instead: bool


def listed_page(rows, query: QueryDict, kept: str) -> ListedPage:
    """Return the page of `rows` that `query` asks for by page and page_size.

    A number that is none counts as not given (`paging_refusals` tells of it), one beyond the end
    gives the last page. `kept` is the rest of the query ("?…") that every link keeps.
    """
    size = _number(query, "page_size", MOST_PER_PAGE, DEFAULT_PAGE_SIZE)
    asked = _number(query, "page", LATEST_PAGE, 1)
    paginator = Paginator(rows, size)
    page = paginator.get_page(asked)
    links = _PageQueries(kept, size)
    return ListedPage(
        page=page,
        links=[
            PageLink(number=number, query=links.to(number), is_current=number == page.number)
            if isinstance(number, int)
            else PageLink(number=None)
            for number in paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
        ],
        previous=links.to(page.number - 1) if page.has_previous() else "",
        next=links.to(page.number + 1) if page.has_next() else "",
        is_last_instead=asked > paginator.num_pages,
    )


@dataclass(frozen=True)
class _PageQueries:
    kept: str
    size: int

    def to(self, number: int) -> str:
        query = QueryDict(self.kept.removeprefix("?"), mutable=True)
        if self.size != DEFAULT_PAGE_SIZE:
            query["page_size"] = str(self.size)
        if number > 1:
            query["page"] = str(number)
        return "?" + query.urlencode()


def _number(query: QueryDict, name: str, most: int, otherwise: int) -> int:
    if name not in query or number_refusal(query, name, most):
        return otherwise
    return int(query[name])
