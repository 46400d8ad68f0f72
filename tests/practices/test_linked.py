"""Linked data: one description in three dresses, found by asking the practice's own address."""

import json
import re

import pytest
import rdflib

from partners import catalogue
from practices.choices import Action, State
from practices.models import CatalogueEntry
from tests import factories
from tests.rounds import Consortium

pytestmark = pytest.mark.django_db

SCHEMA = rdflib.Namespace("https://schema.org/")
PRACTICE = rdflib.URIRef("http://127.0.0.1:8000/practices/GP-8600/")


@pytest.fixture
def entry(clock) -> CatalogueEntry:
    clock("2026-03-01")
    return factories.make_published(
        identifier="GP-8600", slug="lodz", title="Łódź \"quoted\" \\ <b>", start_year=2018,
        summary="Line one\nline two", evidence=[{"url": "https://source.example/ą?a=1&b={2}"}],
    )  # fmt: skip


def test_a_page_and_the_api_tell_the_same_json_ld(client, api, entry):
    page = client.get("/practices/lodz/").content.decode()
    on_page = json.loads(
        re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)[1]
    )
    answer = api.get("/api/v1/practices/lodz/?format=jsonld")
    assert answer.headers["Content-Type"] == "application/ld+json; charset=utf-8"
    assert json.loads(answer.content) == on_page
    assert on_page["@id"] == str(PRACTICE)
    assert on_page["url"] == "http://127.0.0.1:8000/practices/lodz/"


def test_turtle_says_what_the_json_ld_says(api, entry):
    answer = api.get("/api/v1/practices/lodz/?format=turtle")
    assert answer.headers["Content-Type"] == "text/turtle; charset=utf-8"
    graph = rdflib.Graph().parse(data=answer.content, format="turtle")
    told = json.loads(api.get("/api/v1/practices/lodz/?format=jsonld").content)

    def one(name: str) -> str:
        return str(graph.value(PRACTICE, SCHEMA[name]))

    for name in ("identifier", "headline", "description", "version", "inLanguage"):
        assert one(name) == told[name]
    assert graph.value(PRACTICE, rdflib.RDF.type) == SCHEMA.Article
    assert graph.value(PRACTICE, SCHEMA.license) == rdflib.URIRef(told["license"])
    assert list(graph.objects(PRACTICE, SCHEMA.citation)) == [
        rdflib.URIRef("https://source.example/ą?a=1&b=%7B2%7D")
    ]
    place = graph.value(PRACTICE, SCHEMA.spatialCoverage)
    assert str(graph.value(place, SCHEMA.identifier)) == "NUTS ITI15"


def test_labels_follow_the_language_and_the_subject_does_not(api, entry):
    told = json.loads(api.get("/api/v1/practices/lodz/?format=jsonld&lang=es").content)
    assert told["@id"] == str(PRACTICE)
    assert told["url"] == "http://127.0.0.1:8000/es/practices/lodz/"
    assert told["about"][0]["name"] == "Plataformas y clústeres regionales"


SITE = "http://127.0.0.1:8000"
DATA = "/api/v1/practices/lodz/"
PAGE = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "status", "location"),
    [
        (None, 200, None),
        ("*/*", 200, None),
        (PAGE, 200, None),
        ("text/html", 200, None),
        ("image/png", 200, None),
        ("application/ld+json", 303, f"{DATA}?format=jsonld"),
        ("text/turtle", 303, f"{DATA}?format=turtle"),
        ("application/json", 303, DATA),
        ("text/turtle;q=0.9, application/ld+json", 303, f"{DATA}?format=jsonld"),
        ("text/html;q=0.5, text/turtle", 303, f"{DATA}?format=turtle"),
        ("text/html, application/json;q=0.9", 200, None),
    ],
)
@pytest.mark.parametrize("address", ["/practices/lodz/", "/es/practices/lodz/"])
def test_the_practice_s_address_leads_to_what_is_preferred(
    client, entry, address, accept, status, location
):
    answer = client.get(address, headers={"accept": accept} if accept else {})
    if location and address.startswith("/es/"):
        location += "&lang=es" if "?" in location else "?lang=es"
    assert (answer.status_code, answer.headers.get("Location")) == (status, location)
    assert "Accept" in re.split(", *", answer.headers["Vary"])


def test_the_identifier_leads_to_page_or_data(client, entry):
    to_page = client.get("/practices/GP-8600/")
    to_data = client.get("/practices/gp-8600/", headers={"accept": "text/turtle"})
    assert (to_page.status_code, to_page.headers["Location"]) == (301, "/practices/lodz/")
    assert (to_data.status_code, to_data.headers["Location"]) == (303, f"{DATA}?format=turtle")
    assert "Accept" in to_data.headers["Vary"]


@pytest.mark.parametrize(
    ("address", "accept", "media_type"),
    [
        ("/practices/lodz/", "application/ld+json", "application/ld+json"),
        ("/es/practices/lodz/", "text/turtle", "text/turtle"),
        ("/practices/GP-8600/", "application/ld+json", "application/ld+json"),
        ("/practices/GP-8600/", "text/turtle;q=0.9", "text/turtle"),
        ("/practices/lodz/?format=jsonld", "text/html,*/*;q=0.1", "application/ld+json"),
        ("/practices/GP-8600/?format=turtle", "text/turtle", "text/turtle"),
        (DATA, "application/ld+json", "application/ld+json"),
        (DATA, "text/turtle, application/json;q=0.5", "text/turtle"),
        (DATA, "text/*", "text/turtle"),
        (DATA, PAGE, "application/json"),
        (f"{DATA}?format=json", "application/json", "application/json"),
        ("/api/v1/practices/GP-8600/", "application/ld+json", "application/ld+json"),
        ("/api/v1/practices/gp-8600/?format=turtle", "*/*", "text/turtle"),
    ],
)
def test_who_follows_with_the_same_header_gets_the_data(client, entry, address, accept, media_type):
    """As `curl -L -H 'Accept: …'` does."""
    answer = client.get(address, headers={"accept": accept}, follow=True)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].partition(";")[0] == media_type
    if address.startswith("/es/"):
        assert answer.headers["Content-Language"] == "es"


@pytest.mark.parametrize(
    ("query", "accept"),
    [("", "image/png"), ("?format=jsonld", "text/turtle"), ("?format=json", "text/turtle")],
)
def test_what_an_address_does_not_answer_is_not_acceptable(client, entry, query, accept):
    answer = client.get(DATA + query, headers={"accept": accept})
    assert (answer.status_code, answer.json()["status"]) == (406, 406)


def test_a_page_knows_its_data_and_format_leads_there(client, entry):
    page = client.get("/es/practices/lodz/").content.decode()
    link = '<link rel="alternate" type="application/ld+json" href="{}">'
    assert link.format(f"{DATA}?format=jsonld&amp;lang=es") in page
    assert link.format(f"{DATA}?format=jsonld") in client.get("/practices/lodz/").content.decode()

    for query, location in (
        ("format=jsonld", f"{DATA}?format=jsonld&lang=es"),
        ("format=json&utm_source=x", f"{DATA}?format=json&lang=es"),
        ("format=pdf", f"{DATA}?format=pdf&lang=es"),
    ):
        answer = client.get(f"/es/practices/lodz/?{query}")
        assert (answer.status_code, answer.headers["Location"]) == (303, location)
    refused = client.get("/practices/lodz/?format=pdf", follow=True)
    assert (refused.status_code, refused.json()["errors"][0]["parameter"]) == (400, "format")


def test_an_earlier_edition_says_nothing_in_the_practice_s_name(client, clock):
    clock("2026-03-01")
    practice = Consortium().make_reworked(State.PUBLISHED, slug="reworked")
    consortium = Consortium(practice.owner)
    for action in (
        Action.REOPEN, Action.SUBMIT, Action.ASSIGN, Action.REVIEW, Action.ACCEPT, Action.PUBLISH,
    ):  # fmt: skip
        consortium.do(practice, action)

    old, current = (
        client.get(f"/practices/reworked/editions/{number}/").content.decode() for number in (1, 2)
    )
    assert ("ld+json" in old, "ld+json" in current) == (False, True)


@pytest.mark.parametrize(
    ("asked", "leads_to"),
    [
        ("/practices/GP-8600/?utm_source=x", "/practices/lodz/?utm_source=x"),
        ("/practices/gp-8600/card/", "/practices/lodz/card/"),
        ("/es/practices/GP-8600/card/?a=1", "/es/practices/lodz/card/?a=1"),
        ("/practices/GP-8600/editions/1/", "/practices/lodz/editions/1/"),
        ("/api/v1/practices/GP-8600/?fields=title&lang=es", f"{SITE}{DATA}?fields=title&lang=es"),
        ("/api/v1/practices/GP-8600/?omit=claims", f"{SITE}{DATA}?omit=claims"),
        ("/api/v1/practices/GP-8600/?format=turtle", f"{SITE}{DATA}?format=turtle"),
        ("/api/v1/practices/GP-8600/editions/?page=1", f"{SITE}{DATA}editions/?page=1"),
        ("/api/v1/practices/gp-8600/editions/1/", f"{SITE}{DATA}editions/1/"),
    ],
)
def test_below_the_identifier_stands_what_stands_below_the_address(client, entry, asked, leads_to):
    answer = client.get(asked)
    assert (answer.status_code, answer.headers["Location"]) == (301, leads_to)
    assert client.get(asked, follow=True).status_code == 200
    assert client.get(asked.replace("8600", "8699")).status_code == 404


def test_one_address_keeps_no_answer_for_another_reader(client, entry):
    """The same ETag for page and data would give a cache's reader the other one's answer."""
    first = client.get("/practices/lodz/", headers={"accept": "text/html"})
    again = client.get(
        "/practices/lodz/",
        headers={"accept": "text/turtle", "if-none-match": first.headers["ETag"]},
    )
    assert again.status_code == 303


def test_only_there_answers_vary_by_accept(client, entry):
    for address in ("/", "/practices/", "/practices/lodz/editions/1/", "/partners/"):
        assert "Accept" not in re.split(", *", client.get(address).headers.get("Vary", ""))


def test_data_of_a_withdrawn_practice_is_gone(client, api, entry, clock):
    now = clock("2026-04-01")
    CatalogueEntry.objects.update(withdrawn_at=now, withdrawal_reason="Wrong.")
    catalogue.raise_version()
    for name in ("jsonld", "turtle"):
        assert api.get(f"{DATA}?format={name}").status_code == 410
    assert client.get("/practices/lodz/", headers={"accept": "text/turtle"}).status_code == 303
