"""Conditional requests and caching of everything public, in one place.

A public view (smarty_portal.pages.public_page, smarty_portal.api.ApiView) is answered under a mark made
of release, catalogue version, day, language and normalised address (DESIGN section 6). The version is read
first, then the data, so nothing that is kept under a mark is ever newer or older than the mark says. Who
holds the mark gets 304 after that one query.

Cache-Control is `public, max-age=0, must-revalidate`: any cache may keep an answer and must ask before
each use. A withdrawal or correction is seen at once everywhere, and asking costs one query. Errors are
`no-store`: a 410 must not outlive a restore, nor a 404 a publication. Redirects are asked for again too.
"""

import datetime
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.http import http_date, parse_etags, parse_http_date_safe
from django.utils.translation import get_language

from partners import catalogue
from partners.models import CatalogueVersion
from smarty_portal.addresses import language_of
from smarty_portal.api import is_tracking
from smarty_portal.kept import KeptAnswers
from smarty_portal.terms import RELEASE, licence_of, utc

ASK_EACH_TIME = "public, max-age=0, must-revalidate"
NEVER_KEEP = "no-store"
STARTED = timezone.now()
# Settings that show in answers; the rest of a release is in its fingerprint.
SHOWN_SETTINGS = ("SITE_URL", "LANGUAGES", "FEEDBACK_ADDRESS", "SECURITY_CONTACT")
OPEN = re.compile(settings.CORS_URLS_REGEX)
SECOND = datetime.timedelta(seconds=1)


@dataclass(frozen=True, kw_only=True)
class Mark:
    """What an answer to a request stands under: its ETag, and since when it can have been like this.

    The tag is weak: compressed or not, and with parameters in another order, the answer is the same.
    """

    etag: str
    version: CatalogueVersion
    since: datetime.datetime
    varies: tuple[str, ...] = ("Accept-Encoding",)
    licences: tuple[str, ...] = ()

    @classmethod
    def of(cls, request: HttpRequest, view: Callable) -> "Mark":
        """Read the catalogue version (one query) and return the mark of the answer to a request."""
        version, now, beside = catalogue.version(), timezone.now(), beside_of(view)
        varies = ("Accept", "Accept-Encoding") if negotiates(view) else ("Accept-Encoding",)
        told = (
            RELEASE, *(getattr(settings, name) for name in SHOWN_SETTINGS),
            version.number, version.token, timezone.localdate(now), language(request),
            normalised(request), negotiated(request, view), beside,
        )  # fmt: skip
        digest = hashlib.sha256(repr(told).encode()).hexdigest()[:32]
        return cls(
            etag=f'W/"{digest}"',
            version=version,
            since=changed_at(max(version.raised_at, beside or version.raised_at), now),
            varies=varies,
            licences=licences(view),
        )

    def is_held_by(self, request: HttpRequest) -> bool:
        """Whether the reader names the tag: it can only have it from a good answer to this request."""
        return self.etag in named(request)

    def is_current_for(self, request: HttpRequest) -> bool:
        """Whether a good answer would be nothing new, by all that the reader says (RFC 9110, 13.2.2)."""
        if tags := named(request):
            return self.etag in tags or "*" in tags
        asked = parse_http_date_safe(request.headers.get("If-Modified-Since", ""))
        return bool(self.last_modified and asked and asked >= int(self.since.timestamp()))

    @property
    def last_modified(self) -> str:
        """`since` for the header; empty within its own second, in which more may still change."""
        return http_date(self.since.timestamp()) if timezone.now() - self.since > SECOND else ""


def named(request: HttpRequest) -> list[str]:
    return parse_etags(request.headers.get("If-None-Match", ""))


def changed_at(raised_at: datetime.datetime, now: datetime.datetime) -> datetime.datetime:
    """Return when answers last could change: with the data, with the day (levels lapse), with us."""
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    return min(max(raised_at, midnight, STARTED), now)


def language(request: HttpRequest) -> str:
    """Return the language an address asks for: by `lang` outside the prefixes, else by prefix."""
    return f"{get_language()} {language_of(request.GET)}"


def normalised(request: HttpRequest) -> str:
    """Return the address with parameters by name, without campaign and click identifiers."""
    kept = sorted((name, values) for name, values in request.GET.lists() if not is_tracking(name))
    return f"{request.path}?{urlencode(kept, doseq=True)}"


def negotiates(view: Callable) -> bool:
    """Whether a view answers by what the reader accepts; it says so by `negotiates = True`."""
    return getattr(getattr(view, "cls", view), "negotiates", False)


def negotiated(request: HttpRequest, view: Callable) -> str:
    """Return what the reader accepts, where a view answers by it."""
    return request.headers.get("Accept", "") if negotiates(view) else ""


def beside_of(view: Callable) -> datetime.datetime | None:
    """Return since when is as it is what a view tells beside the catalogue, by its `beside()`."""
    beside = getattr(view, "beside", None)
    return beside() if beside else None


def licences(view: Callable) -> tuple[str, ...]:
    """Return the addresses of the licences of what a view tells: those of its code list, if it has one."""
    told = licence_of(getattr(getattr(view, "cls", view), "code_list", ""))
    return tuple(dict.fromkeys(one["url"] for one in told.values()))


def is_public(view: Callable) -> bool:
    return getattr(view, "is_public", False)


class PublicAnswers:
    """The middleware that marks public answers, says 304, and keeps the good ones in memory."""

    def __init__(self, get_response: Callable):
        self.get_response = get_response
        self.kept = KeptAnswers(settings.KEPT_ANSWERS_MB * 1024 * 1024)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        if OPEN.match(request.path):
            open_to_every_origin(answer)
        mark = getattr(request, "mark", None)
        if answer.status_code >= 400:
            answer.headers.setdefault("Cache-Control", NEVER_KEEP)
        elif mark:
            return self.marked(request, answer, mark)
        return answer

    def process_view(self, request: HttpRequest, view: Callable, args, kwargs):
        """Answer 304 or from memory where that is all it takes; the view does the rest."""
        if request.method not in ("GET", "HEAD") or not is_public(view):
            return None
        request.mark = Mark.of(request, view)
        if request.mark.is_held_by(request):
            return HttpResponseNotModified()
        return self.kept.answer(request, request.mark.etag)

    def marked(self, request: HttpRequest, answer: HttpResponse, mark: Mark) -> HttpResponse:
        """Return the answer with its headers, or 304 in its place."""
        answer.headers.setdefault("Cache-Control", ASK_EACH_TIME)
        if answer.status_code not in (200, 304):
            return answer
        if getattr(request, "is_for_now", False):
            tell_origin(answer, mark)
            return answer
        self.kept.keep(
            request, mark.etag, answer
        )  # as the view made it: headers are told each time
        tell_origin(answer, mark)
        add_validators(answer, mark)
        return not_modified(answer) if mark.is_current_for(request) else answer


def add_validators(answer: HttpResponse, mark: Mark) -> None:
    """Tell when to ask again: a date of a library's own (feeds, sitemaps) would never compare."""
    answer.headers["ETag"] = mark.etag
    del answer.headers["Last-Modified"]
    if mark.last_modified:
        answer.headers["Last-Modified"] = mark.last_modified


def tell_origin(answer: HttpResponse, mark: Mark) -> None:
    """Tell the data's date, release and licence, and what the answer varies by."""
    answer.headers["Data-Date"] = utc(mark.version.raised_at)
    answer.headers["Portal-Release"] = RELEASE
    links = [f'<{address}>; rel="license"' for address in mark.licences]
    before = answer.headers.get("Link")
    answer.headers["Link"] = ", ".join([before, *links] if before else links)
    patch_vary_headers(answer, mark.varies)


def not_modified(answer: HttpResponse) -> HttpResponse:
    """Return 304 in place of a good answer, with the headers that a cache renews.

    What the answer holds open is closed with the 304: closing it here would tell Django that the
    request is over, and take the database from what still runs.
    """
    kept = ("Cache-Control", "Content-Language", "Data-Date", "ETag", "Last-Modified", "Link",
            "Portal-Release", "Vary", "Access-Control-Allow-Origin",
            "Access-Control-Expose-Headers")  # fmt: skip
    headers = {name: answer.headers[name] for name in kept if name in answer.headers}
    unchanged = HttpResponseNotModified(headers=headers)
    unchanged._resource_closers += answer._resource_closers
    return unchanged


def open_to_every_origin(answer: HttpResponse) -> None:
    """Say that every origin may read, also to who did not name one: so caches need one copy only."""
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.headers["Access-Control-Expose-Headers"] = ", ".join(settings.CORS_EXPOSE_HEADERS)
    varies = [name.strip() for name in answer.headers.get("Vary", "").split(",")]
    rest = [name for name in varies if name and name.casefold() != "origin"]
    del answer.headers["Vary"]
    if rest:
        answer.headers["Vary"] = ", ".join(rest)
