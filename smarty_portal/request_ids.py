"""Every request has an id: in its answer's header, in the log and in the history of a practice.

Whoever reports that something went wrong can name it. A proxy's own id is kept when it is harmless.
"""

import re
import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

HEADER = "X-Request-ID"
LONGEST = 40  # HistoryEntry.request_id
SANE = re.compile(rf"[A-Za-z0-9._-]{{8,{LONGEST}}}")


class RequestIds:
    """The middleware that sets `request.id` and tells it in the answer."""

    def __init__(self, get_response: Callable):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.id = request_id(request.headers.get(HEADER, ""))
        answer = self.get_response(request)
        answer.headers[HEADER] = request.id
        return answer


def request_id(given: str) -> str:
    """Return the id that came with the request if it is sane, else a new one."""
    return given if SANE.fullmatch(given) else uuid.uuid4().hex
