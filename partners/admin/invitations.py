"""The workspace's pages of invitations: send, send again, revoke."""

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from partners import invitations, permissions
from partners.choices import InvitationState, MemberRole
from partners.models import Invitation, Partner
from partners.workspace import Section, WorkspaceAdmin


class InvitationForm(forms.ModelForm):
    """Whom to invite, to which of the partners one looks after, as what."""

    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Editors write the partner’s practices, reviewers judge those of others, coordinators "
            "look after the partner’s people. Publishers are made by the lead partner."
        ),
    )
    language = forms.ChoiceField(
        choices=settings.LANGUAGES, label=_("Language of the mail"), initial=get_language
    )

    class Meta:
        model = Invitation
        fields = ("email", "partner", "roles", "language")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        partners = Partner.objects.coordinated_by(self.user)
        self.fields["partner"].queryset = partners
        if len(partners) == 1:
            self.fields["partner"].initial = partners[0]
        everything = permissions.looks_after_everybody(self.user)
        given = frozenset(MemberRole) if everything else permissions.GIVEN_BY_COORDINATORS
        self.fields["roles"].choices = [
            (role.value, capfirst(role.label)) for role in MemberRole if role in given
        ]

    def clean(self):
        cleaned = super().clean()
        if {"email", "partner", "roles"} <= set(cleaned):
            asked = {name: cleaned[name] for name in ("email", "partner", "roles")}
            for reason in invitations.reasons_against(**asked, by=self.user):
                self.add_error("email", reason)
        return cleaned


@admin.register(Invitation)
class InvitationAdmin(WorkspaceAdmin):
    """Coordinators invite to their partner, the lead partner's to any; a sent one stays as it is."""

    section = Section.PEOPLE
    position = 1
    form = InvitationForm
    change_form_template = "admin/partners/invitation/change_form.html"
    list_display = ["email", "partner", "roles_shown", "state_shown", "sent_at", "invited_by"]
    list_select_related = ["partner", "invited_by"]
    search_fields = ["email", "partner__short_name"]
    readonly = [
        "email", "partner", "roles_shown", "language_shown", "state_shown", "sent_at", "expires_at",
        "accepted_at", "revoked_at", "invited_by",
    ]  # fmt: skip

    def has_view_permission(self, request, obj=None):
        if obj is None:
            return permissions.looks_after_people(request.user)
        return bool(permissions.roles_given_by(request.user, obj.partner))

    def has_add_permission(self, request):
        return permissions.looks_after_people(request.user)

    def get_queryset(self, request):
        rows = Invitation.objects.visible_to(request.user)
        return rows.select_related("partner", "invited_by")

    def get_fields(self, request, obj=None):
        return self.readonly if obj else ["email", "partner", "roles", "language"]

    def get_form(self, request, obj=None, change=False, **kwargs):
        if obj:
            return super().get_form(request, obj, change, **kwargs | {"form": forms.ModelForm})
        form = super().get_form(request, obj, change, **kwargs)
        return type("InvitationFormOfUser", (form,), {"user": request.user})

    def save_model(self, request, obj, form, change):
        """Invite; when the mail does not leave, the invitation stands and is sent again by hand."""
        asked = {
            name: form.cleaned_data[name] for name in ("email", "partner", "roles", "language")
        }
        sent = invitations.invite(**asked, by=request.user)
        obj.pk = sent.pk
        self._tell(request, sent)

    def log_addition(self, request, obj, message):
        """The invitation itself says who sent it and when."""

    def message_user(self, request, *args, **kwargs):
        """`_tell` has said it better."""

    def get_urls(self):
        verbs = {"resend": self.resend, "revoke": self.revoke}
        own = [
            path(
                f"<path:object_id>/{name}/",
                self.admin_site.admin_view(view),
                name=f"partners_invitation_{name}",
            )
            for name, view in verbs.items()
        ]
        return [*own, *super().get_urls()]

    def resend(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self._perform(request, object_id, self._send_again)

    def revoke(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self._perform(request, object_id, self._revoke)

    def _perform(self, request: HttpRequest, object_id: str, verb) -> HttpResponse:
        invitation = self.get_object(request, object_id)
        if request.method != "POST":
            raise PermissionDenied
        try:
            verb(request, invitation)
        except invitations.NotOpen as error:
            told = _("Nothing was done: the invitation is %(state)s.") % {
                "state": error.because.label
            }
            messages.error(request, told)
        return redirect("admin:partners_invitation_changelist")

    def _send_again(self, request: HttpRequest, invitation: Invitation) -> None:
        self._tell(request, invitations.send_again(invitation, by=request.user))

    def _revoke(self, request: HttpRequest, invitation: Invitation) -> None:
        invitations.revoke(invitation, by=request.user)
        told = _("The invitation of %(email)s is revoked: its link does not work any more.")
        messages.success(request, told % {"email": invitation.email})

    def _tell(self, request: HttpRequest, invitation: Invitation) -> None:
        if invitation.sent_at:
            told = _("The invitation was sent to %(email)s.") % {"email": invitation.email}
            messages.success(request, told)
            return
        told = _(
            "The mail to %(email)s could not be sent. The invitation is kept: send it again later."
        )
        messages.error(request, told % {"email": invitation.email})

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        is_open = obj and obj.state in {InvitationState.OPEN, InvitationState.EXPIRED}
        context["title"] = _("Invitation") if obj else _("Invite a person")
        context["is_open"] = bool(
            is_open and permissions.may_invite(request.user, obj.partner, obj.roles)
        )
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    @admin.display(description=_("roles"))
    def roles_shown(self, invitation):
        return ", ".join(str(label) for label in invitations.roles_shown(invitation))

    @admin.display(description=_("state"))
    def state_shown(self, invitation):
        return invitation.state.label

    @admin.display(description=_("language of the mail"))
    def language_shown(self, invitation):
        return dict(settings.LANGUAGES).get(invitation.language, "-")
