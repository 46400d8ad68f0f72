"""The feed of any filter: the newest editions of what the list shows, and nothing misunderstood."""

from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from partners import catalogue
from practices import feeds
from practices.choices import Action, State
from practices.models import CatalogueEntry
from smarty_portal import freshness
from tests import factories
from tests.asking import slugs
from tests.rounds import Consortium

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
TOMBSTONE = "{http://purl.org/atompub/tombstones/1.0}"
FEED = "/feeds/practices.atom"


def read(answer):
    assert answer.status_code == 200, answer.content
    assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(answer.content)  # noqa: S314


def told(feed) -> list[str]:
    links = (entry.find(f"{ATOM}link").get("href") for entry in feed.iter(f"{ATOM}entry"))
    return [link.removeprefix("http://127.0.0.1:8000/practices/").strip("/") for link in links]


@pytest.mark.parametrize(
    "parameters",
    [
        {},
        {"theme": "digital_innovation_hubs"},
        {"country": "ES,IT", "q": "innovation"},
        {"region": "ITI1"},
        {"country": "PT"},
    ],
)
def test_a_feed_holds_what_the_list_shows_newest_edition_first(client, smarty, parameters):
    found = set(slugs(**parameters))
    newest = CatalogueEntry.objects.on_show().order_by("-edition__published_at", "identifier")
    expected = [slug for slug in newest.values_list("slug", flat=True) if slug in found]
    assert told(read(client.get(FEED, parameters))) == expected


def test_a_feed_says_what_it_holds_and_where_the_list_is(client, smarty):
    feed = read(client.get(f"{FEED}?country=ES&utm_source=mail"))
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert feed.findtext(f"{ATOM}title") == "SMARTY portal: newest practices: Spain"
    assert links == {
        "alternate": "http://127.0.0.1:8000/practices/?country=ES",
        "self": "http://127.0.0.1:8000/feeds/practices.atom?country=ES",
    }


def test_only_the_newest_are_told(client, clock, monkeypatch):
    monkeypatch.setattr(feeds, "NEWEST", 2)
    for day in (3, 1, 2):
        clock(f"2026-03-0{day}")
        factories.make_published(slug=f"day-{day}")
    assert told(read(client.get(FEED))) == ["day-3", "day-2"]


@pytest.mark.parametrize(
    ("query", "refused", "nearest"),
    [
        ("thema=iot", "thema", "theme"),
        ("theme=digital_innovation_hub", "theme", "digital_innovation_hubs"),
        ("lang=de", "lang", None),
        ("page=2", "page", None),
        ("format=csv", "format", None),
        ("ordering=title", "ordering", None),
    ],
)
def test_what_is_not_understood_is_refused(client, smarty, query, refused, nearest):
    answer = client.get(f"{FEED}?{query}")
    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"
    (error,) = answer.json()["errors"]
    assert (error["parameter"], error.get("nearest")) == (refused, nearest)


def test_the_list_names_its_own_feed(client, smarty):
    page = client.get("/practices/?country=ES&ordering=title&utm_source=mail").content.decode()
    address = "/feeds/practices.atom?country=ES"
    assert f'<link rel="alternate" type="application/atom+xml" href="{address}"' in page
    assert page.count(f'href="{address}"') == 2
    spanish = client.get("/es/practices/?country=ES").content.decode()
    assert f'href="{address}&amp;lang=es"' in spanish


def test_a_feed_costs_the_same_queries_for_one_practice_and_for_three(client):
    counts = []
    for number in (1, 2):
        for _ in range(number):
            factories.make_published()
        client.get(FEED, {"country": "IT"})
        with CaptureQueriesContext(connection) as queries:
            assert read(client.get(FEED, {"country": "IT", "scope": "regional"})) is not None
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 6


# What was withdrawn


@pytest.fixture
def gone(db, clock):
    """A practice that was on show and is withdrawn, beside one that is still there."""
    clock("2026-03-02")
    consortium = Consortium()
    consortium.make_reworked(State.PUBLISHED, title="Still there", slug="there")
    practice = consortium.make_reworked(State.PUBLISHED, title="A name in it", slug="a-name")
    clock("2026-03-05")
    consortium.do(practice, Action.WITHDRAW, comment="The call is over.")
    return practice


def test_the_feed_of_all_tells_a_withdrawal_as_news(client, gone):
    feed = client.get("/feeds/practices.atom").content.decode()

    entries = feed.split("<entry>")[1:]
    assert [("Still there" in entry, "withdrawn" in entry) for entry in entries] == [
        (False, True),
        (True, False),
    ]
    assert f"<title>{gone.identifier} was withdrawn</title>" in entries[0]
    assert "The call is over." in entries[0]
    assert f"/practices/{gone.identifier}/</id>" in entries[0]
    assert "<updated>2026-03-05T11:00:00+00:00</updated>" in entries[0]
    assert "a-name" not in feed.replace("A name", "a-name")


def test_the_feed_of_a_filter_marks_what_is_gone(client, gone):
    feed = client.get("/feeds/practices.atom?scope=regional").content.decode()

    assert feed.count("<entry>") == 1
    assert f'/practices/{gone.identifier}/" when="2026-03-05T11:00:00+00:00">' in feed
    assert "<at:comment>The call is over.</at:comment>" in feed
    assert "a-name" not in feed.replace("A name", "a-name")


# What XML allows, and what readers show


@pytest.mark.parametrize("forbidden", ["\x01", "\x1b", "\x0b", "\ufffe", "\uffff"])
def test_what_xml_forbids_is_left_out(client, smarty, forbidden):
    feed = read(client.get(FEED, {"q": f"robot{forbidden}"}))
    assert feed.findtext(f"{ATOM}title") == "SMARTY portal: newest practices: “robot”"


def test_forbidden_characters_of_a_reason_break_no_feed(client, gone):
    CatalogueEntry.objects.withdrawn().update(withdrawal_reason="The call\x0b is over.\uffff")
    catalogue.raise_version()

    news = read(client.get(FEED)).find(f"{ATOM}entry")
    assert news.findtext(f"{ATOM}summary") == "The call is over."
    marked = read(client.get(f"{FEED}?scope=regional")).find(f"{TOMBSTONE}deleted-entry")
    assert marked.findtext(f"{TOMBSTONE}comment") == "The call is over."


def test_a_text_stays_text(client, gone):
    CatalogueEntry.objects.withdrawn().update(withdrawal_reason="<b>R&D</b> & more")
    CatalogueEntry.objects.on_show().update(summary="a < b & c")
    catalogue.raise_version()

    told = read(client.get(FEED)).findall(f"{ATOM}entry/{ATOM}summary")
    assert [(row.text, row.attrib) for row in told] == [
        ("<b>R&D</b> & more", {"type": "text"}),
        ("a < b & c", {"type": "text"}),
    ]


# Conditional requests, language, other origins


def test_its_date_is_that_of_the_catalogue_and_gives_304(client, smarty, clock, monkeypatch):
    monkeypatch.setattr(freshness, "STARTED", clock("2026-02-01"))
    clock("2026-03-01")
    catalogue.raise_version()
    clock("2026-03-01 14:00")

    dated = client.get(FEED).headers["Last-Modified"]
    assert dated == "Sun, 01 Mar 2026 11:00:00 GMT"
    assert client.get(FEED, headers={"if-modified-since": dated}).status_code == 304


@pytest.mark.parametrize(("query", "language"), [("", "en"), ("?lang=es", "es")])
def test_it_says_its_language(client, smarty, query, language):
    answer = client.get(FEED + query)
    assert answer.headers["Content-Language"] == language
    assert f'xml:lang="{language}"' in answer.content.decode()
