"""The workspace's pages of what readers wrote: read, answer, delete."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from partners.permissions import edits_for_a_partner
from partners.workspace import Section, WorkspaceAdmin
from practices import asking, permissions
from practices.models import Enquiry
from practices.needs import NotNow

SHOWN = ("kind", "about", "name", "address", "message", "asked_at", "mailed")
ANSWERED = ("answer", "answered_at", "answered_by")


class Answered(admin.SimpleListFilter):
    """Whether anybody has answered."""

    title = _("answer")
    parameter_name = "answered"

    def lookups(self, request, model_admin):
        return [("no", _("still to answer")), ("yes", _("answered"))]

    def queryset(self, request, queryset):
        if self.value() in ("no", "yes"):
            return queryset.filter(answered_at__isnull=self.value() == "no")
        return queryset


class AnswerForm(forms.ModelForm):
    """The answer; `refusal` is why sending it was refused, told beside the text, which stays."""

    refusal: Exception | None = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "answer" in self.fields:
            self.fields["answer"].required = True

    def clean(self):
        if isinstance(self.refusal, ValidationError):
            raise self.refusal
        if self.refusal:
            raise ValidationError(str(self.refusal))
        return super().clean()


@admin.register(Enquiry)
class EnquiryAdmin(WorkspaceAdmin):
    """Messages of readers: editors answer those of their own partner; nobody writes them here."""

    section = Section.PRACTICES
    position = 2
    form = AnswerForm
    list_display = ["asked_at", "kind", "about", "name", "is_answered"]
    list_filter = [Answered, "kind"]
    list_select_related = ["entry", "partner"]
    search_fields = ["name", "text", "entry__identifier", "entry__title"]

    def has_view_permission(self, request, obj=None):
        if obj is None:
            return edits_for_a_partner(request.user)
        return permissions.may_see_enquiry(request.user, obj)

    def has_change_permission(self, request, obj=None):
        return self.has_view_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        return self.has_view_permission(request, obj)

    def get_queryset(self, request):
        return super().get_queryset(request).visible_to(request.user)

    def get_fieldsets(self, request, obj=None):
        names = ANSWERED if self._is_read(request, obj) else ("answer",)
        return [(_("Message"), {"fields": SHOWN}), (_("Answer"), {"fields": names})]

    def get_readonly_fields(self, request, obj=None):
        return (*SHOWN, *ANSWERED) if self._is_read(request, obj) else SHOWN

    def _is_read(self, request, obj) -> bool:
        """An answered message is only read; a second answer on its way is told, and stays typed."""
        return obj is None or bool(obj.answered_at and request.method != "POST")

    def get_form(self, request, obj=None, **kwargs):
        refusal = getattr(request, "refusal", None)
        return type("AnswerForm", (super().get_form(request, obj, **kwargs),), {"refusal": refusal})

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Send the answer; refused, the form comes again: 409 when it is too late, else 400."""
        asked = (request, object_id, form_url, extra_context)
        try:
            page = super().changeform_view(*asked)
        except (NotNow, ValidationError) as error:
            request.refusal = error
            page = super().changeform_view(*asked)
        if request.method == "POST" and isinstance(page, TemplateResponse):
            is_late = isinstance(getattr(request, "refusal", None), NotNow)
            page.status_code = 409 if is_late else 400
        return page

    def save_model(self, request, obj, form, change):
        """Send and record it, or raise NotNow or ValidationError (asking.answer)."""
        asking.answer(obj, by=request.user, text=form.cleaned_data["answer"])

    def response_change(self, request, obj):
        self.message_user(request, _("Your answer was sent."), messages.SUCCESS)
        return self.response_post_save_change(request, obj)

    def log_change(self, request, obj, message):
        """Who answered stands in the message itself."""

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        """Offer one button: to send, as long as there is something to answer."""
        context |= {"show_save_and_continue": False, "show_save": not self._is_read(request, obj)}
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    @admin.display(description=_("about"))
    def about(self, enquiry):
        if enquiry.entry is None:
            return _("the portal")
        told = f"{enquiry.entry.identifier} {enquiry.entry.title}"
        return format_html('<a href="{}">{}</a>', enquiry.entry.get_absolute_url(), told)

    @admin.display(description=capfirst(_("e-mail address")))
    def address(self, enquiry):
        return format_html('<a href="mailto:{0}">{0}</a>', enquiry.email)

    @admin.display(description=_("message"))
    def message(self, enquiry):
        return enquiry.text

    @admin.display(description=_("sent on by mail"))
    def mailed(self, enquiry):
        if enquiry.mailed_at is None:
            return _("no: it only stands here")
        return date_format(timezone.localtime(enquiry.mailed_at), "DATETIME_FORMAT")

    @admin.display(description=_("answered"), boolean=True)
    def is_answered(self, enquiry):
        return enquiry.answered_at is not None
