"""Words that tell little of what someone looks for: none of them is a term of the field."""

import pytest

from practices import placenames
from practices.search import concepts
from practices.search.forms import forms_of
from practices.search.function_words import is_function_word, languages_of
from practices.search.text import words

BOTH = {"ai", "ce", "mes"}  # listed as ambiguous in data/codes/terms.json


def test_no_term_of_one_word_is_a_function_word():
    alone = {sequence for sequence in concepts.table() if " " not in sequence}
    assert {term for term in alone if is_function_word(term)} == BOTH


@pytest.mark.parametrize(
    "word",
    ["Please", "best", "WAY", "mejor", "ejemplos", "migliori", "cerchiamo", "esimerkkejä", "parhaat",
     "meilleures", "voorbeelden", "najlepszych", "szukamy", "najboljši", "iščemo", "millors", "the",
     "small", "pequeñas", "pieni", "kleine", "małych"],
)  # fmt: skip
def test_words_of_asking_and_what_every_firm_is_tell_little(word):
    assert is_function_word(word)


@pytest.mark.parametrize(
    "word",
    [
        "voucher",
        "bon",
        "buono",
        "marché",
        "pomoc",
        "work",
        "information",
        "practice",
        "innovation",
        "male",
    ],
)
def test_words_that_mean_something_tell_it(word):
    assert not is_function_word(word)


def test_of_what_is_an_acronym_too_it_is_known_where_it_is_a_small_word():
    assert {word: languages_of(word) for word in BOTH} == {
        "ai": {"it", "fr"},
        "ce": {"fr"},
        "mes": {"es", "fr", "ca"},
    }


def test_few_places_are_named_by_a_small_word_alone():
    alone = {name for name in placenames.every() if len(words(name)) == 1}
    # Some are: they are found when nothing else is asked for.
    known = {"Celle", "Como", "Este", "Sur", "Van", "Vas"}
    assert {name for name in alone if is_function_word(name)} == known


@pytest.mark.parametrize(
    ("language", "word"),
    [("it", "ai"), ("it", "per"), ("it", "agli"), ("fi", "vaikka"), ("nl", "bij"), ("sl", "sem")],
)
def test_a_small_word_names_nothing_in_texts_of_its_language(language, word):
    assert forms_of(language)[word].named == frozenset()
