"""The forms of login, password, second factor, invitation and profile."""

from allauth.account import forms as account_forms
from allauth.core import context
from allauth.mfa.base import forms as code_forms
from allauth.mfa.totp import forms as totp_forms
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY
from django import forms
from django.contrib.auth.forms import BaseUserCreationForm
from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from partners.models import User
from partners.workspace import language_field

CODE_HOLDS = 90  # seconds: its own half minute, the one before and the one after


class Plain:
    """Labels above fields, none repeated inside them."""

    labels: dict[str, str] = {}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label)


class LoginForm(Plain, account_forms.LoginForm):
    """User name or e-mail address, and password."""

    labels = {"login": _("User name or e-mail address"), "password": _("Password")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs |= {"autocomplete": "username", "autocapitalize": "none"}
        self.fields["password"].help_text = ""

    def add_prefix(self, field_name: str) -> str:
        """The input is called `username`, the name by which browsers and programs know it."""
        return super().add_prefix("username" if field_name == "login" else field_name)


class PasswordAgainForm(Plain, account_forms.ReauthenticateForm):
    labels = {"password": _("Password")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""


class ForgottenForm(Plain, account_forms.ResetPasswordForm):
    labels = {"email": _("E-mail address")}


class NewPasswordForm(Plain, account_forms.ResetPasswordKeyForm):
    labels = {"password1": _("New password"), "password2": _("New password, once more")}


class OnceOnly:
    """A code of the app opens the door once, however long it still counts."""

    labels = {"code": _("Code")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= {"autofocus": True, "spellcheck": "false"}

    def clean_code(self) -> str:
        code = super().clean_code()
        key = f"second-factor:{self.user.pk}:{''.join(code.split())}"
        if not cache.add(key, True, timeout=CODE_HOLDS):
            raise forms.ValidationError(_("This code was used already. Wait for the next one."))
        return code


class CodeForm(OnceOnly, Plain, code_forms.AuthenticateForm):
    """A code of the app, or a recovery code."""


class CodeAgainForm(OnceOnly, Plain, code_forms.ReauthenticateForm):
    """The same, to confirm who is at the keyboard."""


class SetUpForm(Plain, totp_forms.ActivateTOTPForm):
    """The first code of an app; its key stays the same in every tab until it is taken."""

    labels = {"code": _("Code that the app shows now")}

    def __init__(self, *args, **kwargs):
        session = context.request.session
        kept = session.get(SECRET_SESSION_KEY)
        super().__init__(*args, **kwargs)
        if kept:
            self.secret = session[SECRET_SESSION_KEY] = kept
        self.fields["code"].widget.attrs |= {"inputmode": "numeric", "spellcheck": "false"}


class AcceptForm(BaseUserCreationForm):
    """What a new person says of themselves; the address comes from the invitation."""

    language = language_field()

    class Meta:
        model = User
        fields = ("first_name", "last_name", "language")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["first_name"].required = self.fields["last_name"].required = True
        self.fields["first_name"].widget.attrs["autocomplete"] = "given-name"
        self.fields["last_name"].widget.attrs["autocomplete"] = "family-name"


class ProfileForm(forms.ModelForm):
    """What people keep of their own account."""

    language = language_field()

    class Meta:
        model = User
        fields = ("first_name", "last_name", "language")
