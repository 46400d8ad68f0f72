"""Good answers to public requests, kept in this process until their mark changes or room is needed."""

import gzip
import threading
from collections import OrderedDict
from dataclasses import dataclass
from functools import cached_property

from django.http import HttpRequest, HttpResponse
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import patch_vary_headers

from smarty_portal.api import is_tracking

LARGEST = 256 * 1024
WORTH_COMPRESSING = 200
LEVEL = 6
REFUSED = frozenset({"q=0", "q=0.", "q=0.0", "q=0.00", "q=0.000"})


def takes_gzip(request: HttpRequest) -> bool:
    """Whether a reader takes gzip, by name: `gzip;q=0` refuses it (RFC 9110, 12.5.3)."""
    codings = request.headers.get("Accept-Encoding", "").casefold().split(",")
    parts = ([part.strip() for part in coding.split(";")] for coding in codings)
    return any(name == "gzip" and not REFUSED.intersection(told) for name, *told in parts)


class Compressed(GZipMiddleware):
    """Django's compression, for readers that do not refuse it."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if takes_gzip(request):
            return super().process_response(request, response)
        patch_vary_headers(response, ["Accept-Encoding"])
        return response


@dataclass(frozen=True)
class KeptAnswer:
    """An answer as the views made it; compressed once, when a reader first asks for it like that."""

    body: bytes
    headers: dict[str, str]
    may_be_framed: bool

    @cached_property
    def compressed(self) -> bytes:
        return gzip.compress(self.body, LEVEL, mtime=0)

    @property
    def size(self) -> int:
        return len(self.body) * 2

    def for_reader(self, request: HttpRequest) -> HttpResponse:
        is_compressed = len(self.body) >= WORTH_COMPRESSING and takes_gzip(request)
        answer = HttpResponse(self.compressed if is_compressed else self.body, headers=self.headers)
        if is_compressed:
            answer.headers["Content-Encoding"] = "gzip"
        if self.may_be_framed:
            answer.xframe_options_exempt = True
        patch_vary_headers(answer, ["Accept-Encoding"])
        return answer


class KeptAnswers:
    """The answers last used, at most `room` bytes of them; no room keeps nothing."""

    def __init__(self, room: int):
        self.room = room
        self.used = 0
        self.answers: OrderedDict[tuple[str, str], KeptAnswer] = OrderedDict()
        self.lock = threading.Lock()

    def answer(self, request: HttpRequest, mark: str) -> HttpResponse | None:
        """Return what is kept for a request under its mark, None when nothing is."""
        key = (mark, request.get_full_path())
        with self.lock:
            kept = self.answers.get(key)
            if kept is None:
                return None
            self.answers.move_to_end(key)
        request.was_kept = True
        return kept.for_reader(request)

    def keep(self, request: HttpRequest, mark: str, answer: HttpResponse) -> None:
        """Keep an answer for the next reader of exactly this address."""
        if not self.may_keep(request, answer):
            return
        headers = {name: told for name, told in answer.headers.items() if name != "Content-Length"}
        may_be_framed = getattr(answer, "xframe_options_exempt", False)
        kept = KeptAnswer(answer.content, headers, may_be_framed)
        with self.lock:
            key = (mark, request.get_full_path())
            if key not in self.answers:
                self.used += kept.size
            self.answers[key] = kept
            while self.used > self.room:
                _key, oldest = self.answers.popitem(last=False)
                self.used -= oldest.size

    def may_keep(self, request: HttpRequest, answer: HttpResponse) -> bool:
        """Whether an answer is for everybody, whole, and of a size that leaves room for others.

        What a campaign's link added to the address stands in the page's links: for that reader only.
        """
        return (
            self.room > 0
            and request.method == "GET"
            and answer.status_code == 200
            and not getattr(request, "was_kept", False)
            and not answer.streaming
            and not answer.cookies
            and "Content-Encoding" not in answer.headers
            and "no-store" not in answer.headers.get("Cache-Control", "")
            and len(answer.content) <= LARGEST
            and not any(is_tracking(name) for name in request.GET)
        )
