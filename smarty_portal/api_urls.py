"""The addresses under /api/v1/."""

from django.urls import include, path

from smarty_portal import api_docs

urlpatterns = [
    path("", api_docs.ApiRoot.as_view(), name="api-root"),
    path("openapi.json", api_docs.OpenApi.as_view(), name="api-openapi"),
    path("docs/", api_docs.docs, name="api-docs"),
    path("", include("partners.api.urls")),
    path("", include("practices.api.urls")),
]
