"""What a server has read before it makes its processes, and what it does without its database."""

import json

import pytest

from tests.apart import Apart, made_by

LOAD = """
import gc, json, sys
import smarty_portal.wsgi
from django.db import connections
from django.template import engines
from practices import codelists, index
from practices.search import lookalikes, spelling
compiled = engines["django"].engine.template_loaders[0].get_template_cache
print(json.dumps({
    "catalogues": len(index._kept),
    "code lists": len(codelists._kept),
    "words of texts": spelling.known_words.cache_info().currsize,
    "other words": [
        one.cache_info().currsize
        for one in (spelling.listed_words, spelling.place_words, lookalikes._listed)
    ],
    "views": "practices.views" in sys.modules,
    "templates": "practices/practice_list.html" in compiled,
    "connections": [one.alias for one in connections.all() if one.connection],
    "settled": gc.get_freeze_count() > 100_000,
}))
"""
WITHOUT_DATABASE = {
    "catalogues": 0,
    "code lists": 0,
    "words of texts": 0,
    "other words": [1, 1, 1],
    "views": True,
    "templates": True,
    "connections": [],
    "settled": True,
}
WARM = WITHOUT_DATABASE | {"catalogues": 1, "code lists": 1, "words of texts": 1}


@pytest.fixture
def nowhere(migrated) -> Apart:
    """A portal whose database does not answer."""
    return Apart("postgres://smarty@/smarty?host=/nowhere", migrated.folder, migrated.port)


@pytest.fixture
def without_tables(tmp_path):
    """A portal whose database has no tables yet."""
    with made_by("-c", "", folder=tmp_path) as made:
        yield made


def told(portal: Apart) -> dict:
    return json.loads(portal.run("-c", LOAD))


def test_a_server_has_its_catalogue_in_memory_and_no_connection_before_it_makes_processes(migrated):
    assert told(migrated) == WARM


def test_a_server_starts_without_its_database_and_reads_it_when_asked(nowhere):
    assert told(nowhere) == WITHOUT_DATABASE


def test_a_server_starts_on_a_database_without_tables(without_tables):
    assert told(without_tables) == WITHOUT_DATABASE
