"""What "validated" means: the level of a published practice, computed from its record.

The rules are DESIGN section 3, 'What "validated" means'; page, API, workspace hints and the daily
renewal all call `grade`. Nothing here reads a database or a clock. What is unknown (None) never
counts as independent, confirmed or apart: a level is earned by what the record says.
"""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum
from itertools import combinations, permutations, starmap
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from practices.validators import (
    REQUIRED_LABELS,
    evidence_numbers,
    filled,
    is_number,
    is_whole,
    missing_required,
    rows,
    year_of,
)

MONTHS_FROM_PUBLICATION = 36  # level 1
MONTHS_FROM_LAST_REVIEW = 24  # levels 2 to 4
REVIEWS_NEEDED = 2
POINTS_APART = 2  # two scores of one criterion that differ by as much need a third opinion
ADOPTIONS_NEEDED = 2
CONFIRMING = ("confirmed", "partly")
# What is known about an issuer that is not the owner; None and anything unheard of is unknown.
OUTSIDE_ISSUERS = ("partner", "adopter", "independent")

TEXTS = {
    "required": _("Level %(level)d needs: %(label)s."),
    "reviews": ngettext_lazy(
        "Level %(level)d needs %(missing)d more review that recommends it, "
        "from an organisation that is neither the owner nor the other reviewer.",
        "Level %(level)d needs %(missing)d more reviews that recommend it, "
        "from two organisations other than the owner.",
        "missing",
    ),
    "majority": _("Level %(level)d needs more reviews that recommend it than reviews that do not."),
    "review_date": _("Level %(level)d needs the date of the last review."),
    "result": _("Level %(level)d needs one claim of kind result."),
    "result_check": _(
        "Level %(level)d needs one result checked as confirmed or partly confirmed "
        "by an organisation other than the owner."
    ),
    "result_contested": _(
        "Level %(level)d needs one result that more organisations confirm than find not confirmed."
    ),
    "value": _("Level %(level)d needs a value for claim %(claim)d."),
    "baseline": _("Level %(level)d needs a baseline for claim %(claim)d."),
    "comparator": _("Level %(level)d needs a comparator for claim %(claim)d."),
    "outside_evidence": _(
        "Level %(level)d needs evidence for claim %(claim)d "
        "from a known issuer other than the owner."
    ),
    "outside_check": _(
        "Level %(level)d needs claim %(claim)d confirmed, by an organisation other than the owner, "
        "from evidence that the owner did not issue."
    ),
    "outside_contested": _(
        "Level %(level)d needs claim %(claim)d confirmed by more organisations than find it not so."
    ),
    "adoptions": ngettext_lazy(
        "Level %(level)d needs %(missing)d more adoption "
        "confirmed by an organisation that is neither the owner nor the adopter.",
        "Level %(level)d needs %(missing)d more adoptions "
        "confirmed by an organisation that is neither the owner nor the adopter.",
        "missing",
    ),
    "adoption_regions": _(
        "Level %(level)d needs confirmed adoptions in two regions "
        "that overlap neither each other nor the practice’s own region."
    ),
    "adoption_abroad": _("Level %(level)d needs one confirmed adoption in another country."),
}


class Level(IntEnum):
    """The levels by number, labelled in `choices.Level`; 0 is a record that cannot be published."""

    NOT_PUBLISHABLE = 0
    DOCUMENTED = 1
    REVIEWED = 2
    MEASURED = 3
    REPLICATED = 4


@dataclass(frozen=True)
class Reason:
    """One thing that `level` still needs: a code of TEXTS and its parameters, as plain data.

    Parameters: "field" (required), "missing" (reviews, adoptions), "claim" (its number); else none.
    """

    level: Level
    code: str
    params: dict[str, int | str] = field(default_factory=dict, hash=False)

    @property
    def text(self) -> str:
        """The reason as a sentence in the reader's language."""
        label = REQUIRED_LABELS.get(self.params.get("field"), "")
        return str(TEXTS[self.code] % {**self.params, "level": self.level, "label": label})


@dataclass(frozen=True)
class Grade:
    """A level, the last day it holds, whether that day is over, and what higher levels need.

    A lapsed level stays the level, with `lapsed` set. `until` is None where no end can be told: at
    level 0, or at level 1 before publication. `reasons` run from the lowest level up; level 4 has
    none.
    """

    level: Level
    until: date | None
    lapsed: bool
    reasons: tuple[Reason, ...]

    @property
    def next_reasons(self) -> tuple[Reason, ...]:
        """Only what the next level needs."""
        return tuple(reason for reason in self.reasons if reason.level == self.level + 1)


def grade(
    document: dict, *, published_on: date | None, today: date, adoptions: Iterable[dict] = ()
) -> Grade:
    """Return the grade of an edition document (schema 1) as of `today`.

    `published_on`: the day of publication, None for a draft. `adoptions`: {"region": NUTS code,
    "adopter", "confirmed_by": organisation}; each of these may be None. Raises nothing for
    half-filled records.
    """
    reasons = (
        *documented(document),
        *reviewed(document),
        *measured(document),
        *replicated(document, adoptions),
    )
    # Every level includes the one below: the lowest level that lacks something is out of reach.
    level = Level(min((reason.level for reason in reasons), default=Level.REPLICATED + 1) - 1)
    until = holds_until(level, document, published_on)
    return Grade(level, until, until is not None and today > until, reasons)


def documented(document: dict) -> list[Reason]:
    """Return what level 1 lacks: "all required fields"."""
    missing = missing_required(document)
    return [Reason(Level.DOCUMENTED, "required", {"field": name}) for name in missing]


def reviewed(document: dict) -> list[Reason]:
    """Return what level 2 lacks of its own.

    "two reviews that recommend it, from two organisations other than the owner; one result checked
    as confirmed or partly". Who checks is not the owner either, as with every judgement here; and no
    judgement counts against as many that say otherwise.
    """
    reasons = []
    reviews = outside_reviews(document)
    backers = {review["organisation"] for review in reviews if review.get("recommends") is True}
    against = {review["organisation"] for review in reviews} - backers
    if len(backers) < REVIEWS_NEEDED:
        missing = {"missing": REVIEWS_NEEDED - len(backers)}
        reasons.append(Reason(Level.REVIEWED, "reviews", missing))
    elif len(backers) <= len(against):
        reasons.append(Reason(Level.REVIEWED, "majority"))
    elif last_review(document) is None:
        # Without a date nobody could tell how long the level holds.
        reasons.append(Reason(Level.REVIEWED, "review_date"))
    checks = [outside_checks(document, claim) for claim in results(document)]
    confirming = [[row for row in found if row.get("verdict") in CONFIRMING] for found in checks]
    if not checks:
        reasons.append(Reason(Level.REVIEWED, "result"))
    elif not any(confirming):
        reasons.append(Reason(Level.REVIEWED, "result_check"))
    elif not any(map(outweighs, confirming, checks)):
        reasons.append(Reason(Level.REVIEWED, "result_contested"))
    return reasons


def measured(document: dict) -> list[Reason]:
    """Return what level 3 lacks of its own, told for the result that lacks least.

    "a quantified result with baseline and comparator, confirmed from evidence not issued by the
    owner".
    """
    lacking = [(claim, unmeasured(document, claim)) for claim in results(document)]
    if not lacking:
        return [Reason(Level.MEASURED, "result")]
    claim, codes = min(lacking, key=lambda pair: len(pair[1]))
    return [Reason(Level.MEASURED, code, {"claim": claim["number"]}) for code in codes]


def unmeasured(document: dict, claim: dict) -> list[str]:
    """Return the codes of what one result lacks for level 3."""
    outside, checks = outside_evidence(document, claim), outside_checks(document, claim)
    confirming = [
        row
        for row in checks
        if row.get("verdict") == "confirmed" and row.get("evidence") in outside
    ]
    met = {
        "value": is_number(claim.get("value")),
        "baseline": is_number(claim.get("baseline_value")),
        "comparator": filled(claim.get("comparator")),
        "outside_evidence": bool(outside),
        "outside_check": bool(confirming),
        "outside_contested": not confirming or outweighs(confirming, checks),
    }
    return [code for code, is_met in met.items() if not is_met]


def replicated(document: dict, adoptions: Iterable[dict]) -> list[Reason]:
    """Return what level 4 lacks of its own.

    "two adoptions confirmed by a publisher of a third organisation, in regions neither containing
    the other nor the practice's own, one abroad": some two of the adoptions must do.
    """
    own = document.get("region")
    regions = [
        adoption.get("region")
        for adoption in adoptions
        if is_confirmed_by_a_third(adoption, document.get("owner"))
    ]
    reasons = []
    if len(regions) < ADOPTIONS_NEEDED:
        missing = {"missing": ADOPTIONS_NEEDED - len(regions)}
        reasons.append(Reason(Level.REPLICATED, "adoptions", missing))
    elif not any(are_apart(one, other, own) for one, other in combinations(regions, 2)):
        reasons.append(Reason(Level.REPLICATED, "adoption_regions"))
    # A region abroad overlaps none at home. So if two regions are apart and any one is abroad, then
    # some two are apart with one of them abroad: both can be asked, and told, one by one.
    if not any(is_abroad(region, own) for region in regions):
        reasons.append(Reason(Level.REPLICATED, "adoption_abroad"))
    return reasons


def disagreements(document: dict) -> list[str]:
    """Return the criteria on which the only two outside reviews disagree; [] once a third is there.

    DESIGN section 4, accept: "a third review where two disagree". Two recommendations are what
    level 2 needs anyway: scores two or more points apart, and verdicts (`clashes`), are what is left.
    """
    reviews = outside_reviews(document)
    if len(reviews) != REVIEWS_NEEDED:
        return []
    first, second = (review.get("scores") or {} for review in reviews)
    return [
        criterion
        for criterion, told in first.items()
        if criterion in second and abs(told["score"] - second[criterion]["score"]) >= POINTS_APART
    ]


def clashes(document: dict) -> list[int]:
    """Return the claims that one of the only two outside reviews confirms and the other does not.

    Of the same evidence: who names none speaks of the whole claim.
    """
    if len(outside_reviews(document)) != REVIEWS_NEEDED:
        return []
    checks = {row["number"]: outside_checks(document, row) for row in numbered(document, "claims")}
    return [row for row in checks if any(starmap(is_clash, permutations(checks[row], 2)))]


def holds_until(level: Level, document: dict, published_on: date | None) -> date | None:
    """Return the last day on which a level holds (the "holds" column of the table)."""
    if level >= Level.REVIEWED:
        return add_months(last_review(document), MONTHS_FROM_LAST_REVIEW)
    if level == Level.DOCUMENTED and published_on is not None:
        return add_months(published_on, MONTHS_FROM_PUBLICATION)
    return None


def newest_evidence_year(document: dict) -> int | None:
    """Return the year of the newest evidence, None when no date is known.

    Undated evidence counts with the date of the claim that names it: the year the figure is of.
    """
    dated = {row["number"]: year_of(row.get("date")) for row in numbered(document, "evidence")}
    undated = {number for number, year in dated.items() if year is None}
    claimed = [
        year_of(claim.get("date"))
        for claim in rows(document, "claims")
        if undated & evidence_numbers(claim)
    ]
    return max((year for year in (*dated.values(), *claimed) if year is not None), default=None)


def add_months(start: date, months: int) -> date:
    """Return the same day `months` later, clipped to the last day of a shorter month."""
    years, month_before = divmod(start.month - 1 + months, 12)
    year, month = start.year + years, month_before + 1
    return date(year, month, min(start.day, monthrange(year, month)[1]))


# What the record says about reviews, checks, evidence and adoptions


def is_other(organisation: Any, *others: Any) -> bool:
    """Tell whether an organisation is known to be none of the others: all of them must be known."""
    known = all(isinstance(name, str) and filled(name) for name in (organisation, *others))
    return known and organisation not in others


def numbered(document: dict, field_name: str) -> list[dict]:
    """Return the claims or the evidence that have a number, which others can point to."""
    return [row for row in rows(document, field_name) if is_whole(row.get("number"))]


def results(document: dict) -> list[dict]:
    """Return the claims of kind result."""
    return [claim for claim in numbered(document, "claims") if claim.get("kind") == "result"]


def outside_reviews(document: dict) -> list[dict]:
    """Return the reviews by organisations other than the owner, whatever they recommend."""
    owner = document.get("owner")
    reviews = rows(document, "reviews")
    return [review for review in reviews if is_other(review.get("organisation"), owner)]


def last_review(document: dict) -> date | None:
    """Return the day of the newest review by another organisation, None when no day is known."""
    days = [full_date(review.get("on")) for review in outside_reviews(document)]
    return max((day for day in days if day is not None), default=None)


def full_date(value: Any) -> date | None:
    """Return the day of "2026-01-31"; None for less than a day, or anything else."""
    known = year_of(value) is not None and len(value) == len("2026-01-31")
    return date.fromisoformat(value) if known else None


def outside_checks(document: dict, claim: dict) -> list[dict]:
    """Return the checks on one claim by organisations other than the owner."""
    return [
        check
        for check in rows(document, "checks")
        if check.get("claim") == claim["number"]
        and is_other(check.get("organisation"), document.get("owner"))
    ]


def outweighs(confirming: list[dict], checks: list[dict]) -> bool:
    """Tell whether more organisations confirm a claim than find it not confirmed."""
    against = {row["organisation"] for row in checks if row.get("verdict") == "not_confirmed"}
    return len({row["organisation"] for row in confirming}) > len(against)


def is_clash(one: dict, other: dict) -> bool:
    """Tell whether one check confirms what the other, of the same evidence, does not."""
    verdicts = (one.get("verdict"), other.get("verdict"))
    is_same = other.get("evidence") in (None, one.get("evidence"))
    return is_same and verdicts == ("confirmed", "not_confirmed")


def outside_evidence(document: dict, claim: dict) -> list[int]:
    """Return the numbers of the claim's evidence whose issuer is known not to be the owner."""
    return [
        item["number"]
        for item in numbered(document, "evidence")
        if item["number"] in evidence_numbers(claim)
        and item.get("issuer_relation") in OUTSIDE_ISSUERS
    ]


def is_confirmed_by_a_third(adoption: dict, owner: Any) -> bool:
    """Tell whether owner, adopter and who confirmed the adoption are three known organisations."""
    adopter = adoption.get("adopter")
    return is_other(adopter, owner) and is_other(adoption.get("confirmed_by"), owner, adopter)


def are_apart(*regions: Any) -> bool:
    """Tell whether regions are all known and none contains another.

    A region's NUTS code starts with the code of every region that contains it.
    """
    if not all(isinstance(code, str) and filled(code) for code in regions):
        return False
    return not any(
        one.startswith(other) or other.startswith(one) for one, other in combinations(regions, 2)
    )


def is_abroad(region: Any, own: Any) -> bool:
    """Tell whether a region is known to lie in another country: the first two letters differ."""
    return are_apart(region, own) and region[:2] != own[:2]
