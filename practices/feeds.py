"""The feed of newest editions."""

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from practices.models import CatalogueEntry

NEWEST = 30


class NewestPractices(Feed):
    """The newest editions on show, as Atom; `?lang=es` gives its own words in Spanish."""

    feed_type = Atom1Feed

    def __call__(self, request, *args, **kwargs):
        asked = request.GET.get("lang")
        known = dict(settings.LANGUAGES)
        with override(asked if asked in known else settings.LANGUAGE_CODE):
            return super().__call__(request, *args, **kwargs)

    def title(self) -> str:
        return _("SMARTY portal: newest practices")

    def subtitle(self) -> str:
        return _("New and renewed good practices for Industry 4.0 in small and medium firms")

    def link(self) -> str:
        return settings.SITE_URL + reverse("practices:list")

    def feed_url(self) -> str:
        query = "" if get_language() == settings.LANGUAGE_CODE else f"?lang={get_language()}"
        return settings.SITE_URL + reverse("practices-feed") + query

    def items(self):
        entries = CatalogueEntry.objects.on_show().select_related("edition", "owner")
        return entries.order_by("-edition__published_at", "identifier")[:NEWEST]

    def item_title(self, item) -> str:
        return item.title

    def item_description(self, item) -> str:
        return item.summary

    def item_link(self, item) -> str:
        return settings.SITE_URL + item.get_absolute_url()

    def item_guid(self, item) -> str:
        return f"{settings.SITE_URL}/practices/{item.identifier}/"

    def item_author_name(self, item) -> str:
        return item.owner.name

    def item_pubdate(self, item):
        return item.first_published_at

    def item_updateddate(self, item):
        return item.edition.published_at
