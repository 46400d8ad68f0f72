"""Linked data: one description in three dresses, found by asking the practice's own address."""

import json
import re

import pytest
import rdflib

from partners import catalogue
from practices.models import CatalogueEntry
from tests import factories

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
    assert (answer.status_code, answer.headers.get("Location")) == (status, location)
    assert "Accept" in re.split(", *", answer.headers["Vary"])


def test_the_identifier_leads_to_page_or_data(client, entry):
    to_page = client.get("/practices/GP-8600/")
    to_data = client.get("/practices/gp-8600/", headers={"accept": "text/turtle"})
    assert (to_page.status_code, to_page.headers["Location"]) == (301, "/practices/lodz/")
    assert (to_data.status_code, to_data.headers["Location"]) == (303, f"{DATA}?format=turtle")
    assert "Accept" in to_data.headers["Vary"]


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
