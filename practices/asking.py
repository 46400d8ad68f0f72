"""Readers ask, partners answer: what is written on the public forms, and where it goes.

A message goes by mail to the partner's mailbox, which is never shown, and stands in the partner's
workspace until somebody answers. Nothing is sent to an address that a stranger typed, until a person
of the partner answers.
"""

import datetime
import logging
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import override

from partners.choices import PartnerRole
from partners.models import Partner
from practices import permissions, validators
from practices.grading import add_months
from practices.models import CatalogueEntry, Enquiry
from practices.needs import NotNow

MOST_OF_ONE_SENDER = 5  # in an hour, from one address
MOST_FOR_ONE_MAILBOX = 60  # in a day, to one partner
HOUR, DAY = datetime.timedelta(hours=1), datetime.timedelta(days=1)
KEPT_MONTHS = 12  # after the answer; the page on privacy says so

log = logging.getLogger(__name__)


class TooOften(Exception):
    """More messages than one sender, or one mailbox, gets through (HTTP 429)."""


@dataclass(frozen=True, kw_only=True)
class Addressee:
    """Who answers (`partner`), whose mailbox is told (`mailbox_of`), and that mailbox, if any."""

    partner: Partner | None
    mailbox_of: Partner | None
    mailbox: str

    @property
    def language(self) -> str:
        """Return the language in which to write to the mailbox: the partner's own, if switched on."""
        own = self.mailbox_of.native_language if self.mailbox_of else ""
        return own if own in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def addressee_of(entry: CatalogueEntry | None) -> Addressee:
    """Return where a message about a practice (None: about the portal) goes.

    To the owner's mailbox, else the lead partner's; for the portal to FEEDBACK_ADDRESS, else the
    lead partner's. Where none is set it only stands in the workspace.
    """
    lead = Partner.objects.filter(role=PartnerRole.LEAD).first()
    if entry is None and settings.FEEDBACK_ADDRESS:
        return Addressee(partner=lead, mailbox_of=None, mailbox=settings.FEEDBACK_ADDRESS)
    partner = entry.owner if entry else lead
    for told in (partner, lead):
        if told and told.mailbox:
            return Addressee(partner=partner, mailbox_of=told, mailbox=told.mailbox)
    return Addressee(partner=partner, mailbox_of=None, mailbox="")


def ask(
    entry: CatalogueEntry | None,
    *,
    kind: str,
    name: str,
    email: str,
    text: str,
    language: str,
    form: str,
    address: str,
) -> Enquiry:
    """Take a reader's message in, and tell the mailbox once it is stored.

    The values are those of a valid form; `form` is its mark and `address` the reader's IP address. A
    form that was sent before gives the message of then. Raises TooOften.
    """
    addressee = addressee_of(entry)
    with transaction.atomic():
        _one_at_a_time(addressee.partner)
        if known := Enquiry.objects.filter(form=form).first():
            return known
        sender = salted_hmac("practices.asking", address, algorithm="sha256").hexdigest()
        _hold_back(sender, addressee.partner)
        enquiry = Enquiry.objects.create(
            entry=entry,
            partner=addressee.partner,
            kind=kind,
            name=name,
            email=email,
            text=text,
            language=language,
            form=form,
            sender=sender,
            asked_at=timezone.now(),
        )
        transaction.on_commit(lambda: _tell_mailbox(enquiry, addressee))
    return enquiry


def _one_at_a_time(partner: Partner | None) -> None:
    """Let messages to one partner wait for each other, so that none slips past the count."""
    if partner:
        Partner.objects.select_for_update(no_key=True).get(pk=partner.pk)


def _hold_back(sender: str, partner: Partner | None) -> None:
    now = timezone.now()
    of_sender = Enquiry.objects.filter(sender=sender, asked_at__gt=now - HOUR)
    for_mailbox = Enquiry.objects.filter(partner=partner, asked_at__gt=now - DAY)
    if of_sender.count() >= MOST_OF_ONE_SENDER or for_mailbox.count() >= MOST_FOR_ONE_MAILBOX:
        raise TooOften


def answer(enquiry: Enquiry, *, by, text: str) -> Enquiry:
    """Send the answer to the reader and record it.

    Raises PermissionDenied, NotNow when somebody has answered already, ValidationError for an empty or
    too long text or a mail server that is down; then nothing is recorded.
    """
    with transaction.atomic():
        locked = Enquiry.objects.select_for_update(of=("self",)).get(pk=enquiry.pk)
        if not permissions.may_see_enquiry(by, locked):
            raise PermissionDenied
        if locked.answered_at:
            raise NotNow(_("Somebody has answered this message already: open it again to read it."))
        if not text.strip():
            raise ValidationError({"answer": _("Write an answer.")})
        if problem := validators.text_problem(text, validators.ENQUIRY_LIMITS["answer"]):
            raise ValidationError({"answer": problem})
        locked.answer, locked.answered_at, locked.answered_by = text, timezone.now(), by
        locked.save(update_fields=["answer", "answered_at", "answered_by"])
        if not _is_sent(_mail_to_reader(locked), locked):
            raise ValidationError(
                _("The mail could not be sent just now. Your text is still here: try again later.")
            )
    return locked


def forget(*, today: datetime.date) -> dict[str, int]:
    """Delete what was answered long ago, and the sender codes older than a day.

    Returns how many of each: "deleted", "codes".
    """
    answered = Enquiry.objects.filter(answered_at__isnull=False)
    due = [
        pk
        for pk, at in answered.values_list("pk", "answered_at")
        if add_months(timezone.localdate(at), KEPT_MONTHS) < today
    ]
    Enquiry.objects.filter(pk__in=due).delete()
    coded = Enquiry.objects.exclude(sender="").filter(asked_at__lte=timezone.now() - DAY)
    return {"deleted": len(due), "codes": coded.update(sender="")}


# Mail


def subject_of(enquiry: Enquiry) -> str:
    """Return the subject of the mail about a message: of our own words alone, on one line."""
    kind = enquiry.get_kind_display()
    if enquiry.entry is None:
        return _("SMARTY portal: %(kind)s") % {"kind": kind}
    told = {"kind": kind, "identifier": enquiry.entry.identifier}
    return _("SMARTY portal, %(identifier)s: %(kind)s") % told


def _tell_mailbox(enquiry: Enquiry, addressee: Addressee) -> None:
    if not addressee.mailbox:
        return
    with override(addressee.language):
        body = _body("enquiry", enquiry, workspace=_workspace_address(enquiry))
        mail = EmailMessage(subject_of(enquiry), body, to=[addressee.mailbox])
    mail.reply_to = [enquiry.email]
    if _is_sent(mail, enquiry):
        Enquiry.objects.filter(pk=enquiry.pk).update(mailed_at=timezone.now())


def _mail_to_reader(enquiry: Enquiry) -> EmailMessage:
    with override(enquiry.language):
        page = enquiry.entry.get_absolute_url() if enquiry.entry else reverse("home")
        body = _body("answer", enquiry, page=settings.SITE_URL + page)
        mail = EmailMessage(_("Re: %(subject)s") % {"subject": subject_of(enquiry)}, body)
    mail.to = [enquiry.email]
    return mail


def _body(name: str, enquiry: Enquiry, **told: str) -> str:
    context = {"enquiry": enquiry, **told}
    return render_to_string(f"practices/mail/{name}.txt", context).strip() + "\n"


def _workspace_address(enquiry: Enquiry) -> str:
    return settings.SITE_URL + reverse("admin:practices_enquiry_change", args=[enquiry.pk])


def _is_sent(mail: EmailMessage, enquiry: Enquiry) -> bool:
    """Hand a mail over; a mail server that is down loses nothing, the message stands in the workspace."""
    try:
        return bool(mail.send())
    except OSError:  # smtplib's errors are among them
        log.exception("The mail about message %s could not be sent.", enquiry.pk)
        return False
