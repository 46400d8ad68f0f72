"""Partners and events as pages tell of them: dates as precise as known, groups, certainty."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from partners.choices import Confidence, PartnerRole
from partners.models import Event, Partner, Region

CERTAINTY = {
    Confidence.HIGH: gettext_lazy("Membership stated by a source"),
    Confidence.MEDIUM: gettext_lazy("Membership very likely, but no source states it in full"),
    Confidence.LOW: gettext_lazy("Membership not confirmed"),
}


# Dates


def shown_date(partial: str | None) -> str:
    """Return "11 June 2018", "June 2018" or "2018" in the reader's language, "" when unknown."""
    if not partial:
        return ""
    year, *rest = (int(part) for part in partial.split("-"))
    if not rest:
        return str(year)
    day = datetime.date(year, rest[0], rest[1] if len(rest) > 1 else 1)
    return shown_day(day) if len(rest) > 1 else date_format(day, pgettext("date format", "F Y"))


def shown_day(day: datetime.date) -> str:
    """Return a day as "11 June 2018" in the reader's language."""
    return date_format(day, pgettext("date format", "j F Y"))


def shown_period(first: str, last: str) -> str:
    """Return "25–26 February 2020", or both dates in full where they share no month."""
    if not last or last == first:
        return shown_date(first)
    shares_month = len(first) == len(last) == len("2020-02-25") and first[:7] == last[:7]
    start = str(int(first[8:])) if shares_month else shown_date(first)
    return pgettext("period", "%(first)s–%(last)s") % {"first": start, "last": shown_date(last)}


# Partners


@dataclass(frozen=True, kw_only=True)
class PartnerGroup:
    """Partners under one heading, each as (partner, words on its membership if doubt remains)."""

    heading: str
    partners: tuple[tuple[Partner, str], ...]


@dataclass(frozen=True, kw_only=True)
class Consortium:
    """The partners: the lead, the others by country, and those not confirmed as members."""

    lead: Partner | None
    groups: tuple[PartnerGroup, ...]
    unconfirmed: tuple[Partner, ...]


def consortium(partners: Iterable[Partner], countries: dict[str, Region]) -> Consortium:
    """Return the partners as a page lists them; `countries` by ISO 3166 code."""
    partners = list(partners)
    sure = [partner for partner in partners if is_confirmed(partner)]
    rest = [partner for partner in sure if partner.role != PartnerRole.LEAD]
    named = sorted(
        ((country_label(row.country, countries), row) for row in rest), key=lambda pair: pair[0]
    )
    groups = groupby(named, key=lambda pair: pair[0])
    return Consortium(
        lead=next((row for row in sure if row.role == PartnerRole.LEAD), None),
        groups=tuple(
            PartnerGroup(
                heading=heading, partners=tuple((row, doubt(row)) for _country, row in rows)
            )
            for heading, rows in groups
        ),
        unconfirmed=tuple(row for row in partners if not is_confirmed(row)),
    )


def country_label(code: str, countries: dict[str, Region]) -> str:
    """Return the name of a country by its ISO 3166 code, the code itself when it is not listed."""
    return countries[code].label if code in countries else code


def is_confirmed(partner: Partner) -> bool:
    """Tell whether the sources let a partner be listed as a member without reserve."""
    return partner.membership_confidence != Confidence.LOW


def certainty(partner: Partner) -> str:
    """Return in words how sure the membership is, "" when nothing is recorded."""
    return str(CERTAINTY.get(partner.membership_confidence, ""))


def doubt(partner: Partner) -> str:
    """Return the words on the membership where it is not sure, else ""."""
    return "" if partner.membership_confidence == Confidence.HIGH else certainty(partner)


# Events


@dataclass(frozen=True, kw_only=True)
class ShownEvent:
    """An event with its date, place and number of participants in words."""

    event: Event
    when: str
    date_note: str
    where: str
    participants: str


@dataclass(frozen=True, kw_only=True)
class EventGroup:
    """The events of one year, newest first; the heading of undated ones says so."""

    heading: str
    events: tuple[ShownEvent, ...]


def event_groups(events: Iterable[Event], countries: dict[str, Region]) -> list[EventGroup]:
    """Return events by year, newest year first, undated ones last."""
    ordered = sorted(events, key=lambda event: event.start_date, reverse=True)
    return [
        EventGroup(
            heading=year or _("Date not known"),
            events=tuple(shown_event(event, countries) for event in rows),
        )
        for year, rows in groupby(ordered, key=lambda event: event.start_date[:4])
    ]


def shown_event(event: Event, countries: dict[str, Region]) -> ShownEvent:
    """Return an event with what a page says of it in words."""
    return ShownEvent(
        event=event,
        when=shown_period(event.start_date, event.end_date),
        date_note=_doubt_on_date(event.date_note),
        where=_place(event, countries),
        participants=_participants(event.participants),
    )


def _doubt_on_date(note: str) -> str:
    """Return what a note adds to the precision, which the date itself shows: "day; inferred"."""
    return note.partition(";")[2].strip()


def _place(event: Event, countries: dict[str, Region]) -> str:
    country = country_label(event.country, countries)
    parts = [_("online") if event.online else "", event.venue, event.city, country]
    return ", ".join(part for part in parts if part)


def _participants(told: dict | None) -> str:
    if not told:
        return ""
    words = [told.get("qualifier"), told.get("figure"), told.get("unit")]
    return " ".join(str(word) for word in words if word is not None and word != "exact")
