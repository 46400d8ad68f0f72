"""Code lists of the practices, loaded from data/codes."""

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from partners.models import CodeListEntry


class Theme(CodeListEntry):
    """One of the four themes of SMARTY, with what the project means by it."""

    meanings = models.JSONField(_("meaning"), default=dict)
    position = models.PositiveSmallIntegerField(_("position"), unique=True)

    class Meta:
        ordering = ["position"]

    @property
    def meaning(self) -> str:
        return self.meanings.get(get_language()) or self.meanings.get("en", "")


class Technology(CodeListEntry):
    """A technology of Industry 4.0 that a practice uses or brings to firms."""

    meanings = models.JSONField(_("meaning"), default=dict)

    class Meta:
        ordering = ["code"]
        verbose_name_plural = _("technologies")

    @property
    def meaning(self) -> str:
        return self.meanings.get(get_language()) or self.meanings.get("en", "")


class Sector(CodeListEntry):
    """An economic activity of NACE Rev. 2.1; codes read C, C13, C13.9, C13.96, each in its parent."""

    LEVELS = ("section", "division", "group", "class")

    level = models.CharField(_("level"), max_length=10, choices=[(name, name) for name in LEVELS])
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(level="section", parent=None)
                | Q(level__in=("division", "group", "class"), parent__isnull=False),
                name="sector_has_parent_below_section",
            ),
        ]


class Unit(CodeListEntry):
    """A unit in which claims are given; the label is the plural, as it reads after a number."""

    KINDS = ("count", "currency", "percent", "duration", "other")

    kind = models.CharField(_("kind"), max_length=10, choices=[(name, name) for name in KINDS])
    singulars = models.JSONField(_("labels after 1"), default=dict, blank=True)

    class Meta:
        ordering = ["code"]
