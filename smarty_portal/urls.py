from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from practices import opendata
from practices import views as practice_views
from practices.feeds import NewestPractices
from smarty_portal import building, views
from smarty_portal.pages import public_page

handler400 = "smarty_portal.views.bad_request"
handler403 = "smarty_portal.views.forbidden"
handler404 = "smarty_portal.views.not_found"
handler429 = "smarty_portal.views.too_many"
handler500 = "smarty_portal.views.server_error"

urlpatterns = [
    path("api/v1/", include("smarty_portal.api_urls")),
    path("feeds/practices.atom", public_page(NewestPractices()), name="practices-feed"),
    path("data/", opendata.index, name="data"),
    path("data/catalog.ttl", opendata.catalogue_of_data, {"form": "turtle"}, name="data-turtle"),
    path(
        "data/catalog.jsonld", opendata.catalogue_of_data, {"form": "json-ld"}, name="data-jsonld"
    ),
    path("data/<str:name>", opendata.file, name="data-file"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
    path("sitemap-<slug:section>.xml", views.sitemap_part, name="sitemap-part"),
    path("robots.txt", views.robots, name="robots"),
    path(".well-known/security.txt", views.security_text, name="security-text"),
    path("health/", views.health, name="health"),
]
urlpatterns += i18n_patterns(
    path("", views.home, name="home"),
    path("practices/", include("practices.urls")),
    path("", include("partners.urls")),
    path("about/", views.about, name="about"),
    path("report/", practice_views.report, name="report"),
    path("report/sent/", practice_views.reported, name="reported"),
    path("build/", building.build, name="build"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("privacy/", views.privacy, name="privacy"),
    path("admin/", include("partners.accounts.urls")),
    path("admin/", admin.site.urls),
    prefix_default_language=False,
)
