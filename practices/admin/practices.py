"""The practice in the workspace: list, form in sections, deletion of drafts.

Nothing here writes a state, an edition, an entry of the catalogue or a line of history.
"""

from django.contrib import admin, messages
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from partners.permissions import is_administrator
from partners.workspace import Section, shown_list
from practices import drafts, files, permissions, unsaved
from practices.admin.doing import ActionPages
from practices.admin.history import HistoryPages
from practices.admin.inlines import ClaimInline, EvidenceInline
from practices.admin.listing import ListColumns
from practices.admin.sheets import SheetPages
from practices.admin.writing import WritingPages
from practices.forms import PracticeForm, public_name
from practices.models import Practice
from practices.search.text import fold

BY_ADMINISTRATORS = ("smarty_link", "confidence", "among_the_26")
SHOWN_INSTEAD = {
    name: f"{name}_shown"
    for name in (
        "objectives", "stakeholders", "beneficiaries", "sources", "themes", "technologies", "nace",
        "related",
    )
}  # fmt: skip
STANDING = (
    _("Where it stands"),
    {"classes": ["standing"], "fields": ["identifier", "state", "editions_shown"]},
)
SECTIONS = [
    (
        _("What it is"),
        {
            "classes": ["what"], "fields": [
                "title", "title_native", "native_language", "language", "owner", "nature",
                "summary", "organisation_in_charge",
            ]
        },
    ),
    (
        _("Where and when"),
        {
            "classes": ["where"], "fields": [
                "region", "place", "scope", ("start_year", "end_year"), "running_state",
                "running_note",
            ]
        },
    ),
    (
        _("What it does"),
        {
            "classes": ["does"],
            "fields": ["problem", "description", "objectives", "stakeholders", "beneficiaries"],
        },
    ),
    (
        _("Resources and lessons"),
        {
            "classes": ["resources"], "fields": [
                ("resources_amount", "resources_currency"), "resources_staff", "resources_text",
                "challenges", "lessons", "transferability",
            ]
        },
    ),
    (
        _("Themes and sectors"),
        {"classes": ["themes"], "fields": ["themes", "themes_basis", "technologies", "nace"]},
    ),
    (
        _("Sources and trust"),
        {
            "classes": ["sources"], "fields": [
                "validation_kind", "website", "sources", "events", "related", *BY_ADMINISTRATORS,
            ]
        },
    ),
]  # fmt: skip


@admin.register(Practice)
class PracticeAdmin(ListColumns, SheetPages, HistoryPages, ActionPages, WritingPages):
    section = Section.PRACTICES
    form = PracticeForm
    inlines = [EvidenceInline, ClaimInline]
    list_display = [
        "identifier", "title", "owner", "state", "in_state_since", "reviews_in", "on_show",
    ]  # fmt: skip
    list_display_links = ["identifier", "title"]
    list_filter = ["state", "owner", "themes"]
    list_select_related = ["owner", "entry__edition"]
    search_fields = ["identifier", "title", "title_native", "summary"]
    autocomplete_fields = ["region", "events"]

    objectives_shown = shown_list("objectives", _("objectives"))
    stakeholders_shown = shown_list("stakeholders", _("stakeholders"))
    beneficiaries_shown = shown_list("beneficiaries", _("beneficiaries"))
    sources_shown = shown_list("sources", _("sources"))

    # Who may what

    def has_view_permission(self, request, obj=None):
        if obj is None:
            return bool(permissions.may_create(request.user) or permissions.judges(request.user))
        return permissions.may_see(request.user, obj)

    def has_add_permission(self, request):
        return permissions.may_create(request.user)

    def has_change_permission(self, request, obj=None):
        if obj is None:
            return permissions.may_create(request.user)
        return permissions.may_edit(request.user, obj)

    def has_delete_permission(self, request, obj=None):
        if obj is None:
            return permissions.may_create(request.user)
        return permissions.may_delete(request.user, obj)

    def get_queryset(self, request):
        return super().get_queryset(request).visible_to(request.user)

    def get_object(self, request, object_id, from_field=None):
        """Return the practice; a write holds its row, and judges the state it then has."""
        practice = super().get_object(request, object_id, from_field)
        if request.method != "POST":
            return practice
        locked = Practice.objects.select_for_update().filter(pk=practice.pk).first()
        if locked is None or not permissions.may_see(request.user, locked):
            raise Http404
        return locked

    # Files of evidence, for those who may see the practice

    def get_urls(self):
        file = self.admin_site.admin_view(require_safe(self.evidence_file))
        address = "<path:object_id>/evidence/<int:number>/"
        return [path(address, file, name="practices_practice_evidence"), *super().get_urls()]

    def evidence_file(self, request, object_id: str, number: int):
        """Answer with the file of the working version's evidence of that number."""
        practice = self.get_object(request, object_id)
        row = get_object_or_404(practice.evidence.exclude(file=""), number=number)
        return files.download(row.file.name, row.title or f"{practice.identifier} {number}")

    # The form

    def get_fieldsets(self, request, obj=None):
        sections = SECTIONS if obj is None else [*SECTIONS, STANDING]
        is_read = obj is not None and not self.has_change_permission(request, obj)
        left_out = set() if obj or is_administrator(request.user) else set(BY_ADMINISTRATORS)
        return [
            (title, section | {"fields": _fields(section["fields"], is_read, left_out, obj)})
            for title, section in sections
        ]

    def get_readonly_fields(self, request, obj=None):
        if obj is None:
            return ()
        names = [*STANDING[1]["fields"]]
        if not is_administrator(request.user):
            names += ["owner", *BY_ADMINISTRATORS]
        if obj.editions.exists():
            names.append("slug")
        return [*names, *SHOWN_INSTEAD.values()]

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name != "owner":
            return super().formfield_for_foreignkey(db_field, request, **kwargs)
        partners = db_field.remote_field.model.objects.editable_by(request.user)
        field = super().formfield_for_foreignkey(db_field, request, queryset=partners, **kwargs)
        if len(partners) == 1:
            field.empty_label, field.initial = None, partners[0]
        return field

    def save_model(self, request, obj, form, change):
        """Write nothing yet: `save_related` writes practice and rows as one edit."""

    def save_related(self, request, form, formsets, change):
        with drafts.one_edit(form.instance, by=request.user, request_id=request.id):
            if change:
                super().save_model(request, form.instance, form, change)
            super().save_related(request, form, formsets, change)
            form.save_sectors()
            key = request.POST.get("key", "")
            unsaved.forget(request.user, form.instance, key)
        request.saved_form = True

    def message_user(
        self, request, message, level=messages.INFO, extra_tags="", fail_silently=False
    ):
        """Tell the browser, beside the person, that its copy of the form is no longer needed."""
        if getattr(request, "saved_form", False):
            extra_tags = f"{extra_tags} form-saved".strip()
        super().message_user(request, message, level, extra_tags, fail_silently)

    # Deleting: a draft that was never submitted goes with its history

    def get_deleted_objects(self, objs, request):
        return [str(practice) for practice in objs], {}, set(), []

    def delete_model(self, request, obj):
        drafts.delete_draft(obj, by=request.user)

    # Suggestions: the field "related practices" asks, and offers only what the public may read

    def suggestions(self, request, term):
        rows = Practice.objects.on_show().select_related("entry").order_by("entry__identifier")
        for word in fold(term).split():
            named = rows.filter(entry__identifier__istartswith=word)
            rows = named | rows.filter(entry__title_key__contains=word)
        return rows

    def suggestion(self, row):
        return public_name(row)

    # What is shown and never written

    @admin.display(description=_("on show"))
    def on_show(self, practice):
        entry = getattr(practice, "entry", None)
        if entry is None:
            return "-"
        if entry.withdrawn_at:
            return _("withdrawn")
        told = _("edition %(number)d") % {"number": entry.edition.number}
        return format_html('<a href="{}">{}</a>', entry.get_absolute_url(), told)

    @admin.display(description=_("editions"))
    def editions_shown(self, practice):
        rows = [
            (row.get_absolute_url(), row.number, date_format(timezone.localtime(row.published_at)))
            for row in practice.editions.all()
        ]
        items = format_html_join("", '<li><a href="{}">{}</a>, {}</li>', rows)
        return format_html("<ul>{}</ul>", items) if rows else _("none yet")

    @admin.display(description=_("themes"))
    def themes_shown(self, practice):
        return _joined(row.label for row in practice.themes.all())

    @admin.display(description=_("technologies"))
    def technologies_shown(self, practice):
        return _joined(row.label for row in practice.technologies.all())

    @admin.display(description=_("sectors"))
    def nace_shown(self, practice):
        links = practice.practice_sectors.select_related("sector")
        return _joined(str(link.sector) for link in links)

    @admin.display(description=_("related practices"))
    def related_shown(self, practice):
        return _joined(public_name(row) for row in practice.related.select_related("entry"))


def _joined(texts) -> str:
    return ", ".join(texts) or "-"


def _fields(names: list, is_read: bool, left_out: set, practice: Practice | None) -> list:
    """Return the fields of a section: texts instead of inputs where nothing is written."""
    kept = [name for name in names if name not in left_out]
    if practice and "title_native" in kept:
        kept.insert(kept.index("owner"), "slug")
    return [SHOWN_INSTEAD.get(name, name) for name in kept] if is_read else kept
