"""A search that takes too long is stopped in the database, and says so."""

import time

import pytest
from django.db import connection

from practices.search import engine
from practices.search.answers import Answers, Kept
from practices.search.limits import TooLong
from practices.search.text import parse
from tests.factories import make_published

pytestmark = pytest.mark.django_db


@pytest.fixture
def records(once):
    def make():
        for number in range(3):
            make_published(slug=f"looms-{number}", title=f"Looms and robots {number}")

    once("three looms", make)


@pytest.fixture
def no_time(settings):
    settings.SEARCH_SECONDS = 0


def test_the_page_says_that_the_search_was_cut_short(client, records, no_time):
    answer = client.get("/practices/", {"q": "looms robots"})
    told = " ".join(answer.content.decode().split())
    assert answer.status_code == 200
    assert "The search took too long and was cut short" in told
    assert "Not looked up: “looms”, “robots”." in told
    assert "No practice holds" not in told


def test_the_api_says_so_in_a_field(client, records, no_time):
    answer = client.get("/api/v1/practices/", {"q": "looms"})
    assert answer.json()["query"] == {
        "corrected": None, "wider": [], "unknown": [], "cut_short": True, "left_out": ["looms"],
    }  # fmt: skip


@pytest.mark.parametrize("face", ["/practices/", "/api/v1/practices/"])
def test_what_was_cut_short_is_kept_by_nobody(client, records, settings, face):
    settings.SEARCH_SECONDS = 0
    cut = client.get(face, {"q": "looms"})
    settings.SEARCH_SECONDS = 3
    whole = client.get(face, {"q": "looms"})

    assert (cut.headers["Cache-Control"], cut.headers.get("ETag")) == ("no-store", None)
    assert (b"looms-0" in cut.content, b"looms-0" in whole.content) == (False, True)
    assert whole.headers["ETag"]


def test_a_feed_is_not_given_in_part(client, records, no_time):
    answer = client.get("/feeds/practices.atom", {"q": "looms"})

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["title"] == "Took too long"


def test_the_words_that_were_looked_up_in_time_count(records):
    """The second word finds no time left; what the first one found is shown."""
    from practices.search import ranking  # noqa: PLC0415  after the engine is known
    from practices.search.reading import read_alone  # noqa: PLC0415

    answers = Answers(lambda keys: ranking.BitMap(range(len(keys))), Kept())
    first = read_alone("looms", parse("looms"))
    assert len(answers.any_of(first.anywhere)) == 3
    answers.end = time.monotonic()
    hits = ranking.find("looms robots", size=3, answers=answers)
    assert (len(hits.entries), hits.left_out, hits.cut_short) == (3, ["robots"], True)


def slow(seconds: float) -> None:
    """Ask the engine for something that takes far longer than it may."""
    with engine()._limited(seconds), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"SET LOCAL statement_timeout = {int(seconds * 1000)}")
            cursor.execute("SELECT pg_sleep(30)")
        else:
            cursor.execute(
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
            )


def test_the_database_itself_is_stopped(records):
    begun = time.monotonic()
    with pytest.raises(TooLong):
        slow(0.2)
    assert 0.1 < time.monotonic() - begun < 10
    # and is as ready as before
    assert len(engine().ids([engine().expression(["looms"], "any")], 3)[0]) == 3


def test_the_limit_ends_with_the_search(records):
    engine().ids([engine().expression(["looms"], "any")], 3)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT current_setting('statement_timeout'), current_setting('enable_seqscan')"
            )
            assert cursor.fetchone() == ("0", "on")
        else:
            cursor.execute(
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 200000) "
                "SELECT max(i) FROM n"
            )
            assert cursor.fetchone() == (200_000,)


def test_large_answers_are_kept_for_a_version_and_within_bounds(monkeypatch):
    from practices.search import answers  # noqa: PLC0415  the bounds are changed in it

    monkeypatch.setattr(answers, "WORTH_KEEPING", 2)
    kept = Kept()
    kept.keep({"small": answers.BitMap([1])})
    kept.keep({})
    assert list(kept) == []
    kept.keep({"large": answers.BitMap([1, 2]), "beside it": answers.BitMap()})
    assert list(kept) == ["large", "beside it"]
    monkeypatch.setattr(answers, "MOST_ANSWERS", 2)
    kept.keep({"newer": answers.BitMap([1, 2])})
    assert list(kept) == ["beside it", "newer"]
    monkeypatch.setattr(answers, "MOST_KEPT", 1)
    kept.keep({"larger": answers.BitMap([1, 2, 3])})
    assert list(kept) == ["larger"]


def test_what_is_kept_is_not_asked_again(records, django_assert_num_queries):
    kept = Kept({engine().expression(["looms"], "any"): "kept"})
    with django_assert_num_queries(0):
        assert Answers(None, kept)[engine().expression(["looms"], "any")] == "kept"
