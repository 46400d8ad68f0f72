"""What every part of the API means, in the reader's language: addresses, parameters, headers, answers.

The members of answers stand in smarty_portal.contract.members.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from smarty_portal.problems import KIND_OF_STATUS

API = _(
    "Validated Industry 4.0 good practices of the Interreg Europe project SMARTY. Everything on the"
    " pages, as JSON: no key, open to every origin, the same parameters as the pages. Unknown is null,"
    " never an empty text or a guess. Codes and labels travel together; “lang” chooses the language of"
    " the labels. Texts: CC BY 4.0, facts and codes: CC0; a code list from another house names its"
    " source and licence. An empty parameter counts as not given, and codes may be written in any case."
    " Every answer may be kept and asked for again with its ETag."
)


@dataclass(frozen=True, kw_only=True)
class Operation:
    """What an address is, in a line, and what more there is to know."""

    summary: str | Promise
    description: str | Promise


OPERATIONS = {
    "practices_list": Operation(
        summary=_("The practices on show"),
        description=_(
            "Searched, filtered, counted and ordered exactly as the page of the same parameters."
            " Several values of one parameter mean or, different parameters mean and."
        ),
    ),
    "practices_read": Operation(
        summary=_("One practice"),
        description=_(
            "Its current edition with claims and evidence, its level as of today, and what is missing"
            " for higher levels. The identifier in place of the short name (GP-0001) leads here by a"
            " permanent redirect."
        ),
    ),
    "editions_list": Operation(
        summary=_("The editions of a practice"),
        description=_("Newest first. An edition is what was published then, word for word."),
    ),
    "editions_read": Operation(
        summary=_("One edition of a practice"),
        description=_(
            "As it was published; its texts and codes never change, labels follow “lang”."
        ),
    ),
    "suggestions": Operation(
        summary=_("What a search box may offer"),
        description=_("Values of filters and titles of practices for what was typed so far."),
    ),
    "changes_list": Operation(
        summary=_("What happened to the public catalogue"),
        description=_(
            "In order, for ever: published, new edition, corrected, level changed, level lapsed,"
            " withdrawn, restored, redacted. Keep “cursor” and ask again after it: nothing is told twice"
            " and nothing is missed. Each change holds the record as it stood afterwards; where it is"
            " null the practice is not on show, and a copy of it must go. After 410 begin again with the"
            " dump at /data/."
        ),
    ),
    "partners_list": Operation(
        summary=_("The partners of the project"),
        description=_("Lead partner first, with how sure the membership of each is."),
    ),
    "regions_list": Operation(
        summary=_("Regions"),
        description=_("NUTS 2024, for the United Kingdom NUTS 2016, by code."),
    ),
    "events_list": Operation(
        summary=_("Meetings of the project"),
        description=_("Newest first, with the practices on show that were shown there."),
    ),
    "themes_list": Operation(
        summary=_("Themes"), description=_("The four themes of SMARTY, in their order.")
    ),
    "technologies_list": Operation(
        summary=_("Technologies"), description=_("The technologies of the catalogue, by code.")
    ),
    "sectors_list": Operation(
        summary=_("Sectors"),
        description=_("Economic activities of NACE Rev. 2.1, sections to classes, by code."),
    ),
    "root": Operation(
        summary=_("Where everything is"),
        description=_("The addresses of all lists, of this description and of its pages."),
    ),
}

SHARED = {
    "page": _("Which page of the list; the answer’s “next” and its “Link” header name the others."),
    "page_size": _("How many rows on a page."),
    "lang": _(
        "Language of labels and messages. Texts of practices stay in the language they are in."
    ),
    "format": _("Form of the answer."),
    "bom": _("With format=csv: 1 begins the file with a byte order mark, for old spreadsheets."),
    "fields": _(
        "Only these members of each record; the one that names the record is always there."
    ),
    "omit": _("Every member of each record but these."),
    "slug": _("The practice’s short name, as its addresses hold it."),
    "number": _("Number of the edition, from 1."),
    "identifier": _("The practice’s identifier, GP-0001."),
}
LIST_AS_FILE = {
    "format": _("json in pages; any other gives the whole list as a file: csv, xlsx, jsonl.")
}
PARAMETERS = {
    "practices_list": {
        "q": _("Words to look for in all texts, in any language of the partners. Practices that hold all"
               " of them come first; those that hold the rarer ones of them follow. “Quotes” keep words"
               " together, a minus excludes. An identifier (GP-0007) finds its practice alone, the code of"
               " a region or sector (ES51, C13.2) what a filter on it keeps. At most 200 characters."),
        "theme": _("Theme."),
        "technology": _("Technology; the list is at /api/v1/technologies/."),
        "sector": _("NACE Rev. 2.1: the code, all below, and practices coded above it. The list is at"
                    " /api/v1/sectors/."),
        "region": _("NUTS: the code and all below. The list is at /api/v1/regions/."),
        "country": _("ISO 3166; UK and EL are understood too. The list is at /api/v1/regions/?level=0."),
        "partner": _("Partner that owns the practice; the list is at /api/v1/partners/."),
        "nature": _("What kind of thing the practice is."),
        "scope": _("How far it reaches."),
        "validation": _("How it was validated."),
        "level": _("Level in force today; “lapsed” for those whose level has ended."),
        "year_from": _("Started in this year or after; without a known year left out."),
        "year_to": _("Started in this year or before; without a known year left out."),
        "ordering": _("Order; without it best match where “q” is given, else newest. Equal ones follow"
                      " each other by age, so that pages never overlap."),
        "facets": _("Count these facets too: how many practices carry each value under “q” and all"
                    " other facets. Of the trees region and sector: their top, and what lies along"
                    " the branch of a chosen value."),
        "format": _("json in pages; any other gives every practice found as a file: csv, xlsx, jsonl,"
                    " geojson, bibtex."),
    },
    "suggestions": {"q": _("What was typed so far.")},
    "changes_list": {"after": _("The “cursor” of an earlier answer, or of the dump; without it from the"
                                " first change on."),
                     "page_size": _("How many changes at a time.")},
    **dict.fromkeys(("partners_list", "events_list", "themes_list", "technologies_list",
                     "editions_list"), LIST_AS_FILE),
    "regions_list": {**LIST_AS_FILE, "level": _("NUTS level, 0 for countries."),
                     "country": _("ISO 3166 code of the country.")},
    "sectors_list": {**LIST_AS_FILE, "level": _("Level of the classification.")},
}  # fmt: skip

HEADERS = {
    "ETag": _("Names this answer. Send it as If-None-Match: 304 says that nothing has changed. It is made"
              " of release, catalogue version, day, language and address."),
    "Last-Modified": _("Since when the answer can have been like this; missing within the first second."),
    "Cache-Control": _("Any cache may keep the answer and must ask before each use, so that withdrawals"
                       " and corrections are seen at once."),
    "Link": _("Other pages (first, prev, next, last; RFC 8288) and the licences (license)."),
    "Data-Date": _("When the public catalogue last changed."),
    "Portal-Release": _("Version of the portal, and fingerprint of its files."),
    "RateLimit-Policy": _("How many requests (q) one address has in a window of seconds (w)."),
    "RateLimit": _("How many requests remain (r), and in how many seconds more come back (t)."),
    "Retry-After": _("In how many seconds to ask again."),
    "Content-Language": _("Language of labels and messages."),
    "Location": _("The address to ask instead."),
}  # fmt: skip

STATUSES = {
    "200": _("The answer."),
    "301": _("An identifier was given: “Location” is the practice’s address."),
    "304": _("Nothing has changed since the answer that If-None-Match or If-Modified-Since names."),
}


def as_described(operation: dict) -> Operation:
    """Return what the code itself says of an address."""
    lines = operation.get("description", "").partition("\n")
    return Operation(summary=lines[0], description=lines[2].strip() or lines[0])


def of_parameter(operation: str, name: str) -> str:
    """Return what a parameter of an address means, "" when nobody has said it."""
    return str(PARAMETERS.get(operation, {}).get(name) or SHARED.get(name, ""))


def of_status(status: str) -> str:
    """Return what an answer with this status tells."""
    return str(STATUSES[status] if status in STATUSES else KIND_OF_STATUS[int(status)].meaning)
