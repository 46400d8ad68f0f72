"""Rounds of review: a text as it was submitted, what other partners judged of it and checked."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partners.models import Partner
from practices import choices
from practices.models.practice import Practice
from practices.querysets import ReviewQuerySet
from practices.validators import REVIEW_LIMITS

LICENCE = "CC-BY-4.0"


class Round(models.Model):
    """One submission: its frozen text, and the reviews that speak of that text and no other.

    While a round is open its practice cannot be written. It ends with the text going back to the
    owner, being published, or being rejected; `ended_by` says which.
    """

    practice = models.ForeignKey(Practice, models.PROTECT, related_name="rounds")
    number = models.PositiveIntegerField(_("number"))
    document = models.JSONField(_("text as submitted"))
    licence = models.CharField(_("licence agreed to"), max_length=20, default=LICENCE)
    submitted_at = models.DateTimeField(_("submitted"))
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    ended_at = models.DateTimeField(_("ended"), null=True)
    ended_by = models.CharField(_("ended by"), max_length=20, choices=choices.Action, blank=True)

    class Meta:
        verbose_name = _("round of review")
        verbose_name_plural = _("rounds of review")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["practice", "number"], name="round_number_once"),
            models.UniqueConstraint(
                fields=["practice"], condition=Q(ended_at=None), name="one_open_round"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by="")
                | (Q(ended_at__isnull=False) & ~Q(ended_by="")),
                name="round_end_says_how",
            ),
        ]

    def __str__(self):
        return f"{self.document['identifier']} round {self.number}"


class Review(models.Model):
    """What one organisation was asked to judge, and judged: empty until `submitted_at`."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="reviews")
    organisation = models.ForeignKey(
        Partner, models.PROTECT, related_name="reviews", verbose_name=_("organisation")
    )
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="reviews",
        verbose_name=_("reviewer"),
    )
    assigned_at = models.DateTimeField(_("assigned"))
    due_on = models.DateField(_("due"))
    reminded_at = models.DateTimeField(_("reminded"), null=True)
    conflict_of_interest = models.CharField(
        _("conflict of interest"),
        max_length=REVIEW_LIMITS["reviews.conflict_of_interest"],
        blank=True,
    )
    recommendation = models.CharField(
        _("recommendation"), max_length=20, choices=choices.Recommendation, blank=True
    )
    comment = models.CharField(
        _("comment for the owner"), max_length=REVIEW_LIMITS["reviews.comment"], blank=True
    )
    submitted_at = models.DateTimeField(_("submitted"), null=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        ordering = ["assigned_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "organisation"], name="one_review_each_organisation"
            ),
            models.CheckConstraint(
                condition=Q(submitted_at=None)
                | (Q(recommendation__in=choices.Recommendation) & ~Q(conflict_of_interest="")),
                name="review_says_what_it_must",
            ),
        ]

    def __str__(self):
        return f"{self.round}, {self.organisation}"


class Score(models.Model):
    """One criterion of a review, 0 to 4, with the reason."""

    LOWEST, HIGHEST = choices.LOWEST_SCORE, choices.HIGHEST_SCORE

    review = models.ForeignKey(Review, models.CASCADE, related_name="scores")
    criterion = models.CharField(_("criterion"), max_length=20, choices=choices.Criterion)
    score = models.PositiveSmallIntegerField(_("score"))
    reason = models.CharField(_("reason"), max_length=REVIEW_LIMITS["reviews.reason"])

    class Meta:
        verbose_name = _("score")
        verbose_name_plural = _("scores")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["review", "criterion"], name="one_score_each"),
            models.CheckConstraint(
                condition=Q(criterion__in=choices.Criterion), name="score_criterion_is_known"
            ),
            models.CheckConstraint(
                condition=Q(score__lte=choices.HIGHEST_SCORE), name="score_is_0_to_4"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="score_has_reason"),
        ]

    def __str__(self):
        return f"{self.criterion} {self.score}"


class Check(models.Model):
    """The verdict of a review on one claim of the round's text, with the evidence looked at."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="checks")
    claim = models.PositiveSmallIntegerField(_("claim"))
    evidence = models.PositiveSmallIntegerField(_("evidence"), null=True, blank=True)
    verdict = models.CharField(_("verdict"), max_length=20, choices=choices.Verdict)
    note = models.CharField(_("note"), max_length=REVIEW_LIMITS["checks.note"], blank=True)

    class Meta:
        verbose_name = _("check")
        verbose_name_plural = _("checks")
        ordering = ["claim"]
        constraints = [
            models.UniqueConstraint(fields=["review", "claim"], name="one_check_each_claim"),
            models.CheckConstraint(
                condition=Q(verdict__in=choices.Verdict), name="check_verdict_is_known"
            ),
        ]

    def __str__(self):
        return f"{self.claim} {self.verdict}"


class Remark(models.Model):
    """A reviewer's comment fixed to a place of the text, for the owner alone; never published.

    `path` names the place as differences do: "summary", "claims.2.statement" (claims and evidence by
    their number, sectors by code).
    """

    review = models.ForeignKey(Review, models.CASCADE, related_name="remarks")
    path = models.CharField(_("place"), max_length=100)
    text = models.CharField(_("comment"), max_length=REVIEW_LIMITS["remarks.text"])

    class Meta:
        verbose_name = _("remark")
        verbose_name_plural = _("remarks")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["review", "path"], name="one_remark_each_place"),
        ]

    def __str__(self):
        return self.text
