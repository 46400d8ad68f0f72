"""What PostgreSQL stops because it takes too long is told as such, on pages and in the API."""

import json
import os
import subprocess
import sys

import pytest
from django.db import OperationalError, connection
from django.db.models import QuerySet
from psycopg2.errors import QueryCanceled

from partners.models import Partner
from smarty_portal.settings import BASE_DIR

pytestmark = pytest.mark.django_db

NEVER = "SELECT pg_sleep(30)"


@pytest.fixture
def endless(monkeypatch):
    """Partners take too long to read: on PostgreSQL truly, on SQLite told as if they did."""
    as_before = QuerySet._fetch_all

    def read(rows):
        if rows.model is not Partner:
            return as_before(rows)
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL statement_timeout = 50")
                cursor.execute(NEVER)
        raise OperationalError from QueryCanceled()

    monkeypatch.setattr(QuerySet, "_fetch_all", read)


@pytest.fixture
def reader(client):
    client.raise_request_exception = False
    return client


def test_a_page_says_that_it_took_too_long(reader, endless):
    answer = reader.get("/")

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
    assert "This took too long" in answer.content.decode()
    assert "ETag" not in answer.headers
    assert "max-age" not in answer.headers.get("Cache-Control", "")


def test_the_api_says_so_as_a_problem(reader, endless):
    answer = reader.get("/api/v1/partners/")

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
    told = json.loads(answer.content)
    assert (told["title"], told["status"]) == ("Took too long", 503)
    assert told["type"].endswith("/api/v1/problems/took-too-long/")


def test_another_fault_of_the_database_stays_our_own(reader, monkeypatch):
    def broken(*args, **kwargs):
        raise OperationalError("the disk is full")

    monkeypatch.setattr(Partner.objects, "all", broken)

    assert reader.get("/").status_code == 500


@pytest.mark.parametrize(("variable", "limit"), [({}, "0"), ({"STATEMENT_SECONDS": "7"}, "7000")])
def test_the_limit_reaches_postgresql(variable, limit):
    told = "from smarty_portal.settings import DATABASES as d; print(d['default']['OPTIONS'])"
    environment = {**os.environ, "DATABASE_URL": "postgres://one@127.0.0.1/two", **variable}
    done = subprocess.run(
        [sys.executable, "-c", told], env=environment, cwd=BASE_DIR, capture_output=True, check=True
    )

    assert f"statement_timeout={limit}'" in done.stdout.decode()


def test_the_server_that_readers_meet_sets_a_limit():
    told = "runpy.run_path('deploy/gunicorn.conf.py'); print(os.environ['STATEMENT_SECONDS'])"
    environment = {name: value for name, value in os.environ.items() if name != "STATEMENT_SECONDS"}
    done = subprocess.run(
        [sys.executable, "-c", f"import os, runpy; {told}"],
        env=environment,
        cwd=BASE_DIR,
        capture_output=True,
        check=True,
    )

    assert done.stdout.decode().strip() == "30"
