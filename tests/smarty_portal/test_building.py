"""The page "Build on it": in both languages, with the policy, and with files that work as they lie."""

import pytest
from django.test import override_settings
from django.utils.html import escape

from smarty_portal.building import EXAMPLES, FOLDER, WRITTEN_FOR


@pytest.mark.parametrize("prefix", ["", "/es"])
def test_it_shows_every_example_and_the_limit(client, db, prefix):
    page = client.get(f"{prefix}/build/").content.decode()

    for example in EXAMPLES:
        assert escape(example.text) in page
        assert f'id="{example.name}"' in page
    assert "1200" in page


def test_it_promises_what_stays(client, db):
    page = client.get("/build/").content.decode()

    for word in (
        "Deprecation",
        "Sunset",
        "RFC 9745",
        "RFC 8594",
        "twelve months",
        "CC BY 4.0",
        "CC0",
    ):
        assert word in page


@override_settings(SITE_URL="https://smarty.example")
def test_examples_name_the_portal_they_stand_in(client, db):
    page = client.get("/build/").content.decode()

    assert "https://smarty.example/api/v1/practices/" in page
    assert WRITTEN_FOR not in page


def test_every_file_beside_make_run_is_written_for_it(db):
    for example in EXAMPLES:
        assert WRITTEN_FOR in (FOLDER / example.file).read_text(), example.file


@pytest.mark.parametrize("path", ["/", "/api/v1/docs/"])
def test_it_is_linked(client, smarty, path):
    assert b'href="/build/"' in client.get(path).content
