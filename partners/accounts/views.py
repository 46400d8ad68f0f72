"""Login, second factor, invitation and profile: pages of the workspace that come before its door.

The flows are the login library's; here they get the workspace's frame and the portal's rules.
"""

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlencode

from allauth.account import views as account_views
from allauth.account.adapter import get_adapter
from allauth.mfa.base import views as code_views
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as recovery_views
from allauth.mfa.totp import views as totp_views
from django.contrib import admin, messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from partners import invitations, permissions
from partners.accounts.forms import AcceptForm, ProfileForm
from partners.choices import InvitationState
from partners.models import Invitation, User

View = Callable[..., HttpResponse]


def framed(view: View) -> View:
    """Give a page the frame of the workspace: header, languages, menu of who is inside."""

    @wraps(view)
    def page(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if isinstance(response, TemplateResponse) and not response.is_rendered:
            frame = admin.site.each_context(request)
            response.context_data = frame | (response.context_data or {})
        return response

    return page


def for_members(view: View) -> View:
    """A page of one's own account: for members and administrators, second factor or not yet."""

    @wraps(view)
    def page(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not permissions.may_enter(request.user):
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    return framed(never_cache(page))


# Logging in


@never_cache
def login(request: HttpRequest) -> HttpResponse:
    """The door: asks for name and password, and tells who is logged in already what is missing."""
    if not request.user.is_authenticated:
        return account_views.login(request)
    if not permissions.may_enter(request.user):
        return TemplateResponse(request, "account/no_access.html")
    if permissions.lacks_second_factor(request.user):
        return redirect(_onward("mfa_activate_totp", request))
    return redirect(_next(request) or "admin:index")


def _next(request: HttpRequest) -> str:
    """Return the page of this portal that a login was asked to lead to, "" for none."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    return asked if asked and get_adapter(request).is_safe_url(asked) else ""


def _onward(name: str, request: HttpRequest) -> str:
    query = urlencode({"next": _next(request)}) if _next(request) else ""
    return reverse(name) + (f"?{query}" if query else "")


# The second factor


class SetUpView(totp_views.ActivateTOTPView):
    """Join an authenticator app to the account: from now on every other session must log in anew."""

    def form_valid(self, form) -> HttpResponse:
        response = super().form_valid(form)
        _stay_logged_in(self.request)
        return response

    def get_success_url(self) -> str:
        return _onward("mfa_view_recovery_codes", self.request)

    def get_context_data(self, **kwargs) -> dict:
        is_demanded = permissions.needs_second_factor(self.request.user)
        beside = {"is_demanded": is_demanded, "next": _next(self.request)}
        return super().get_context_data(**kwargs) | beside


class RemoveView(totp_views.DeactivateTOTPView):
    """Part the account from the app; who needs a second factor is led to set up another."""

    def form_valid(self, form) -> HttpResponse:
        response = super().form_valid(form)
        _stay_logged_in(self.request)
        return response

    def get_context_data(self, **kwargs) -> dict:
        is_demanded = permissions.needs_second_factor(self.request.user)
        return super().get_context_data(**kwargs) | {"is_demanded": is_demanded}


class RecoveryCodesView(recovery_views.ViewRecoveryCodesView):
    """The codes that are left, and the way on to the page that was asked for."""

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(**kwargs) | {"next": _next(self.request)}


def _stay_logged_in(request: HttpRequest) -> None:
    """Keep this session, and end all others of the account."""
    update_session_auth_hash(request, User.objects.get(pk=request.user.pk))


# Invitations


@never_cache
@sensitive_post_parameters("password1", "password2")
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind an invitation's link: opening it changes nothing, sending its form accepts."""
    invitation = invitations.find(token)
    state = invitations.state_of(invitation) if invitation else InvitationState.REVOKED
    if state != InvitationState.OPEN:
        return _not_open(request, state)
    account = invitations.account_of(invitation.email)
    person = User(username=invitation.email, email=invitation.email)
    start = {"language": invitation.language}
    form = None if account else AcceptForm(request.POST or None, instance=person, initial=start)
    if request.method == "POST" and (account or form.is_valid()):
        return _accepted(request, token, form)
    return _invitation_page(request, invitation, account, form)


def _accepted(request: HttpRequest, token: str, form: AcceptForm | None) -> HttpResponse:
    person = form.save(commit=False) if form else None
    try:
        account = invitations.accept(token, person=person)
    except invitations.NotOpen as error:  # somebody else was faster
        return _not_open(request, error.because)
    told = _("The invitation is accepted. Log in as %s.")
    if person and account != person:
        told = _(
            "The invitation is accepted. Another one made the account %s just before: log in with the"
            " password that was chosen there."
        )
    messages.success(request, told % account.email)
    return redirect("account_login")


def _invitation_page(
    request: HttpRequest, invitation: Invitation, account: User | None, form: AcceptForm | None
) -> HttpResponse:
    context = {
        "invitation": invitation,
        "roles": invitations.roles_shown(invitation),
        "account": account,
        "form": form,
        "title": _("Invitation"),
    }
    return TemplateResponse(request, "account/invitation.html", context)


def _not_open(request: HttpRequest, state: InvitationState) -> HttpResponse:
    context = {"state": state, "title": _("Invitation")}
    return TemplateResponse(request, "account/invitation_not_open.html", context, status=410)


# The account


def profile(request: HttpRequest) -> HttpResponse:
    """Name and language, and the ways to password, second factor and recovery codes."""
    form = ProfileForm(request.POST or None, instance=User.objects.get(pk=request.user.pk))
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Your profile is saved."))
        return redirect("profile")
    context = {"form": form, "title": _("Your profile")} | _factors(request.user)
    return TemplateResponse(request, "account/profile.html", context)


def _factors(user: User) -> dict:
    kept = {row.type: row for row in Authenticator.objects.filter(user=user)}
    codes = kept.get(Authenticator.Type.RECOVERY_CODES)
    return {
        "app": kept.get(Authenticator.Type.TOTP),
        "codes_left": len(codes.wrap().get_unused_codes()) if codes else 0,
        "is_demanded": permissions.needs_second_factor(user),
        "memberships": user.memberships.select_related("partner"),
    }


second_factor = code_views.authenticate
confirm_by_code = code_views.reauthenticate
confirm_by_password = account_views.reauthenticate
set_up = SetUpView.as_view()
remove = RemoveView.as_view()
recovery_codes = RecoveryCodesView.as_view()
new_recovery_codes = recovery_views.generate_recovery_codes
download_recovery_codes = recovery_views.download_recovery_codes
forgotten = account_views.password_reset
forgotten_sent = account_views.password_reset_done
new_password = account_views.password_reset_from_key
new_password_done = account_views.password_reset_from_key_done
inactive = account_views.account_inactive
