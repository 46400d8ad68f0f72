"""What people have typed into the form of a practice and not saved."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from practices.models.practice import Practice


class FormDraft(models.Model):
    """The raw form as one person left it: never part of the practice, seen by that person alone.

    One for each person and practice; a practice that is not stored yet is told apart by the `key` of
    its form. `data` holds every input by name, as the browser would send it.
    """

    OF_DELETED = "deleted-"  # the key, with the number of the practice that was deleted

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="form_drafts", verbose_name=_("who")
    )
    practice = models.ForeignKey(
        Practice, models.CASCADE, null=True, related_name="form_drafts", verbose_name=_("practice")
    )
    key = models.CharField(_("form"), max_length=40, blank=True)
    data = models.JSONField(_("what was typed"))
    kept_at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("unsaved text")
        verbose_name_plural = _("unsaved texts")
        ordering = ["-kept_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "practice"],
                condition=Q(practice__isnull=False),
                name="one_form_draft_each_practice",
            ),
            models.UniqueConstraint(
                fields=["user", "key"],
                condition=Q(practice=None),
                name="one_form_draft_each_new_practice",
            ),
        ]

    def __str__(self):
        return f"{self.kept_at:%Y-%m-%d %H:%M} {self.title}"

    @property
    def is_of_deleted(self) -> bool:
        """Whether it was typed into a practice that was deleted since."""
        return self.practice_id is None and self.key.startswith(self.OF_DELETED)

    @property
    def title(self) -> str:
        """The title as it was typed."""
        return (self.data.get("title") or [""])[0]
