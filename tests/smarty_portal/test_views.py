"""What every public page shares: answers, headers, cookies, addresses; and the small addresses."""

import re
from xml.etree import ElementTree

import pytest
from django.test import Client

from tests import factories

PAGES = (
    "/", "/practices/", "/practices/?theme=digital_innovation_hubs", "/practices/centratec/",
    "/practices/centratec/editions/1/", "/partners/", "/partners/prato/", "/events/", "/about/",
    "/accessibility/", "/privacy/", "/build/", "/api/v1/docs/",
)  # fmt: skip
IN_PREFIXES = PAGES[:-1]
ATOM = "{http://www.w3.org/2005/Atom}"


def both(paths):
    return [*paths, *(f"/es{path}" for path in paths if not path.startswith("/api/"))]


@pytest.mark.parametrize("path", both(PAGES))
def test_page_answers_without_a_cookie_and_with_every_protection(client, smarty, path):
    answer = client.get(path)

    policy = answer.headers["Content-Security-Policy"]
    assert answer.status_code == 200
    assert answer.content.count(b"<h1") == 1
    assert not answer.cookies
    assert "Cookie" not in answer.headers.get("Vary", "")
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert b"csrfmiddlewaretoken" not in answer.content


@pytest.mark.parametrize("path", IN_PREFIXES)
def test_page_names_itself_in_every_language(client, smarty, path):
    for prefix, language in (("", "en"), ("/es", "es")):
        page = client.get(prefix + path).content.decode()
        bare = path.partition("?")[0]

        assert f'<html lang="{language}"' in page
        assert 'rel="canonical" href="http://127.0.0.1:8000' in page
        for code, other in (("en", ""), ("es", "/es")):
            assert re.search(rf'hreflang="{code}" href="http://127.0.0.1:8000{other}{bare}', page)


@pytest.mark.parametrize("path", both(PAGES))
def test_page_is_only_read(client, smarty, path):
    assert client.head(path).status_code == 200
    for method in (client.post, client.put, client.delete):
        assert method(path).status_code == 405


@pytest.mark.parametrize(
    "path", ["/it/practices/", "/nothing/", "/es/nada/", "/practices/plant-run/"]
)
def test_what_is_not_there_is_not_found_with_a_way_on(client, smarty, path):
    answer = client.get(path)

    assert answer.status_code == 404
    assert b'/practices/"' in answer.content


def test_our_own_fault_is_told_without_details(smarty, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError("a secret of the house")

    monkeypatch.setattr("practices.views.PracticeFilterSet", broken)

    answer = Client(raise_request_exception=False).get("/practices/")

    assert answer.status_code == 500
    assert b"secret" not in answer.content


@pytest.mark.parametrize("path", ["/", "/es/"])
def test_what_the_search_box_gives_as_examples_finds_something(client, smarty, path):
    told = re.search(
        r'placeholder="(?:e\.g\.|p\. ej\.,) ([^"]*)"', client.get(path).content.decode()
    )
    examples = told[1].split(", ")
    counts = [client.get("/api/v1/practices/", {"q": one}).json()["count"] for one in examples]

    assert len(examples) == 3
    assert min(counts) > 1


def test_feed_tells_the_newest_editions(client, db, clock):
    clock("2026-03-01")
    factories.make_published(slug="older", title="Older")
    clock("2026-03-02")
    factories.make_published(slug="newer", title="Newer & better")
    factories.make_practice(title="Hidden")

    feed = ElementTree.fromstring(client.get("/feeds/practices.atom").content)  # noqa: S314

    assert [entry.findtext(f"{ATOM}title") for entry in feed.iter(f"{ATOM}entry")] == [
        "Newer & better",
        "Older",
    ]


def test_robots_stay_out_of_combinations_of_filters(client, db):
    answer = client.get("/robots.txt")

    assert answer.headers["Content-Type"].startswith("text/plain")
    assert "Disallow: /practices/?" in answer.content.decode()
    assert "Sitemap: http://127.0.0.1:8000/sitemap.xml" in answer.content.decode()


@pytest.mark.parametrize(("contact", "status"), [("", 404), ("mailto:security@example.eu", 200)])
def test_security_contact_is_told_when_there_is_one(client, db, settings, contact, status):
    settings.SECURITY_CONTACT = contact

    answer = client.get("/.well-known/security.txt")

    assert answer.status_code == status
    assert (f"Contact: {contact}" in answer.content.decode()) == (status == 200)


def test_health_says_no_more_than_needed(client, db):
    answer = client.get("/health/")

    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


@pytest.mark.parametrize("path", ["/", "/partners/", "/events/", "/partners/one/"])
def test_queries_do_not_grow_with_rows(client, db, django_assert_max_num_queries, path):
    host = factories.make_partner(slug="one")
    counts = []
    for rows in (1, 3):
        while host.entries.count() < rows:
            event = factories.make_event(hosts=(host,))
            factories.make_published(owner=host, events=[event], technologies=["iot", "ai"])
            factories.make_partner()
        client.get(path)
        with django_assert_max_num_queries(12) as captured:
            assert client.get(path).status_code == 200
        counts.append(len(captured))

    assert counts[0] == counts[1]
