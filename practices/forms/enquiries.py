"""The public form for readers: ask the owner of a practice, or report. No login, no cookie.

A signed, dated token stands in for the cookie: it proves that the form came from this portal, for
this very page, not too long ago and not faster than a person writes.
"""

import datetime
import re
import secrets

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from practices.choices import EnquiryKind
from practices.validators import ENQUIRY_LIMITS, text_problem

ABOUT_PRACTICE = (EnquiryKind.QUESTION, EnquiryKind.ERROR, EnquiryKind.TAKEN_UP)
ABOUT_PORTAL = (EnquiryKind.PORTAL, EnquiryKind.BARRIER, EnquiryKind.QUESTION)
SOONEST = 4  # seconds
LATEST = datetime.timedelta(days=2)
CONTROL = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]")
SALT = "practices.forms.enquiries"


def new_token(about: str) -> str:
    """Return a token for one form about a practice (its slug) or the portal ("")."""
    told = {"about": about, "form": secrets.token_hex(16), "at": timezone.now().timestamp()}
    return signing.dumps(told, salt=SALT)


def read_token(token: str) -> dict | None:
    """Return what a token says, None for one that the portal did not make."""
    try:
        return signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None


class EnquiryForm(forms.Form):
    """What it is, who writes, and what; `about` is the practice's slug, "" for the portal itself.

    A token that is too old is replaced (`data` holds the new one), so that sending again is enough.
    """

    use_required_attribute = False  # the server tells all that is missing at once, and in place

    kind = forms.ChoiceField(
        label=_("What is it?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what it is.")},
    )
    text = forms.CharField(
        label=_("Your message"),
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": _("Write your message.")},
    )
    name = forms.CharField(
        label=_("Your name"),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Write your name, so that the answer can address you.")},
    )
    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=ENQUIRY_LIMITS["email"],
        help_text=_("The answer goes there."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": _("Write your e-mail address: the answer goes there."),
            "invalid": _("This is no e-mail address; it should look like name@example.eu."),
        },
    )
    homepage = forms.CharField(
        label=_("Leave this field empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    token = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data=None, *, about: str, **kwargs):
        super().__init__(data.copy() if data is not None else None, label_suffix="", **kwargs)
        self.about = about
        kinds = ABOUT_PRACTICE if about else ABOUT_PORTAL
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in kinds]
        self.fields["token"].initial = new_token(about)

    def clean_name(self) -> str:
        name = self.cleaned_data["name"]
        if CONTROL.search(name):
            raise ValidationError(_("A name stands on one line."))
        return _within("name", name)

    def clean_text(self) -> str:
        return _within("text", self.cleaned_data["text"])

    def clean_homepage(self) -> str:
        """The trap: people do not see the field, programs that fill in everything do."""
        if self.cleaned_data["homepage"]:
            self.data["homepage"] = ""
            raise ValidationError(
                _(
                    "A field that people cannot see was filled in, perhaps by your browser. It is "
                    "empty again: send the form once more."
                )
            )
        return ""

    def clean_token(self) -> dict:
        """Return the token's content; raises with words that say what to do."""
        told = read_token(self.cleaned_data["token"])
        if told is None or told["about"] != self.about:
            self._renew_token()
            raise ValidationError(
                _("The portal did not recognise this form as its own. Send it once more.")
            )
        age = timezone.now().timestamp() - told["at"]
        if age > LATEST.total_seconds():
            self._renew_token()
            raise ValidationError(
                _("This form was open for more than two days. Send it once more.")
            )
        return told | {"age": age}

    def clean(self) -> dict:
        """Refuse what was faster than a person; who has something to mend is slow enough next time."""
        if not self.errors and self.cleaned_data["token"]["age"] < SOONEST:
            raise ValidationError(
                _(
                    "That was faster than a person writes, so the portal was not sure. Wait a few "
                    "seconds and send the form once more."
                )
            )
        return self.cleaned_data

    def _renew_token(self) -> None:
        self.data["token"] = new_token(self.about)

    @property
    def refusals(self) -> list[str]:
        """Return what the fields that nobody sees have to say."""
        hidden = ("token", "homepage")
        return [*self.non_field_errors(), *(text for name in hidden for text in self[name].errors)]

    @property
    def problems(self) -> list:
        """Return the visible fields that something is wrong with."""
        hidden = ("token", "homepage")
        return [field for field in self if field.errors and field.name not in hidden]

    def message(self) -> dict[str, str]:
        """Return what asking.ask takes of a valid form."""
        told = {name: self.cleaned_data[name] for name in ("kind", "name", "email", "text")}
        return told | {"form": self.cleaned_data["token"]["form"]}


def _within(name: str, text: str) -> str:
    if problem := text_problem(text, ENQUIRY_LIMITS[name]):
        raise ValidationError(problem)
    return text
