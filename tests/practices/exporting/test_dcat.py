"""The description for other catalogues: valid by the official DCAT-AP 3 shapes, and true."""

import json
from pathlib import Path

import pyshacl
import pytest
import rdflib
from rdflib import DCAT, DCTERMS, RDF, RDFS

from practices.exporting.dump import dump_folder, write_dump

pytestmark = [
    pytest.mark.django_db,
    # rdflib's own reader of JSON-LD uses a class that rdflib calls old.
    pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:Dataset.default_context:DeprecationWarning"),
]

SHAPES = Path(__file__).resolve().parents[2] / "data" / "dcat-ap" / "dcat-ap-3.0.0-SHACL.jsonld"
DATA = "http://127.0.0.1:8000/data/"
SPDX = rdflib.Namespace("http://spdx.org/rdf/terms#")


@pytest.fixture(scope="module")
def shapes():
    return rdflib.Graph().parse(SHAPES, format="json-ld")


@pytest.fixture
def served(smarty, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    return write_dump(dump_folder())


def faults(graph: rdflib.Graph, shapes: rdflib.Graph) -> str:
    conforms, _report, text = pyshacl.validate(graph, shacl_graph=shapes, inference="none")
    return "" if conforms else text


def described(client, name: str) -> rdflib.Graph:
    answer = client.get(f"/data/{name}")
    assert answer.status_code == 200
    form = {"ttl": "turtle", "jsonld": "json-ld"}[name.rpartition(".")[2]]
    return rdflib.Graph().parse(data=answer.content, format=form)


def test_the_description_is_valid_by_the_official_shapes(client, served, shapes):
    assert faults(described(client, "catalog.ttl"), shapes) == ""


def test_it_is_valid_before_the_first_dump_too(client, smarty, settings, tmp_path, shapes):
    settings.DATA_DIR = tmp_path
    graph = described(client, "catalog.ttl")
    assert faults(graph, shapes) == ""
    assert list(graph.subjects(RDF.type, DCAT.Distribution)) == []


@pytest.mark.parametrize(
    "missing",
    [
        (DCAT.Catalog, DCTERMS.title), (DCAT.Catalog, DCTERMS.publisher),
        (DCAT.Dataset, DCTERMS.description), (DCAT.Distribution, DCAT.accessURL),
        (DCAT.DataService, DCAT.endpointURL), (SPDX.Checksum, SPDX.checksumValue),
    ],
)  # fmt: skip
def test_the_shapes_would_tell_what_is_missing(client, served, shapes, missing):
    kind, member = missing
    graph = described(client, "catalog.ttl")
    for thing in list(graph.subjects(RDF.type, kind)):
        graph.remove((thing, member, None))
    assert str(member) in faults(graph, shapes).replace("dcat:", str(DCAT)).replace(
        "dcterms:", str(DCTERMS)
    ).replace("spdx:", str(SPDX))


def test_both_forms_say_the_same(client, served):
    turtle, jsonld = described(client, "catalog.ttl"), described(client, "catalog.jsonld")
    assert set(turtle) == set(jsonld)
    assert len(turtle) > 150


def test_every_file_of_the_dump_is_described_as_it_is(client, served):
    graph = described(client, "catalog.ttl")
    told = {
        str(graph.value(one, DCAT.downloadURL)): (
            int(graph.value(one, DCAT.byteSize)),
            str(graph.value(graph.value(one, SPDX.checksum), SPDX.checksumValue)),
        )
        for one in graph.subjects(RDF.type, DCAT.Distribution)
    }
    assert told == {
        f"{DATA}{file['name']}": (file["bytes"], file["sha256"]) for file in served["files"]
    }


def test_the_licence_of_each_file_is_its_own(client, served):
    graph = described(client, "catalog.ttl")

    def told(name: str) -> tuple[str, set[str]]:
        one = rdflib.URIRef(f"{DATA}{name}#distribution")
        rights = graph.value(one, DCTERMS.rights)
        statements = graph.objects(rights, RDFS.label) if rights else ()
        return str(graph.value(one, DCTERMS.license)), set(map(str, statements))

    def terms(name: str) -> set[str]:
        (file,) = [file for file in served["files"] if file["name"] == name]
        return {f"{one['title']}: {one['licence']}. {one['source']}" for one in file["sources"]}

    ours = "https://creativecommons.org/licenses/by/4.0/"
    assert told("practices.jsonl") == (ours, set())
    assert told("practices.csv") == (ours, terms("practices.csv"))
    assert told("codes.jsonl") == (f"{DATA}codes.jsonl#licence", terms("codes.jsonl"))
    assert (len(terms("practices.csv")), len(terms("codes.jsonl"))) == (4, 5)


def test_addresses_lead_somewhere(client, served):
    graph = described(client, "catalog.ttl")
    pages = {
        str(value).partition("#")[0]
        for member in (DCAT.accessURL, DCAT.downloadURL, DCAT.endpointURL, DCAT.landingPage)
        for value in graph.objects(predicate=member)
    }
    assert len(pages) > 10
    for page in sorted(pages):
        answer = client.get(page.removeprefix("http://127.0.0.1:8000"))
        assert answer.status_code == 200, page
        assert b"".join(answer) is not None  # read to its end: the file is closed


def test_titles_stand_in_every_language_of_the_portal(client, served):
    graph = described(client, "catalog.ttl")
    dataset = rdflib.URIRef(f"{DATA}#practices")
    assert {title.language for title in graph.objects(dataset, DCTERMS.title)} == {"en", "es"}
    answer = client.get("/data/catalog.jsonld")
    assert answer.headers["Content-Type"] == "application/ld+json; charset=utf-8"
    assert json.loads(answer.content)
