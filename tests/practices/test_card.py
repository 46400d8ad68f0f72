"""The card: what another site may frame, and nothing else may be framed."""

import html
import re

import pytest
from django.utils import timezone

from partners import catalogue
from practices.models import CatalogueEntry
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry() -> CatalogueEntry:
    return factories.make_published(slug="shown", title="Łódź & co", summary="What it is.")


def test_a_card_says_what_the_practice_is_and_leads_to_it(client, entry):
    page = client.get("/practices/shown/card/").content.decode()
    assert "Łódź &amp; co" in page
    assert "What it is." in page
    assert 'href="http://127.0.0.1:8000/practices/shown/" target="_blank" rel="noopener"' in page
    assert entry.identifier in page
    assert "CC BY 4.0" in page


@pytest.mark.parametrize("address", ["/practices/shown/card/", "/es/practices/shown/card/"])
def test_a_card_may_be_framed_and_runs_nothing(client, entry, address):
    for _ in range(2):  # the second answer is a kept one
        answer = client.get(address)
        policy = answer.headers["Content-Security-Policy"]
        assert "X-Frame-Options" not in answer.headers
        assert "frame-ancestors *" in policy
        assert "default-src 'none'" in policy
        assert "script-src" not in policy
        assert not answer.cookies
    page = answer.content.decode()
    assert not re.search(r"<script|<form| on[a-z]+=| style=", page)


def test_nothing_else_may_be_framed(client, entry):
    for address in ("/", "/practices/", "/practices/shown/", "/data/", "/api/v1/practices/"):
        answer = client.get(address)
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]


def test_a_withdrawn_card_says_so_in_the_frame(client, entry):
    CatalogueEntry.objects.update(withdrawn_at=timezone.now(), withdrawal_reason="Wrong figures.")
    catalogue.raise_version()
    answer = client.get("/practices/shown/card/")
    assert answer.status_code == 410
    assert "Wrong figures." in answer.content.decode()
    assert "What it is." not in answer.content.decode()
    assert "frame-ancestors *" in answer.headers["Content-Security-Policy"]


def test_the_page_offers_the_card_to_copy(client, entry):
    page = client.get("/practices/shown/").content.decode()
    code = html.unescape(re.search(r"<code>(&lt;iframe.*?)</code>", page)[1])
    address = re.search(r'src="http://127.0.0.1:8000([^"]+)"', code)[1]
    assert client.get(address).status_code == 200
    assert 'title="Łódź & co"' in html.unescape(code)


def test_unknown_practices_have_no_card(client, db):
    assert client.get("/practices/nothing/card/").status_code == 404


def test_a_card_costs_few_queries(client, entry, django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        client.get("/practices/shown/card/")
