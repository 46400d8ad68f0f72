"""The portal as other catalogues read it: DCAT-AP 3, one data set with its files and its API.

https://semiceu.github.io/DCAT-AP/releases/3.0.1/ says what must stand here.
"""

import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext, override
from rdflib import DCAT, DCTERMS, FOAF, RDF, RDFS, SKOS, XSD, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

from partners.models import CatalogueVersion
from smarty_portal.terms import TEXT_LICENCE

EU = "http://publications.europa.eu/resource/authority/"
IANA = "https://www.iana.org/assignments/media-types/"
SPDX, VCARD = (
    Namespace("http://spdx.org/rdf/terms#"),
    Namespace("http://www.w3.org/2006/vcard/ns#"),
)
LANGUAGES = {"en": "ENG", "es": "SPA"}
THEMES = ("ECON", "TECH", "REGI")
FILE_TYPES = {"csv": "CSV", "jsonl": "JSON", "ttl": "RDF_TURTLE"}
FORMATS = {"turtle": "text/turtle", "json-ld": "application/ld+json"}


def catalogue_graph(version: CatalogueVersion, manifest: dict | None) -> Graph:
    """Return the description of the portal's data; `manifest` is that of the dump, if there is one."""
    made = Graph()
    for prefix, namespace in (("spdx", SPDX), ("vcard", VCARD)):
        made.bind(prefix, namespace)
    return _Description(made, version, manifest).write()


class _Description:
    """Writes the description into a graph; the addresses of things are the portal's own."""

    def __init__(self, made: Graph, version: CatalogueVersion, manifest: dict | None):
        self.made = made
        self.version = version
        self.files = manifest["files"] if manifest else []
        with override(settings.LANGUAGE_CODE):
            self.home = settings.SITE_URL + reverse("home")
            self.list = settings.SITE_URL + reverse("practices:list")
            self.data = settings.SITE_URL + reverse("data")
            self.report = settings.SITE_URL + reverse("report")
        self.licence = self.typed(TEXT_LICENCE, DCTERMS.LicenseDocument)

    def write(self) -> Graph:
        publisher = self.agent()
        dataset, service = self.dataset(publisher), self.service(publisher)
        catalogue = self.named(f"{self.data}#catalogue", DCAT.Catalog, "catalogue")
        self.add(catalogue, DCTERMS.publisher, publisher)
        self.add(catalogue, DCTERMS.license, self.licence)
        self.add(catalogue, DCTERMS.modified, self.moment())
        self.add(catalogue, FOAF.homepage, self.typed(self.home, FOAF.Document))
        self.languages(catalogue)
        taxonomy = self.typed(f"{EU}data-theme", SKOS.ConceptScheme)
        self.add(taxonomy, DCTERMS.title, Literal("Data theme", lang="en"))
        self.add(catalogue, DCAT.themeTaxonomy, taxonomy)
        self.add(catalogue, DCAT.dataset, dataset)
        self.add(catalogue, DCAT.service, service)
        return self.made

    def dataset(self, publisher: Node) -> Node:
        dataset = self.named(f"{self.data}#practices", DCAT.Dataset, "dataset")
        self.add(dataset, DCTERMS.identifier, Literal(f"{self.data}#practices"))
        self.add(dataset, DCTERMS.publisher, publisher)
        self.add(dataset, DCTERMS.modified, self.moment())
        self.add(dataset, DCTERMS.accrualPeriodicity, self.frequency())
        self.add(dataset, DCAT.landingPage, self.typed(self.list, FOAF.Document))
        self.add(dataset, DCAT.contactPoint, self.contact())
        self.languages(dataset)
        for code in THEMES:
            theme = self.typed(f"{EU}data-theme/{code}", SKOS.Concept)
            self.add(theme, SKOS.prefLabel, Literal(code))
            self.add(dataset, DCAT.theme, theme)
        for word in ("Industry 4.0", "good practice", "SME", "regional policy"):
            self.add(dataset, DCAT.keyword, Literal(word, lang="en"))
        for file in self.files:
            self.add(dataset, DCAT.distribution, self.distribution(file))
        return dataset

    def distribution(self, file: dict) -> Node:
        address = f"{self.data}{file['name']}"
        made = self.typed(f"{address}#distribution", DCAT.Distribution)
        self.add(made, DCTERMS.title, Literal(file["name"], lang="en"))
        self.add(made, DCTERMS.description, Literal(file["meaning"], lang="en"))
        self.add(made, DCAT.accessURL, self.typed(self.data, RDFS.Resource))
        self.add(made, DCAT.downloadURL, self.typed(address, RDFS.Resource))
        self.terms(made, address, file)
        media_type = file["media_type"].partition(";")[0]
        self.add(made, DCAT.mediaType, self.typed(f"{IANA}{media_type}", DCTERMS.MediaType))
        if kind := FILE_TYPES.get(file["name"].rpartition(".")[2]):
            form = self.typed(f"{EU}file-type/{kind}", DCTERMS.MediaTypeOrExtent)
            self.add(made, DCTERMS.format, form)
        size = Literal(str(file["bytes"]), datatype=XSD.nonNegativeInteger)
        self.add(made, DCAT.byteSize, size)
        self.add(made, SPDX.checksum, self.checksum(address, file["sha256"]))
        return made

    def terms(self, made: Node, address: str, file: dict) -> None:
        """Add the licence of a file, and what the sources of the words in it demand."""
        licence = self.licence
        if "licence" in file and TEXT_LICENCE not in file["licence"]:
            licence = self.typed(f"{address}#licence", DCTERMS.LicenseDocument)
            self.add(licence, RDFS.label, Literal(file["licence"], lang="en"))
        self.add(made, DCTERMS.license, licence)
        if sources := file.get("sources"):  # the shapes allow for one statement
            rights = self.typed(f"{address}#rights", DCTERMS.RightsStatement)
            self.add(made, DCTERMS.rights, rights)
            for source in sources:
                told = f"{source['title']}: {source['licence']}. {source['source']}"
                self.add(rights, RDFS.label, Literal(told, lang="en"))

    def checksum(self, address: str, digest: str) -> Node:
        made = self.typed(f"{address}#checksum", SPDX.Checksum)
        algorithm = self.typed(str(SPDX.checksumAlgorithm_sha256), SPDX.ChecksumAlgorithm)
        self.add(made, SPDX.algorithm, algorithm)
        self.add(made, SPDX.checksumValue, Literal(digest, datatype=XSD.hexBinary))
        return made

    def service(self, publisher: Node) -> Node:
        api = settings.SITE_URL + reverse("api-root")
        service = self.named(f"{self.data}#api", DCAT.DataService, "service")
        self.add(service, DCTERMS.publisher, publisher)
        self.add(service, DCTERMS.license, self.licence)
        self.add(service, DCAT.endpointURL, self.typed(api, RDFS.Resource))
        described = settings.SITE_URL + reverse("api-openapi")
        self.add(service, DCAT.endpointDescription, self.typed(described, RDFS.Resource))
        self.add(service, DCAT.servesDataset, URIRef(f"{self.data}#practices"))
        return service

    def agent(self) -> Node:
        agent = self.typed(f"{self.data}#publisher", FOAF.Agent)
        self.add(agent, FOAF.name, Literal("SMARTY portal", lang="en"))
        self.add(agent, FOAF.homepage, self.typed(self.home, FOAF.Document))
        return agent

    def contact(self) -> Node:
        contact = self.typed(f"{self.data}#contact", VCARD.Kind)
        self.add(contact, VCARD.fn, Literal("SMARTY portal"))
        self.add(contact, VCARD.hasURL, URIRef(self.report))
        return contact

    def frequency(self) -> Node:
        return self.typed(f"{EU}frequency/DAILY", DCTERMS.Frequency)

    def languages(self, thing: Node) -> None:
        for code, _name in settings.LANGUAGES:
            address = f"{EU}language/{LANGUAGES[code]}"
            self.add(thing, DCTERMS.language, self.typed(address, DCTERMS.LinguisticSystem))

    def named(self, address: str, kind: URIRef, which: str) -> Node:
        """Return a thing with title and description in every language of the portal."""
        thing = self.typed(address, kind)
        for code, _name in settings.LANGUAGES:
            with override(code):
                title, description = words(which)
            self.add(thing, DCTERMS.title, Literal(title, lang=code))
            self.add(thing, DCTERMS.description, Literal(description, lang=code))
        return thing

    def typed(self, address: str, kind: URIRef) -> Node:
        self.add(URIRef(address), RDF.type, kind)
        return URIRef(address)

    def moment(self) -> Literal:
        at = self.version.raised_at.astimezone(datetime.UTC).replace(microsecond=0)
        return Literal(at.isoformat(), datatype=XSD.dateTime)

    def add(self, subject: Node, predicate: URIRef, value: Node) -> None:
        self.made.add((subject, predicate, value))


def words(which: str) -> tuple[str, str]:
    """Return title and description of a thing in the language that is active now."""
    return {
        "catalogue": (
            gettext("Open data of the SMARTY portal"),
            gettext("Validated good practices of Industry 4.0, as files and by API."),
        ),
        "dataset": (
            gettext("Good practices of the SMARTY portal"),
            gettext(
                "Good practices that bring Industry 4.0 to small and medium-sized firms, each with its "
                "figures, the sources behind them, and its level of validation."
            ),
        ),
        "service": (
            gettext("API of the SMARTY portal"),
            gettext("Searches, filters and reads the practices as JSON; no key is needed."),
        ),
    }[which]
