"""The workspace's pages of people: accounts and their memberships.

Administrators keep accounts. Coordinators give and take the roles of their partner's people and switch
off who leaves; a new colleague is invited (partners.admin.invitations).
"""

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext_lazy as _

from partners import permissions
from partners.choices import MemberRole
from partners.models import Membership, Partner, User
from partners.workspace import PlainFields, Section, WorkspaceAdmin, language_field

admin.site.unregister(Group)  # memberships decide, not Django's permission rows
admin.site.unregister(EmailAddress)  # the address of an account is the one it shows
admin.site.unregister(Authenticator)  # nobody reads another's second factor


class MembershipInline(PlainFields, admin.StackedInline):
    """What the person may do, for which partner: those rows that are the user's to give and take."""

    model = Membership
    extra = 1

    def has_view_permission(self, request, obj=None):
        if obj is None:
            return permissions.looks_after_people(request.user)
        return permissions.may_change_person(request.user, obj)

    has_add_permission = has_change_permission = has_delete_permission = has_view_permission

    def get_queryset(self, request):
        rows = super().get_queryset(request).select_related("partner")
        if permissions.looks_after_everybody(request.user):
            return rows
        return rows.filter(
            partner__in=permissions.partners_of(request.user, MemberRole.COORDINATOR),
            role__in=permissions.GIVEN_BY_COORDINATORS,
        )

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "partner":
            kwargs["queryset"] = Partner.objects.coordinated_by(request.user)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_choice_field(self, db_field, request, **kwargs):
        if not permissions.looks_after_everybody(request.user):
            given = permissions.GIVEN_BY_COORDINATORS
            named = [(role.value, role.label) for role in MemberRole if role in given]
            kwargs["choices"] = [("", "---------"), *named]
        return super().formfield_for_choice_field(db_field, request, **kwargs)


@admin.register(User)
class PeopleAdmin(WorkspaceAdmin, UserAdmin):
    """Accounts and memberships; who leaves is switched off, not deleted: the history names them."""

    section = Section.PEOPLE
    change_form_template = "admin/partners/user/change_form.html"
    inlines = [MembershipInline]
    list_display = ["username", "first_name", "last_name", "email", "is_active", "roles"]
    list_filter = ["is_active", "is_superuser", "memberships__role", "memberships__partner"]
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        (_("Person"), {"fields": ["first_name", "last_name", "email", "language"]}),
        (
            _("Access"),
            {
                "fields": ["is_active", "is_superuser", "last_login", "date_joined"],
                "description": _(
                    "Who leaves is switched off here, not deleted: the history keeps their name. "
                    "What a person may do follows from the memberships below."
                ),
            },
        ),
    ]
    fieldsets_of_coordinators = [
        (_("Person"), {"fields": ["username", "first_name", "last_name", "email", "roles"]}),
        (
            _("Access"),
            {
                "fields": ["is_active", "last_login"],
                "description": _(
                    "Who leaves is switched off here, not deleted: the history keeps their name. "
                    "Roles of your own partner are given and taken below."
                ),
            },
        ),
    ]
    readonly_fields = ["last_login", "date_joined"]
    filter_horizontal = ()

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "language":
            return language_field()
        if db_field.name == "is_active":
            kwargs["help_text"] = _("Without the tick nobody logs in with this account.")
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def has_view_permission(self, request, obj=None):
        if obj is None:
            return permissions.looks_after_people(request.user)
        return permissions.may_see_person(request.user, obj)

    def has_change_permission(self, request, obj=None):
        if obj is None:
            return permissions.looks_after_people(request.user)
        return permissions.may_change_person(request.user, obj)

    def has_add_permission(self, request):
        return permissions.is_administrator(request.user)

    def get_queryset(self, request):
        people = User.objects.visible_to(request.user)
        return people.order_by("username").prefetch_related("memberships__partner")

    def get_fieldsets(self, request, obj=None):
        if obj and not permissions.is_administrator(request.user):
            return self.fieldsets_of_coordinators
        return super().get_fieldsets(request, obj)

    def get_readonly_fields(self, request, obj=None):
        """Coordinators read everything but the switch, and that where it is theirs."""
        if not obj or permissions.is_administrator(request.user):
            return self.readonly_fields
        kept = ["username", "first_name", "last_name", "email", "roles", "last_login"]
        return kept if permissions.may_switch_off(request.user, obj) else [*kept, "is_active"]

    def user_change_password(self, request, id, form_url=""):  # noqa: A002
        """Setting somebody else's password is taking over the account: administrators only."""
        if not permissions.is_administrator(request.user):
            raise PermissionDenied
        return super().user_change_password(request, id, form_url)

    def get_urls(self):
        take = path(
            "<path:object_id>/second-factor/",
            self.admin_site.admin_view(self.take_second_factor),
            name="partners_user_second_factor",
        )
        return [take, *super().get_urls()]

    def take_second_factor(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Part an account from its lost phone; its owner is told by mail and sets it up anew."""
        person = self.get_object(request, object_id)
        if request.method != "POST" or not permissions.is_administrator(request.user):
            raise PermissionDenied
        Authenticator.objects.filter(user=person).delete()
        get_adapter(request).send_notification_mail("mfa/email/totp_deactivated", person)
        self.log_change(request, person, [{"changed": {"fields": ["second factor"]}}])
        messages.success(request, _("The second step of the login is taken away."))
        return redirect("admin:partners_user_change", person.pk)

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        context["has_second_factor"] = bool(
            obj and permissions.is_administrator(request.user) and obj.second_factor
        )
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    @admin.display(description=_("memberships"))
    def roles(self, user):
        rows = user.memberships.all()
        return ", ".join(f"{row.partner} ({row.get_role_display()})" for row in rows) or "-"
