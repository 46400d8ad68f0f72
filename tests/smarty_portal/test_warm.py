"""What a server has read before it makes its processes, and what it does without its database."""

import pytest

from tests.apart import Apart

LOAD = """
import json, sys
import smarty_portal.wsgi
from django.db import connections
from practices import codelists, index
from practices.search import spelling
print(json.dumps({
    "catalogues": len(index._kept),
    "code lists": len(codelists._kept),
    "words of texts": spelling.known_words.cache_info().currsize,
    "words of the table": spelling.listed_words.cache_info().currsize,
    "views": "practices.views" in sys.modules,
    "connections": [one.alias for one in connections.all() if one.connection],
}))
"""
READ = (
    '{"catalogues": 1, "code lists": 1, "words of texts": 1, "words of the table": 1, '
    '"views": true, "connections": []}'
)


@pytest.fixture
def nowhere(migrated) -> Apart:
    """A portal whose database does not answer."""
    return Apart("postgres://smarty@/smarty?host=/nowhere", migrated.folder, migrated.port)


def test_a_server_has_its_catalogue_in_memory_and_no_connection_before_it_makes_processes(migrated):
    assert migrated.run("-c", LOAD).strip() == READ


def test_a_server_starts_without_its_database_and_reads_it_when_asked(nowhere):
    told = READ.replace('"catalogues": 1, "code lists": 1', '"catalogues": 0, "code lists": 0')
    told = told.replace('"words of texts": 1', '"words of texts": 0')
    assert nowhere.run("-c", LOAD).strip() == told
