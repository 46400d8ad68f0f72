"""How a practice is cited by people, and described to machines with schema.org."""

import datetime
import json
import re
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from partners.presenting import shown_day
from practices.codelists import CodeLists
from practices.models import CatalogueEntry, Edition
from practices.presenting.record import region_path

PUBLISHER = "SMARTY portal"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
TEX = {char: "\\" + char for char in "&%$#_{}"} | {"~": "\\textasciitilde{}", "^": "\\^{}"}
# What could end a script element, or be read as markup in one.
NOT_IN_SCRIPT = {ord(char): f"\\u{ord(char):04X}" for char in "<>&\u2028\u2029"}


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


def json_ld(edition: Edition, lists: CodeLists, address: str) -> str:
    """Return schema.org JSON-LD for an edition's page at `address`, safe in a script element."""
    document = edition.document
    page = {
        "@context": "https://schema.org",
        "@type": "Article",
        "@id": permanent_address(edition),
        "url": address,
        "identifier": document["identifier"],
        "headline": document["title"],
        "alternativeHeadline": document["title_native"],
        "description": document["summary"],
        "inLanguage": document["language"],
        "version": str(edition.number),
        "datePublished": edition.published_at.isoformat(),
        "license": LICENCE,
        "author": {"@type": "Organization", "name": PUBLISHER, "url": settings.SITE_URL},
        "publisher": {"@type": "Organization", "name": PUBLISHER, "url": settings.SITE_URL},
        "about": [_term("theme", row, lists.themes[row].label) for row in document["themes"]],
        "keywords": [lists.technologies[code].label for code in document["technologies"]],
        "spatialCoverage": _place(document, lists),
        "temporalCoverage": _period(document),
        "citation": [item["url"] for item in document["evidence"] if item["url"]],
    }
    told = {name: value for name, value in page.items() if value}
    return json.dumps(told, ensure_ascii=False).translate(NOT_IN_SCRIPT)


def _term(kind: str, code: str, label: str) -> dict:
    terms = f"{settings.SITE_URL}/api/v1/{kind}s/"
    return {"@type": "DefinedTerm", "termCode": code, "name": label, "inDefinedTermSet": terms}


def _place(document: dict, lists: CodeLists) -> dict:
    return {
        "@type": "Place",
        "name": region_path(document, lists),
        "identifier": f"NUTS {document['region']}",
    }


def _period(document: dict) -> str:
    """Return the years as an ISO 8601 interval, open without an end, "" without a start."""
    start, end = document["start_year"], document["end_year"]
    return f"{start}/{end or '..'}" if start else ""
