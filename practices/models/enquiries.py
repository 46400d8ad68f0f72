"""Enquiries: what readers ask the owner of a practice or report, and what they were answered."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partners.models import Partner
from practices import choices
from practices.models.catalogue import CatalogueEntry
from practices.querysets import EnquiryQuerySet
from practices.validators import ENQUIRY_LIMITS


class Enquiry(models.Model):
    """A reader's message about a practice on show, or (without an entry) about the portal itself.

    It stands in the workspace of `partner` until it is answered, and is deleted some time later
    (asking.KEPT_MONTHS). `form` is the mark of the form it came from, so that a form sent twice is
    one message. `sender` is a code made of the sender's address, to count by; it goes after a day.
    """

    entry = models.ForeignKey(
        CatalogueEntry,
        models.PROTECT,
        null=True,
        related_name="enquiries",
        verbose_name=_("practice"),
    )
    partner = models.ForeignKey(
        Partner,
        models.PROTECT,
        null=True,
        related_name="enquiries",
        verbose_name=_("partner that answers"),
    )
    kind = models.CharField(_("what it is"), max_length=20, choices=choices.EnquiryKind)
    name = models.CharField(_("name"), max_length=ENQUIRY_LIMITS["name"])
    email = models.EmailField(_("e-mail address"), max_length=ENQUIRY_LIMITS["email"])
    text = models.TextField(_("message"))
    language = models.CharField(_("language"), max_length=8)
    form = models.CharField(max_length=32, unique=True)
    sender = models.CharField(max_length=64, blank=True)
    asked_at = models.DateTimeField(_("received"), db_index=True)
    mailed_at = models.DateTimeField(_("sent on by mail"), null=True)
    answer = models.TextField(_("answer"), blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, db_index=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("answered by"),
    )

    objects = EnquiryQuerySet.as_manager()

    class Meta:
        verbose_name = _("message of a reader")
        verbose_name_plural = _("messages of readers")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=choices.EnquiryKind), name="enquiry_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, answer="")
                | (Q(answered_at__isnull=False) & ~Q(answer="")),
                name="enquiry_answer_is_whole",
            ),
        ]

    def __str__(self):
        return f"{self.name}, {self.get_kind_display()}"
