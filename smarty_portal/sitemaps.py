"""The sitemaps: all pages and practices on show, in every language, and the index of their parts."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.core.paginator import Paginator
from django.db.models import Max, QuerySet
from django.urls import reverse

from partners.models import Partner
from partners.presenting import is_confirmed
from practices.models import CatalogueEntry

# The protocol takes 50,000; each of ours names the others too, so a file of so many would take a minute.
AT_ONCE = 2_000


class PortalSitemap(Sitemap):
    """Addresses under SITE_URL in every language, each naming the others."""

    i18n = alternates = x_default = True
    protocol = urlsplit(settings.SITE_URL).scheme
    limit = AT_ONCE

    def get_domain(self, site=None) -> str:
        return urlsplit(settings.SITE_URL).netloc


class PageSitemap(PortalSitemap):
    """The pages that stand by themselves."""

    def items(self):
        return [
            "home", "practices:list", "partners:list", "partners:events", "about", "build",
            "accessibility", "privacy",
        ]  # fmt: skip

    def location(self, item):
        return reverse(item)


class PartnerSitemap(PortalSitemap):
    """The partners whose membership is confirmed."""

    def items(self):
        return [row for row in Partner.objects.order_by("slug") if is_confirmed(row)]


class PracticeSitemap(PortalSitemap):
    """The practices on show, each with the date of its current edition; read a file's worth at a time."""

    def items(self) -> QuerySet:
        columns = ("slug", "edition__published_at")
        entries = CatalogueEntry.objects.on_show().select_related("edition").only(*columns)
        return entries.order_by("identifier")

    @property
    def paginator(self) -> Paginator:
        return Paginator(InLanguages(self.items(), tuple(self._languages())), self.limit)

    def lastmod(self, item) -> datetime.datetime:
        return item.edition.published_at

    def get_latest_lastmod(self) -> datetime.datetime | None:
        return self.items().aggregate(day=Max("edition__published_at"))["day"]


@dataclass(frozen=True)
class InLanguages:
    """Rows paired with each language, as Django pairs them, without reading more than a slice asks for."""

    rows: QuerySet
    languages: tuple[str, ...]

    def __len__(self) -> int:
        return self.rows.count() * len(self.languages)

    def __getitem__(self, part: slice) -> list[tuple[object, str]]:
        each = len(self.languages)
        first, last = part.start // each, -(-part.stop // each)
        pairs = list(self.pairs(self.rows[first:last]))
        return pairs[part.start - first * each : part.stop - first * each]

    def pairs(self, rows: QuerySet) -> Iterator[tuple[object, str]]:
        return ((row, language) for row in rows for language in self.languages)


SITEMAPS = {"pages": PageSitemap, "partners": PartnerSitemap, "practices": PracticeSitemap}
