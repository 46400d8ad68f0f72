"""The practice as its owner writes it: the working version."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from partners.choices import Confidence
from partners.models import Event, Partner, Region
from practices import choices
from practices.models.codelists import Sector, Technology, Theme
from practices.querysets import PracticeQuerySet
from practices.validators import LIMITS


def prose(label: str, field: str) -> models.CharField:
    """Text of the length that the form, import, API and documentation all allow; unknown is empty."""
    return models.CharField(label, max_length=LIMITS[field], blank=True)


def texts(label: str) -> models.JSONField:
    return models.JSONField(label, default=list, blank=True)


class LastIdentifier(models.Model):
    """The one row that says which number was given last: none is given twice, also after a deletion."""

    number = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="one_last_identifier")]

    def __str__(self):
        return str(self.number)


class Practice(models.Model):
    """A good practice with its permanent identifier; `practices.workflow` alone changes its state."""

    identifier = models.CharField(_("identifier"), max_length=12, unique=True, editable=False)
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    state = models.CharField(
        _("state"),
        max_length=20,
        choices=choices.State,
        default=choices.State.DRAFT,
        editable=False,
    )
    # Rises with every write of the text, so that who saves learns whether somebody else did meanwhile.
    revision = models.PositiveIntegerField(_("revision"), default=0, editable=False)
    owner = models.ForeignKey(
        Partner, models.PROTECT, related_name="practices", verbose_name=_("owner")
    )
    language = models.CharField(_("language"), max_length=8, default="en")

    title = models.CharField(_("title"), max_length=LIMITS["title"])
    title_native = prose(_("title in the own language"), "title_native")
    native_language = models.CharField(_("language of that title"), max_length=8, blank=True)
    summary = prose(_("summary"), "summary")
    problem = prose(_("problem addressed"), "problem")
    description = prose(_("description"), "description")
    objectives = texts(_("objectives"))
    stakeholders = texts(_("stakeholders"))
    beneficiaries = texts(_("beneficiaries"))
    organisation_in_charge = prose(_("organisation in charge"), "organisation_in_charge")

    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, verbose_name=_("region")
    )
    place = prose(_("place in the source's words"), "place")
    scope = models.CharField(_("scope"), max_length=10, choices=choices.Scope, blank=True)
    start_year = models.PositiveSmallIntegerField(_("start year"), null=True, blank=True)
    end_year = models.PositiveSmallIntegerField(_("end year"), null=True, blank=True)
    running_state = models.CharField(
        _("running state"),
        max_length=10,
        choices=choices.RunningState,
        default=choices.RunningState.UNKNOWN,
    )
    running_note = prose(_("note on the running state"), "running_note")
    nature = models.CharField(_("nature"), max_length=30, choices=choices.Nature, blank=True)
    validation_kind = models.CharField(
        _("kind of validation"), max_length=30, choices=choices.ValidationKind, blank=True
    )

    themes = models.ManyToManyField(Theme, blank=True, verbose_name=_("themes"))
    themes_basis = prose(_("how the theme is known"), "themes_basis")
    technologies = models.ManyToManyField(Technology, blank=True, verbose_name=_("technologies"))
    sectors = models.ManyToManyField(
        Sector, through="PracticeSector", blank=True, verbose_name=_("sectors")
    )

    resources_amount = models.DecimalField(
        _("amount"), max_digits=18, decimal_places=2, null=True, blank=True
    )
    resources_currency = models.CharField(_("currency"), max_length=3, blank=True)
    resources_staff = prose(_("staff"), "resources.staff")
    resources_text = prose(_("resources in words"), "resources.text")
    challenges = prose(_("challenges"), "challenges")
    lessons = prose(_("lessons"), "lessons")
    transferability = prose(_("transferability"), "transferability")
    website = models.URLField(_("web site"), max_length=LIMITS["website"], blank=True)
    sources = models.JSONField(_("sources"), default=list, blank=True)
    related = models.ManyToManyField(
        "self", symmetrical=False, blank=True, related_name="+", verbose_name=_("related practices")
    )
    events = models.ManyToManyField(Event, blank=True, related_name="+", verbose_name=_("shown at"))

    smarty_link = models.CharField(
        _("link to SMARTY"), max_length=80, choices=choices.SmartyLink, blank=True
    )
    confidence = models.CharField(
        _("how sure the record is"), max_length=10, choices=Confidence, blank=True
    )
    among_the_26 = models.CharField(
        _("one of the project's 26 practices"),
        max_length=20,
        choices=choices.AmongThe26,
        blank=True,
    )

    objects = PracticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("practice")
        verbose_name_plural = _("practices")
        ordering = ["identifier"]
        constraints = [
            models.CheckConstraint(
                condition=Q(identifier__regex=r"^GP-[0-9]{4,}\Z"), name="practice_identifier_shape"
            ),
            models.CheckConstraint(
                condition=Q(state__in=choices.State), name="practice_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(start_year=None) | Q(end_year=None) | Q(end_year__gte=F("start_year")),
                name="practice_years_are_ordered",
            ),
            models.CheckConstraint(
                condition=Q(resources_amount=None) | ~Q(resources_currency=""),
                name="practice_amount_has_currency",
            ),
        ]

    def __str__(self):
        return f"{self.identifier} {self.title}"


class PracticeSector(models.Model):
    """A sector of a practice, with how it is known and the code of the source when it was Rev. 2."""

    practice = models.ForeignKey(Practice, models.CASCADE, related_name="practice_sectors")
    sector = models.ForeignKey(Sector, models.PROTECT)
    basis = models.CharField(_("how it is known"), max_length=100, blank=True)
    source_code = models.CharField(_("code in the source"), max_length=10, blank=True)
    source_revision = models.CharField(_("revision of that code"), max_length=4, blank=True)

    class Meta:
        verbose_name = _("sector of a practice")
        verbose_name_plural = _("sectors of practices")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["practice", "sector"], name="one_sector_each"),
        ]

    def __str__(self):
        return self.sector_id
