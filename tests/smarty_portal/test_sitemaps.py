"""The sitemaps: every page once in every language, in files of bounded size that read only what they tell."""

from itertools import count
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from practices.models import CatalogueEntry
from smarty_portal import sitemaps
from tests import factories

pytestmark = pytest.mark.django_db

SITE = "http://127.0.0.1:8000"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
LINK = "{http://www.w3.org/1999/xhtml}link"


def read(client, address: str):
    answer = client.get(address.removeprefix(SITE))
    assert answer.status_code == 200, address
    assert answer.headers["Content-Type"] == "application/xml"
    return ElementTree.fromstring(answer.content)  # noqa: S314


def parts(client) -> list[str]:
    """Return the addresses of the files that the index names."""
    index = read(client, "/sitemap.xml")
    assert index.tag == f"{MAP}sitemapindex"
    return [part.findtext(f"{MAP}loc") for part in index]


def listed(client, address: str) -> list[str]:
    urls = read(client, address).findall(f"{MAP}url/{MAP}loc")
    return [url.text.removeprefix(SITE) for url in urls]


def practices(client) -> list[str]:
    """Return the pages of practices in all the files of the index, in order."""
    pages = [page for address in parts(client) for page in listed(client, address)]
    assert len(pages) == len(set(pages))
    return [page for page in pages if "/practices/" in page and not page.endswith("/practices/")]


def test_the_index_names_a_file_of_each_kind(client, smarty):
    kinds = ("pages", "partners", "practices")
    assert parts(client) == [f"{SITE}/sitemap-{kind}.xml" for kind in kinds]


def test_every_practice_on_show_is_there_in_every_language_and_no_draft(client, smarty):
    slugs = CatalogueEntry.objects.on_show().order_by("identifier").values_list("slug", flat=True)
    expected = [f"{prefix}/practices/{slug}/" for slug in slugs for prefix in ("", "/es")]

    assert practices(client) == expected
    assert len(expected) == 34
    assert {"/", "/es/", "/about/"} <= set(listed(client, "/sitemap-pages.xml"))
    assert {"/partners/prato/", "/es/partners/prato/"} <= set(
        listed(client, "/sitemap-partners.xml")
    )


@pytest.mark.parametrize("at_once", [1, 2, 5, 33, 34, 35])
def test_beyond_one_file_nothing_is_missing_and_nothing_twice(client, smarty, monkeypatch, at_once):
    whole = practices(client)
    monkeypatch.setattr(sitemaps.PracticeSitemap, "limit", at_once)

    assert practices(client) == whole
    files = [address for address in parts(client) if "sitemap-practices" in address]
    assert len(files) == -(-34 // at_once)
    assert {len(listed(client, address)) for address in files[:-1]} <= {at_once}


def test_a_practice_tells_its_edition_s_day_and_its_other_languages(client, clock):
    clock("2026-03-02")
    factories.make_published(slug="loom")
    url = read(client, "/sitemap-practices.xml").find(f"{MAP}url")

    assert url.findtext(f"{MAP}lastmod") == "2026-03-02"
    assert {link.get("hreflang"): link.get("href") for link in url.findall(LINK)} == {
        "en": f"{SITE}/practices/loom/",
        "es": f"{SITE}/es/practices/loom/",
        "x-default": f"{SITE}/practices/loom/",
    }
    (day,) = read(client, "/sitemap.xml").findall(f"{MAP}sitemap/{MAP}lastmod")
    assert day.text == "2026-03-02"


def test_the_index_is_told_under_the_public_name(client, smarty):
    answer = client.get("/sitemap.xml", headers={"host": "localhost"})
    assert b"localhost" not in answer.content
    assert f"<loc>{SITE}/sitemap-practices.xml</loc>" in answer.content.decode()


@pytest.mark.parametrize("path", ["/sitemap.xml", "/sitemap-practices.xml"])
def test_no_document_is_read_and_more_practices_cost_no_more_queries(client, path):
    counts, numbers = [], count(1)
    for more in (1, 2):
        for _ in range(more):
            factories.make_published(slug=f"loom-{next(numbers)}")
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        counts.append(len(queries))
        assert not [query for query in queries if "document" in query["sql"]]
    assert counts[0] == counts[1]


@pytest.mark.parametrize("path", ["/sitemap-nothing.xml", "/sitemap-pages.xml?p=9"])
def test_there_are_no_other_files(client, smarty, path):
    assert client.get(path).status_code == 404
