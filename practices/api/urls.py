from django.urls import path, re_path

from practices.api import views
from practices.api.changes import ChangeList

urlpatterns = [
    path("practices/", views.PracticeList.as_view(), name="api-practices"),
    re_path(
        r"^practices/(?P<identifier>(?i:gp)-[0-9]{4,})/$",
        views.PracticeByIdentifier.as_view(),
        name="api-identifier",
    ),
    re_path(
        r"^practices/(?P<identifier>(?i:gp)-[0-9]{4,})/(?P<part>editions/(?:[0-9]+/)?)$",
        views.PracticeByIdentifier.as_view(),
        name="api-identifier-part",
    ),
    path("practices/<slug:slug>/", views.PracticeDetail.as_view(), name="api-practice"),
    path("practices/<slug:slug>/editions/", views.EditionList.as_view(), name="api-editions"),
    path(
        "practices/<slug:slug>/editions/<int:number>/",
        views.EditionDetail.as_view(),
        name="api-edition",
    ),
    path("changes/", ChangeList.as_view(), name="api-changes"),
    path("suggestions/", views.Suggestions.as_view(), name="api-suggestions"),
    path("themes/", views.ThemeList.as_view(), name="api-themes"),
    path("technologies/", views.TechnologyList.as_view(), name="api-technologies"),
    path("sectors/", views.SectorList.as_view(), name="api-sectors"),
]
