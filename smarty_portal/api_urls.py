"""The addresses under /api/v1/."""

from django.urls import include, path

from smarty_portal.contract import pages

urlpatterns = [
    path("", pages.ApiRoot.as_view(), name="api-root"),
    path("openapi.json", pages.OpenApi.as_view(), name="api-openapi"),
    path("docs/", pages.docs, name="api-docs"),
    path("problems/", pages.problems, name="api-problems"),
    path("problems/<slug:name>/", pages.problem, name="api-problem"),
    path("", include("partners.api.urls")),
    path("", include("practices.api.urls")),
]
