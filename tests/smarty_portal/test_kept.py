"""The answers kept in memory: whose they may be, how many there may be, and what they are made of."""

import gzip

import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.test import RequestFactory

from smarty_portal.kept import LARGEST, KeptAnswers

TEXT = b"a practice " * 100
ROOM = 10 * 2 * len(TEXT)


def asked(path: str = "/practices/", method: str = "get", **headers):
    return getattr(RequestFactory(), method)(path, headers=headers)


def kept_after(answer, request=None, room: int = ROOM) -> KeptAnswers:
    held = KeptAnswers(room)
    held.keep(request or asked(), "mark", answer)
    return held


def test_an_answer_is_found_under_its_mark_and_address_alone():
    held = kept_after(HttpResponse(TEXT, headers={"X": "y", "Content-Length": "1"}))

    answer = held.answer(asked(), "mark")
    assert (answer.content, answer.headers["X"]) == (TEXT, "y")
    assert "Content-Length" not in answer.headers
    assert held.answer(asked(), "another mark") is None
    assert held.answer(asked("/practices/?page=2"), "mark") is None


def test_it_is_compressed_once_and_only_for_who_takes_it():
    held = kept_after(HttpResponse(TEXT))

    first, again = (held.answer(asked(**{"accept-encoding": "br, gzip"}), "mark") for _ in "12")
    assert gzip.decompress(first.content) == TEXT
    assert first.headers["Content-Encoding"] == "gzip"
    assert first.content is again.content
    assert held.answer(asked(), "mark").content == TEXT


@pytest.mark.parametrize(
    ("told", "takes"),
    [
        ("gzip", True),
        ("br, gzip;q=0.5", True),
        ("gzip;q=0.001", True),
        ("", False),
        ("identity", False),
        ("gzip;q=0", False),
        ("br, gzip ; q=0.000", False),
        ("x-gzipped", False),
    ],
)
def test_who_refuses_gzip_gets_none(client, db, told, takes):
    held = kept_after(HttpResponse(TEXT))
    kept = held.answer(asked(**{"accept-encoding": told}), "mark")
    fresh = client.get("/about/", headers={"accept-encoding": told})

    for answer in (kept, fresh):
        assert answer.headers.get("Content-Encoding") == ("gzip" if takes else None)
        assert "Accept-Encoding" in answer.headers["Vary"]


def test_a_card_that_may_be_framed_stays_so():
    card = HttpResponse(TEXT)
    card.xframe_options_exempt = True

    assert kept_after(card).answer(asked(), "mark").xframe_options_exempt is True


def with_cookie() -> HttpResponse:
    answer = HttpResponse(TEXT)
    answer.set_cookie("session", "secret")
    return answer


@pytest.mark.parametrize(
    ("answer", "request_"),
    [
        (HttpResponse(TEXT, status=404), asked()),
        (HttpResponse(TEXT, status=301), asked()),
        (with_cookie(), asked()),
        (HttpResponse(TEXT, headers={"Cache-Control": "no-store"}), asked()),
        (HttpResponse(TEXT, headers={"Content-Encoding": "br"}), asked()),
        (StreamingHttpResponse([TEXT]), asked()),
        (HttpResponse(b"x" * (LARGEST + 1)), asked()),
        (HttpResponse(TEXT), asked(method="head")),
        (HttpResponse(TEXT), asked("/practices/?utm_source=letter")),
    ],
    ids=[
        "error",
        "redirect",
        "cookie",
        "no-store",
        "encoded",
        "stream",
        "large",
        "head",
        "campaign",
    ],
)
def test_what_is_not_for_everybody_is_not_kept(answer, request_):
    held = kept_after(answer, request_, room=LARGEST * 10)

    assert (held.used, len(held.answers)) == (0, 0)


def test_the_longest_unused_goes_first_when_room_is_needed():
    held = KeptAnswers(ROOM)
    for number in range(10):
        held.keep(asked(f"/{number}"), "mark", HttpResponse(TEXT))
    held.answer(asked("/0"), "mark")
    held.keep(asked("/10"), "mark", HttpResponse(TEXT))

    assert held.used == ROOM
    assert held.answer(asked("/0"), "mark")
    assert held.answer(asked("/1"), "mark") is None


def test_keeping_twice_counts_once():
    held = KeptAnswers(ROOM)
    for _ in range(3):
        held.keep(asked(), "mark", HttpResponse(TEXT))

    assert held.used == 2 * len(TEXT)


def test_no_room_keeps_nothing():
    assert kept_after(HttpResponse(TEXT), room=0).answer(asked(), "mark") is None
