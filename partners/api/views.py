"""The API's addresses of regions, partners and events."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import OpenApiParameter, extend_schema

from partners.api.serializers import EventSerializer, PartnerSerializer, RegionSerializer
from partners.choices import RegionLevel
from partners.models import Event, Partner, Region
from smarty_portal.api import (
    PAGING,
    ListView,
    Refusal,
    SourceSerializer,
    choice_refusals,
    page_of,
    values_of,
)

LEVELS = [str(level) for level in RegionLevel.ALL]


class RegionList(ListView):
    """Regions of NUTS 2024 (United Kingdom: 2016), countries first within each branch."""

    parameters = (*PAGING, "level", "country")
    shape = RegionSerializer
    title = gettext_lazy("Regions")
    code_list = "regions"

    @extend_schema(
        responses=page_of(RegionSerializer, source=SourceSerializer()),
        parameters=[
            OpenApiParameter("level", enum=LEVELS, many=True),
            OpenApiParameter("country", many=True),
        ],
    )
    def get(self, request, **kwargs):
        return super().get(request, **kwargs)

    def refusals(self, query) -> list[Refusal]:
        countries = Region.objects.countries() if "country" in query else ()
        return [
            *super().refusals(query),
            *choice_refusals(query, "level", LEVELS),
            *choice_refusals(query, "country", countries),
        ]

    def rows(self) -> QuerySet:
        regions = Region.objects.all()
        if levels := values_of(self.request.query_params, "level"):
            regions = regions.filter(level__in=levels)
        if countries := values_of(self.request.query_params, "country"):
            regions = regions.filter(country__in=countries)
        return regions

    def shown(self, region) -> dict:
        return RegionSerializer(region).data


@extend_schema(responses=page_of(PartnerSerializer))
class PartnerList(ListView):
    """The fourteen partners, with how sure the membership of each is."""

    shape = PartnerSerializer
    title = gettext_lazy("The partners of the project")

    def rows(self) -> QuerySet:
        self.countries = Region.objects.countries()
        return Partner.objects.select_related("region")

    def shown(self, partner) -> dict:
        return PartnerSerializer(partner, context={"countries": self.countries}).data


@extend_schema(responses=page_of(EventSerializer))
class EventList(ListView):
    """The project's meetings, newest first, with the practices shown there."""

    shape = EventSerializer
    title = gettext_lazy("Meetings of the project")

    def rows(self) -> QuerySet:
        self.countries = Region.objects.countries()
        return Event.objects.for_list()

    def shown(self, event) -> dict:
        return EventSerializer(event, context={"countries": self.countries}).data
