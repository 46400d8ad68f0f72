"""Adoptions: regions and firms that took a practice up, and how it went."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partners.dates import PartialDateField, partial_date_check
from partners.models import Partner, Region
from practices import choices
from practices.models.practice import Practice
from practices.querysets import AdoptionQuerySet
from practices.validators import REVIEW_LIMITS


class Adoption(models.Model):
    """A region or firm that took a practice up: stage, instrument, own result, or why it stopped.

    Reported by an editor of any partner; public once a publisher of a third organisation, not the
    owner, the adopter or who reported it, has confirmed it. Level 4 counts confirmed
    ones (grading.replicated).
    """

    practice = models.ForeignKey(
        Practice, models.PROTECT, related_name="adoptions", verbose_name=_("practice")
    )
    adopter = models.ForeignKey(
        Partner,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="adoptions",
        verbose_name=_("adopting partner"),
    )
    adopter_name = models.CharField(
        _("adopting organisation, if it is no partner"),
        max_length=REVIEW_LIMITS["adoptions.adopter_name"],
        blank=True,
    )
    region = models.ForeignKey(
        Region, models.PROTECT, related_name="+", verbose_name=_("region that took it up")
    )
    stage = models.CharField(_("stage"), max_length=20, choices=choices.AdoptionStage)
    start_date = PartialDateField(_("since"))
    instrument = models.CharField(
        _("policy instrument or funding"),
        max_length=REVIEW_LIMITS["adoptions.instrument"],
        blank=True,
    )
    result = models.CharField(
        _("own result"), max_length=REVIEW_LIMITS["adoptions.result"], blank=True
    )
    stopped_because = models.CharField(
        _("why it stopped"), max_length=REVIEW_LIMITS["adoptions.stopped_because"], blank=True
    )
    url = models.URLField(_("source"), max_length=REVIEW_LIMITS["adoptions.url"], blank=True)
    reported_by = models.ForeignKey(
        Partner, models.PROTECT, related_name="+", verbose_name=_("reported by")
    )
    reported_at = models.DateTimeField(_("reported"), auto_now_add=True)
    confirmed_by = models.ForeignKey(
        Partner,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("confirmed by"),
    )
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    confirmed_person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = AdoptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("adoption")
        verbose_name_plural = _("adoptions")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(stage__in=choices.AdoptionStage), name="adoption_stage_is_known"
            ),
            models.CheckConstraint(
                condition=Q(adopter__isnull=False) | ~Q(adopter_name=""),
                name="adoption_has_adopter",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None, confirmed_at=None)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="adoption_confirmation_is_whole",
            ),
            models.CheckConstraint(
                condition=~Q(stage="stopped") | ~Q(stopped_because=""),
                name="adoption_stop_has_reason",
            ),
            partial_date_check("adoption", "start_date"),
        ]

    def __str__(self):
        return f"{self.adopter_label}, {self.region_id}"

    @property
    def adopter_label(self) -> str:
        """Who took it up: the partner's short name, else the organisation's."""
        return self.adopter.short_name if self.adopter else self.adopter_name
