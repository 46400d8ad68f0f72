"""What an edition document may hold and must hold: hard limits, shape, required fields.

Pure functions over a plain dict (edition document, schema 1); form, import and API all call them,
so a text that one door takes no other refuses. Limits and required fields: DESIGN section 3.
A path names a place in the document, counted from 0: "title", "objectives.2", "claims.0.statement".
Whether a code stands in its code list is not asked here: `choices` and the code tables know that.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partners.dates import FIRST_YEAR, LAST_YEAR, partial_date

PROSE = (
    "problem", "objectives", "stakeholders", "beneficiaries", "organisation_in_charge", "place",
    "running_note", "themes_basis", "resources.staff", "resources.text", "challenges", "lessons",
    "transferability", "claims.unit_note", "claims.measured_by", "claims.method",
    "claims.comparator", "evidence.title", "evidence.issuer", "evidence.page",
)  # fmt: skip
REVIEWING = (
    "reviews.conflict_of_interest", "reviews.reason", "reviews.comment", "checks.note",
    "remarks.text", "adoptions.instrument", "adoptions.result", "adoptions.stopped_because",
)  # fmt: skip
URLS = ("website", "sources", "evidence.url")
# Most characters of each text, or of each text in a list, by its key in the document.
LIMITS = {
    "title": 150,
    "title_native": 150,
    "summary": 300,
    "description": 5000,
    "claims.statement": 200,
    **dict.fromkeys(PROSE, 1500),
    **dict.fromkeys(URLS, 500),
    "sectors.basis": 100,
}
# The same for what reviewers and adopters write, which is no part of the practice's own text.
REVIEW_LIMITS = {
    **dict.fromkeys(REVIEWING, 1500),
    "adoptions.adopter_name": 200,
    "adoptions.url": 500,
}
# What readers write, and what they are answered.
ENQUIRY_LIMITS = {"name": 100, "email": 254, "text": 3000, "answer": 5000}
YEARS = ("start_year", "end_year")
NUMBERS = ("claims.value", "claims.baseline_value", "resources.amount")
PARTIAL_DATES = ("claims.date", "claims.baseline_date", "evidence.date")

ROWS = ("sectors", "claims", "evidence", "reviews", "checks")
LISTS = (
    *ROWS, "objectives", "stakeholders", "beneficiaries", "themes", "technologies", "sources",
    "related", "events",
)  # fmt: skip

# Required to publish, in the order in which a reader is told what is missing.
REQUIRED_LABELS = {
    "title": gettext_lazy("title"),
    "summary": gettext_lazy("summary"),
    "description": gettext_lazy("description"),
    "owner": gettext_lazy("owner"),
    "region": gettext_lazy("region"),
    "scope": gettext_lazy("scope"),
    "nature": gettext_lazy("nature"),
    "validation_kind": gettext_lazy("validation kind"),
    "themes": gettext_lazy("one theme"),
    "sectors": gettext_lazy("one sector"),
    "objectives": gettext_lazy("one objective"),
    "beneficiaries": gettext_lazy("one beneficiary"),
    "claims": gettext_lazy("one claim with evidence"),
}
REQUIRED = tuple(REQUIRED_LABELS)

# PostgreSQL stores no NUL in a text, and neither engine half of a UTF-16 pair.
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
is_web_address = URLValidator(schemes=["http", "https"])

Problem = tuple[str, str]


# Reading a document that may be half filled


def filled(value: Any) -> bool:
    """Tell whether a value says anything: no blank text, no list or object of unknowns."""
    if isinstance(value, str):
        return bool(value.strip())
    if isinstance(value, dict):
        return any(filled(item) for item in value.values())
    if isinstance(value, list | tuple):
        return any(filled(item) for item in value)
    return value is not None


def is_number(value: Any) -> bool:
    """Tell whether a value is a finite number (True and False are none)."""
    is_numeric = isinstance(value, int | float | Decimal) and not isinstance(value, bool)
    return is_numeric and Decimal(value).is_finite()


def is_whole(value: Any) -> bool:
    """Tell whether a value is a whole number (True and False are none)."""
    return isinstance(value, int) and not isinstance(value, bool)


def rows(document: dict, field: str) -> list[dict]:
    """Return the objects listed under `field`, [] when there are none."""
    listed = document.get(field)
    return [row for row in listed if isinstance(row, dict)] if isinstance(listed, list) else []


def evidence_numbers(claim: dict) -> set[int]:
    """Return the numbers of the evidence that a claim names."""
    listed = claim.get("evidence")
    return {number for number in listed if is_whole(number)} if isinstance(listed, list) else set()


def year_of(value: Any) -> int | None:
    """Return the year of a partial date; None for an unknown or impossible one."""
    try:
        partial_date(value)
    except ValidationError:
        return None
    return int(value[:4])


# Required to publish


def missing_required(document: dict) -> list[str]:
    """Return the names of the required fields not filled in, in the order of REQUIRED.

    "claims" stands for: one claim that names evidence with a URL or a file (DESIGN section 3).
    """
    return [name for name in REQUIRED if not is_provided(document, name)]


def is_provided(document: dict, name: str) -> bool:
    """Tell whether one required field is filled in."""
    if name == "claims":
        return has_claim_with_evidence(document)
    if name == "sectors":
        return any(filled(sector.get("code")) for sector in rows(document, "sectors"))
    return filled(document.get(name))


def has_claim_with_evidence(document: dict) -> bool:
    """Tell whether a claim names evidence that has a URL or a file."""
    sourced = [
        evidence.get("number") for evidence in rows(document, "evidence") if is_sourced(evidence)
    ]
    return any(
        number in sourced
        for claim in rows(document, "claims")
        for number in evidence_numbers(claim)
    )


def is_sourced(evidence: dict) -> bool:
    """Tell whether evidence has a URL or a file: that is enough, all else may be unknown."""
    return filled(evidence.get("url")) or filled(evidence.get("file"))


# Limits and shape


def problems(document: dict) -> list[Problem]:
    """Return (path, message) for all that breaks a hard limit or the shape of a document.

    Missing fields are no problem here (see `missing_required`). While a list or an object is not
    one, only that is told. Messages are in the active language.
    """
    return shape_problems(document) or [
        *value_problems(document),
        *year_problems(document),
        *amount_problems(document),
        *numbering_problems(document),
        *claim_problems(document),
        *evidence_problems(document),
    ]


def shape_problems(document: dict) -> list[Problem]:
    """Return what is not a list or an object where one is expected."""
    if not isinstance(document, dict):
        return [("", _("An object is expected."))]
    lists = {field: document.get(field) for field in LISTS}
    objects = {
        f"{field}.{index}": row
        for field in ROWS
        if isinstance(lists[field], list)
        for index, row in enumerate(lists[field])
    }
    for path, row in objects.items():
        if path.startswith("claims.") and isinstance(row, dict):
            lists[f"{path}.evidence"] = row.get("evidence")
    if document.get("resources") is not None:
        objects["resources"] = document["resources"]
    no_lists = [path for path, value in lists.items() if not isinstance(value, list | None)]
    no_objects = [path for path, value in objects.items() if not isinstance(value, dict)]
    return [
        *((path, _("A list is expected.")) for path in no_lists),
        *((path, _("An object is expected.")) for path in no_objects),
    ]


def values_at(node: dict, key: str) -> Iterator[tuple[str, Any]]:
    """Yield (path, value) for each known value of a key: "claims.date" looks into every claim."""
    head, _dot, rest = key.partition(".")
    value = node.get(head)
    items = [(head, value)]
    if head in LISTS:
        items = [(f"{head}.{index}", item) for index, item in enumerate(value or [])]
    for path, item in items:
        if item is not None and rest:
            yield from ((f"{path}.{end}", inner) for end, inner in values_at(item, rest))
        elif item is not None:
            yield path, item


def value_problems(document: dict) -> Iterator[Problem]:
    """Yield what is wrong with single values: texts, addresses, dates, years, numbers."""
    for key, limit in LIMITS.items():
        for path, value in values_at(document, key):
            if message := text_problem(value, limit):
                yield path, message
    for keys, find in (
        (URLS, url_problem),
        (PARTIAL_DATES, date_problem),
        (YEARS, year_problem),
        (NUMBERS, number_problem),
    ):
        for path, value in (found for key in keys for found in values_at(document, key)):
            if message := find(value):
                yield path, message


def text_problem(value: Any, limit: int) -> str | None:
    """Return what is wrong with a text of at most `limit` characters.

    A line break counts as one character, however the browser sends it.
    """
    if not isinstance(value, str):
        return _("Text is expected.")
    if UNSTORABLE.search(value):
        return _("This text holds a character that cannot be stored.")
    count = len(value.replace("\r\n", "\n"))
    if count > limit:
        message = _("At most %(limit)d characters fit here; this text has %(count)d.")
        return message % {"limit": limit, "count": count}
    return None


def url_problem(value: Any) -> str | None:
    """Return what is wrong with a web address."""
    if not isinstance(value, str) or not filled(value):
        return None
    try:
        is_web_address(value)
    except ValidationError:
        return _("A web address that starts with http:// or https:// is expected.")
    return None


def date_problem(value: Any) -> str | None:
    """Return what is wrong with a partial date; an empty text is an unknown date."""
    try:
        return partial_date(value) if value != "" else None
    except ValidationError as error:
        return error.messages[0]


def year_problem(value: Any) -> str | None:
    """Return what is wrong with a year."""
    if is_whole(value) and FIRST_YEAR <= value <= LAST_YEAR:
        return None
    message = _("A year from %(first)d to %(last)d is expected.")
    return message % {"first": FIRST_YEAR, "last": LAST_YEAR}


def number_problem(value: Any) -> str | None:
    """Return what is wrong with a number."""
    return None if is_number(value) else _("A number is expected.")


def year_problems(document: dict) -> Iterator[Problem]:
    """Yield a start year after the end year."""
    start, end = document.get("start_year"), document.get("end_year")
    if is_whole(start) and is_whole(end) and end < start:
        message = _("The end year (%(end)d) lies before the start year (%(start)d).")
        yield "end_year", message % {"start": start, "end": end}


def amount_problems(document: dict) -> Iterator[Problem]:
    """Yield an amount of money without its currency."""
    resources = document.get("resources") or {}
    if resources.get("amount") is not None and not filled(resources.get("currency")):
        yield "resources.currency", _("An amount needs a currency.")


def numbering_problems(document: dict) -> Iterator[Problem]:
    """Yield claims and evidence whose number is none or not their own."""
    for field in ("claims", "evidence"):
        seen = []
        for index, row in enumerate(document.get(field) or []):
            number = row.get("number")
            if not is_whole(number) or number < 1:
                yield f"{field}.{index}.number", _("A whole number from 1 up is expected.")
            elif number in seen:
                message = _("The number %(number)d is used twice.") % {"number": number}
                yield f"{field}.{index}.number", message
            seen.append(number)


def claim_problems(document: dict) -> Iterator[Problem]:
    """Yield what does not fit together within a claim, or with the document's evidence."""
    known = [evidence.get("number") for evidence in rows(document, "evidence")]
    for index, claim in enumerate(document.get("claims") or []):
        path = f"claims.{index}"
        if not filled(claim.get("statement")):
            yield f"{path}.statement", _("A claim needs a statement.")
        if claim.get("value") is None and filled(claim.get("qualifier")):
            yield f"{path}.qualifier", _("A qualifier needs a value that it qualifies.")
        has_unit = filled(claim.get("unit")) or filled(claim.get("unit_note"))
        if claim.get("value") is not None and not has_unit:
            message = _("A value needs a unit, or the note that the source shows none.")
            yield f"{path}.unit", message
        for place, number in enumerate(claim.get("evidence") or []):
            if not is_whole(number) or number not in known:
                message = _("There is no evidence number %(number)s.") % {"number": number}
                yield f"{path}.evidence.{place}", message


def evidence_problems(document: dict) -> Iterator[Problem]:
    """Yield evidence that nobody can open."""
    for index, evidence in enumerate(document.get("evidence") or []):
        if not is_sourced(evidence):
            yield f"evidence.{index}.url", _("Evidence needs a web address or a file.")
