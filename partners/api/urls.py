from django.urls import path

from partners.api import views

urlpatterns = [
    path("partners/", views.PartnerList.as_view(), name="api-partners"),
    path("regions/", views.RegionList.as_view(), name="api-regions"),
    path("events/", views.EventList.as_view(), name="api-events"),
]
