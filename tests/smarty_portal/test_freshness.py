"""Conditional requests and caching of pages and API: nothing public is ever stale, and 304 is cheap."""

import datetime
import gzip
import re

import pytest
from django.core.signals import request_finished
from django.db import close_old_connections
from django.http import FileResponse
from django.test import Client

from partners import catalogue
from practices import entries
from practices.models import CatalogueEntry
from smarty_portal import freshness
from smarty_portal.terms import RELEASE, licence_of
from tests import factories

PAGES = (
    "/", "/es/", "/practices/", "/es/practices/?theme=digital_innovation_hubs", "/practices/centratec/",
    "/practices/centratec/editions/1/", "/partners/", "/partners/prato/", "/events/", "/about/",
    "/accessibility/", "/privacy/", "/build/", "/feeds/practices.atom", "/sitemap.xml", "/robots.txt",
    "/sitemap-practices.xml",
)  # fmt: skip
API = (
    "/api/v1/", "/api/v1/practices/", "/api/v1/practices/?q=digital&facets=theme&lang=es",
    "/api/v1/practices/centratec/", "/api/v1/practices/centratec/editions/",
    "/api/v1/practices/centratec/editions/1/", "/api/v1/partners/", "/api/v1/regions/",
    "/api/v1/themes/", "/api/v1/technologies/", "/api/v1/sectors/", "/api/v1/events/",
    "/api/v1/suggestions/?q=dig", "/api/v1/openapi.json", "/api/v1/docs/",
    "/data/", "/data/?lang=es", "/data/catalog.ttl", "/data/catalog.jsonld",
)  # fmt: skip
# The page or its data, JSON or linked data, by what the reader accepts.
NEGOTIATED = ("/practices/centratec/", "/api/v1/practices/centratec/")
CODE_LISTS = ("regions", "sectors", "technologies", "themes")
ASK = "public, max-age=0, must-revalidate"


@pytest.fixture
def keeping(smarty, settings):
    """A reader of a portal that keeps answers in memory."""
    settings.KEPT_ANSWERS_MB = 1
    return Client()


def later(clock, monkeypatch):
    """Let time pass since the portal started and the catalogue last changed; returns the moment."""
    monkeypatch.setattr(freshness, "STARTED", clock("2026-02-01"))
    clock("2026-03-01")
    catalogue.raise_version()
    return clock("2026-03-01 14:00")


# Every address


@pytest.mark.parametrize("path", [*PAGES, *API])
def test_not_modified_costs_one_query(client, smarty, django_assert_num_queries, path):
    answer = client.get(path)
    tag = answer.headers["ETag"]

    with django_assert_num_queries(1):
        again = client.get(path, headers={"if-none-match": f'"other", {tag}'})

    assert answer.status_code == 200
    assert (again.status_code, again.content) == (304, b"")
    for name in ("ETag", "Cache-Control", "Data-Date", "Portal-Release"):
        assert again.headers[name] == answer.headers[name], name
    assert set(again.headers["Vary"].split(", ")) == set(answer.headers["Vary"].split(", "))


@pytest.mark.parametrize("path", [*PAGES, *API])
def test_headers_are_right_for_shared_caches(client, smarty, path):
    answer = client.get(path, headers={"accept-language": "es", "origin": "https://a.example"})

    assert answer.headers["Cache-Control"] == ASK
    varies = {name.strip() for name in answer.headers["Vary"].split(",")}
    assert varies == {"Accept-Encoding"} | ({"Accept"} if path in NEGOTIATED else set())
    assert answer.headers["Portal-Release"] == RELEASE
    assert answer.headers["Data-Date"].endswith("Z")
    code_list = path.rstrip("/").rpartition("/")[2]
    licences = licence_of(code_list if code_list in CODE_LISTS else "")
    told = re.findall(r'<([^>]+)>; rel="license"', answer.headers["Link"])
    assert told == list(dict.fromkeys(one["url"] for one in licences.values()))


@pytest.mark.parametrize("path", ["/practices/", "/api/v1/practices/", "/api/v1/docs/"])
def test_every_change_of_the_catalogue_changes_the_tag(client, smarty, path):
    before = client.get(path).headers["ETag"]
    catalogue.raise_version()
    again = client.get(path, headers={"if-none-match": before})

    assert again.status_code == 200
    assert again.headers["ETag"] != before


def test_levels_lapse_at_midnight_so_tags_change_with_the_day(client, smarty, clock):
    clock("2026-03-01 23:59")
    before = client.get("/practices/").headers["ETag"]
    clock("2026-03-02 00:01")

    assert client.get("/practices/", headers={"if-none-match": before}).status_code == 200


def test_another_release_changes_the_tag(client, smarty, monkeypatch):
    before = client.get("/about/").headers["ETag"]
    monkeypatch.setattr(freshness, "RELEASE", "another")

    assert client.get("/about/", headers={"if-none-match": before}).status_code == 200


def test_each_language_and_address_has_a_tag_of_its_own(client, smarty):
    paths = ("/practices/", "/es/practices/", "/practices/?page_size=5", "/practices/?page_size=6",
             "/api/v1/practices/", "/api/v1/practices/?lang=es", "/api/v1/themes/",
             "/api/v1/docs/", "/api/v1/docs/?lang=es")  # fmt: skip

    assert len({client.get(path).headers["ETag"] for path in paths}) == len(paths)


def test_order_of_parameters_and_campaigns_do_not_matter(client, smarty):
    tags = {
        client.get(f"/practices/?{query}").headers["ETag"]
        for query in ("country=IT&scope=regional", "scope=regional&country=IT",
                      "utm_source=x&country=IT&scope=regional&fbclid=y")
    }  # fmt: skip

    assert len(tags) == 1
    other = client.get("/practices/?country=IT&scope=national").headers["ETag"]
    assert other not in tags


def test_what_is_accepted_is_part_of_the_tag_where_it_chooses(client, smarty):
    page = client.get("/practices/centratec/", headers={"accept": "text/html"})
    data = {"accept": "application/ld+json", "if-none-match": page.headers["ETag"]}

    assert client.get("/practices/centratec/", headers=data).status_code != 304


# Dates


def test_last_modified_is_when_the_catalogue_changed(client, smarty, clock, monkeypatch):
    later(clock, monkeypatch)
    answer = client.get("/api/v1/practices/")

    assert answer.headers["Last-Modified"] == "Sun, 01 Mar 2026 11:00:00 GMT"
    assert answer.headers["Data-Date"] == "2026-03-01T11:00:00Z"
    for asked, status in (("11:00:00", 304), ("11:00:01", 304), ("10:59:59", 200)):
        again = client.get(
            "/api/v1/practices/", headers={"if-modified-since": f"Sun, 01 Mar 2026 {asked} GMT"}
        )
        assert again.status_code == status, asked


def test_last_modified_moves_with_the_day(client, smarty, clock, monkeypatch):
    later(clock, monkeypatch)
    clock("2026-03-04 08:00")

    answer = client.get("/practices/")
    assert answer.headers["Last-Modified"] == "Tue, 03 Mar 2026 23:00:00 GMT"
    assert answer.headers["Data-Date"] == "2026-03-01T11:00:00Z"


def test_within_the_second_of_a_change_no_date_is_promised(client, smarty, clock, monkeypatch):
    """Two changes in one second could not be told apart by a date; the tag can tell them."""
    later(clock, monkeypatch)
    catalogue.raise_version()

    answer = client.get("/practices/")
    assert "Last-Modified" not in answer.headers
    assert "ETag" in answer.headers


def test_a_tag_outweighs_a_date(client, smarty, clock, monkeypatch):
    later(clock, monkeypatch)
    dated = {"if-modified-since": "Sun, 01 Mar 2026 11:00:00 GMT", "if-none-match": '"other"'}

    assert client.get("/practices/", headers=dated).status_code == 200
    assert client.get("/practices/", headers={"if-none-match": "*"}).status_code == 304


# A 304 made late, where the view had already answered


@pytest.mark.parametrize("path", ["/practices/", "/api/v1/practices/?format=csv"])
def test_a_request_answered_by_304_ends_once(client, smarty, path):
    """Django takes every end of a request for the moment to let go of the database."""
    ends = []

    def end(**told):
        ends.append(told)

    request_finished.connect(end)
    try:
        answer = client.get(path, headers={"if-none-match": "*"})
    finally:
        request_finished.disconnect(end)

    assert (answer.status_code, len(ends)) == (304, 1)


@pytest.fixture
def lasting_connections():
    """Nothing lets go of the database at the end of a request, as Django's test client has it."""
    request_finished.disconnect(close_old_connections)
    yield
    request_finished.connect(close_old_connections)


def test_a_file_that_need_not_be_sent_is_closed_with_the_304(tmp_path, lasting_connections):
    (tmp_path / "dump.csv").write_text("identifier")
    file = (tmp_path / "dump.csv").open("rb")
    unchanged = freshness.not_modified(FileResponse(file))
    is_open_until_then = not file.closed
    unchanged.close()

    assert is_open_until_then
    assert file.closed


# What must not be kept


@pytest.mark.parametrize(
    "path",
    ["/nothing/", "/practices/nothing/", "/api/v1/nothing/", "/api/v1/practices/nothing/",
     "/api/v1/practices/?lnag=es", "/api/v1/practices/?page=99", "/api/v1/themes/?lang=de"],
)  # fmt: skip
@pytest.mark.parametrize("held", ["*", 'W/"a"'])
def test_errors_are_never_kept_and_never_not_modified(client, smarty, path, held):
    answer = client.get(
        path, headers={"if-none-match": held, "if-modified-since": "Sun, 01 Mar 2099 11:00:00 GMT"}
    )

    assert answer.status_code in (400, 404)
    assert answer.headers["Cache-Control"] == "no-store"
    assert "ETag" not in answer.headers


@pytest.mark.parametrize("path", ["/practices/centratec/", "/api/v1/practices/centratec/"])
def test_withdrawal_and_restore_are_seen_at_once(keeping, clock, path):
    """Through a cache that keeps all it may: it asks with the tag each time."""
    shown = keeping.get(path)
    rows = CatalogueEntry.objects.filter(slug="centratec")
    rows.update(withdrawn_at=clock("2026-04-02"), withdrawal_reason="The source was wrong.")
    catalogue.raise_version()
    gone = keeping.get(path, headers={"if-none-match": shown.headers["ETag"]})
    rows.update(withdrawn_at=None, withdrawal_reason="")
    catalogue.raise_version()
    restored = keeping.get(path, headers={"if-none-match": shown.headers["ETag"]})

    assert [shown.status_code, gone.status_code, restored.status_code] == [200, 410, 200]
    assert gone.headers["Cache-Control"] == "no-store"
    assert "ETag" not in gone.headers


@pytest.mark.parametrize("path", ["/health/", "/admin/"])
def test_what_is_not_public_is_not_marked(client, smarty, path):
    answer = client.get(path)

    assert "no-store" in answer.headers["Cache-Control"]
    assert "ETag" not in answer.headers


def test_redirects_are_asked_for_again(client, smarty):
    answer = client.get("/practices/gp-0001/")

    assert (answer.status_code, answer.headers["Cache-Control"]) == (301, ASK)


# Compressed once, kept in memory


def test_compressed_answers_keep_their_tag(client, smarty):
    plain = client.get("/api/v1/practices/")
    small = client.get("/api/v1/practices/", headers={"accept-encoding": "gzip"})

    assert small.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(small.content) == plain.content
    assert small.headers["ETag"] == plain.headers["ETag"]
    assert small.headers["ETag"].startswith('W/"')


@pytest.mark.parametrize(
    "path", ["/practices/", "/api/v1/practices/?facets=theme", "/sitemap-practices.xml"]
)
@pytest.mark.parametrize("coding", ["", "gzip"])
def test_a_kept_answer_is_the_same_and_costs_one_query(
    keeping, django_assert_num_queries, path, coding
):
    asked = {"accept-encoding": coding}
    first = keeping.get(path, headers=asked)
    with django_assert_num_queries(1):
        again = keeping.get(path, headers=asked)

    def read(answer):
        is_small = answer.headers.get("Content-Encoding") == "gzip"
        assert is_small == bool(coding)
        assert int(answer.headers["Content-Length"]) == len(answer.content)
        return gzip.decompress(answer.content) if is_small else answer.content

    varying = ("RateLimit", "Content-Length", "Last-Modified", "X-Request-ID")
    told = [
        {name: value for name, value in answer.headers.items() if name not in varying}
        for answer in (first, again)
    ]
    assert read(again) == read(first)
    assert told[0] == told[1]


def test_a_kept_answer_is_never_older_than_the_catalogue(keeping):
    assert keeping.get("/api/v1/practices/").json()["count"] == 17
    factories.make_published(slug="newest")

    assert keeping.get("/api/v1/practices/").json()["count"] == 18


def test_a_kept_answer_is_not_older_than_the_day(keeping, clock):
    entry = CatalogueEntry.objects.get(slug="centratec")
    entry.level_until = datetime.date(2026, 3, 1)
    entry.save()
    entries.tell(CatalogueEntry.objects.filter(pk=entry.pk))

    def is_lapsed() -> bool:
        return keeping.get("/api/v1/practices/centratec/").json()["level"]["lapsed"]

    clock("2026-03-01 23:59")
    assert not is_lapsed()
    clock("2026-03-02 00:01")
    assert is_lapsed()


def test_what_a_campaign_added_is_for_that_reader_alone(keeping):
    keeping.get("/practices/?utm_source=letter-7")

    assert b"letter-7" not in keeping.get("/practices/").content
