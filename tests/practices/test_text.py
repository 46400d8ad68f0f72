"""Text analysis: folding, words, stems by language, and whatever someone may type."""

import re
import unicodedata

import pytest

from practices.search.text import (
    LONGEST_TERM,
    STEMMERS,
    fold,
    index_terms,
    query_terms,
    words,
)

TERM = re.compile(r"[0-9a-z_]+")


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Łódź", "lodz"),
        ("Øresund", "oresund"),
        ("Đakovica", "dakovica"),
        ("Seyðisfjörður", "seydisfjordur"),
        ("Straße", "strasse"),
        ("STRASSE", "strasse"),
        ("Œuvre", "oeuvre"),
        ("Ærø", "aero"),
        ("Þórshöfn", "thorshofn"),
        ("Ħal Għargħur", "hal gharghur"),
        ("Ŧŋ", "tng"),
        ("ılık", "ilik"),
        ("İzmir", "izmir"),
        ("Cataluña", "cataluna"),
        ("Ångström", "angstrom"),
        ("Äänekoski", "aanekoski"),
        ("číže", "cize"),
        ("e\u0301", "e"),
        ("ﬁnance ²", "finance 2"),
        ("Ελλάδα", "ελλαδα"),
        ("", ""),
        ("Already plain 4.0", "already plain 4.0"),
    ],
)
def test_folding_leaves_the_bare_letters(text, folded):
    assert fold(text) == folded
    assert fold(folded) == folded
    assert fold(unicodedata.normalize("NFD", text)) == folded


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The digital factories' future", ["the", "digital", "factories", "future"]),
        ("5G/IoT", ["5g", "iot"]),
        ("Industry 4.0", ["industry", "4", "0"]),
        ("Centr@tec", ["centr", "tec"]),
        ("snake_case", ["snake", "case"]),
        ("co-operation", ["co", "operation"]),
        ("don’t", ["don", "t"]),
        ("l'écosystème", ["l", "écosystème"]),
        ("GP-0007", ["gp", "0007"]),
        ("Łódź", ["łódź"]),
        ("—–…“”!?", []),
        ("", []),
        ("日本 語", ["日本", "語"]),
        ("שלום عالم", ["שלום", "عالم"]),
        ("🚀 robots 🤖", ["robots"]),
        ("a\x00b", ["a", "b"]),
        ("soft\u00adhyphen", ["soft", "hyphen"]),
    ],
)
def test_words_are_in_lower_case_with_their_accents(text, found):
    assert words(text) == found


@pytest.mark.parametrize(
    ("text", "language", "terms"),
    [
        ("Digital factories", "en", ["digital", "en_digit", "factories", "en_factori"]),
        ("fábricas", "es", ["fabricas", "es_fabric"]),
        ("fabbriche", "it", ["fabbriche", "it_fabbric"]),
        ("przemysłu", "pl", ["przemyslu", "pl_przemysl"]),
        ("tehtaat", "fi", ["tehtaat", "fi_teht"]),
        ("usines", "fr", ["usines", "fr_usin"]),
        ("fabrieken", "nl", ["fabrieken", "nl_fabriek"]),
        ("tovarne", "sl", ["tovarne"]),
        ("indústria", "ca", ["industria"]),
        ("anything", "", ["anything"]),
        ("the the", "en", ["the", "en_the", "the", "en_the"]),
        ("", "en", []),
    ],
)
def test_a_text_is_found_by_its_words_and_their_stems_in_its_language(text, language, terms):
    assert index_terms(text, language) == terms


def test_a_word_asked_for_is_tried_in_every_language():
    (terms,) = query_terms("Fábricas")
    assert terms == (
        "fabricas",
        "en_fabrica",
        "es_fabric",
        "it_fabricas",
        "fi_fabricas",
        "fr_fabric",
        "nl_fabricas",
        "pl_fabricas",
    )
    assert {term.partition("_")[0] for term in terms[1:]} == set(STEMMERS)


def test_a_word_asked_for_twice_counts_once():
    assert query_terms("robots ROBOTS robots") == query_terms("robots")
    assert len(query_terms("robots and more robots")) == 3


@pytest.mark.parametrize(
    "query",
    ["", " ", "\n\t", "—", "“”", "!!!", "()", "&|!", "* * *", "_", "___", "🚀", "\x00", "@#%", '"'],
)
def test_a_query_without_a_word_asks_for_nothing(query):
    assert query_terms(query) == ()


HOSTILE = [
    "a" * 10_000,
    "a " * 10_000,
    " ".join(map(str, range(3_000))),
    "robots\x00robots",
    "🚀robots🤖",
    "\u202erobots\u202c",
    "שלום عالم 日本語",
    "' OR 1=1 --",
    '"; DROP TABLE practices_practice; --',
    "NEAR(a b, 5) NOT c OR d*",
    "a:* & b | !c <-> d",
    "column : x ^y {a b}: z",
    "%s %(x)s {0} {column}",
    "\\' \\\" \\x00",
    "½ ² ① Ⅷ ٣",
    "\ud800",
    "ﬃ" * 500,
    "\u0301\u0301\u0301",
    "x" * 63 + "é" * 10,
]


@pytest.mark.parametrize("query", HOSTILE, ids=range(len(HOSTILE)))
def test_terms_hold_nothing_that_an_engine_could_read_differently(query):
    for word in query_terms(query):
        for term in word:
            assert TERM.fullmatch(term)
            assert len(term) <= LONGEST_TERM + len("en_")
    for term in index_terms(query, "en"):
        assert TERM.fullmatch(term)


def test_letters_of_other_scripts_are_found_by_themselves_alone():
    assert query_terms("日本") == query_terms("日本")
    assert query_terms("日本")[0][0] == "65e5672c"
    assert set(query_terms("日本")[0]) & set(query_terms("日曜")[0]) == set()
