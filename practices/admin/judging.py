"""The page of a review: the text as it was submitted, place by place, beside what is asked."""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import cached_property

from practices import codelists, differences, reviewing
from practices.choices import ClaimKind, Criterion
from practices.codelists import CodeLists
from practices.forms.criteria import SCALES, Scale
from practices.models import Practice, Review, Round
from practices.presenting.changes import Told, all_told
from practices.presenting.claims import ShownClaim, claim_groups
from practices.presenting.places import place_in_words, value_in_words

# What a reviewer reads, in the order of the practice's page; claims and evidence follow on their own.
TEXTS = (
    "title", "title_native", "summary", "problem", "description", "objectives", "beneficiaries",
    "stakeholders", "resources", "challenges", "lessons", "transferability",
)  # fmt: skip
FACTS = (
    "owner", "organisation_in_charge", "region", "place", "scope", "nature", "start_year",
    "end_year", "running_state", "running_note", "validation_kind", "themes", "technologies",
    "sectors", "website", "sources", "events", "related",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Place:
    """A part of the text: what it is called, what stands there, and the input for a remark on it."""

    path: str
    label: str
    lines: tuple[str, ...]
    remark: Any = None


@dataclass(frozen=True, kw_only=True)
class JudgedClaim:
    """A claim with its evidence, and the inputs for the verdict on it."""

    claim: ShownClaim
    kind: str
    is_result: bool
    verdict: Any
    evidence: Any
    note: Any
    remark: Any


@dataclass(frozen=True, kw_only=True)
class JudgedCriterion:
    """A criterion with its question and examples, and the inputs for points and reason."""

    criterion: Criterion
    scale: Scale
    score: Any
    reason: Any


@dataclass(frozen=True, kw_only=True)
class Since:
    """What changed in the text since something the reviewer knows."""

    what: str
    number: int
    changes: tuple[Told, ...]


def places_of(document: dict, lists: CodeLists, names: tuple[str, ...]) -> list[Place]:
    """Return the parts of the text that say anything."""
    found = []
    for name in names:
        text = _text(name, document[name], lists)
        if text:
            place = Place(path=name, label=place_in_words(name), lines=tuple(text.splitlines()))
            found.append(place)
    return found


def _text(name: str, value: Any, lists: CodeLists) -> str:
    if name == "resources":
        told = {key: value_in_words(f"resources.{key}", part, lists) for key, part in value.items()}
        return "\n".join(
            f"{place_in_words(f'resources.{key}')}: {text}" for key, text in told.items() if text
        )
    if name == "sectors":
        return "\n".join(value_in_words("sectors.code", row["code"], lists) for row in value)
    return value_in_words(name, value, lists)


def remark_places(document: dict, lists: CodeLists) -> dict[str, str]:
    """Return where a remark can be left: each part of the text, and each claim's statement."""
    found = {place.path: place.label for place in places_of(document, lists, TEXTS + FACTS)}
    paths = [f"claims.{claim['number']}.statement" for claim in document["claims"]]
    return found | {path: place_in_words(path) for path in paths}


def form_parts(practice: Practice, user) -> dict:
    """Return what the review form is made with."""
    review = reviewing.review_of(practice, user)
    return {
        "review": review,
        "places": remark_places(review.round.document, codelists.current()),
    }


def shown(practice: Practice, user) -> dict:
    """Return what the page of a review shows beside its form."""
    review = reviewing.review_of(practice, user)
    return {"review": review, "round": review.round, "since": since(review)}


@dataclass(frozen=True)
class Sheet:
    """The text of a round with the inputs of a review form at their places."""

    form: Any

    @property
    def document(self) -> dict:
        return self.form.document

    @cached_property
    def lists(self) -> CodeLists:
        return codelists.current()

    @property
    def texts(self) -> list[Place]:
        return self._with_remarks(TEXTS)

    @property
    def facts(self) -> list[Place]:
        return self._with_remarks(FACTS)

    @property
    def claims(self) -> list[JudgedClaim]:
        groups = claim_groups(self.document, self.lists).values()
        return [
            self._claim(claim, ClaimKind(group.kind)) for group in groups for claim in group.claims
        ]

    @property
    def criteria(self) -> list[JudgedCriterion]:
        return [
            JudgedCriterion(
                criterion=criterion,
                scale=SCALES[criterion],
                score=self.form[f"score-{criterion}"],
                reason=self.form[f"reason-{criterion}"],
            )
            for criterion in Criterion
        ]

    def _with_remarks(self, names: tuple[str, ...]) -> list[Place]:
        return [
            Place(
                path=place.path,
                label=place.label,
                lines=place.lines,
                remark=self.form[f"remark-{place.path}"],
            )
            for place in places_of(self.document, self.lists, names)
        ]

    def _claim(self, claim: ShownClaim, kind: ClaimKind) -> JudgedClaim:
        number = claim.number
        return JudgedClaim(
            claim=claim,
            kind=str(kind.label),
            is_result=kind == ClaimKind.RESULT,
            verdict=self.form[f"verdict-{number}"],
            evidence=self.form[f"evidence-{number}"],
            note=self.form[f"note-{number}"],
            remark=self.form[f"remark-claims.{number}.statement"],
        )


def since(review: Review) -> list[Since]:
    """Return what changed since the last round that this organisation saw, and since the edition."""
    found, practice, now = [], review.round.practice, review.round.document
    if seen := _last_seen(review):
        found.append(_since("round", seen.number, seen.document, now))
    entry = getattr(practice, "entry", None)
    if entry:
        found.append(_since("edition", entry.edition.number, entry.edition.document, now))
    return found


def _since(what: str, number: int, before: dict, after: dict) -> Since:
    told = all_told(differences.differences(before, after), codelists.current())
    return Since(what=what, number=number, changes=tuple(told))


def _last_seen(review: Review) -> Round | None:
    earlier = Round.objects.filter(
        practice=review.round.practice_id,
        number__lt=review.round.number,
        reviews__organisation=review.organisation_id,
    )
    return earlier.order_by("-number").first()
