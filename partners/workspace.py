"""The workspace: the site under /admin/ and what every page of it shares.

Nobody may do anything that a subclass of WorkspaceAdmin does not allow; the predicates of
`permissions` decide, and the querysets of the same name give the same answer.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.admin.widgets import (
    AdminTextareaWidget,
    AutocompleteSelectMultiple,
    RelatedFieldWidgetWrapper,
)
from django.db import models
from django.db.models import TextChoices, prefetch_related_objects
from django.http import Http404
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from partners.models import User
from partners.permissions import lacks_second_factor, may_enter


class Section(TextChoices):
    """How the start page groups what can be worked on."""

    PRACTICES = "practices", _("Good practices")
    CONSORTIUM = "consortium", _("Consortium")
    PEOPLE = "people", _("People")
    CODE_LISTS = "code-lists", _("Code lists")


@dataclass(frozen=True, kw_only=True)
class Block:
    """A part of the start page: what waits for the person, shown by a template.

    `rows` is asked with the person; what it returns is for the template, and a block without is left out.
    """

    name: str
    template: str
    rows: Callable[[User], Any]


class Suggestions(AutocompleteJsonView):
    """Answers an autocomplete field; the model's admin says what it offers and how it calls it."""

    def get_queryset(self):
        return self.model_admin.suggestions(self.request, self.term)

    def serialize_result(self, obj, to_field_name):
        answer = super().serialize_result(obj, to_field_name)
        return answer | {"text": self.model_admin.suggestion(obj)}


class WorkspaceSite(admin.AdminSite):
    """The admin site: open to members of a partner and to administrators.

    Whose role demands a second factor finds it closed until there is one (partners.accounts).
    """

    site_header = _("SMARTY workspace")
    site_title = _("SMARTY workspace")
    index_title = _("What would you like to work on?")
    enable_nav_sidebar = False  # the start page leads on, the path above each page back
    blocks: list[Block] = []

    def add_blocks(self, *blocks: Block) -> None:
        """Put blocks on the start page, below those that are there."""
        self.blocks = [*self.blocks, *blocks]

    def index(self, request, extra_context=None):
        filled = [(block, block.rows(request.user)) for block in self.blocks]
        shown = {"blocks": [(block, rows) for block, rows in filled if rows]}
        return super().index(request, shown | (extra_context or {}))

    def has_permission(self, request):
        if request.user.is_authenticated:
            prefetch_related_objects([request.user], "memberships")
        return may_enter(request.user) and not lacks_second_factor(request.user)

    def admin_view(self, view, cacheable=False):
        """Everyone who could log in can log out again, members or not."""
        return view if view == self.logout else super().admin_view(view, cacheable)

    def get_urls(self):
        """Leave out the redirect to any object of any model: it asks nobody's permission."""
        return [
            address
            for address in super().get_urls()
            if getattr(address, "name", None) != "view_on_site"
        ]

    def each_context(self, request):
        prefix = "" if get_language() == settings.LANGUAGE_CODE else f"{get_language()}/"
        return super().each_context(request) | {"site_url": f"/{prefix}"}

    def autocomplete_view(self, request):
        return Suggestions.as_view(admin_site=self)(request)

    def get_app_list(self, request, app_label=None):
        """Return the models by section instead of by app; the page of one app stays as it is.

        Only what the person has a use for is listed: what may be read is not always of use. Worked
        out when it is shown: every page is given it, and few show it.
        """
        return SimpleLazyObject(lambda: self._app_list(request, app_label))

    def _app_list(self, request, app_label: str | None) -> list[dict]:
        apps = super().get_app_list(request, app_label)
        if app_label:
            return apps
        listed = [
            model
            for app in apps
            for model in app["models"]
            if self._registry[model["model"]].is_of_use(request.user)
        ]
        listed.sort(key=lambda model: self._registry[model["model"]].position)
        sections = [self._section(section, listed) for section in Section]
        return [section for section in sections if section["models"]]

    def _section(self, section: Section, listed: list[dict]) -> dict:
        return {
            "name": section.label,
            "app_label": section.value,
            "app_url": reverse("admin:index"),
            "has_module_perms": True,
            "models": [
                model for model in listed if self._registry[model["model"]].section == section
            ],
        }


class SuggestedRows(AutocompleteSelectMultiple):
    """Rows chosen among suggestions, without the nameless button that clears them all."""

    def build_attrs(self, base_attrs, extra_attrs=None):
        return super().build_attrs(base_attrs, extra_attrs) | {"data-allow-clear": "false"}


class WebAddressField(forms.URLField):
    """A web address; one without a scheme means https."""

    def __init__(self, **kwargs):
        super().__init__(**{"assume_scheme": "https"} | kwargs)


class PlainFields:
    """Form fields without pop-ups, web addresses without a scheme as https."""

    formfield_overrides = {models.URLField: {"form_class": WebAddressField}}

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = SuggestedRows(db_field, self.admin_site)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget
        return field


class WorkspaceAdmin(PlainFields, admin.ModelAdmin):
    """The pages of one model. What a person may not see answers 404, never a redirect."""

    section = Section.CODE_LISTS
    position = 0
    actions = None
    view_on_site = False

    def has_module_permission(self, request):
        return self.has_view_permission(request)

    def is_of_use(self, user) -> bool:
        """Whether the list helps the person in their work, so that the start page names it."""
        return True

    def has_view_permission(self, request, obj=None):
        return False

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_object(self, request, object_id, from_field=None):
        """Return the row among those the person may see; raises Http404."""
        row = super().get_object(request, object_id, from_field)
        if row is None:
            raise Http404
        return row

    def save_model(self, request, obj, form, change):
        """Write the columns of the form and no others: the rest may have changed meanwhile."""
        obj.save(update_fields=form_columns(form) if change else None)

    def suggestions(self, request, term: str):
        """Return the rows that an autocomplete field offers for what was typed."""
        return self.get_search_results(request, self.get_queryset(request), term)[0]

    def suggestion(self, row) -> str:
        """Return what an autocomplete field calls a row."""
        return str(row)


class LinesField(forms.CharField):
    """A list of texts, written one per line; blank lines count for nothing."""

    def __init__(self, **kwargs):
        box = AdminTextareaWidget(attrs={"rows": 4})
        super().__init__(**{"required": False, "widget": box} | kwargs)

    def prepare_value(self, value):
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value):
        lines = (line.strip() for line in (value or "").splitlines())
        return [line for line in lines if line]

    def has_changed(self, initial, data):
        return self.to_python(self.prepare_value(initial)) != self.to_python(data)


def language_field() -> forms.ChoiceField:
    """Return the field for a person's language: one that is switched on, or the portal's default."""
    column = User._meta.get_field("language")
    return forms.ChoiceField(
        choices=[("", _("the portal’s default")), *settings.LANGUAGES],
        label=capfirst(column.verbose_name),
        help_text=column.help_text,
        required=False,
    )


def form_columns(form) -> list[str]:
    """Return the names of the columns that a valid form sets."""
    columns = {field.name for field in form.instance._meta.concrete_fields}
    return sorted(columns & set(form.cleaned_data))


def bullets(texts: Iterable[str]) -> str:
    """Return texts as an HTML list for a page that only shows them; a dash when there are none."""
    items = format_html_join("", "<li>{}</li>", ((text,) for text in texts))
    return format_html("<ul>{}</ul>", items) if items else "-"


def shown_list(name: str, label: str):
    """Return a read-only column that shows the list of texts in the field `name`."""

    @admin.display(description=label)
    def show(self, row):
        return bullets(getattr(row, name))

    return show
