"""Home, the pages about the portal, errors, and the small addresses that programs ask for."""

import datetime

from django.conf import settings
from django.contrib.sitemaps import views as sitemaps
from django.db import DatabaseError, connection
from django.db.models import Max, Sum
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from partners.models import Partner, Region
from partners.presenting import consortium, shown_day
from practices import unsaved
from practices.asking import KEPT_MONTHS
from practices.choices import Criterion
from practices.models import CatalogueEntry
from practices.presenting.claims import kinds
from practices.presenting.entrance import ways_in
from practices.presenting.validation import level_rules
from smarty_portal.addresses import site_address
from smarty_portal.pages import lang_query, language_links, public_page, read_only
from smarty_portal.problems import AGAIN_LATER, Problem, problem_page
from smarty_portal.project import project
from smarty_portal.sitemaps import SITEMAPS

NEWEST_ON_HOME = 4
SECURITY_TEXT_HOLDS = datetime.timedelta(days=180)


def site(request: HttpRequest) -> dict:
    """What every template may use; touches neither database nor session, so that it never fails."""
    return {
        "site_url": settings.SITE_URL,
        "languages": language_links(request),
        "lang_query": lang_query(get_language()),
        "canonical": settings.SITE_URL + request.path,
    }


@public_page
def home(request: HttpRequest) -> HttpResponse:
    """What the portal is, its numbers, the ways in, the newest practices and the partners."""
    entries = CatalogueEntry.objects.on_show()
    context = {
        "total": entries.count(),
        "results": entries.aggregate(sum=Sum("results"))["sum"] or 0,
        "consortium": consortium(Partner.objects.all(), Region.objects.countries()),
        "ways_in": ways_in(),
        "newest": entries.for_list().by_newest()[:NEWEST_ON_HOME],
        "project": project(),
    }
    return render(request, "home.html", context)


@public_page
def about(request: HttpRequest) -> HttpResponse:
    """The project, what validation means, where the data come from and what is missing."""
    entries = CatalogueEntry.objects.on_show()
    newest = entries.aggregate(day=Max("edition__published_at"))["day"]
    context = {
        "project": project(),
        "levels": level_rules(),
        "criteria": Criterion.labels,
        "kinds": kinds(),
        "lead": Partner.objects.filter(role="lead").first(),
        "total": entries.count(),
        "without_result": entries.filter(results=0).count(),
        "newest_edition": shown_day(timezone.localdate(newest)) if newest else "",
    }
    return render(request, "about.html", context)


@public_page
def accessibility(request: HttpRequest) -> HttpResponse:
    """The statement after Commission Implementing Decision (EU) 2018/1523."""
    return render(request, "accessibility.html", {"feedback_address": settings.FEEDBACK_ADDRESS})


@public_page
def privacy(request: HttpRequest) -> HttpResponse:
    """What the portal keeps of its readers: the server's log, and what they write to partners."""
    context = {"feedback_address": settings.FEEDBACK_ADDRESS, "kept": KEPT_MONTHS}
    return render(request, "privacy.html", context)


# For programs


@public_page
def robots(request: HttpRequest) -> HttpResponse:
    """Keep crawlers out of filter combinations and of the workspace."""
    others = [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
    context = {"prefixes": ["", *(f"/{code}" for code in others)]}
    return render(request, "robots.txt", context, content_type="text/plain; charset=utf-8")


@public_page
def sitemap(request: HttpRequest) -> HttpResponse:
    """The index of the sitemaps, under the portal's public name whatever name it was asked by."""
    answer = sitemaps.index(request, SITEMAPS, sitemap_url_name="sitemap-part")
    for part in answer.context_data["sitemaps"]:
        part.location = site_address(part.location)
    return answer.render()


@public_page
def sitemap_part(request: HttpRequest, section: str) -> HttpResponse:
    """Pages of one kind in all languages, as many as one file takes; `p` asks for further ones."""
    return sitemaps.sitemap(request, SITEMAPS, section=section).render()


@public_page
def security_text(request: HttpRequest) -> HttpResponse:
    """Whom to tell of a security fault (RFC 9116); 404 while nobody is named."""
    contact = settings.SECURITY_CONTACT
    if not contact:
        raise Http404
    context = {
        "contact": contact if "://" in contact else f"mailto:{contact.removeprefix('mailto:')}",
        "expires": (timezone.now() + SECURITY_TEXT_HOLDS).date().isoformat() + "T00:00:00Z",
    }
    return render(request, "security.txt", context, content_type="text/plain; charset=utf-8")


@read_only
@never_cache
def health(request: HttpRequest) -> HttpResponse:
    """Tell a monitor whether the portal can reach its database: 200 or 503."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"status": "unavailable"}, status=503)
    return JsonResponse({"status": "ok"})


# Errors


def bad_request(request: HttpRequest, exception=None) -> HttpResponse:
    """400: the server could not read the request."""
    return _error(request, 400, _("The request could not be read."))


def forbidden(request: HttpRequest, exception=None) -> HttpResponse:
    """403: not the reader's to do."""
    return _error(request, 403, _("This is not yours to do."))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was opened before the last login: its text is kept and offered again, not saved.

    403 for every other form without a good token.
    """
    try:
        unsaved.keep_sent(request.POST)
    except unsaved.NotKept:
        return forbidden(request)
    return redirect(request.path)


def not_found(request: HttpRequest, exception=None) -> HttpResponse:
    """404: nothing at this address."""
    return _error(request, 404, _("There is nothing at this address."))


def too_long(request: HttpRequest) -> HttpResponse:
    """414: the address is longer than the portal reads."""
    return _error(request, 414, _("The address has more than 8,000 characters."))


def too_many(request: HttpRequest) -> HttpResponse:
    """429: asked too often in a short time."""
    return _error(request, 429, _("Too many attempts. Wait a few minutes, then try again."))


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our own fault."""
    return _error(request, 500, _("Something went wrong on our side."))


def took_too_long(request: HttpRequest) -> HttpResponse:
    """503: the database stopped what took longer than a reader waits."""
    return _error(request, 503, _("This took too long and was stopped."), AGAIN_LATER)


def _error(
    request: HttpRequest, status: int, detail: str, headers: dict[str, str] | None = None
) -> HttpResponse:
    if request.path.startswith("/api/"):
        return problem_page(request, Problem(status, detail, headers=headers or {}))
    answer = render(request, f"{status}.html", status=status)
    for name, value in (headers or {}).items():
        answer.headers[name] = value
    return answer
