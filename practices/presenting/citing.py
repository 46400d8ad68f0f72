"""How a practice is cited by people."""

import datetime
import re
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from partners.presenting import shown_day
from practices.models import CatalogueEntry, Edition

PUBLISHER = "SMARTY portal"
TEX = {char: "\\" + char for char in "&%$#_{}"} | {"~": "\\textasciitilde{}", "^": "\\^{}"}


@dataclass(frozen=True, kw_only=True)
class Citation:
    """A reference to one edition: a sentence and the address it ends with, and a BibTeX entry."""

    text: str
    address: str
    bibtex: str


def permanent_address(edition: Edition) -> str:
    """Return the address of an edition that never changes, the same in all languages."""
    with override(settings.LANGUAGE_CODE):
        return settings.SITE_URL + edition.get_absolute_url()


def citation(edition: Edition) -> Citation:
    """Return how an edition is cited; its address never changes."""
    document = edition.document
    day = timezone.localdate(edition.published_at)
    address = permanent_address(edition)
    told = {
        "publisher": PUBLISHER,
        "year": day.year,
        "title": document["title"],
        "identifier": document["identifier"],
        "number": edition.number,
        "day": shown_day(day),
    }
    text = _("%(publisher)s (%(year)s): %(title)s. %(identifier)s, edition %(number)s, %(day)s.")
    entry = bibtex(
        identifier=document["identifier"],
        number=edition.number,
        title=document["title"],
        day=day,
        url=address,
    )
    return Citation(text=text % told, address=address, bibtex=entry)


@dataclass(frozen=True, kw_only=True)
class EditionLine:
    """An edition in the list of editions; `is_read` marks the one on the page."""

    number: int
    address: str
    day: str
    is_on_show: bool
    is_read: bool


def edition_lines(entry: CatalogueEntry, read: Edition) -> list[EditionLine]:
    """Return all editions of a practice, newest first; `read` is the one on the page."""
    editions = Edition.objects.filter(practice_id=entry.practice_id).values_list(
        "pk", "number", "published_at"
    )
    return [
        EditionLine(
            number=number,
            address=reverse("practices:edition", args=[entry.slug, number]),
            day=shown_day(timezone.localdate(published_at)),
            is_on_show=key == entry.edition_id,
            is_read=key == read.pk,
        )
        for key, number, published_at in editions
    ]


def bibtex(*, identifier: str, number: int, title: str, day: datetime.date, url: str) -> str:
    """Return the BibTeX entry of an edition, published on `day`; its address `url` never changes."""
    key = f"smarty-{identifier.lower()}-{number}"
    safe = re.sub(r"[&%$#_{}~^]", lambda found: TEX[found[0]], title.replace("\\", ""))
    lines = [
        f"@misc{{{key},",
        f"  author = {{{{{PUBLISHER}}}}},",
        f"  title = {{{{{safe}}}}},",
        f"  year = {{{day.year}}},",
        f"  note = {{{identifier}, edition {number}, {day.isoformat()}}},",
        f"  url = {{{url}}}",
        "}",
    ]
    return "\n".join(lines)
