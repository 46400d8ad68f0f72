"""The portal's addresses and an empty view beside them: the floor of every figure."""

from django.http import HttpResponse
from django.urls import path

from benchmarks.plain import PlainList
from smarty_portal import urls


def empty(request):
    return HttpResponse("")


urlpatterns = [
    path("empty/", empty),
    path("plain/", PlainList.as_view()),
    *urls.urlpatterns,
]
handler404 = getattr(urls, "handler404", "django.views.defaults.page_not_found")
handler500 = getattr(urls, "handler500", "django.views.defaults.server_error")
