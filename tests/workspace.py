"""Filling in the forms of the workspace: what a browser would send for a page as rendered."""

from django.forms import CheckboxInput
from django.test import Client


def logged_in(user) -> Client:
    client = Client()
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
