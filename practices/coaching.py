"""The coach beside the form: the level that the text reaches, and the exact next steps.

It says nothing of its own: levels and reasons are `grading.grade`, asked about the document that
saving would store, so that coach and rule cannot disagree.
"""

from dataclasses import dataclass

from practices import choices, grading
from practices.grading import Level, Reason

# Which field fills in what a reason names; a claim's fields stand in the card of that claim.
CLAIM_FIELDS = {
    "value": "value",
    "baseline": "baseline_value",
    "comparator": "comparator",
    "outside_evidence": "backed_by",
}
FIELDS = {"sectors": "nace"}
# What the owner cannot write: it comes with the review, or from those who take the practice up.
BY_OTHERS = frozenset(
    {
        "reviews", "majority", "review_date", "result_check", "result_contested", "outside_check",
        "outside_contested", "adoptions", "adoption_regions", "adoption_abroad",
    }
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Step:
    """One thing that is missing: its words, the input it is about ("" when others do it)."""

    text: str
    field: str = ""
    by_others: bool = False


@dataclass(frozen=True, kw_only=True)
class Rung:
    """A level with what it still needs; `is_reached` by the text as it stands."""

    level: int
    label: str
    is_reached: bool
    is_next: bool
    steps: tuple[Step, ...]


@dataclass(frozen=True, kw_only=True)
class Coach:
    """What the form tells beside it. `faults` are what saving would refuse."""

    level: int
    rungs: tuple[Rung, ...]
    faults: tuple[Step, ...] = ()

    @property
    def missing(self) -> tuple[Step, ...]:
        """What has to be written before the practice can be submitted."""
        return self.rungs[0].steps

    @property
    def worth_adding(self) -> tuple[Step, ...]:
        """What the owner can still write for a higher level, once nothing required is missing."""
        if self.missing:
            return ()
        return tuple(step for rung in self.rungs for step in rung.steps if not step.by_others)

    @property
    def can_be_submitted(self) -> bool:
        return not self.missing and not self.faults

    @property
    def open_fields(self) -> frozenset[str]:
        """The inputs about which something has to be done before submitting."""
        return frozenset(step.field for step in (*self.faults, *self.missing))


def coach(document: dict, *, today, cards: dict[int, str], faults: tuple[Step, ...] = ()) -> Coach:
    """Return the coach of a document, which may be half filled.

    `cards`: the number of each claim to the prefix of its inputs ("claims-0"); `faults`: what the
    form refuses already.
    """
    grade = grading.grade(document, published_on=None, today=today)
    rungs = tuple(
        Rung(
            level=level,
            label=str(choices.Level(level).label),
            is_reached=level <= grade.level,
            is_next=level == grade.level + 1,
            steps=tuple(_step(reason, cards) for reason in grade.reasons if reason.level == level),
        )
        for level in Level
        if level is not Level.NOT_PUBLISHABLE
    )
    return Coach(level=int(grade.level), rungs=rungs, faults=faults)


def _step(reason: Reason, cards: dict[int, str]) -> Step:
    return Step(text=reason.text, field=_field(reason, cards), by_others=reason.code in BY_OTHERS)


def _field(reason: Reason, cards: dict[int, str]) -> str:
    first = next(iter(cards.values()), "claims-0")
    if reason.code in BY_OTHERS:
        return ""
    if reason.code == "required" and reason.params["field"] != "claims":
        return FIELDS.get(reason.params["field"], reason.params["field"])
    if reason.code == "required":
        return f"{first}-backed_by" if cards else f"{first}-statement"
    if reason.code == "result":
        return f"{first}-kind"
    card = cards.get(reason.params["claim"], first)
    return f"{card}-{CLAIM_FIELDS[reason.code]}"
