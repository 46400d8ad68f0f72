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
    """DRF's throttle for anyone, by address; counts in fixed windows, so that counting costs the same
    however much is asked, and `t` is when the whole quota is back."""

    scope = POLICY
    cache = caches["worker"]

    def get_cache_key(self, request: HttpRequest, view) -> str:
        return self.cache_format % {"scope": self.scope, "ident": self.get_ident(request)}

    def allow_request(self, request: HttpRequest, view) -> bool:
        window, passed = divmod(self.timer(), self.duration)
        self.seconds_left = math.ceil(self.duration - passed)
        key = f"{self.get_cache_key(request, view)}-{int(window)}"
        self.cache.add(key, 0, timeout=self.duration + 1)
        try:
            self.asked = self.cache.incr(key)
        except ValueError:  # dropped to make room in between
            self.asked = 1
        return self.asked <= self.num_requests

    def wait(self) -> int:
        return self.seconds_left

    def headers(self) -> dict[str, str]:
        """Return the headers that tell the state after `allow_request`."""
        remaining = max(0, self.num_requests - self.asked)
        return {
            "RateLimit-Policy": f'"{POLICY}";q={self.num_requests};w={self.duration}',
            "RateLimit": f'"{POLICY}";r={remaining};t={self.seconds_left}',
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
    seconds = throttle.wait()
    with override(language_of(request.GET)):
        detail = _("Please ask again in %(seconds)d seconds.") % {"seconds": seconds}
        problem = Problem(429, detail, headers={"Retry-After": str(seconds)})
        return problem_page(request, problem)
