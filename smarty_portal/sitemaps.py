"""The sitemap: all pages and practices on show, in every language."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from partners.models import Partner
from partners.presenting import is_confirmed
from practices.models import CatalogueEntry


class PortalSitemap(Sitemap):
    """Addresses under SITE_URL in every language, each naming the others."""

    i18n = alternates = x_default = True
    protocol = urlsplit(settings.SITE_URL).scheme

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
    """The practices on show, each with the date of its current edition."""

    def items(self):
        return CatalogueEntry.objects.on_show().select_related("edition").order_by("identifier")

    def lastmod(self, item):
        return item.edition.published_at


SITEMAPS = {"pages": PageSitemap, "partners": PartnerSitemap, "practices": PracticeSitemap}
