"""The workspace's pages of partners and events."""

from django import forms
from django.contrib import admin
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from partners import catalogue, permissions
from partners.models import Event, Partner, Region
from partners.workspace import (
    LinesField,
    Section,
    WorkspaceAdmin,
    shown_list,
)

PUBLIC_PROFILE = ("website", "description", "city")
KEPT_BY_EDITORS = (*PUBLIC_PROFILE, "mailbox")


def lines_field(model, name: str) -> LinesField:
    label = capfirst(model._meta.get_field(name).verbose_name)
    return LinesField(label=label, help_text=_("One per line."))


def country_choices() -> list[tuple[str, str]]:
    countries = Region.objects.countries()
    named = sorted(((row.label, code) for code, row in countries.items()))
    return [("", "---------"), *((code, f"{label} ({code})") for label, code in named)]


class CataloguePages(WorkspaceAdmin):
    """Pages of what the public reads as it stands: writes raise the catalogue version, last."""

    def is_of_use(self, user):
        return permissions.edits_for_a_partner(user)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "country":
            label = capfirst(db_field.verbose_name)
            needed = not db_field.blank
            return forms.ChoiceField(choices=country_choices, label=label, required=needed)
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def get_readonly_fields(self, request, obj=None):
        """The slug is the code by which editions name a row: it never changes."""
        return ("slug",) if obj else ()

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        catalogue.raise_version()


class PartnerForm(forms.ModelForm):
    sources = lines_field(Partner, "sources")


@admin.register(Partner)
class PartnerAdmin(CataloguePages):
    """Partners: editors keep their own public profile, administrators the rest; none is deleted."""

    section = Section.CONSORTIUM
    form = PartnerForm
    list_display = ["short_name", "name", "role", "country", "city", "membership_confidence"]
    list_filter = ["role", "membership_confidence"]
    search_fields = ["short_name", "name", "name_native", "acronym", "city"]
    autocomplete_fields = ["region"]
    sources_shown = shown_list("sources", _("sources"))
    fieldsets = [
        (_("Public profile"), {"fields": PUBLIC_PROFILE}),
        (_("Not public"), {"fields": ["mailbox"]}),
        (
            _("Names"),
            {"fields": ["short_name", "slug", "name", "name_native", "native_language", "acronym"]},
        ),
        (
            _("Kind and place"),
            {"fields": ["role", "kind", "policy_responsible", "country", "region", "place"]},
        ),
        (
            _("How the membership is known"),
            {"fields": ["membership_confidence", "membership_evidence", "sources", "notes"]},
        ),
    ]

    def has_view_permission(self, request, obj=None):
        if obj is None:
            return permissions.may_enter(request.user)
        return permissions.may_see_partner(request.user, obj)

    def has_change_permission(self, request, obj=None):
        if obj is None:
            return permissions.edits_for_a_partner(request.user)
        return permissions.may_edit_partner(request.user, obj)

    def has_add_permission(self, request):
        return permissions.is_administrator(request.user)

    def get_queryset(self, request):
        return super().get_queryset(request).visible_to(request.user)

    def get_fieldsets(self, request, obj=None):
        """Only administrators write the sources; others see them as a list."""
        if permissions.is_administrator(request.user):
            return self.fieldsets
        shown = {"sources": "sources_shown"}
        return [
            (title, {"fields": [shown.get(name, name) for name in section["fields"]]})
            for title, section in self.fieldsets
        ]

    def get_readonly_fields(self, request, obj=None):
        if permissions.is_administrator(request.user):
            return super().get_readonly_fields(request, obj)
        sections = self.get_fieldsets(request, obj)
        names = [name for _title, section in sections for name in section["fields"]]
        return [name for name in names if name not in KEPT_BY_EDITORS]


class EventForm(forms.ModelForm):
    """An event; the number of participants is stored as figure, unit and qualifier."""

    co_organisers = lines_field(Event, "co_organisers")
    topics = lines_field(Event, "topics")
    sessions = lines_field(Event, "sessions")
    study_visits = lines_field(Event, "study_visits")
    sources = lines_field(Event, "sources")
    figure = forms.IntegerField(label=_("Number of participants"), min_value=0, required=False)
    unit = forms.CharField(
        label=_("Who was counted"),
        max_length=100,
        required=False,
        help_text=_("For example: people, partner representatives."),
    )
    qualifier = forms.CharField(
        label=_("How exact the number is"),
        max_length=40,
        required=False,
        help_text=_("For example: exact, more than, about."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, value in (self.instance.participants or {}).items():
            if name in self.fields:
                self.initial.setdefault(name, value)

    def clean(self):
        cleaned = super().clean()
        start, end = cleaned.get("start_date"), cleaned.get("end_date")
        if start is not None and end and end < start:
            self.add_error("end_date", _("The last day lies before the first day."))
        if cleaned.get("figure") is None and (cleaned.get("unit") or cleaned.get("qualifier")):
            self.add_error("figure", _("Write the number that these words belong to."))
        return cleaned

    def participants(self) -> dict | None:
        """Return the number of participants as an event stores it."""
        told = {name: self.cleaned_data[name] for name in ("figure", "unit", "qualifier")}
        return told if told["figure"] is not None else None


@admin.register(Event)
class EventAdmin(CataloguePages):
    """Events: administrators keep them, members read them. What editions cite is never deleted."""

    section = Section.CONSORTIUM
    position = 1
    form = EventForm
    list_display = ["title", "kind", "start_date", "city", "country"]
    list_filter = ["kind"]
    search_fields = ["title", "city", "slug"]
    autocomplete_fields = ["hosts"]
    prepopulated_fields = {"slug": ["title"]}
    topics_shown = shown_list("topics", _("topics"))
    sessions_shown = shown_list("sessions", _("sessions"))
    study_visits_shown = shown_list("study_visits", _("study visits"))
    co_organisers_shown = shown_list("co_organisers", _("co-organisers"))
    sources_shown = shown_list("sources", _("sources"))
    shown_lists = ("co_organisers", "topics", "sessions", "study_visits", "sources")
    fieldsets = [
        (_("What it was"), {"fields": ["title", "slug", "kind", "number"]}),
        (
            _("When and where"),
            {
                "fields": [
                    ("start_date", "end_date"), "date_note", "online", "city", "venue", "country",
                ]
            },
        ),
        (_("Who"), {"fields": ["hosts", "co_organisers", ("figure", "unit", "qualifier")]}),
        (_("What was told there"), {"fields": ["topics", "sessions", "study_visits"]}),
        (_("Sources and notes"), {"fields": ["sources", "notes"]}),
    ]  # fmt: skip

    def has_view_permission(self, request, obj=None):
        return permissions.may_enter(request.user)

    def has_add_permission(self, request):
        return permissions.is_administrator(request.user)

    def has_change_permission(self, request, obj=None):
        return permissions.is_administrator(request.user)

    def get_fieldsets(self, request, obj=None):
        if permissions.is_administrator(request.user):
            return self.fieldsets
        return [
            (title, {"fields": [self._shown(name) for name in section["fields"]]})
            for title, section in self.fieldsets
        ]

    def _shown(self, name):
        """Name the read-only column that stands for a field of the form."""
        if name == ("figure", "unit", "qualifier"):
            return "participants_shown"
        return f"{name}_shown" if name in self.shown_lists else name

    @admin.display(description=_("participants"))
    def participants_shown(self, event):
        told = event.participants or {}
        words = [told.get(name) for name in ("qualifier", "figure", "unit")]
        return " ".join(str(word) for word in words if word is not None) or "-"

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else self.prepopulated_fields

    def save_model(self, request, obj, form, change):
        obj.participants = form.participants()
        form.cleaned_data["participants"] = obj.participants
        super().save_model(request, obj, form, change)
