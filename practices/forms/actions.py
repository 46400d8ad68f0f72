"""What a person fills in for an action of the workflow: one small form each.

`asked` is what workflow.perform gets. What is required is asked there and nowhere else; `refuse`
puts its answer at the field it speaks of.
"""

import datetime
import re
from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partners.models import Membership
from practices import reviewing
from practices.correcting import Correction, correctable, correction_problems
from practices.forms.fields import CountedField, ProseField, person_name
from practices.models import Practice, Review
from practices.validators import LIMITS, REVIEW_LIMITS

COMMENT_LIMIT = REVIEW_LIMITS["reviews.comment"]


def box(limit: int, *, rows: int = 4, **attrs) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "data-limit": limit} | attrs)


class ActionForm(forms.Form):
    """Nothing to fill in: the button alone, and the mark of what the person had before them."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, practice: Practice, user, **kwargs):
        super().__init__(*args, **{"label_suffix": ""} | kwargs)
        self.practice, self.user = practice, user

    def asked(self) -> dict:
        """Return the further fields of a Call; asked after validation."""
        return {}

    def refuse(self, error: ValidationError) -> None:
        """Put what the workflow says at its field, or at the head of the form."""
        code = getattr(error, "code", None)
        self.add_error(code if code in self.fields else None, error)


class NoteForm(ActionForm):
    """A note for the history, if one is wanted."""

    comment = ProseField(
        label=gettext_lazy("Note (may stay empty)"),
        required=False,
        max_length=COMMENT_LIMIT,
        widget=box(COMMENT_LIMIT, rows=3),
        help_text=gettext_lazy(
            "It stands in the history of the practice, for those who work on it."
        ),
    )

    def asked(self):
        return {"comment": self.cleaned_data["comment"]}


class ReasonForm(ActionForm):
    """A reason that the other side reads; the workflow demands it."""

    comment = ProseField(
        label=gettext_lazy("Your comment"),
        required=False,
        max_length=COMMENT_LIMIT,
        widget=box(COMMENT_LIMIT, rows=6, required=True),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        told = _("At most %(limit)d characters.") % {"limit": COMMENT_LIMIT}
        self.fields["comment"].help_text = told

    def asked(self):
        return {"comment": self.cleaned_data["comment"]}


class SubmitForm(NoteForm):
    """The consent to publication, and a note for the publishers."""

    consent = forms.BooleanField(
        label=gettext_lazy(
            "We agree that this text, with its claims and evidence, is published under the licence "
            "CC BY 4.0: everybody may use it who names us."
        ),
        required=False,
        widget=forms.CheckboxInput(attrs={"required": True}),
    )
    field_order = ["consent", "comment", "seen"]

    def asked(self):
        return super().asked() | {"consent": self.cleaned_data["consent"]}


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A reviewer who can be asked: how much they have to do, and how they stand to this round."""

    membership: Membership
    person: str
    open_reviews: int
    is_asked: bool
    has_reviewed: bool
    is_chosen: bool


class AssignForm(ActionForm):
    """Who is asked to review, until when."""

    reviewers = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Reviewers"), coerce=int, required=False
    )
    due_on = forms.DateField(
        label=gettext_lazy("To be reviewed until"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    comment = ProseField(
        label=gettext_lazy("Message to the reviewers (may stay empty)"),
        required=False,
        max_length=COMMENT_LIMIT,
        widget=box(COMMENT_LIMIT, rows=3),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.memberships = reviewing.candidates(self.practice)
        self.fields["reviewers"].choices = [(row.pk, str(row)) for row in self.memberships]
        due_on = timezone.localdate() + datetime.timedelta(days=reviewing.DAYS_TO_REVIEW)
        self.initial["due_on"] = due_on

    def asked(self):
        chosen = set(self.cleaned_data["reviewers"])
        return {
            "reviewers": tuple(row for row in self.memberships if row.pk in chosen),
            "due_on": self.cleaned_data["due_on"],
            "comment": self.cleaned_data["comment"],
        }

    @property
    def candidates(self) -> list[Candidate]:
        """The rows of the table, by organisation."""
        load = _open_reviews()
        current = reviewing.current_round(self.practice)
        asked = {row.organisation_id: row for row in current.reviews.all()} if current else {}
        chosen = {str(key) for key in self["reviewers"].value() or ()}
        return [
            _candidate(row, load, asked.get(row.partner_id), str(row.pk) in chosen)
            for row in self.memberships
        ]


def _open_reviews() -> dict[int, int]:
    rows = Review.objects.outstanding().order_by().values("reviewer").annotate(number=Count("pk"))
    return {row["reviewer"]: row["number"] for row in rows}


def _candidate(
    membership: Membership, load: dict[int, int], review: Review | None, is_chosen: bool
) -> Candidate:
    has_reviewed = bool(review and review.submitted_at)
    return Candidate(
        membership=membership,
        person=person_name(membership.user),
        open_reviews=load.get(membership.user_id, 0),
        is_asked=bool(review) and review.reviewer_id == membership.user_id and not has_reviewed,
        has_reviewed=has_reviewed,
        is_chosen=is_chosen and not has_reviewed,
    )


class CorrectForm(ActionForm):
    """Every text and link of the current edition; what differs from it is a correction."""

    def __init__(self, *args, places: dict[str, str], **kwargs):
        """`places`: what each place is called, by path."""
        super().__init__(*args, **kwargs)
        self.current = self.practice.editions.first()
        self.texts = {}
        for path, text, is_link in correctable(self.current.document) if self.current else ():
            self.texts[path] = text
            self.fields[path] = _correction_field(path, text, is_link, places)

    def clean(self):
        cleaned = super().clean()
        for path, message in correction_problems(self.current.document, self.corrections()):
            self.add_error(path if path in self.fields else None, message)
        return cleaned

    def corrections(self) -> tuple[Correction, ...]:
        given = {path: self.cleaned_data.get(path) for path in self.texts}
        return tuple(
            Correction(path=path, text=given[path])
            for path, text in self.texts.items()
            if given[path] is not None and given[path] != text
        )

    def asked(self):
        return {"corrections": self.corrections()}

    @property
    def places(self) -> list[forms.BoundField]:
        return [self[path] for path in self.texts]


def _correction_field(path: str, text: str, is_link: bool, places: dict[str, str]):
    limit = LIMITS[re.sub(r"\.\d+", "", path)]
    about = {"label": capfirst(places[path]), "initial": text, "required": False, "strip": False}
    if is_link:
        return CountedField(max_length=limit, widget=forms.URLInput, **about)
    rows = min(12, max(2, len(text) // 90 + 1))
    return ProseField(max_length=limit, widget=box(limit, rows=rows), **about)
