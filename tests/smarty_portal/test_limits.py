"""How much one reader may ask: told in every answer of the API, refused by a problem that helps."""

import json

import pytest
from django.core.cache.backends.locmem import LocMemCache

from smarty_portal.limits import ReaderThrottle


@pytest.fixture
def two_a_minute(monkeypatch):
    monkeypatch.setattr(ReaderThrottle, "get_rate", lambda self: "2/min")
    memory = LocMemCache("two a minute", {})
    memory.clear()
    monkeypatch.setattr(ReaderThrottle, "cache", memory)
    now = [1_000_040.0]
    monkeypatch.setattr(ReaderThrottle, "timer", lambda self: now[0])
    return now


def test_every_answer_tells_what_remains(api, smarty, two_a_minute):
    answers = [api.get("/api/v1/themes/"), api.get("/api/v1/themes/?lnag=es")]

    assert [answer.status_code for answer in answers] == [200, 400]
    for answer, remaining in zip(answers, (1, 0), strict=True):
        assert answer.headers["RateLimit-Policy"] == '"reading";q=2;w=60'
        assert answer.headers["RateLimit"] == f'"reading";r={remaining};t=40'


def test_too_many_are_refused_and_told_when_to_come_back(api, smarty, two_a_minute):
    answers = [api.get("/api/v1/themes/?lang=es") for _ in range(3)]
    refused = answers[2]
    told = json.loads(refused.content)

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert refused.headers["Cache-Control"] == "no-store"
    assert refused.headers["RateLimit"] == '"reading";r=0;t=40'
    assert refused.headers["Access-Control-Allow-Origin"] == "*"
    assert refused.headers["Retry-After"] == "40"
    assert told["status"] == 429
    assert told["instance"] == "/api/v1/themes/?lang=es"


def test_each_address_counts_for_itself(api, smarty, two_a_minute):
    for _ in range(3):
        api.get("/api/v1/themes/", REMOTE_ADDR="192.0.2.1")

    assert api.get("/api/v1/themes/", REMOTE_ADDR="192.0.2.1").status_code == 429
    assert api.get("/api/v1/themes/", REMOTE_ADDR="192.0.2.2").status_code == 200


@pytest.mark.parametrize("path", ["/practices/", "/feeds/practices.atom"])
def test_pages_are_not_counted(client, smarty, two_a_minute, path):
    answers = [client.get(path) for _ in range(4)]

    assert {answer.status_code for answer in answers} == {200}
    assert "RateLimit" not in answers[0].headers


def test_after_the_window_all_is_back(api, smarty, two_a_minute):
    answers = [api.get("/api/v1/themes/").status_code for _ in range(3)]
    two_a_minute[0] += 40

    assert [*answers, api.get("/api/v1/themes/").status_code] == [200, 200, 429, 200]
