"""Filling in the forms of the workspace: what a browser would send for a page as rendered."""

from django.forms import CheckboxInput
from django.test import Client

from partners.models import Membership
from practices import workflow
from practices.choices import Action, Criterion
from practices.correcting import correctable
from practices.models import Practice


def logged_in(user, **about) -> Client:
    """Return a client of the workspace; `about` goes to every request (SERVER_NAME)."""
    client = Client(**about)
    client.force_login(user)
    return client


def as_sent(response, **changes) -> dict:
    """Return the data that the page's form would send untouched, with some fields changed.

    Keys are names of inputs ("title", "claims-0-statement"); None leaves an input out.
    """
    forms = [response.context["adminform"].form]
    for inline in response.context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    sent = {}
    for form in forms:
        for name in form.fields:
            sent |= _as_sent(form, name)
    sent |= response.context.get("carried", {})
    return {name: value for name, value in (sent | changes).items() if value is not None}


def _as_sent(form, name: str) -> dict:
    value, key = form[name].value(), form.add_prefix(name)
    if isinstance(form.fields[name].widget, CheckboxInput):
        return {key: "on"} if value else {}
    if isinstance(value, list | tuple):
        return {key: [getattr(item, "pk", item) for item in value]}
    return {} if value is None else {key: value}


def errors_of(response) -> dict:
    """Return every message of a refused form by the name of the input it stands at."""
    found = dict(response.context["adminform"].form.errors)
    for inline in response.context["inline_admin_formsets"]:
        for form in inline.formset.forms:
            found |= {form.add_prefix(name): messages for name, messages in form.errors.items()}
    return {name: list(messages) for name, messages in found.items()}


# The pages on which actions are done

PRACTICES = "/admin/practices/practice/"
REVIEW = {
    "conflict_of_interest": "none",
    "recommendation": "recommended",
    **{f"score-{criterion}": "3" for criterion in Criterion},
    **{f"reason-{criterion}": f"Good {criterion}." for criterion in Criterion},
    "verdict-1": "confirmed",
    "evidence-1": "1",
}


def page(practice: Practice, name: str) -> str:
    """Return the address of a page of a practice: "change", "history", "reviews"."""
    return f"{PRACTICES}{practice.pk}/{name}/"


def doing(practice: Practice, action: str) -> str:
    """Return the address on which an action is done."""
    return page(practice, f"do/{action}")


def action_form(action: str, practice: Practice, *reviewers: Membership, **changes) -> dict:
    """Return everything that the form of an action asks for, as a browser sends it."""
    edition = practice.editions.first()
    texts = {path: text for path, text, _ in correctable(edition.document)} if edition else {}
    sent = {
        Action.SUBMIT: {"consent": "on"},
        Action.DISCARD: {},
        Action.ASSIGN: {
            "reviewers": [row.pk for row in reviewers],
            "due_on": "2999-01-01",
        },
        Action.REVIEW: REVIEW,
        Action.CORRECT: texts | {"summary": "What it is!"},
    }.get(Action(action), {"comment": "For a reason."})
    sent = {"seen": workflow.mark(Action(action), practice)} | sent
    return {name: value for name, value in (sent | changes).items() if value is not None}
