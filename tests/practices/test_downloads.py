"""The list page offers its own practices as files: page count = button = file rows."""

import html
import re

import pytest

from practices.exporting.formats import FORMATS
from tests.practices.exporting.reading import IDENTIFIERS

pytestmark = pytest.mark.django_db


def offered(page: str) -> tuple[str, dict[str, str]]:
    """Return the words of the button, and the address behind each format's name."""
    block = re.search(r'<details class="downloads">.*?</details>', page, re.DOTALL)[0]
    button = re.search(r"<summary>(.*?)</summary>", block)[1]
    links = re.findall(r'<a href="([^"]+)"[^>]*><strong>([^<]+)</strong>', block)
    return button, {name: html.unescape(address) for address, name in links}


@pytest.mark.parametrize(
    "query",
    ["", "?q=innovation&country=ES,IT", "?country=ES,IT&page_size=2&page=2"],
)
def test_page_button_and_files_tell_the_same_number(client, api, smarty, query):
    page = client.get(f"/practices/{query}").content.decode()
    found = int(re.search(r'<h2 id="found" data-found>([0-9]+) practices', page)[1])
    button, links = offered(page)

    assert button == f"Download these {found} practices"
    assert list(links) == [*(made.label for made in FORMATS.values()), "Atom"]
    for name, made in FORMATS.items():
        assert len(IDENTIFIERS[name](api.get(links[made.label]))) == found


def test_one_practice_is_offered_as_one(client, smarty):
    page = client.get('/practices/?q="centr@tec"').content.decode()
    assert offered(page)[0] == "Download this practice"


def test_nothing_is_offered_of_nothing(client, smarty):
    assert "downloads" not in client.get("/practices/?country=PT").content.decode()


def test_files_of_a_spanish_page_have_spanish_labels(client, smarty):
    _button, links = offered(client.get("/es/practices/?country=ES").content.decode())
    assert links["CSV"] == "/api/v1/practices/?country=ES&format=csv&lang=es"


@pytest.mark.parametrize("name", FORMATS)
def test_the_page_s_own_address_leads_to_the_file(client, api, smarty, name):
    answer = client.get(f"/es/practices/?country=ES,IT&ordering=title&page=2&format={name}")
    assert answer.status_code == 303
    query = f"country=ES&country=IT&ordering=title&format={name}&lang=es"
    assert answer.headers["Location"] == f"/api/v1/practices/?{query}"
    assert len(IDENTIFIERS[name](api.get(answer.headers["Location"]))) > 1
