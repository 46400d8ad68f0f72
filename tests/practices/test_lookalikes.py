"""A word that only looks like a term names no topic: in texts of its language, and in queries."""

import pytest

from practices.search import concepts
from practices.search.lookalikes import lookalikes, naming
from practices.search.text import folded, stem, words
from tests import factories
from tests.asking import asked


def named(text: str, language: str) -> set[str]:
    return {one for *_, held in concepts.spans(words(text), [language]) for one in held}


@pytest.mark.parametrize(
    ("term", "like", "language", "concept"),
    [
        ("playful", "played", "en", "c_playful_learning"),
        ("seasoning", "season", "en", "c_spices_herbs"),
        ("billing", "bills", "en", "c_invoicing"),
    ],
)
def test_a_word_of_the_same_stem_is_not_the_term(term, like, language, concept):
    assert concept in named(term, language)
    assert concept not in named(like, language)
    assert stem(term, language) == stem(like, language)


def test_a_word_spelled_like_a_term_of_another_language_is_not_that_term():
    assert "c_seed" not in named("sembra", "it")
    assert "c_seed" in named("sembra", "ca")
    # whoever asks may be Catalan
    assert "c_seed" in {one for *_, held in concepts.spans(["sembra"]) for one in held}


def test_by_which_terms_a_word_may_name_something():
    assert naming("played", ["en"]) == [folded("played")]
    assert naming("playful", ["en"]) == [stem("playful", "en"), folded("playful")]
    assert naming("sembra", ["it"]) == [stem("sembra", "it")]
    assert naming("played", ["en", "fr"]) == [stem("played", "fr"), folded("played")]
    assert naming("xyzw", [""]) == ["", folded("xyzw")]
    assert lookalikes("") == (frozenset(), frozenset())


def test_what_only_looks_like_a_topic_is_not_found_by_it(db):
    game = factories.make_published(title="Games", summary="Pupils learn by playful tasks.")
    factories.make_published(title="Looms", summary="Sensors played a part.")
    assert [row.pk for row in asked(q="serious games for learning").qs] == [game.pk]
