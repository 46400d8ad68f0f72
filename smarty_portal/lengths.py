"""Addresses longer than any question needs are answered 414, in words, by the portal itself.

The application server sets no limit (deploy/gunicorn.conf.py) and the web server in front one of 64 kB
(deploy/nginx.conf): what they would answer beyond it is bare.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from smarty_portal.views import too_long

LONGEST_ADDRESS = 8000


class AddressLengths:
    """The middleware that leaves the query of such an address unread, and says that it is too long."""

    def __init__(self, get_response: Callable):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.is_too_long = len(request.get_full_path()) > LONGEST_ADDRESS
        if request.is_too_long:
            request.META["QUERY_STRING"] = ""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable, args, kwargs):
        return too_long(request) if request.is_too_long else None
