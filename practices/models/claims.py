"""Claims of a practice and the evidence behind them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partners.dates import PartialDateField, partial_date_check
from practices import choices
from practices.models.codelists import Unit
from practices.models.practice import Practice
from practices.validators import LIMITS


class Evidence(models.Model):
    """A document or a link that backs claims; who issued it decides how much it can prove."""

    practice = models.ForeignKey(Practice, models.CASCADE, related_name="evidence")
    number = models.PositiveSmallIntegerField(_("number"))
    type = models.CharField(_("type"), max_length=20, choices=choices.EvidenceType, blank=True)
    title = models.CharField(_("title"), max_length=LIMITS["evidence.title"], blank=True)
    url = models.URLField(_("address"), max_length=LIMITS["evidence.url"], blank=True)
    file = models.FileField(_("file"), upload_to="evidence/", max_length=255, blank=True)
    file_sha256 = models.CharField(_("SHA-256"), max_length=64, blank=True, editable=False)
    issuer = models.CharField(_("issued by"), max_length=LIMITS["evidence.issuer"], blank=True)
    issuer_relation = models.CharField(
        _("issuer's relation to the owner"),
        max_length=20,
        choices=choices.IssuerRelation,
        blank=True,
    )
    date = PartialDateField(_("date"))
    page = models.CharField(_("page"), max_length=LIMITS["evidence.page"], blank=True)

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["practice", "number"], name="evidence_number_once"),
            models.CheckConstraint(
                condition=~Q(url="") | ~Q(file=""), name="evidence_has_link_or_file"
            ),
            models.CheckConstraint(
                condition=Q(file="") | Q(file_sha256__regex=r"^[0-9a-f]{64}\Z"),
                name="evidence_file_has_sha256",
            ),
            partial_date_check("evidence", "date"),
        ]

    def __str__(self):
        return self.title or self.url or str(self.file)


class Claim(models.Model):
    """One checkable statement about a practice, with its figure where there is one."""

    practice = models.ForeignKey(Practice, models.CASCADE, related_name="claims")
    number = models.PositiveSmallIntegerField(_("number"))
    kind = models.CharField(_("kind"), max_length=10, choices=choices.ClaimKind)
    statement = models.CharField(_("statement"), max_length=LIMITS["claims.statement"])
    value = models.DecimalField(_("value"), max_digits=20, decimal_places=4, null=True, blank=True)
    qualifier = models.CharField(
        _("qualifier"), max_length=10, choices=choices.Qualifier, blank=True
    )
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, verbose_name=_("unit"))
    unit_note = models.CharField(
        _("why there is no unit"), max_length=LIMITS["claims.unit_note"], blank=True
    )
    date = PartialDateField(_("date"))
    baseline_value = models.DecimalField(
        _("value before"), max_digits=20, decimal_places=4, null=True, blank=True
    )
    baseline_date = PartialDateField(_("date of the value before"))
    measured_by = models.CharField(
        _("measured by"), max_length=LIMITS["claims.measured_by"], blank=True
    )
    method = models.CharField(_("method"), max_length=LIMITS["claims.method"], blank=True)
    comparator = models.CharField(
        _("compared with"), max_length=LIMITS["claims.comparator"], blank=True
    )
    evidence = models.ManyToManyField(Evidence, blank=True, related_name="claims")

    class Meta:
        verbose_name = _("claim")
        verbose_name_plural = _("claims")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["practice", "number"], name="claim_number_once"),
            models.CheckConstraint(
                condition=Q(kind__in=choices.ClaimKind), name="claim_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(value=None) | Q(unit__isnull=False) | ~Q(unit_note=""),
                name="claim_value_has_unit_or_note",
            ),
            models.CheckConstraint(
                condition=Q(qualifier="") | Q(value__isnull=False, qualifier__in=choices.Qualifier),
                name="claim_qualifier_belongs_to_value",
            ),
            partial_date_check("claim", "date"),
            partial_date_check("claim", "baseline_date"),
        ]

    def __str__(self):
        return self.statement
