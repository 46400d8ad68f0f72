"""The form in which a reviewer judges the text of a round; `judgement` is what the workflow gets.

Inputs are named after what they judge: "score-impact", "verdict-2", "remark-claims.2.statement".
"""

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from practices.choices import Criterion, Recommendation, Verdict
from practices.forms.actions import ActionForm, box
from practices.forms.criteria import SCALES
from practices.forms.fields import ProseField, label_of
from practices.models import Check, Review, Score
from practices.reviewing import Judgement
from practices.validators import REVIEW_LIMITS

POINTS = range(Score.LOWEST, Score.HIGHEST + 1)


def _prose(key: str, label, *, rows: int, is_required: bool = False, **options) -> ProseField:
    limit = REVIEW_LIMITS[key]
    widget = box(limit, rows=rows)
    return ProseField(label=label, required=is_required, max_length=limit, widget=widget, **options)


class ReviewForm(ActionForm):
    """A whole review: conflict of interest, recommendation, scores, verdicts, remarks, comment."""

    conflict_of_interest = _prose(
        "reviews.conflict_of_interest",
        _("Conflict of interest"),
        rows=2,
        is_required=True,
        help_text=_(
            "Does your organisation gain from this practice, compete with it or work for its owner? "
            "If not, write “none”."
        ),
    )
    recommendation = forms.ChoiceField(
        label=_("Recommendation"), choices=Recommendation, widget=forms.RadioSelect
    )
    comment = _prose(
        "reviews.comment",
        _("Comment for the owner (may stay empty)"),
        rows=5,
        help_text=_("What is good, what is missing. The owner reads it; it is not published."),
    )

    def __init__(self, *args, review: Review, places: dict[str, str], **kwargs):
        """`places`: where a remark can be left, path to what it is called."""
        super().__init__(*args, **kwargs)
        self.review, self.document = review, review.round.document
        self.remark_places = list(places)
        self._add_scores()
        self._add_verdicts()
        for path, place in places.items():
            told = _("Remark on: %(place)s") % {"place": place}
            self.fields[f"remark-{path}"] = _prose("remarks.text", told, rows=2)
        if not self.is_bound and review.submitted_at:
            self.initial |= _as_handed_in(review)

    def _add_scores(self) -> None:
        for criterion in Criterion:
            points = [(point, str(SCALES[criterion].anchors[point])) for point in POINTS]
            self.fields[f"score-{criterion}"] = forms.TypedChoiceField(
                label=capfirst(criterion.label),
                choices=points,
                coerce=int,
                widget=forms.RadioSelect,
            )
            self.fields[f"reason-{criterion}"] = _prose(
                "reviews.reason", _("Your reason"), rows=3, is_required=True
            )

    def _add_verdicts(self) -> None:
        titles = {row["number"]: row["title"] or row["url"] for row in self.document["evidence"]}
        for claim in self.document["claims"]:
            number, named = claim["number"], claim["evidence"]
            self.fields[f"verdict-{number}"] = forms.ChoiceField(
                label=label_of(Check, "verdict"),
                choices=[("", _("not judged")), *Verdict.choices],
                required=False,
                widget=forms.RadioSelect,
            )
            looked_at = [("", "---------"), *((n, f"{n}: {titles.get(n) or ''}") for n in named)]
            self.fields[f"evidence-{number}"] = forms.TypedChoiceField(
                label=_("Evidence that you looked at"),
                choices=looked_at,
                coerce=int,
                empty_value=None,
                required=False,
                initial=named[0] if len(named) == 1 else None,
            )
            self.fields[f"note-{number}"] = _prose(
                "checks.note", _("What you found (may stay empty)"), rows=2
            )

    def asked(self):
        return {"judgement": self.judgement()}

    def judgement(self) -> Judgement:
        """Return what is handed in; asked after validation."""
        given = self.cleaned_data
        remarks = {path: given[f"remark-{path}"].strip() for path in self.remark_places}
        return Judgement(
            conflict_of_interest=given["conflict_of_interest"],
            recommendation=Recommendation(given["recommendation"]),
            scores={
                criterion: (given[f"score-{criterion}"], given[f"reason-{criterion}"])
                for criterion in Criterion
            },
            checks=self._checks(),
            remarks={path: text for path, text in remarks.items() if text},
            comment=given["comment"],
        )

    def _checks(self) -> dict:
        given = self.cleaned_data
        numbers = [claim["number"] for claim in self.document["claims"]]
        return {
            n: (Verdict(given[f"verdict-{n}"]), given[f"evidence-{n}"], given[f"note-{n}"])
            for n in numbers
            if given[f"verdict-{n}"]
        }


def _as_handed_in(review: Review) -> dict:
    """The stored review under the names of the inputs."""
    told = {
        name: getattr(review, name)
        for name in ("conflict_of_interest", "recommendation", "comment")
    }
    for row in review.scores.all():
        told |= {f"score-{row.criterion}": row.score, f"reason-{row.criterion}": row.reason}
    for row in review.checks.all():
        told |= {
            f"verdict-{row.claim}": row.verdict,
            f"evidence-{row.claim}": row.evidence,
            f"note-{row.claim}": row.note,
        }
    return told | {f"remark-{row.path}": row.text for row in review.remarks.all()}
