"""The actions of the workflow as pages tell of them: words, form, and what is shown before the button.

STEPS has a row for each action that a person can take. It holds no rule: who may, when and with what
is asked of the workflow alone.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from practices import (
    codelists,
    differences,
    editions,
    entries,
    needs,
    reviewing,
    validators,
)
from practices.admin import judging, reading
from practices.choices import Action, Level
from practices.coaching import coach
from practices.correcting import correctable
from practices.forms.actions import (
    ActionForm,
    AssignForm,
    CorrectForm,
    NoteForm,
    ReasonForm,
    SubmitForm,
)
from practices.forms.review import ReviewForm
from practices.models import Edition, Practice
from practices.presenting.changes import all_told
from practices.presenting.places import place_in_words
from practices.workflow import Call

Text = str | Promise
Shown = dict[str, Any]
TEMPLATES = "admin/practices/practice/do"

OWNERS = _("This is for the editors of the organisation that owns the practice.")
PUBLISHERS = _(
    "This is for publishers of other organisations than the owner: nobody decides on a practice of "
    "their own organisation."
)
REVIEWERS = _("This is for the reviewers who were asked, while the practice is in review.")


def nothing(practice: Practice, user) -> Shown:
    return {}


@dataclass(frozen=True, kw_only=True)
class Step:
    """An action as a page: what the button says, what will happen, what is told once it is done."""

    verb: Text
    happens: Text
    done: Text
    who: Text
    form: type[ActionForm] = ActionForm
    given: Callable[[Practice, Any], Shown] = nothing  # what the form is made with
    shows: Callable[[Practice, Any], Shown] = nothing  # what stands above the form
    template: str = "plain.html"
    is_grave: bool = False

    @property
    def template_name(self) -> str:
        return f"{TEMPLATES}/{self.template}"


# What stands above the forms

# The inputs of the practice form at which a required field is filled in.
INPUTS = {"sectors": "id_nace", "claims": "claims-group"}


def form_address(practice: Practice, name: str = "") -> str:
    """Return the address of the practice form, at the input for a place of the document."""
    page = reverse("admin:practices_practice_change", args=[practice.pk])
    return f"{page}#{INPUTS.get(name, f'id_{name}')}" if name else page


def submission(practice: Practice, user) -> Shown:
    """What is missing, with links to the inputs; what is wrong; what a higher level would need."""
    document = editions.document(practice)
    advice = coach(document, today=timezone.localdate(), cards={})
    return {
        "missing": [
            (validators.REQUIRED_LABELS[name], form_address(practice, name))
            for name in validators.missing_required(document)
        ],
        "problems": [
            (place_in_words(path.split(".")[0]), message)
            for path, message in validators.problems(document)
        ],
        "hints": [step.text for step in advice.worth_adding],
    }


def reviews(practice: Practice, user) -> Shown:
    return {"current": reading.shown_current(practice, user)}


def acceptance(practice: Practice, user) -> Shown:
    """The reviews side by side, and what still stands in the way, in the workflow's own words."""
    return reviews(practice, user) | {"lacking": lacking(practice, user)}


def lacking(practice: Practice, user) -> list[str]:
    if reviewing.current_round(practice) is None:
        return []
    call = Call(action=Action.ACCEPT, practice=practice, by=user, at=timezone.now())
    try:
        needs.acceptance(call)
    except ValidationError as error:
        return error.messages
    return []


def publication(practice: Practice, user) -> Shown:
    """The next edition: its number, level, and what differs from the one on show."""
    current = reviewing.current_round(practice)
    if current is None:
        return {}
    document, last = reviewing.document_of(current), practice.editions.first()
    made = Edition(practice=practice, document=document, published_at=timezone.now())
    grade = entries.grade_of(made)
    return acceptance(practice, user) | {
        "number": last.number + 1 if last else 1,
        "level": Level(grade.level) if grade.level else None,
        "until": grade.until,
        "changes": _told(last.document, document) if last else [],
        "last": last,
    }


def given_up(practice: Practice, user) -> Shown:
    """What going back to the current edition loses."""
    last = practice.editions.first()
    lost = _told(last.document, editions.document(practice)) if last else []
    return {"last": last, "changes": lost}


def last_edition(practice: Practice, user) -> Shown:
    return {"last": practice.editions.first()}


def _told(before: dict, after: dict) -> list:
    return all_told(differences.differences(before, after), codelists.current())


def correction_places(practice: Practice, user) -> Shown:
    last = practice.editions.first()
    paths = [path for path, _text, _is_link in correctable(last.document)] if last else []
    return {"places": {path: place_in_words(path) for path in paths}}


# The table

STEPS: dict[Action, Step] = {
    Action.SUBMIT: Step(
        verb=_("Submit for review"),
        happens=_(
            "The text goes to the publishers of other partners, who ask reviewers for their "
            "judgement. While it is with them it cannot be changed. You can take it back until "
            "reviewers have been asked."
        ),
        done=_("Submitted. The publishers have been told by mail."),
        who=OWNERS,
        form=SubmitForm,
        shows=submission,
        template="submit.html",
    ),
    Action.RECALL: Step(
        verb=_("Take back"),
        happens=_("The text comes back to you as a draft. No reviewer has been asked yet."),
        done=_("Taken back: the practice is a draft again."),
        who=OWNERS,
        form=NoteForm,
    ),
    Action.ASSIGN: Step(
        verb=_("Choose reviewers"),
        happens=_(
            "Everybody chosen gets a mail with a link to the review. Two organisations other than "
            "the owner have to recommend a practice before it can be accepted."
        ),
        done=_("The reviewers have been asked by mail."),
        who=PUBLISHERS,
        form=AssignForm,
        shows=reviews,
        template="assign.html",
    ),
    Action.REVIEW: Step(
        verb=_("Review"),
        happens=_(
            "Scores, reasons and verdicts are published under the name of your organisation, with "
            "the line on conflicts of interest. Remarks and the comment are for the owner alone."
        ),
        done=_("Your review is handed in. You can change it while the practice is in review."),
        who=REVIEWERS,
        form=ReviewForm,
        given=judging.form_parts,
        shows=judging.shown,
        template="review.html",
    ),
    Action.REQUEST_CHANGES: Step(
        verb=_("Ask for changes"),
        happens=_(
            "The text goes back to the owner with your comment and the reviews that are in. This "
            "round of review ends; the changed text needs new reviews."
        ),
        done=_("The text is with the owner again, who has been told by mail."),
        who=PUBLISHERS,
        form=ReasonForm,
        shows=reviews,
        template="decide.html",
    ),
    Action.ACCEPT: Step(
        verb=_("Accept"),
        happens=_("The reviews are taken as they stand. The practice can then be published."),
        done=_("Accepted. The practice can now be published."),
        who=PUBLISHERS,
        form=NoteForm,
        shows=acceptance,
        template="decide.html",
    ),
    Action.PUBLISH: Step(
        verb=_("Publish"),
        happens=_(
            "The reviewed text becomes an edition, which never changes. Scores, reasons and "
            "verdicts are published with it."
        ),
        done=_("Published. The owner has been told by mail."),
        who=PUBLISHERS,
        shows=publication,
        template="publish.html",
    ),
    Action.REJECT: Step(
        verb=_("Reject"),
        happens=_(
            "This round of review ends without publication. The owner reads your comment and can "
            "open the practice again later."
        ),
        done=_("Rejected. The owner has been told by mail."),
        who=PUBLISHERS,
        form=ReasonForm,
        shows=reviews,
        template="decide.html",
        is_grave=True,
    ),
    Action.REOPEN: Step(
        verb=_("Open again"),
        happens=_("The text becomes a draft that you can change and submit."),
        done=_("Open again: change the text, then submit it."),
        who=OWNERS,
        form=NoteForm,
        shows=last_edition,
        template="reopen.html",
    ),
    Action.DISCARD: Step(
        verb=_("Discard the changes"),
        happens=_(
            "The text goes back to the edition that the public reads. What was written since is "
            "given up; the history keeps it."
        ),
        done=_("The changes are discarded: the text is that of the current edition again."),
        who=OWNERS,
        shows=given_up,
        template="discard.html",
        is_grave=True,
    ),
    Action.CORRECT: Step(
        verb=_("Correct links and spelling"),
        happens=_(
            "A new edition is published at once; reviews and level stay. Only links and a few "
            "letters of a text can be corrected here. Whatever is more needs a new review: the "
            "owner opens the practice again for that."
        ),
        done=_("The corrected edition is published."),
        who=PUBLISHERS,
        form=CorrectForm,
        given=correction_places,
        template="correct.html",
    ),
    Action.WITHDRAW: Step(
        verb=_("Withdraw"),
        happens=_(
            "Readers no longer find the practice. Its address tells them that it was withdrawn, "
            "when, and your comment as the reason: it is public."
        ),
        done=_("Withdrawn. The owner has been told by mail."),
        who=PUBLISHERS,
        form=ReasonForm,
        is_grave=True,
    ),
    Action.RESTORE: Step(
        verb=_("Put on show again"),
        happens=_("Readers find the practice again, at its old address."),
        done=_("On show again. The owner has been told by mail."),
        who=PUBLISHERS,
        form=ReasonForm,
    ),
}
