"""A statement that PostgreSQL stopped, because it took longer than any reader waits, is answered 503.

The limit is STATEMENT_SECONDS, which the application server sets: commands may take their time. What a
search looks up has a tighter limit of its own, and is told on its page (practices/search).
"""

from collections.abc import Callable

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from psycopg2.errors import QueryCanceled

from smarty_portal.views import took_too_long


class StoppedStatements:
    """The middleware that tells readers of a stopped statement, instead of calling it our fault."""

    def __init__(self, get_response: Callable):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, OperationalError) and isinstance(error.__cause__, QueryCanceled):
            return took_too_long(request)
        return None
