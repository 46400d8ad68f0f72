"""A list as Django REST framework's tutorial would write it: what requests per second are compared with.

Written well: the rows it shows come in a number of queries that does not grow.
"""

from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.pagination import PageNumberPagination

from partners.models import Partner, Region
from practices.models import CatalogueEntry, Sector, Technology, Theme


def of(row: type, *names: str) -> serializers.ModelSerializer:
    meta = type("Meta", (), {"model": row, "fields": names})
    return type(f"Plain{row.__name__}", (serializers.ModelSerializer,), {"Meta": meta})


class PlainEntry(serializers.ModelSerializer):
    """The columns that the portal's own list shows, and its linked rows."""

    owner = of(Partner, "slug", "short_name", "name")()
    region = of(Region, "code", "name")()
    themes = of(Theme, "code")(many=True)
    technologies = of(Technology, "code")(many=True)
    sectors = of(Sector, "code")(many=True)

    class Meta:
        model = CatalogueEntry
        fields = (
            "identifier", "slug", "title", "summary", "language", "owner", "region", "country", "scope",
            "nature", "validation_kind", "running_state", "start_year", "end_year", "themes",
            "technologies", "sectors", "results", "newest_evidence_year", "level", "level_until",
            "first_published_at",
        )  # fmt: skip


class Pages(PageNumberPagination):
    page_size = 20


class PlainList(ListAPIView):
    """The newest twenty."""

    queryset = CatalogueEntry.objects.on_show().for_list().by_newest()
    serializer_class = PlainEntry
    pagination_class = Pages
    throttle_classes = []
