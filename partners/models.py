"""The consortium and its geography: users, partners, memberships, regions, events.

Facts come from data/smarty (see SOURCES.md there) and data/codes/regions.json (NUTS 2024).
"""

from collections.abc import Iterator

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from partners.choices import (
    Confidence,
    EventKind,
    InvitationState,
    MemberRole,
    PartnerKind,
    PartnerRole,
    RegionLevel,
)
from partners.dates import PartialDateField, partial_date_check
from partners.querysets import (
    EventQuerySet,
    InvitationQuerySet,
    PartnerQuerySet,
    PeopleManager,
    RegionQuerySet,
)
from smarty_portal.addresses import address_of


class User(AbstractUser):
    """A person who works in the workspace; made from the start so that later needs no table swap."""

    language = models.CharField(
        _("language"),
        max_length=8,
        blank=True,
        help_text=_("In which the portal writes to you. Empty: the portal’s default."),
    )

    objects = PeopleManager()

    class Meta(AbstractUser.Meta):
        swappable = "AUTH_USER_MODEL"
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                condition=~Q(email=""),
                name="one_account_per_address",
                violation_error_message=_("There is an account with this e-mail address already."),
            )
        ]

    @cached_property
    def second_factor(self) -> int | None:
        """The key of the person's authenticator app; None while there is none."""
        keys = self.authenticator_set.filter(type=Authenticator.Type.TOTP)
        return keys.values_list("pk", flat=True).first()

    def get_session_auth_hash(self) -> str:
        """What a session must carry: it ends with the password and with the second factor."""
        return self._with_second_factor(super().get_session_auth_hash())

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        yield from map(self._with_second_factor, super().get_session_auth_fallback_hash())

    def _with_second_factor(self, password_hash: str) -> str:
        return f"{password_hash}.{self.second_factor or 0}"


class CodeListEntry(models.Model):
    """A value of a code list: a code that never changes and labels by language."""

    code = models.CharField(_("code"), primary_key=True, max_length=40)
    labels = models.JSONField(_("labels"), default=dict)

    class Meta:
        abstract = True

    def __str__(self):
        return f"{self.code} {self.label}"

    @property
    def label(self) -> str:
        """The label in the reader's language, else in English, else the code."""
        return self.labels.get(get_language()) or self.labels.get("en") or self.code


class Region(CodeListEntry):
    """A territory of NUTS 2024, or of the last NUTS edition that held it (United Kingdom: 2016).

    Codes are hierarchical by construction: a code starts with the code of its parent.
    """

    name = models.CharField(_("official name"), max_length=200)
    level = models.PositiveSmallIntegerField(_("level"))
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("parent"),
    )
    country = models.CharField(_("country (ISO 3166)"), max_length=2, db_index=True)
    aliases = models.JSONField(_("codes of earlier editions"), default=list)
    replaces = models.JSONField(_("codes given up in its favour"), default=list)
    version = models.CharField(_("edition of NUTS"), max_length=4)

    objects = RegionQuerySet.as_manager()

    class Meta:
        verbose_name = _("region")
        verbose_name_plural = _("regions")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(level__in=RegionLevel.ALL), name="region_level_is_known"
            ),
            models.CheckConstraint(
                condition=Q(level=RegionLevel.COUNTRY, parent=None)
                | Q(level__gt=RegionLevel.COUNTRY, parent__isnull=False),
                name="region_has_parent_below_country",
            ),
        ]

    @property
    def label(self) -> str:
        """The region's name in the reader's language where one is established, else the official one."""
        return self.labels.get(get_language()) or self.name


class Partner(models.Model):
    """One of the fourteen consortium members, with how sure its membership is."""

    slug = models.SlugField(_("address"), unique=True)
    short_name = models.CharField(_("short name"), max_length=40, unique=True)
    name = models.CharField(_("name in English"), max_length=200)
    name_native = models.CharField(_("own name"), max_length=200, blank=True)
    native_language = models.CharField(_("language of the own name"), max_length=8, blank=True)
    acronym = models.CharField(_("acronym"), max_length=40, blank=True)
    role = models.CharField(_("role"), max_length=10, choices=PartnerRole)
    kind = models.CharField(_("kind"), max_length=20, choices=PartnerKind, blank=True)
    country = models.CharField(_("country (ISO 3166)"), max_length=2)
    city = models.CharField(_("city"), max_length=100, blank=True)
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, verbose_name=_("region")
    )
    place = models.CharField(_("region in the sources' words"), max_length=100, blank=True)
    website = models.URLField(_("web site"), max_length=500, blank=True)
    mailbox = models.EmailField(
        _("mailbox"),
        blank=True,
        help_text=_(
            "A mailbox of the organisation, not of one person: questions of readers go there. "
            "It is never shown in public."
        ),
    )
    description = models.TextField(_("description"), blank=True)
    policy_responsible = models.BooleanField(_("answers for a policy"), null=True, blank=True)
    membership_evidence = models.TextField(_("how the membership is known"), blank=True)
    membership_confidence = models.CharField(
        _("how sure the membership is"), max_length=10, choices=Confidence, blank=True
    )
    notes = models.TextField(_("notes"), blank=True)
    sources = models.JSONField(_("sources"), default=list, blank=True)

    objects = PartnerQuerySet.as_manager()

    class Meta:
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        ordering = ["role", "country", "slug"]
        constraints = [
            models.CheckConstraint(condition=Q(role__in=PartnerRole), name="partner_role_is_known"),
            models.UniqueConstraint(
                fields=["role"], condition=Q(role=PartnerRole.LEAD), name="one_lead_partner"
            ),
        ]

    def __str__(self):
        return self.short_name

    def get_absolute_url(self) -> str:
        return address_of("partners:detail", self.slug)


class Membership(models.Model):
    """What a user may do for a partner."""

    user = models.ForeignKey(
        User, models.CASCADE, related_name="memberships", verbose_name=_("person")
    )
    partner = models.ForeignKey(
        Partner, models.PROTECT, related_name="memberships", verbose_name=_("partner")
    )
    role = models.CharField(_("role"), max_length=12, choices=MemberRole)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(fields=["user", "partner", "role"], name="one_membership_each"),
            models.CheckConstraint(
                condition=Q(role__in=MemberRole), name="membership_role_is_known"
            ),
        ]

    def __str__(self):
        return f"{self.user} {self.role} {self.partner}"


class Invitation(models.Model):
    """A letter to an e-mail address: whoever holds its link may work for the partner.

    Only the token's digest is kept, so that nobody reads a link out of the database.
    """

    email = models.EmailField(_("e-mail address"), max_length=150)
    partner = models.ForeignKey(
        Partner, models.PROTECT, related_name="invitations", verbose_name=_("partner")
    )
    roles = models.JSONField(_("roles"), default=list)
    language = models.CharField(_("language of the mail"), max_length=8, blank=True)
    token_sha256 = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(
        User, models.PROTECT, related_name="invitations", verbose_name=_("invited by")
    )
    sent_at = models.DateTimeField(_("sent"), null=True)
    expires_at = models.DateTimeField(_("valid until"))
    accepted_at = models.DateTimeField(_("accepted"), null=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                "partner",
                Lower("email"),
                condition=Q(accepted_at=None, revoked_at=None),
                name="one_open_invitation_each",
            )
        ]

    def __str__(self):
        return self.email

    @property
    def state(self) -> InvitationState:
        if self.accepted_at:
            return InvitationState.ACCEPTED
        if self.revoked_at:
            return InvitationState.REVOKED
        is_over = self.expires_at <= timezone.now()
        return InvitationState.EXPIRED if is_over else InvitationState.OPEN


class Event(models.Model):
    """A meeting of the project: seminar, brokerage, kick-off; what was shown there hangs on entries."""

    slug = models.SlugField(_("address"), unique=True)
    kind = models.CharField(_("kind"), max_length=40, choices=EventKind, blank=True)
    number = models.PositiveSmallIntegerField(_("number in its series"), null=True, blank=True)
    title = models.CharField(_("title"), max_length=200)
    start_date = PartialDateField(_("first day"))
    end_date = PartialDateField(_("last day"))
    date_note = models.CharField(_("note on the date"), max_length=100, blank=True)
    city = models.CharField(_("city"), max_length=100, blank=True)
    venue = models.CharField(_("venue"), max_length=200, blank=True)
    country = models.CharField(_("country (ISO 3166)"), max_length=2, blank=True)
    online = models.BooleanField(_("online"), null=True, blank=True)
    hosts = models.ManyToManyField(
        Partner, related_name="hosted_events", blank=True, verbose_name=_("hosts")
    )
    co_organisers = models.JSONField(_("co-organisers"), default=list, blank=True)
    topics = models.JSONField(_("topics"), default=list, blank=True)
    sessions = models.JSONField(_("sessions"), default=list, blank=True)
    study_visits = models.JSONField(_("study visits"), default=list, blank=True)
    participants = models.JSONField(_("participants"), null=True, blank=True)
    notes = models.TextField(_("notes"), blank=True)
    sources = models.JSONField(_("sources"), default=list, blank=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = [F("start_date").desc(), "slug"]
        constraints = [
            models.CheckConstraint(
                condition=Q(end_date="") | Q(end_date__gte=F("start_date")),
                name="event_ends_after_it_starts",
            ),
            partial_date_check("event", "start_date"),
            partial_date_check("event", "end_date"),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("partners:events") + f"#{self.slug}"

    @property
    def label(self) -> str:
        """What the event is called; its code is the slug."""
        return self.title


class CatalogueVersion(models.Model):
    """The one row that says which state of the public catalogue is current.

    The token is random, so that a state is never mistaken for another one that happens to carry the
    same number: after a rolled back transaction or a restored backup. `codes_token` only changes with
    the code lists, which are large and seldom change.
    """

    number = models.PositiveBigIntegerField(default=0)
    token = models.CharField(max_length=32)
    codes_token = models.CharField(max_length=32, default="")
    raised_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="one_catalogue_version")]

    def __str__(self):
        return f"{self.number}-{self.token}"


class PastVersion(models.Model):
    """Every version the catalogue has had: whoever holds one that is not here must start anew."""

    number = models.PositiveBigIntegerField(primary_key=True)
    token = models.CharField(max_length=32)

    def __str__(self):
        return f"{self.number}-{self.token}"
