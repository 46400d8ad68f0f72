"""Words with a space too few, of which the reader is told, or too many: both spellings are found."""

import json

import pytest

from tests.asking import asked
from tests.factories import make_published

pytestmark = pytest.mark.django_db

TITLES = {
    "looms": "Machine learning on looms",
    "fields": "Irrigation of vineyards by schedules",
    "stop": "GOSTOP for moor paths",
    "lathes": "Shop of lathes at work",
    "shop": "Workshops with suppliers",
    "voucher": "Vouchers on the spot",
    "printed": "3D looms",
}


@pytest.fixture
def records(clock):
    for slug, title in TITLES.items():
        make_published(slug=slug, title=title, description="Of nothing else.")


def told(query: str) -> tuple:
    found = asked(q=query)
    return [entry.slug for entry in found.qs], found.corrected, found.hits.unknown


@pytest.mark.parametrize(
    ("query", "slugs", "corrected", "unknown"),
    [
        # side by side in a text, or one concept
        ("moorpaths", ["stop"], "moor paths", []),
        ("Machinelearning", ["looms", "lathes"], "machine learning", []),
        # spoken of by one practice, in any form
        ("vineyardschedule", ["fields"], "vineyard schedule", []),
        # words of one language, of which the practices have one
        ("vineyardblockchain", ["fields"], "vineyard blockchain", ["blockchain"]),
        # beside a mistyped word, with what is left out, and as written
        ("moorpaths gostpo", ["stop"], "moor paths gostop", []),
        ("moorpaths -gostop", [], "moor paths -gostop", []),
        ('"moorpaths"', [], "", ["moorpaths"]),
        # more than two, one of them a number
        ("workshopswithsuppliers", ["shop"], "workshops with suppliers", []),
        ("3dlooms", ["printed", "looms"], "3d looms", []),
        # a word of the table is spelled right, and what is no word is no part
        ("hardware", [], "", ["hardware"]),
        ("zyxlearning", [], "", ["zyxlearning"]),
        # what begins or ends with a small word is rather mistyped; so is what is short
        ("onlooms", [], "", ["onlooms"]),
        ("oran", [], "", ["oran"]),
    ],
)
def test_a_word_without_its_space_is_two(records, query, slugs, corrected, unknown):
    assert told(query) == (slugs, corrected, unknown)


@pytest.mark.parametrize("query", ["customs", "succession"])
def test_what_is_kept_apart_from_its_lookalikes_is_none_of_them(db, query):
    make_published(title="A custom success", description="Of nothing else.")
    assert told(query) == ([], "", [query])


def test_nothing_is_taken_for_what_is_kept_apart_from_it(db):
    make_published(title="Customs", description="Of nothing else.")
    assert told("custom") == ([], "", ["custom"])


def test_a_small_word_between_parts_finds_nothing_by_itself(records):
    make_published(slug="with", title="With care", description="Of nothing else.")
    assert told("workshopswithsuppliers")[0] == ["shop"]


@pytest.mark.parametrize(
    ("query", "slugs"),
    [
        ("go stop", ["stop"]),
        ("GOSTOP", ["stop"]),
        ("work shops", ["lathes", "shop"]),  # in the other it is one word
        ("work shop suppliers", ["shop", "lathes"]),
        ('"work shop"', []),
        ("vouchers on", ["voucher"]),
    ],
)
def test_neighbours_are_also_the_word_without_the_space(records, query, slugs):
    assert told(query) == (slugs, "", [])


def test_a_concept_may_end_with_a_word_that_tells_little(db):
    make_published(title="IoT", slug="iot", description="Of nothing else.")
    assert told("internetofthings") == (["iot"], "internet of things", [])


def test_an_acronym_stays_a_topic_beside_what_it_could_be_joined_to(db):
    make_published(title="Airegio of looms", slug="joined", description="Of nothing else.")
    make_published(title="Ai confini", language="it", slug="small", description="Niente.")
    found = asked(q="AI regio")
    assert [entry.slug for entry in found.qs] == ["joined"]
    assert found.hits.words[0].exact == []


def test_page_and_api_tell_of_the_space_and_how_to_search_without_it(client, records):
    html = client.get("/practices/", {"q": "moorpaths"}).content.decode()
    assert "moor paths" in html
    assert 'href="?q=%22moorpaths%22"' in html
    answer = json.loads(client.get("/api/v1/practices/?q=moorpaths").content)
    assert answer["query"]["corrected"] == "moor paths"
