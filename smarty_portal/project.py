"""The facts of the SMARTY project, from data/smarty/project.json (SOURCES.md beside it)."""

import json
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.utils.translation import gettext_lazy

from partners.presenting import shown_date
from practices.presenting.figures import money

PROJECT = settings.BASE_DIR / "data" / "smarty" / "project.json"
FUNDS = {
    "European Regional Development Fund (ERDF)": gettext_lazy(
        "European Regional Development Fund (ERDF)"
    )
}


@dataclass(frozen=True, kw_only=True)
class Project:
    """The project as the page about it tells of it, in the reader's form."""

    title: str
    programme: str
    fund: str
    started: str
    ended: str
    budget: str
    budget_erdf: str
    partners: int
    policy_regions: int
    practices: int
    website: str


@lru_cache(maxsize=1)
def _facts() -> dict:
    return json.loads(PROJECT.read_text())


def project() -> Project:
    """Return the project's facts; the file is read once."""
    facts = _facts()
    return Project(
        title=facts["full_title"],
        programme=facts["programme"],
        fund=str(FUNDS.get(facts["fund"], facts["fund"])),
        started=shown_date(facts["start_date"]),
        ended=shown_date(facts["end_date"]),
        budget=money(facts["budget_total_eur"], "EUR"),
        budget_erdf=money(facts["budget_erdf_eur"], "EUR"),
        partners=facts["number_of_partners"],
        policy_regions=facts["number_of_regions_with_policy_instrument"],
        practices=facts["good_practices"]["total"],
        website=facts["website"],
    )
