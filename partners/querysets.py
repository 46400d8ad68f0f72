"""Reads of partners and events that have a name."""

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import UserManager
from django.db import models
from django.db.models import OuterRef, Prefetch, Subquery

from partners.choices import MemberRole, RegionLevel
from partners.permissions import is_administrator, looks_after_everybody, partners_of


class PeopleManager(UserManager):
    """Accounts, as `partners.permissions` lets a person see them."""

    def with_second_factor(self):
        """With `second_factor` read along: the door asks for it at every request."""
        keys = Authenticator.objects.filter(user=OuterRef("pk"), type=Authenticator.Type.TOTP)
        return self.annotate(second_factor=Subquery(keys.values("pk")[:1]))

    def visible_to(self, user):
        """Those for which permissions.may_see_person says yes."""
        if looks_after_everybody(user):
            return self.all()
        coordinated = partners_of(user, MemberRole.COORDINATOR)
        return self.filter(memberships__partner__in=coordinated).distinct()


class InvitationQuerySet(models.QuerySet):
    """Invitations, as those see them who look after the partner's people."""

    def visible_to(self, user):
        if looks_after_everybody(user):
            return self
        return self.filter(partner__in=partners_of(user, MemberRole.COORDINATOR))

    def open(self):
        """Neither accepted nor revoked; they may have expired."""
        return self.filter(accepted_at=None, revoked_at=None)


class PartnerQuerySet(models.QuerySet):
    """Partners in the workspace, as `partners.permissions` lets a person see and write them."""

    def visible_to(self, user):
        """Those for which permissions.may_see_partner says yes."""
        return self if is_administrator(user) else self.filter(pk__in=partners_of(user))

    def editable_by(self, user):
        """Those for which permissions.may_edit_partner says yes."""
        if is_administrator(user):
            return self
        return self.filter(pk__in=partners_of(user, MemberRole.EDITOR))

    def coordinated_by(self, user):
        """Those for which permissions.roles_given_by gives any."""
        if looks_after_everybody(user):
            return self
        return self.filter(pk__in=partners_of(user, MemberRole.COORDINATOR))


class RegionQuerySet(models.QuerySet):
    def countries(self) -> dict:
        """Return the countries by ISO 3166 code."""
        return {region.country: region for region in self.filter(level=RegionLevel.COUNTRY)}


class EventQuerySet(models.QuerySet):
    def for_list(self):
        """With hosts, and with the practices on show that were shown there, as `event.shown`."""
        entries = self.model._meta.get_field("entries").related_model.objects
        shown = Prefetch("entries", entries.on_show().order_by("identifier"), to_attr="shown")
        return self.prefetch_related("hosts", shown)
