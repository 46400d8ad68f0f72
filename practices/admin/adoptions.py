"""The workspace's pages of adoptions: report one, confirm it, take the confirmation back."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from partners.choices import MemberRole
from partners.models import Partner
from partners.permissions import partners_of
from partners.workspace import Section, WebAddressField, WorkspaceAdmin
from practices import adopting, permissions
from practices.forms.fields import ProseField, count_instead_of_cutting
from practices.models import Adoption, Practice
from practices.needs import NotNow
from practices.validators import REVIEW_LIMITS

REFUSED = "admin/practices/adoption/refused.html"
REASON_LIMIT = REVIEW_LIMITS["reviews.comment"]
CONFIRMATION = ("confirmed_by", "confirmed_at")
LINES = ("adopter_name", "url")
LONG = ("instrument", "result", "stopped_because")
SECTIONS = [
    (_("Who took up what"), ["practice", "adopter", "adopter_name", "region", "reported_by"]),
    (_("How it went"), ["stage", "start_date", "instrument", "result", "stopped_because", "url"]),
]


class Confirmed(admin.SimpleListFilter):
    """Whether a third organisation has confirmed it."""

    title = _("confirmation")
    parameter_name = "confirmed"

    def lookups(self, request, model_admin):
        return [("no", _("to be confirmed")), ("yes", _("confirmed"))]

    def queryset(self, request, queryset):
        if self.value() in ("no", "yes"):
            return queryset.filter(confirmed_by__isnull=self.value() == "no")
        return queryset


class AdoptionForm(forms.ModelForm):
    """The report of an adoption; what fits together is asked of adopting.problems."""

    class Meta:
        model = Adoption
        fields = [name for _title, names in SECTIONS for name in names]
        field_classes = {"url": WebAddressField, **dict.fromkeys(LONG, ProseField)}
        widgets = dict.fromkeys(LONG, AdminTextareaWidget(attrs={"rows": 4}))
        help_texts = {
            "adopter_name": _("For any other organisation, for example a region or a firm."),
            "region": _("Where it was taken up: a NUTS code or a name."),
            "instrument": _("For example the programme or call that paid for it."),
            "result": _("What it brought there, with figures if there are any."),
            "stopped_because": _("Only if it stopped. Others learn from it."),
            "url": _("A web address where others can read about it."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in LINES:
            if name in self.fields:
                count_instead_of_cutting(self.fields[name])

    def clean(self):
        """Tell at the fields what does not fit together, and whether it was confirmed meanwhile."""
        told = super().clean()
        if self.instance.confirmed_by_id:
            raise ValidationError(
                _("Somebody has confirmed this adoption meanwhile: it can no longer be changed.")
            )
        practice = told.get("practice") or getattr(self.instance, "practice", None)
        if practice:
            for name, message in adopting.problems(practice, told):
                self.add_error(name, message)
        return told


@admin.register(Adoption)
class AdoptionAdmin(WorkspaceAdmin):
    """Adoptions: editors report, publishers of a third organisation confirm."""

    section = Section.PRACTICES
    position = 1
    form = AdoptionForm
    list_display = ["__str__", "about", "stage", "reported_by", "is_confirmed"]
    list_filter = [Confirmed, "stage"]
    search_fields = ["practice__identifier", "practice__title", "adopter_name", "region__name"]
    autocomplete_fields = ["practice", "region"]

    # Who may what

    def has_view_permission(self, request, obj=None):
        if obj is None:
            publishes = partners_of(request.user, MemberRole.PUBLISHER)
            return bool(publishes) or permissions.may_report_adoption(request.user)
        return permissions.may_see_adoption(request.user, obj)

    def has_add_permission(self, request):
        return permissions.may_report_adoption(request.user)

    def has_change_permission(self, request, obj=None):
        """Who sends what was confirmed meanwhile is told so by the form, and keeps the text."""
        if obj is None:
            return permissions.may_report_adoption(request.user)
        is_reporter = permissions.may_report_adoption_for(request.user, obj.reported_by)
        is_sent = request.method == "POST" and is_reporter
        return is_sent or permissions.may_change_adoption(request.user, obj)

    def has_delete_permission(self, request, obj=None):
        if obj is None:
            return permissions.may_report_adoption(request.user)
        return permissions.may_remove_adoption(request.user, obj)

    def get_queryset(self, request):
        rows = super().get_queryset(request).visible_to(request.user)
        return rows.select_related("practice", "adopter", "reported_by")

    # The form

    def get_fieldsets(self, request, obj=None):
        sections = [(title, {"fields": names}) for title, names in SECTIONS]
        if obj and obj.confirmed_by_id:
            sections.append((_("Confirmation"), {"fields": CONFIRMATION}))
        return sections

    def get_readonly_fields(self, request, obj=None):
        return ("practice", "reported_by", *CONFIRMATION) if obj else ()

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "practice":
            kwargs["queryset"] = Practice.objects.on_show()
        if db_field.name == "reported_by":
            kwargs["queryset"] = Partner.objects.editable_by(request.user)
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "reported_by" and len(kwargs["queryset"]) == 1:
            field.empty_label, field.initial = None, kwargs["queryset"][0]
        return field

    def save_model(self, request, obj, form, change):
        told = {name: form.cleaned_data[name] for name in adopting.TOLD}
        if change:
            adopting.change(obj, by=request.user, **told)
        else:
            by = {"by": request.user, "reported_by": obj.reported_by}
            obj.pk = adopting.report(obj.practice, **by, **told).pk

    def delete_model(self, request, obj):
        adopting.remove(obj, by=request.user, request_id=request.id)

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        """Offer what the person may do with it beside the form."""
        may_judge = bool(obj) and permissions.may_confirm_adoption(request.user, obj)
        is_confirmed = bool(obj and obj.confirmed_by_id)
        context |= {
            "may_confirm": may_judge and not is_confirmed,
            "may_take_back": may_judge and is_confirmed,
            "seen": adopting.mark(obj) if obj else "",
            "reason_limit": REASON_LIMIT,
            "show_save_and_continue": False,
            "show_save_and_add_another": False,
        }
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    # Confirming

    def get_urls(self):
        wrap = self.admin_site.admin_view
        return [
            path(
                "<int:pk>/confirm/",
                wrap(require_POST(self.confirm)),
                name="practices_adoption_confirm",
            ),
            path(
                "<int:pk>/take-back/",
                wrap(require_POST(self.take_back)),
                name="practices_adoption_take_back",
            ),
            *super().get_urls(),
        ]

    def confirm(self, request, pk: int):
        """Confirm an adoption, and lead back to it."""
        told = _("The adoption is confirmed and public.")
        seen = request.POST.get("seen", "")
        return self._done(request, pk, adopting.confirm, told, seen=seen)

    def take_back(self, request, pk: int):
        """Take a confirmation back, and lead back to the adoption."""
        reason = request.POST.get("reason", "").replace("\r\n", "\n")
        told = _("The confirmation was taken back; the adoption is no longer public.")
        return self._done(request, pk, adopting.take_back, told, reason=reason)

    def _done(self, request, pk: int, verb, told: str, **asked):
        adoption = self.get_object(request, str(pk))
        try:
            verb(adoption, by=request.user, request_id=request.id, **asked)
        except NotNow as error:
            return self._refused(request, adoption, [str(error)], status=409)
        except ValidationError as error:
            return self._refused(request, adoption, error.messages, status=400)
        self.message_user(request, told, messages.SUCCESS)
        return redirect("admin:practices_adoption_change", pk)

    def _refused(self, request, adoption, errors: list[str], *, status: int):
        """Tell what stands in the way, with the reason that was typed: to be mended, or copied."""
        reason = request.POST.get("reason", "")
        shown = {
            "title": _("Not now") if status == 409 else _("Take the confirmation back"),
            "opts": self.opts,
            "adoption": adoption,
            "errors": errors,
            "reason": reason,
            "reason_limit": REASON_LIMIT,
            "typed": [(_("Why the confirmation is taken back"), reason)] if reason.strip() else [],
            "may_try_again": status == 400,
        }
        context = self.admin_site.each_context(request) | shown
        return TemplateResponse(request, REFUSED, context, status=status)

    @admin.display(description=_("practice"))
    def about(self, adoption):
        told = (adoption.practice.identifier, adoption.practice.title)
        return format_html("{} {}", *told)

    @admin.display(description=_("confirmed"), boolean=True)
    def is_confirmed(self, adoption):
        return adoption.confirmed_by_id is not None
