"""Reads that have a name. Visibility lives here and nowhere else."""

import datetime

from django.db import connection, models
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
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

    def in_regions(self, codes):
        """In one of the regions or below: a NUTS code starts with the code of its parent."""
        return self.filter(_any_prefix("region__code", codes))

    def in_sectors(self, codes):
        """Coded with one of the sectors, below it, or above it (manufacturing serves textiles)."""
        links = self.model.sectors.through.objects.filter(catalogueentry=OuterRef("pk"))
        above = {code[:length] for code in codes for length in range(1, len(code))}
        below = links.filter(_any_prefix("sector__code", codes))
        return self.filter(Exists(below) | Exists(links.filter(sector__in=above))).annotate(
            from_above=Case(When(Exists(below), then=Value(0)), default=Value(1))
        )

    def at_levels(self, values, *, today: datetime.date):
        """At a level in force today, or lapsed: `values` holds "1" to "4" and "lapsed"."""
        levels = [int(value) for value in values if value != LAPSED]
        wanted = Q(level__in=levels, level_until__gte=today)
        if LAPSED in values:
            wanted |= Q(level_until__lt=today)
        return self.filter(wanted)

    def by_title(self):
        """Ordered by folded title, the same on both engines."""
        collation = "C" if connection.vendor == "postgresql" else "BINARY"
        return self.order_by(Collate("title_key", collation), "identifier")

    def by_level(self, *, today: datetime.date):
        """Highest level in force first, lapsed ones last."""
        in_force = Case(When(level_until__gte=today, then=F("level")), default=Value(0))
        return self.order_by(in_force.desc(), "-first_published_at", "identifier")

    def by_newest(self):
        return self.order_by("-first_published_at", "identifier")


class HistoryQuerySet(models.QuerySet):
    def public(self):
        """The timeline anyone may read: what made or changed an edition; never a draft's steps."""
        return self.filter(edition__isnull=False)


def _any_prefix(field: str, codes) -> Q:
    wanted = Q(pk__in=[])
    for code in codes:
        wanted |= Q(**{f"{field}__startswith": code})
    return wanted
