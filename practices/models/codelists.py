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
        verbose_name = _("theme")
        verbose_name_plural = _("themes")
        ordering = ["position"]

    @property
    def meaning(self) -> str:
        return self.meanings.get(get_language()) or self.meanings.get("en", "")


class Technology(CodeListEntry):
    """A technology of Industry 4.0 that a practice uses or brings to firms."""

    meanings = models.JSONField(_("meaning"), default=dict)

    class Meta:
        verbose_name = _("technology")
        verbose_name_plural = _("technologies")
        ordering = ["code"]

    @property
    def meaning(self) -> str:
        return self.meanings.get(get_language()) or self.meanings.get("en", "")


class Sector(CodeListEntry):
    """An economic activity of NACE Rev. 2.1; codes read C, C13, C13.9, C13.96, each in its parent."""

    LEVEL_NAMES = {
        "section": _("section"),
        "division": _("division"),
        "group": _("group"),
        "class": _("class"),
    }
    LEVELS = tuple(LEVEL_NAMES)

    level = models.CharField(_("level"), max_length=10, choices=LEVEL_NAMES)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("parent"),
    )

    class Meta:
        verbose_name = _("sector")
        verbose_name_plural = _("sectors")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(level="section", parent=None)
                | Q(level__in=("division", "group", "class"), parent__isnull=False),
                name="sector_has_parent_below_section",
            ),
        ]

    @property
    def division(self) -> str:
        """The code of the division it lies in ("C13" of "C13.2"), "" of a section."""
        return self.code.partition(".")[0] if len(self.code) > 1 else ""


class Unit(CodeListEntry):
    """A unit in which claims are given; the label is the plural, as it reads after a number."""

    KINDS = {
        "count": _("count"),
        "currency": _("currency"),
        "percent": _("percent"),
        "duration": _("duration"),
        "other": _("other"),
    }

    kind = models.CharField(_("kind"), max_length=10, choices=KINDS)
    singulars = models.JSONField(_("labels after 1"), default=dict, blank=True)

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        ordering = ["code"]
