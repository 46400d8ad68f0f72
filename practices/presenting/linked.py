"""A practice as linked data: schema.org, the same as JSON-LD and as Turtle.

The subject is the practice under its identifier (…/practices/GP-0001/), which never changes.
"""

import json
import re
from urllib.parse import quote

import rdflib
from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from practices.codelists import CodeLists
from practices.models import Edition
from practices.presenting.citing import PUBLISHER, permanent_address
from practices.presenting.claims import host_of
from practices.presenting.record import region_path
from smarty_portal.terms import TEXT_LICENCE

# What could end a script element, or be read as markup in one.
NOT_IN_SCRIPT = {ord(char): f"\\u{ord(char):04X}" for char in "<>&\u2028\u2029"}
SCHEMA = rdflib.Namespace("https://schema.org/")
# The members whose values are addresses and moments, by schema.org; all others are texts.
ADDRESSES = ("url", "license", "citation", "inDefinedTermSet", "archivedAt")
MOMENTS = ("datePublished",)
# What cannot stand between < and > in Turtle.
NOT_IN_ADDRESS = re.compile(r'[\x00-\x20<>"{}|\\^`]')


def identifier_address(identifier: str) -> str:
    """Return the address that stands for a practice for ever; it leads to the practice's page."""
    with override(settings.LANGUAGE_CODE):
        return settings.SITE_URL + reverse("practices:identifier", args=[identifier])


def described(edition: Edition, lists: CodeLists, address: str) -> dict:
    """Return an edition as a schema.org document whose page stands at `address`."""
    document = edition.document
    portal = {"@type": "Organization", "name": PUBLISHER, "url": settings.SITE_URL}
    page = {
        "@context": "https://schema.org",
        "@type": "Article",
        "@id": identifier_address(document["identifier"]),
        "url": address,
        "archivedAt": permanent_address(edition),
        "identifier": document["identifier"],
        "headline": document["title"],
        "alternativeHeadline": document["title_native"],
        "description": document["summary"],
        "inLanguage": document["language"],
        "version": str(edition.number),
        "datePublished": edition.published_at.isoformat(),
        "license": TEXT_LICENCE,
        "author": portal,
        "publisher": portal,
        "about": [_term("theme", row, lists.themes[row].label) for row in document["themes"]],
        "keywords": [lists.technologies[code].label for code in document["technologies"]],
        "spatialCoverage": _place(document, lists),
        "temporalCoverage": _period(document),
        "citation": [item["url"] for item in document["evidence"] if host_of(item["url"] or "")],
    }
    return {name: value for name, value in page.items() if value}


def json_ld(edition: Edition, lists: CodeLists, address: str) -> str:
    """Return an edition as JSON-LD, safe in a script element."""
    told = described(edition, lists, address)
    return json.dumps(told, ensure_ascii=False).translate(NOT_IN_SCRIPT)


def graph(told: dict) -> rdflib.Graph:
    """Return a schema.org document as a graph."""
    made = rdflib.Graph()
    made.bind("schema", SCHEMA)
    _add(made, told, told["identifier"])
    return made


def _add(made: rdflib.Graph, told: dict, owner: str) -> rdflib.term.Node:
    """Add a thing with its members to a graph; return its node.

    What has no address is named after its practice and place, the same each time it is written.
    """
    unnamed = rdflib.BNode(f"{owner}-{len(made)}")
    subject = rdflib.URIRef(told["@id"]) if "@id" in told else unnamed
    made.add((subject, rdflib.RDF.type, SCHEMA[told["@type"]]))
    for name, value in told.items():
        for one in value if isinstance(value, list) else [value]:
            if not name.startswith("@"):
                made.add((subject, SCHEMA[name], _object(made, name, one, owner)))
    return subject


def _object(made: rdflib.Graph, name: str, value: dict | str, owner: str) -> rdflib.term.Node:
    if isinstance(value, dict):
        return _add(made, value, owner)
    if name in ADDRESSES:
        return rdflib.URIRef(NOT_IN_ADDRESS.sub(lambda found: quote(found[0]), value))
    return rdflib.Literal(value, datatype=rdflib.XSD.dateTime if name in MOMENTS else None)


def turtle(told: dict) -> str:
    """Return a schema.org document as Turtle."""
    return graph(told).serialize(format="turtle")


def _term(kind: str, code: str, label: str) -> dict:
    terms = f"{settings.SITE_URL}/api/v1/{kind}s/"
    return {"@type": "DefinedTerm", "termCode": code, "name": label, "inDefinedTermSet": terms}


def _place(document: dict, lists: CodeLists) -> dict:
    return {
        "@type": "Place",
        "name": region_path(document, lists),
        "identifier": f"NUTS {document['region']}",
    }


def _period(document: dict) -> str:
    """Return the years as an ISO 8601 interval, open without an end, "" without a start."""
    start, end = document["start_year"], document["end_year"]
    return f"{start}/{end or '..'}" if start else ""
