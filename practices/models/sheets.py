"""Spreadsheets on their way in."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from partners.models import Partner


class SheetUpload(models.Model):
    """A file of practices that a person has handed in and not confirmed yet; nothing of it is written.

    It is kept as it came: what is shown and what is written is decided from it anew each time.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    partner = models.ForeignKey(Partner, models.CASCADE, related_name="+")
    name = models.CharField(_("file"), max_length=255)
    content = models.BinaryField()
    encoding = models.CharField(max_length=20, blank=True)
    uploaded_at = models.DateTimeField(_("chosen"))

    class Meta:
        ordering = ["-uploaded_at"]

    def __str__(self):
        return self.name
