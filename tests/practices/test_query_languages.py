"""A word of the query's own language does not also mean what it means in another one."""

import pytest

from practices.search import reading
from practices.search.query_languages import known_in, read_in, spoken
from practices.search.text import LANGUAGES, parse
from tests import factories
from tests.asking import slugs

ALL = frozenset(LANGUAGES)


def named(query: str) -> dict[str, list[str]]:
    """The concepts that each word of a query names, without its other forms."""
    words = query.split()
    return {
        word: concepts
        for word, (concepts, _) in zip(words, reading._named(words, read_in(words)), strict=True)
    }


@pytest.mark.parametrize(
    ("query", "languages"),
    [
        ("vouchers for small firms", {"en"}),
        ("hoe voorkom ik brand door batterijen", {"nl"}),
        ("trazabilidad con cadena de bloques", {"es"}),
        ("firms", {"en"}),
        ("xqzt kwpf", ALL),
        ("", ALL),
    ],
)
def test_the_language_of_a_query_is_that_of_most_words(query, languages):
    assert spoken(query.split()) == languages


def test_what_is_known_by_a_small_word_or_by_a_term():
    assert "en" in known_in("the")
    assert "pl" in known_in("Ubrania")
    assert known_in("xqzt") == frozenset()


def test_a_word_that_its_language_does_not_know_is_read_in_any():
    vouchers, for_, xqzt = read_in(["vouchers", "for", "xqzt"])
    assert vouchers == for_ == ["en"]
    assert xqzt == list(LANGUAGES)


@pytest.mark.parametrize(
    ("query", "word", "concept"),
    [
        ("vouchers for small firms", "firms", "c_signature"),  # Italian "firma"
        ("occhiali per vedere tubature nascoste", "vedere", "c_bucket"),  # Slovenian "vedro"
        ("trazabilidad con cadena de bloques", "cadena", "c_lock_hardware"),  # Catalan "cadenat"
    ],
)
def test_a_word_names_nothing_of_another_language(query, word, concept):
    read_in_all = reading._named([word], [LANGUAGES])
    assert concept in read_in_all[0][0]
    assert concept not in named(query)[word]


def test_the_stems_of_a_word_are_those_of_its_languages():
    (alone,), (*_, beside) = map(reading.read_as, (["textiles"], ["recycling", "of", "textiles"]))
    for word in (alone, beside):
        assert "en_textil" in word.terms
        assert "ca_text" not in word.terms  # of which Catalan texts have many


def test_whoever_asks_for_small_firms_finds_no_signatures(db):
    factories.make_published(slug="grants", title="Grants", summary="Vouchers for all.")
    factories.make_published(slug="pens", title="Pens", summary="Each signature is stored.")
    assert slugs(q="vouchers for small firms") == ["grants"]


def test_what_is_excluded_is_read_in_the_language_of_the_query():
    beside = reading.read_alone("firms", parse("vouchers for small workshops -firms"))
    assert "c_company" in beside.named
    assert "c_signature" not in beside.named
