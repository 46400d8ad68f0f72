"""Reads of partners and events that have a name."""

from django.db import models
from django.db.models import Prefetch

from partners.choices import MemberRole
from partners.permissions import is_administrator, partners_of


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


class RegionQuerySet(models.QuerySet):
    def countries(self) -> dict:
        """Return the countries by ISO 3166 code."""
        return {region.country: region for region in self.filter(level=0)}


class EventQuerySet(models.QuerySet):
    def for_list(self):
        """With hosts, and with the practices on show that were shown there, as `event.shown`."""
        entries = self.model._meta.get_field("entries").related_model.objects
        shown = Prefetch("entries", entries.on_show().order_by("identifier"), to_attr="shown")
        return self.prefetch_related("hosts", shown)
