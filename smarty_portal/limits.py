"""How much one reader may ask of the API: generous, told in every answer, counted by address.

Headers after draft-ietf-httpapi-ratelimit-headers: `RateLimit-Policy` names the quota (q) and its window
in seconds (w), `RateLimit` what remains (r) and when more comes back (t). Each server process counts for
itself, so that nobody gets less than the policy says. Pages are not counted.
"""

import math
from collections.abc import Callable

from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import override
from rest_framework.throttling import SimpleRateThrottle

from smarty_portal.addresses import language_of
from smarty_portal.problems import Problem, problem_page

POLICY = "reading"


class ReaderThrottle(SimpleRateThrottle):
    """DRF's sliding window, for anyone, by address."""

    scope = POLICY
    cache = caches["worker"]

    def get_cache_key(self, request: HttpRequest, view) -> str:
        return self.cache_format % {"scope": self.scope, "ident": self.get_ident(request)}

    def headers(self) -> dict[str, str]:
        """Return the headers that tell the state after `allow_request`."""
        remaining = max(0, self.num_requests - len(self.history))
        oldest = self.history[-1] if self.history else self.now
        seconds = max(1, math.ceil(self.duration - (self.now - oldest)))
        return {
            "RateLimit-Policy": f'"{POLICY}";q={self.num_requests};w={self.duration}',
            "RateLimit": f'"{POLICY}";r={remaining};t={seconds}',
        }


class RateLimits:
    """The middleware that counts requests to the API and answers 429 to who asks too often."""

    def __init__(self, get_response: Callable):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        for name, told in getattr(request, "rate_limit", {}).items():
            answer.headers[name] = told
        return answer

    def process_view(self, request: HttpRequest, view: Callable, args, kwargs):
        if not request.path.startswith("/api/") or request.method == "OPTIONS":
            return None
        throttle = ReaderThrottle()
        is_allowed = throttle.allow_request(request, view)
        request.rate_limit = throttle.headers()
        return None if is_allowed else too_many(request, throttle)


def too_many(request: HttpRequest, throttle: ReaderThrottle) -> HttpResponse:
    """Answer 429 with when to come back."""
    seconds = math.ceil(throttle.wait() or 1)
    with override(language_of(request.GET)):
        detail = _("Please ask again in %(seconds)d seconds.") % {"seconds": seconds}
        problem = Problem(429, detail, headers={"Retry-After": str(seconds)})
        return problem_page(request, problem)
