"""The public pages of partners and events."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from partners.models import Event, Partner, Region
from partners.presenting import (
    certainty,
    consortium,
    country_label,
    event_groups,
    is_confirmed,
    shown_event,
)
from smarty_portal.pages import public_page


@public_page
def partner_list(request: HttpRequest) -> HttpResponse:
    """The consortium: lead first, the others by country, unconfirmed membership apart."""
    partners = Partner.objects.select_related("region")
    context = {"consortium": consortium(partners, Region.objects.countries())}
    return render(request, "partners/partner_list.html", context)


@public_page
def partner_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """A partner, how sure its membership is, its practices on show and the events it hosted."""
    partner = get_object_or_404(Partner.objects.select_related("region"), slug=slug)
    countries = Region.objects.countries()
    events = partner.hosted_events.order_by("start_date")
    context = {
        "partner": partner,
        "country": country_label(partner.country, countries),
        "certainty": certainty(partner),
        "is_confirmed": is_confirmed(partner),
        "entries": partner.entries.on_show().for_list().by_title(),
        "events": [shown_event(event, countries) for event in events],
    }
    return render(request, "partners/partner_detail.html", context)


@public_page
def event_list(request: HttpRequest) -> HttpResponse:
    """The project's meetings by date, with the practices on show that were shown there."""
    groups = event_groups(Event.objects.for_list(), Region.objects.countries())
    return render(request, "partners/event_list.html", {"groups": groups})
