"""A stranger makes a client from the API's description with a public generator, and works with it."""

import importlib
import os
import subprocess
import sys
import urllib.request
from pathlib import Path
from types import SimpleNamespace

import pytest

PACKAGE = "smarty_client"
OPERATIONS = {
    "practices": ("practices_list", "practices_read", "editions_list", "editions_read"),
    "partners": ("partners_list",), "regions": ("regions_list",), "events": ("events_list",),
    "themes": ("themes_list",), "technologies": ("technologies_list",),
    "sectors": ("sectors_list",), "suggestions": ("suggestions",), "changes": ("changes_list",),
    "root": ("root",),
}  # fmt: skip


def read(address: str) -> bytes:
    """Read it ourselves: the generator gives up after five seconds, a busy machine may take more."""
    with urllib.request.urlopen(address, timeout=60) as answer:  # noqa: S310
        return answer.read()


@pytest.fixture(scope="module")
def made(portal, tmp_path_factory):
    """The generated client: its operations by name, its types, and a connection to the portal."""
    folder = tmp_path_factory.mktemp("client")
    tools = Path(sys.executable).parent
    description = folder / "openapi.json"
    description.write_bytes(read(f"{portal}/api/v1/openapi.json"))
    done = subprocess.run(
        [tools / "openapi-python-client", "generate", "--path", description,
         "--output-path", folder / PACKAGE, "--meta", "none", "--fail-on-warning"],
        check=False, capture_output=True, text=True,
        env=os.environ | {"PATH": f"{tools}:{os.environ['PATH']}"},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    sys.path.insert(0, str(folder))
    try:
        operations = {
            name: importlib.import_module(f"{PACKAGE}.api.{tag}.{name}")
            for tag, names in OPERATIONS.items()
            for name in names
        }
        models = importlib.import_module(f"{PACKAGE}.models")
        client = importlib.import_module(PACKAGE).Client(base_url=portal)
        with client as connection:
            yield SimpleNamespace(**operations, models=models, client=connection)
    finally:
        sys.path.remove(str(folder))


def test_every_address_answers_in_its_type(made):
    found = {
        name: getattr(made, name).sync(client=made.client)
        for names in OPERATIONS.values()
        for name in names
        if name not in ("practices_read", "editions_list", "editions_read")
    }

    assert {name: type(told).__name__ for name, told in found.items()} == {
        "practices_list": "EntryPage", "partners_list": "PartnerPage", "regions_list": "RegionPage",
        "events_list": "EventPage", "themes_list": "ThemePage", "root": "Root",
        "technologies_list": "TechnologyPage", "sectors_list": "SectorPage",
        "suggestions": "SuggestionsAnswer", "changes_list": "ChangePage",
    }  # fmt: skip
    assert found["partners_list"].count == 14
    assert found["practices_list"].licence.text.code == "CC-BY-4.0"


def test_from_a_filtered_list_to_the_claims_of_an_edition(made):
    listed = made.practices_list.sync(
        client=made.client,
        region=["ES51"],
        nature=[made.models.PracticesListNatureItem.POLICY_INSTRUMENT],
        facets=[made.models.PracticesListFacetsItem.THEME],
    )
    assert {row.slug for row in listed.results} == {
        "industry-4-0-vouchers-catalonia", "proaccio-4-0",
    }  # fmt: skip
    assert sum(value.count for value in listed.facets.theme) >= 2

    practice = made.practices_read.sync("proaccio-4-0", client=made.client)
    editions = made.editions_list.sync("proaccio-4-0", client=made.client)
    edition = made.editions_read.sync("proaccio-4-0", practice.edition.number, client=made.client)
    assert practice.edition.number == editions.results[0].number == 1
    assert practice.level.code == 1
    assert [claim.statement for claim in edition.claims] == [
        claim.statement for claim in practice.claims
    ]
    assert all(claim.evidence[0].url for claim in edition.claims)


def test_parts_languages_and_errors_are_typed(made):
    spanish = made.models.PracticesListLang.ES
    few = made.practices_list.sync(
        client=made.client, lang=spanish, fields=[made.models.PracticesListFieldsItem.TITLE]
    )
    gone = made.practices_read.sync("nothing", client=made.client)
    refused = made.practices_list.sync(client=made.client, region=["Tuscany"])

    assert set(few.results[0].to_dict()) == {"identifier", "title"}
    assert (type(gone).__name__, gone.status) == ("Problem", 404)
    assert (refused.status, refused.errors[0].nearest) == (400, "ITI1")


def test_every_page_of_a_long_list_is_read(made):
    first = made.sectors_list.sync(client=made.client, page_size=100)
    seen, page = len(first.results), 1
    while seen < first.count:
        page += 1
        told = made.sectors_list.sync(client=made.client, page_size=100, page=page)
        seen += len(told.results)

    assert (seen, told.next_) == (first.count, None)
