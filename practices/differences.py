"""What differs between two documents of a practice, place by place: pure functions over plain dicts.

History, the comparison of editions, a reviewer's "changed since last time" and the conflict of two
editors all read the same list. Claims and evidence are told apart by number, sectors by code: a row
that moved is not a change.
"""

from collections.abc import Iterator
from typing import Any

KEYS = {"claims": "number", "evidence": "number", "sectors": "code"}
# Made by the portal, not written by anyone; reviews and checks are read on their own.
LEFT_OUT = ("schema", "reviews", "checks", "redactions")
# As people read a practice. PostgreSQL keeps no order of the members of a stored document.
ORDER = (
    "identifier", "slug", "owner", "language", "kind", "statement", "type", "title", "title_native",
    "native_language", "summary", "organisation_in_charge", "nature", "region", "place", "scope",
    "start_year", "end_year", "running_state", "running_note", "problem", "description", "objectives",
    "stakeholders", "beneficiaries", "resources", "amount", "currency", "staff", "text", "challenges",
    "lessons", "transferability", "themes", "themes_basis", "technologies", "sectors",
    "validation_kind", "website", "sources", "claims", "qualifier", "value", "unit", "unit_note",
    "baseline_value", "baseline_date", "measured_by", "method", "comparator", "evidence", "url", "file",
    "issuer", "issuer_relation", "date", "page", "events", "related", "smarty_link", "confidence",
    "among_the_26",
)  # fmt: skip
PLACE = {name: place for place, name in enumerate(ORDER)}

Change = dict[str, Any]


def differences(before: dict, after: dict) -> list[Change]:
    """Return {"path", "before", "after"} for each place that differs, in reading order.

    Paths name rows by key: "claims.2.statement", "sectors.C13". A row that came or went is one change,
    with the whole row on one side and None on the other. Unknown (None, "", []) is None on both.
    """
    return [
        change
        for name in _names(before, after)
        if name not in LEFT_OUT
        for change in _compared(name, before.get(name), after.get(name))
    ]


def _compared(name: str, before: Any, after: Any) -> Iterator[Change]:
    if name in KEYS:
        yield from _rows_compared(name, before or [], after or [])
    elif isinstance(before, dict) or isinstance(after, dict):
        yield from _fields_compared(name, before or {}, after or {})
    elif _known(before) != _known(after):
        yield {"path": name, "before": _known(before), "after": _known(after)}


def _rows_compared(name: str, before: list[dict], after: list[dict]) -> Iterator[Change]:
    key = KEYS[name]
    old, new = ({row[key]: row for row in rows} for rows in (before, after))
    for code in dict.fromkeys((*old, *new)):
        path = f"{name}.{code}"
        if code in old and code in new:
            yield from _fields_compared(path, old[code], new[code])
        else:
            yield {"path": path, "before": old.get(code), "after": new.get(code)}


def _fields_compared(path: str, before: dict, after: dict) -> Iterator[Change]:
    for name in _names(before, after):
        old, new = _known(before.get(name)), _known(after.get(name))
        if old != new:
            yield {"path": f"{path}.{name}", "before": old, "after": new}


def _names(before: dict, after: dict) -> list[str]:
    return sorted({*before, *after}, key=lambda name: (PLACE.get(name, len(ORDER)), name))


def _known(value: Any) -> Any:
    return value if value or value == 0 else None
