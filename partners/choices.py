"""Closed vocabularies of partners and events."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PartnerRole(TextChoices):
    LEAD = "lead", _("lead partner")
    PARTNER = "partner", _("partner")


class PartnerKind(TextChoices):
    MUNICIPALITY = "municipality", _("municipality")
    REGIONAL_AUTHORITY = "regional_authority", _("regional authority")
    NATIONAL_AUTHORITY = "national_authority", _("national authority")
    AGENCY = "agency", _("agency")
    RESEARCH_CENTRE = "research_centre", _("research centre")


class Confidence(TextChoices):
    """How sure a fact is that no source states outright."""

    HIGH = "high", _("high")
    MEDIUM = "medium", _("medium")
    LOW = "low", _("low")


class MemberRole(TextChoices):
    EDITOR = "editor", _("editor")
    REVIEWER = "reviewer", _("reviewer")
    PUBLISHER = "publisher", _("publisher")
    COORDINATOR = "coordinator", _("coordinator")


class InvitationState(TextChoices):
    OPEN = "open", _("open")
    ACCEPTED = "accepted", _("accepted")
    REVOKED = "revoked", _("revoked")
    EXPIRED = "expired", _("expired")
    SWITCHED_OFF = "switched_off", _("held back: the account is switched off")


class EventKind(TextChoices):
    KICK_OFF = "kick_off", _("kick-off meeting")
    THEMATIC_SEMINAR = "interregional_thematic_seminar", _("interregional thematic seminar")
    POLICY_BROKERAGE = "interregional_policy_brokerage", _("interregional policy brokerage")
    STAKEHOLDER_MEETING = "regional_stakeholder_meeting", _("regional stakeholder meeting")
    FINAL_CONFERENCE = "final_conference", _("final conference")


class RegionLevel:
    """NUTS levels: 0 country, 1 major region, 2 basic region, 3 small region."""

    COUNTRY = 0
    ALL = (0, 1, 2, 3)
