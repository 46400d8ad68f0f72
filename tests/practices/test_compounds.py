"""Compounds: what Finnish and Dutch write as one word is found by the words it is made of."""

import pytest

from practices.search import compounds, concepts
from practices.search.text import folded, stem, words
from tests import factories
from tests.asking import asked

FI, NL = "fi", "nl"


@pytest.mark.parametrize(
    ("word", "language", "expected"),
    [
        ("robottitehdas", FI, ["robotti", "tehdas"]),
        ("robottitehtaan", FI, ["robotti", "tehtaan"]),  # in another case
        ("meubelfabriek", NL, ["meubel", "fabriek"]),
        ("koulutusrobottitehdas", FI, ["koulutus", "robotti", "tehdas"]),
        # what stands before a known head need not be known
        ("kummitehdas", FI, ["tehdas"]),
        # a word of the table is no compound, nor is one whose end is unknown, or too short
        ("tehdas", FI, []),
        ("robottikummi", FI, []),
        # other languages write several words
        ("meubelfabriek", "en", []),
        ("meubelfabriek", "", []),
    ],
)
def test_what_a_compound_is_made_of(word, language, expected):
    assert compounds.parts(word, language) == tuple(stem(part, language) for part in expected)


def test_a_compound_is_found_by_its_parts_and_by_their_concepts(db):
    entry = factories.make_published(
        language="fi", title="Pilotti", summary="Yritys sai robottitehtaan."
    )
    for query in ("tehdas", "robotit", "factory with robots", "fábrica", "fabriek"):
        assert [row.pk for row in asked(q=query).qs] == [entry.pk], query


def test_a_compound_that_stands_nowhere_is_looked_for_by_its_parts(db):
    both = factories.make_published(title="A robot factory", summary="Robots in a factory.")
    one = factories.make_published(title="Robots", summary="Robots that weld.")
    found = asked(q="robottitehdas")
    assert [row.pk for row in found.qs] == [both.pk, one.pk]
    assert (found.hits.unknown, found.corrected) == ([], "")


def test_a_compound_in_another_form_is_no_mistake(db):
    factories.make_published(title="Tehdas", description="Tehtaan uusi robotti.", language="fi")
    found = asked(q="robottitehtaan")
    assert (len(found.qs), found.corrected) == (1, "")


def test_a_compound_counts_by_its_parts_alone(db):
    """Else "sawn logs" would count twice, and weigh more than the word beside it that is rarer."""
    logs = factories.make_published(title="Logs", summary="A sawmill sorts them.")
    rare = factories.make_published(title="Beams", summary="X-ray of beams.")
    factories.make_published(title="Looms", description="A sawmill lends looms.")
    found = asked(q="sahatukkien röntgenkuvaus")
    log, ray = (word for word in found.hits.words if word.found)
    assert (log.is_apart, ray.is_apart) == (True, False)
    assert [row.pk for row in found.qs][:2] == [rare.pk, logs.pk]


def test_of_a_compound_with_an_unknown_end_the_beginning_is_looked_for(db):
    entry = factories.make_published(
        language="nl", title="Proef", summary="Minder perslucht verbruikt."
    )
    factories.make_published(title="Looms")
    assert compounds.parts("persluchtleiding", NL) == ()
    for query in ("persluchtleiding", "robottikummi persluchtleiding"):
        found = asked(q=query)
        assert [row.pk for row in found.qs] == [entry.pk]
        assert found.corrected == ""
    # too short a beginning means nothing
    assert compounds.parts_in_any("meubelxyzw", compounds.LANGUAGES) == [stem("meubel", NL)]
    assert compounds.parts_in_any("houtxyzw", compounds.LANGUAGES) == []


@pytest.mark.parametrize(
    ("query", "apart"),
    [
        ("décalant", ["decalant"]),  # may be Finnish: west is "länsi, länteen"
        ("payer l'électricité en décalant la production", []),
        ("quimor meubelxyzw", ["meubelxyzw"]),  # no word is known
        ("robot meubelxyzw", ["meubelxyzw"]),  # Dutch knows this one, too
    ],
)
def test_a_word_is_taken_apart_in_the_languages_of_its_query(db, query, apart):
    factories.make_published(summary="Furniture in West Yorkshire.")
    words = asked(q=query).hits.words
    assert [folded(word.text) for word in words if word.is_apart] == apart


@pytest.mark.parametrize("language", compounds.LANGUAGES)
def test_no_known_word_is_longer_than_is_looked_for(language):
    known = (word for term in concepts.terms_in(language) for word in words(term))
    assert max(map(len, known)) < compounds.LONGEST_PART


@pytest.mark.parametrize("ending", ["xyzxyz", "x" * 10_000])
def test_a_long_word_is_taken_apart_like_a_short_one(ending):
    assert compounds.parts_in_any(f"koulutus{ending}", compounds.LANGUAGES) == [
        stem("koulutus", FI)
    ]


@pytest.mark.parametrize(
    "query", ["best robots", "something robots", "funzionano robots", "it robots"]
)
def test_what_tells_little_is_taken_for_nothing_else(db, query):
    """ "best" begins with a Dutch word, "something" ends like one."""
    factories.make_published(title="Robots", summary="Robots that weld.")
    found = asked(q=query)
    assert len(found.qs) == 1
    assert (found.wider, found.corrected) == ([], "")


def test_the_part_of_a_compound_is_why_it_was_found(db):
    entry = factories.make_published(language="fi", title="Pilotti", summary="Uusi robottitehdas.")
    found = asked(q="factory")
    (why,) = found.passages(list(found.qs)).values()
    assert [row.pk for row in found.qs] == [entry.pk]
    assert [text for text, is_marked in why.pieces if is_marked] == ["robottitehdas"]
