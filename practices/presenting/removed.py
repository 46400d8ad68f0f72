"""What was taken out of an edition for good, as its page says it: when, where and why."""

import datetime
from dataclasses import dataclass

from partners.presenting import shown_day
from practices.presenting.places import place_in_words


@dataclass(frozen=True, kw_only=True)
class Removal:
    """One redaction: its day, the places in words, the recorded reason."""

    day: str
    places: tuple[str, ...]
    reason: str


def removals(document: dict) -> list[Removal]:
    """Return the redactions of an edition, the first one first."""
    return [
        Removal(
            day=shown_day(datetime.date.fromisoformat(told["on"])),
            places=tuple(place_in_words(path) for path in told["paths"]),
            reason=told["reason"],
        )
        for told in document.get("redactions", [])
    ]
