"""The portal's addresses and an empty view beside them: the floor of every figure."""

from django.http import HttpResponse
from django.urls import include, path


def empty(request):
    return HttpResponse("")


urlpatterns = [path("empty/", empty), path("", include("smarty_portal.urls"))]
