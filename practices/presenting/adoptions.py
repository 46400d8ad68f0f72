"""Confirmed adoptions as a practice's page prints them: who took it up, and how it went."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.text import capfirst

from partners.models import Partner
from partners.presenting import country_label, shown_date, shown_day
from practices.codelists import CodeLists
from practices.models import Adoption, CatalogueEntry
from practices.presenting.claims import host_of


@dataclass(frozen=True, kw_only=True)
class ShownAdoption:
    """One adoption; `adopter` is a partner, else `name` says who it was. Unknown texts are empty."""

    adopter: Partner | None
    name: str
    place: str
    stage: str
    since: str
    instrument: str
    result: str
    stopped_because: str
    url: str
    host: str
    confirmed_by: Partner
    confirmed_on: str


def adoptions_of(entry: CatalogueEntry, lists: CodeLists) -> list[ShownAdoption]:
    """Return the confirmed adoptions of a practice, in the order in which they were reported."""
    return [_shown(row, lists) for row in Adoption.objects.confirmed().of(entry)]


def _shown(row: Adoption, lists: CodeLists) -> ShownAdoption:
    country = country_label(row.region.country, lists.countries)
    return ShownAdoption(
        adopter=row.adopter,
        name=row.adopter_label,
        place=", ".join(dict.fromkeys([row.region.label, country])),
        stage=capfirst(str(row.get_stage_display())),
        since=shown_date(row.start_date),
        instrument=row.instrument,
        result=row.result,
        stopped_because=row.stopped_because,
        url=row.url,
        host=host_of(row.url) if row.url else "",
        confirmed_by=row.confirmed_by,
        confirmed_on=shown_day(timezone.localdate(row.confirmed_at)),
    )
