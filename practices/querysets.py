"""Reads that have a name. Visibility lives here and nowhere else."""

from django.db import connection, models
from django.db.models import Q
from django.db.models.functions import Collate

from partners.choices import MemberRole
from partners.permissions import is_administrator, partners_of
from practices.permissions import EDITABLE, JUDGED, judges

LAPSED = "lapsed"


class PracticeQuerySet(models.QuerySet):
    """Practices of the workspace, as `practices.permissions` lets a person see and write them."""

    def visible_to(self, user):
        """Those for which permissions.may_see says yes."""
        if is_administrator(user):
            return self
        own = Q(owner__in=partners_of(user, MemberRole.EDITOR))
        return self.filter(own | Q(state__in=JUDGED) if judges(user) else own)

    def editable_by(self, user):
        """Those for which permissions.may_edit says yes."""
        rows = self.filter(state__in=EDITABLE)
        if is_administrator(user):
            return rows
        return rows.filter(owner__in=partners_of(user, MemberRole.EDITOR))

    def on_show(self):
        """Those of which the public reads an edition."""
        return self.filter(entry__isnull=False, entry__withdrawn_at=None)


class CatalogueEntryQuerySet(models.QuerySet):
    def on_show(self):
        """What the public sees: published and not withdrawn."""
        return self.filter(withdrawn_at=None)

    def withdrawn(self):
        return self.filter(withdrawn_at__isnull=False)

    def for_list(self):
        """With everything a row of a list shows, in a number of queries that never grows."""
        rows = self.select_related("owner", "region", "edition").defer("edition__document")
        return rows.prefetch_related("themes", "technologies", "sectors")

    def by_title(self):
        """Ordered by folded title, the same on both engines."""
        collation = "C" if connection.vendor == "postgresql" else "BINARY"
        return self.order_by(Collate("title_key", collation), "identifier")

    def by_newest(self):
        return self.order_by("-first_published_at", "identifier")


class HistoryQuerySet(models.QuerySet):
    def public(self):
        """The timeline anyone may read: what made or changed an edition; never a draft's steps."""
        return self.filter(edition__isnull=False)
