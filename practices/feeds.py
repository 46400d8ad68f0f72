"""The feed of newest editions, of all practices or of those that a filter finds."""

import datetime
import re

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed, rfc3339_date
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from partners import catalogue
from practices.descriptions import query_of
from practices.filters import PracticeFilterSet
from practices.found import by_rows
from practices.models import CatalogueEntry
from smarty_portal.addresses import language_of
from smarty_portal.api import choice_refusals
from smarty_portal.pages import lang_query
from smarty_portal.problems import (
    AGAIN_LATER,
    Problem,
    Refusal,
    problem_page,
    refused_problem,
)

NEWEST = 30
TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"
# Whatever is no Char of XML 1.0: no escape makes it one.
NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class FeedWithTombstones(Atom1Feed):
    """Atom of plain texts, without what XML forbids, that also names what is gone (RFC 6721).

    Of an entry `summary` is told, as text: Django's `description` is told as HTML.
    """

    def __init__(self, **told):
        super().__init__(**{name: readable(value) for name, value in told.items()})

    def add_item(self, **told):
        super().add_item(**{name: readable(value) for name, value in told.items()})

    def add_item_elements(self, handler, item):
        super().add_item_elements(handler, item)
        handler.addQuickElement("summary", item["summary"], {"type": "text"})

    def root_attributes(self):
        return super().root_attributes() | {"xmlns:at": TOMBSTONES}

    def add_root_elements(self, handler):
        super().add_root_elements(handler)
        for gone in self.feed["gone"]:
            about = {"ref": guid_of(gone), "when": rfc3339_date(gone.withdrawn_at)}
            handler.startElement("at:deleted-entry", about)
            handler.addQuickElement("at:comment", readable(gone.withdrawal_reason))
            handler.endElement("at:deleted-entry")


class NewestPractices(Feed):
    """The newest editions on show, as Atom, narrowed by the parameters of list and API.

    What is not understood is refused, so that nobody follows another list than was meant. `?lang=es`
    gives the feed's own words in Spanish. The feed of all practices tells withdrawals as news; one of
    a filter only marks what is gone, since what was withdrawn is in no filter any more.
    """

    feed_type = FeedWithTombstones

    def __call__(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        with override(language_of(request.GET)):
            if refusals := _refusals(self.get_object(request)):
                return problem_page(request, refused_problem(refusals))
            try:
                answer = super().__call__(request, *args, **kwargs)
            except Problem as problem:
                return problem_page(request, problem)
            answer.headers["Content-Language"] = get_language()
            return answer

    def get_object(self, request: HttpRequest) -> PracticeFilterSet:
        entries = CatalogueEntry.objects.on_show().select_related("edition", "owner")
        return PracticeFilterSet(request.GET, entries, version=catalogue.version_of(request))

    def title(self, filterset: PracticeFilterSet) -> str:
        title = _("SMARTY portal: newest practices")
        phrase = filterset.description.phrase
        return f"{title}: {phrase}" if phrase else title

    def subtitle(self) -> str:
        return _("New and renewed good practices for Industry 4.0 in small and medium firms")

    def link(self, filterset: PracticeFilterSet) -> str:
        return settings.SITE_URL + reverse("practices:list") + _query(filterset)

    def feed_url(self, filterset: PracticeFilterSet) -> str:
        query = _query(filterset)
        language = lang_query(get_language()).replace("?", "&" if query else "?")
        return settings.SITE_URL + reverse("practices-feed") + query + language

    def items(self, filterset: PracticeFilterSet) -> list[CatalogueEntry]:
        found = filterset.selection.entries(filterset.index)
        if filterset.was_cut_short:
            detail = _("The search took too long to give all it finds as a feed.")
            raise Problem(503, detail, headers=AGAIN_LATER)
        newest = CatalogueEntry.objects.on_show().order_by("-edition__published_at", "identifier")
        keys = by_rows(filterset.index, found, newest)(NEWEST)[:NEWEST]
        rows = filterset.queryset.in_bulk(keys)
        shown = [rows[key] for key in keys if key in rows]
        if filterset.chosen:
            return shown
        return sorted([*shown, *last_withdrawn()], key=_updated_at, reverse=True)[:NEWEST]

    def feed_extra_kwargs(self, filterset: PracticeFilterSet) -> dict:
        return {"gone": last_withdrawn() if filterset.chosen else []}

    def item_title(self, item) -> str:
        if item.withdrawn_at:
            return _("%(identifier)s was withdrawn") % {"identifier": item.identifier}
        return item.title

    def item_description(self, item) -> None:
        return None

    def item_extra_kwargs(self, item) -> dict:
        return {"summary": item.withdrawal_reason if item.withdrawn_at else item.summary}

    def item_link(self, item) -> str:
        """Return the page; of what is withdrawn the address without its title's words."""
        return guid_of(item) if item.withdrawn_at else settings.SITE_URL + item.get_absolute_url()

    def item_guid(self, item) -> str:
        return guid_of(item)

    def item_author_name(self, item) -> str:
        return item.owner.name

    def item_pubdate(self, item):
        return item.first_published_at

    def item_updateddate(self, item):
        return _updated_at(item)


def readable(value: object) -> object:
    """Return a text without the characters that XML forbids, anything else as it is."""
    return NOT_XML.sub("", value) if isinstance(value, str) else value


def guid_of(entry: CatalogueEntry) -> str:
    """Return what a feed calls a practice for ever."""
    return f"{settings.SITE_URL}/practices/{entry.identifier}/"


def last_withdrawn() -> list[CatalogueEntry]:
    """Return what was withdrawn last, newest first."""
    gone = CatalogueEntry.objects.withdrawn().select_related("edition", "owner")
    return list(gone.order_by("-withdrawn_at", "identifier")[:NEWEST])


def _updated_at(entry: CatalogueEntry) -> datetime.datetime:
    return entry.withdrawn_at or entry.edition.published_at


def _refusals(filterset: PracticeFilterSet) -> list[Refusal]:
    """Return what was not understood, and what says nothing to a feed."""
    query = filterset.data
    told = _("It has no meaning for a feed, which holds the newest of all practices found.")
    beside = {*filterset.BESIDE, "ordering"} - {"lang"}
    idle = sorted(name for name in beside if name in query)
    return [
        *filterset.refusals,
        *(Refusal(parameter=name, value=query[name], detail=told) for name in idle),
        *choice_refusals(query, "lang", [code for code, _name in settings.LANGUAGES]),
    ]


def _query(filterset: PracticeFilterSet) -> str:
    """Return what was asked."""
    return query_of(filterset.chosen) if filterset.chosen else ""
