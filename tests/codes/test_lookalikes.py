"""Words in data/codes/lookalikes.json: of nine languages, each with what it would name else."""

import json

import pytest

from practices.search.concepts import named_alone, terms_in
from practices.search.lookalikes import FILE
from practices.search.text import LANGUAGES, folded, stem, words


@pytest.fixture(scope="module")
def content():
    return json.loads(FILE.read_text(encoding="utf-8"))


def listed(content, kind):
    """Every word of a kind with its language and the line that it stands in."""
    return [
        (record["language"], line, word)
        for record in content["records"]
        for line, told in record[kind].items()
        for word in told.split()
    ]


def test_meta_is_complete(content):
    assert list(content) == ["meta", "records"]
    assert list(content["meta"]) == [
        *("title", "version", "source", "licence", "retrieved", "notes"),
    ]
    assert all(content["meta"].values())


def test_every_language_has_its_words_in_order(content):
    assert [record["language"] for record in content["records"]] == list(LANGUAGES)
    for record in content["records"]:
        assert list(record) == ["language", "by_stem", "by_spelling"]
        for kind in ("by_stem", "by_spelling"):
            assert list(record[kind]) == sorted(record[kind]), record["language"]


@pytest.mark.parametrize("kind", ["by_stem", "by_spelling"])
def test_no_word_is_untidy_or_stands_twice(content, kind):
    pairs = [(language, word) for language, _line, word in listed(content, kind)]
    assert [pair for pair in pairs if words(pair[1]) != [pair[1]]] == []
    assert len(pairs) == len(set(pairs))


def test_a_word_shares_its_stem_with_the_term_it_stands_by(content):
    assert [
        (language, term, word)
        for language, term, word in listed(content, "by_stem")
        if stem(word, language) != stem(term, language) or not named_alone(stem(term, language))
    ] == []


def test_a_word_is_spelled_like_a_term(content):
    assert [
        (language, word)
        for language, _line, word in listed(content, "by_spelling")
        if not named_alone(folded(word))
    ] == []


def test_no_term_of_a_language_is_kept_apart_in_it(content):
    own = {language: {term.casefold() for term in terms_in(language)} for language in LANGUAGES}
    every = [*listed(content, "by_stem"), *listed(content, "by_spelling")]
    assert [(language, word) for language, _line, word in every if word in own[language]] == []
