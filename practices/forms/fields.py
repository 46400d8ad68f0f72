"""What the forms share: fields of long texts and code lists, and the check by the shared rules."""

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db import models
from django.utils.text import capfirst

from partners.workspace import SuggestedRows
from practices import validators
from practices.codelists import languages
from practices.models import Practice

NOTHING = ("", "---------")
BOX_FROM = 200  # characters: a text that may be longer is written in a box of several lines


class CountedField(forms.CharField):
    """Text with a limit that a counter tells (js/counters.js) and the server holds.

    A browser would cut what is pasted at `maxlength`, without a word.
    """

    def widget_attrs(self, widget):
        attrs = super().widget_attrs(widget)
        limit = attrs.pop("maxlength", None)
        return attrs | {"data-limit": limit} if limit else attrs


class ProseField(CountedField):
    """Text of several lines; a line break counts as one character, however the browser sends it."""

    def to_python(self, value):
        return super().to_python(value).replace("\r\n", "\n")


def prose_columns(model) -> dict[str, type[ProseField]]:
    """Return the form field for each column of a model that may hold more than a line."""
    return {
        column.name: ProseField
        for column in model._meta.concrete_fields
        if type(column) is models.CharField and not column.choices and column.max_length >= BOX_FROM
    }


class LabelledRows(forms.ModelMultipleChoiceField):
    """Rows of a code list, ticked by their labels."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, row):
        return row.label


class RelatedPractices(forms.ModelMultipleChoiceField):
    """Practices by what the public knows of them: nobody reads a draft's title here."""

    def label_from_instance(self, practice):
        return public_name(practice)


def public_name(practice: Practice) -> str:
    """Return identifier and published title, the identifier alone while nothing is on show."""
    entry = getattr(practice, "entry", None)
    is_shown = entry and entry.withdrawn_at is None
    return f"{practice.identifier} {entry.title}" if is_shown else practice.identifier


def person_name(user) -> str:
    """Return what colleagues call a person: the full name, else the name of the account."""
    return user.get_full_name() or user.get_username()


def suggested(model, name: str) -> SuggestedRows:
    """Return a widget for the relation `name` that suggests rows while one types."""
    return SuggestedRows(model._meta.get_field(name), admin.site)


def label_of(model, name: str) -> str:
    """Return what a form calls a column."""
    return capfirst(model._meta.get_field(name).verbose_name)


# Languages


def languages_or_none() -> list[tuple[str, str]]:
    return [NOTHING, *languages()]


# The shared rules


class CheckedForm(forms.ModelForm):
    """A form that hands its part of the document to `validators.problems`.

    Every answer is put at the field it speaks of, unless that field is known to be wrong already.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, ProseField):
                field.widget = _box(field.max_length)
            count_instead_of_cutting(field)

    def checked_part(self, cleaned: dict) -> dict:
        """Return as much of the document as this form holds."""
        raise NotImplementedError

    def place(self, path: str) -> tuple[str, str]:
        """Return the field that shows a problem at `path`, and words to put before its message."""
        return path.split(".")[-1], ""

    def clean(self):
        cleaned = super().clean()
        for path, message in validators.problems(self.checked_part(cleaned)):
            name, words = self.place(path)
            if name not in self.errors:
                self.add_error(name, words + message)
        return cleaned


def _box(limit: int) -> AdminTextareaWidget:
    rows = 2 if limit <= 300 else 12 if limit > 1500 else 3
    return AdminTextareaWidget(attrs={"rows": rows, "data-limit": limit})


def count_instead_of_cutting(field: forms.Field) -> None:
    """Do to a field that Django made what CountedField does."""
    limit = field.widget.attrs.pop("maxlength", None)
    if limit:
        field.widget.attrs["data-limit"] = limit
