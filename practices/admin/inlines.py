"""Evidence and claims as cards below the practice."""

from django.contrib import admin
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from partners.workspace import PlainFields, bullets
from practices import codelists, permissions
from practices.forms import ClaimForm, ClaimRows, EvidenceForm, NumberedRows
from practices.models import Claim, Evidence


class Card(PlainFields, admin.StackedInline):
    """Rows of a practice: who may see or write the practice may see or write them."""

    template = "admin/practices/practice/cards.html"

    extra = 1

    def has_view_permission(self, request, obj=None):
        if obj is None:
            return permissions.may_create(request.user)
        return permissions.may_see(request.user, obj)

    def has_change_permission(self, request, obj=None):
        if obj is None:
            return permissions.may_create(request.user)
        return permissions.may_edit(request.user, obj)

    def has_add_permission(self, request, obj=None):
        return self.has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        return self.has_change_permission(request, obj)

    def get_extra(self, request, obj=None, **kwargs):
        """Offer an empty card where there is none yet; more come by the button below."""
        return 0 if obj and self.get_queryset(request).filter(practice=obj).exists() else 1


class EvidenceInline(Card):
    """What proves the claims; it stands first because claims choose from it."""

    model = Evidence
    form = EvidenceForm
    formset = NumberedRows
    verbose_name = _("evidence")
    verbose_name_plural = _("Evidence: documents and pages that prove the claims")
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "url",
                    "upload",
                    "held",
                    "without_file",
                    "title",
                    ("type", "date", "page"),
                ]
            },
        ),
        (None, {"fields": [("issuer", "issuer_relation")]}),
    ]


class ClaimInline(Card):
    """What the practice says of itself that can be checked."""

    model = Claim
    form = ClaimForm
    formset = ClaimRows
    verbose_name = _("claim")
    verbose_name_plural = _("Claims: results and other facts that can be checked")
    figures = ["value", "qualifier", "unit", "date"]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("evidence").select_related("unit")

    def get_fieldsets(self, request, obj=None):
        backing = "backed_by" if self.has_change_permission(request, obj) else "backed_by_shown"
        before = ["baseline_value", "baseline_date"]
        return [
            (None, {"fields": ["kind", "statement", tuple(self.figures), "unit_note", backing]}),
            (
                _("Before, and how it was measured"),
                {
                    "fields": [tuple(before), "measured_by", "method", "comparator"],
                    "description": _("Needed for level 3: a figure with the value before."),
                },
            ),
        ]

    def get_readonly_fields(self, request, obj=None):
        return () if self.has_change_permission(request, obj) else ("backed_by_shown",)

    @admin.display(description=capfirst(_("evidence")))
    def backed_by_shown(self, claim):
        return bullets(f"{row.number}: {row}" for row in claim.evidence.all())

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        """List the units once for all cards, by their labels."""
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "unit":
            units = codelists.current().units.values()
            named = sorted((unit.label, unit.pk) for unit in units)
            field.choices = [("", "---------"), *((code, label) for label, code in named)]
        return field
