"""Text analysis: folding, words, stems by language, and how whatever someone types is read."""

import re
import sys
import unicodedata

import pytest

from practices.search.text import (
    END,
    LANGUAGES,
    LONGEST_TERM,
    Query,
    affirmed,
    fold,
    folded,
    leaving_nothing_out,
    parse,
    respelled,
    stem,
    stems,
    unquoted,
    visible,
    with_numbers_apart,
    words,
    words_added,
    words_of_all,
)

TERM = re.compile(r"[0-9a-z_]+")


@pytest.mark.parametrize(
    ("text", "plain"),
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
        ("Fá\u00adbrica", "fabrica"),
    ],
)
def test_folding_leaves_the_bare_letters(text, plain):
    assert fold(text) == plain
    assert fold(plain) == plain
    assert fold(unicodedata.normalize("NFD", text)) == plain


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
        ("soft\u00adhyphen", ["softhyphen"]),
        ("zero\u200bwidth \ufeffmark\u200d s", ["zerowidth", "mark", "s"]),
        ("\u202erobots\u202c", ["robots"]),
    ],
)
def test_words_are_in_lower_case_with_their_accents(text, found):
    assert words(text) == found


@pytest.mark.parametrize(
    ("word", "language", "term"),
    [
        ("factories", "en", "en_factori"),
        ("fábricas", "es", "es_fabric"),
        ("fabbriche", "it", "it_fabbric"),
        ("przemysłu", "pl", "pl_przemysl"),
        ("tehtaat", "fi", "fi_teht"),
        ("usines", "fr", "fr_usin"),
        ("fabrieken", "nl", "nl_fabriek"),
        ("tovarne", "sl", "sl_tovarn"),
        ("tovarnami", "sl", "sl_tovarn"),
        ("žage", "sl", "sl_zage"),
        ("indústria", "ca", "ca_industr"),
        ("indústries", "ca", "ca_industr"),
        ("anything", "", ""),
    ],
)
def test_a_stem_is_marked_with_its_language(word, language, term):
    assert stem(word, language) == term


def test_a_word_asked_for_is_stemmed_in_every_language():
    assert stems("fábricas") == [
        "en_fabrica",
        "es_fabric",
        "it_fabricas",
        "fi_fabricas",
        "fr_fabric",
        "nl_fabricas",
        "pl_fabricas",
        "ca_fabric",
        "sl_fabricas",
    ]
    assert {term.partition("_")[0] for term in stems("fábricas")} == set(LANGUAGES)


def test_a_stem_that_leaves_little_of_a_word_is_not_asked_for():
    assert "es_tec" not in stems("tecos")
    assert {"en_car", "es_car"} & set(stems("cars")) == {"en_car"}


@pytest.mark.parametrize(
    ("word", "term"),
    [
        ("fábricas", "fabricas"),
        ("łódź", "lodz"),
        ("straße", "strasse"),
        ("0007", "0007"),
        ("日本", "65e5672c"),
        ("a日", "a65e5"),
        ("x" * 100, "x" * LONGEST_TERM),
        ("日" * 100, ("65e5" * 100)[:LONGEST_TERM]),
    ],
)
def test_the_term_of_a_word_is_plain(word, term):
    assert folded(word) == term


def test_letters_of_other_scripts_are_found_by_themselves_alone():
    assert folded("日本") == folded("日本")
    assert {folded("日本"), *stems("日本")} & {folded("日曜"), *stems("日曜")} == set()


def query(*asked: str, quoted=(), phrases=(), excluded=(), capitals=()) -> Query:
    told = (frozenset(quoted), tuple(phrases), tuple(excluded), frozenset(capitals))
    return Query(asked, *told)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("Robots for SMEs", query("robots", "for", "smes")),
        ("robots Robots robots", query("robots")),
        # words in capitals among others
        ("AI for robots", query("ai", "for", "robots", capitals=("ai",))),
        ("AI ROBOTS", query("ai", "robots")),
        ("ai for Robots", query("ai", "for", "robots")),
        ("robots and more robots", query("robots", "and", "more")),
        ("gp 0007", query("gp", "0007")),
        ("GP-0007", query("gp", "0007")),
        ("co-operation", query("co", "operation")),
        # quotes
        (
            '"digital factory"',
            query("digital", "factory", quoted=("digital", "factory"),
                  phrases=[("digital", "factory")]),
        ),
        (
            'lean "digital factory" "Łódź"',
            query("lean", "digital", "factory", "łódź", quoted=("digital", "factory", "łódź"),
                  phrases=[("digital", "factory"), ("łódź",)]),
        ),
        ('digital"factory"', query("digital", "factory", quoted=("factory",),
                                   phrases=[("factory",)])),
        ('"a b" b', query("a", "b", quoted=("a", "b"), phrases=[("a", "b")])),
        # quotes that are not closed, or hold nothing, are no quotes
        ('"digital factory', query("digital", "factory")),
        ('digital factory"', query("digital", "factory")),
        ('"digital" factory"', query("digital", "factory", quoted=("digital",),
                                     phrases=[("digital",)])),
        ('"" robots "!!"', query("robots")),
        # whichever quotes a keyboard or a text processor makes
        *(
            (f"lean {begin}digital factory{end}",
             query("lean", "digital", "factory", quoted=("digital", "factory"),
                   phrases=[("digital", "factory")]))
            for begin, end in ("“”", "„“", "„”", "””", "«»", "»«", '“"', "＂＂")
        ),
        ("lean -«digital factory»", query("lean", excluded=[("digital", "factory")])),
        ("“digital factory", query("digital", "factory")),
        ("firms’ robots", query("firms", "robots")),
        # what cannot be seen
        ("ro\u00adbots \u200b-skills", query("robots", excluded=[("skills",)])),
        # minus
        ("robots -skills", query("robots", excluded=[("skills",)])),
        ('robots -"digital factory"', query("robots", excluded=[("digital", "factory")])),
        ("-robots", query(excluded=[("robots",)])),
        ("robots -co-operation", query("robots", excluded=[("co", "operation")])),
        ("robots - skills", query("robots", "skills")),
        ("robots -", query("robots")),
        ("robots --skills", query("robots", excluded=[("skills",)])),
        ("robots—skills", query("robots", "skills")),
        # what phones and text processors make of a minus; a dash between words is none
        ("robots –skills", query("robots", excluded=[("skills",)])),
        ("robots −“digital factory”", query("robots", excluded=[("digital", "factory")])),
        ("robots – skills", query("robots", "skills")),
        ("industria –textil– catalana", query("industria", "textil", "catalana")),
        ("industria —textil— catalana", query("industria", "textil", "catalana")),
        ("robots  NOT   skills", query("robots", excluded=[("skills",)], capitals=("not",))),
        ('"do NOT disturb"', query("do", "not", "disturb", quoted=("do", "not", "disturb"),
                                  phrases=[("do", "not", "disturb")], capitals=("not",))),
        ('"a –b" c', query("a", "b", "c", quoted=("a", "b"), phrases=[("a", "b")])),
        ("robots NOT skills", query("robots", excluded=[("skills",)], capitals=("not",))),
        ("NOT skills", query("not", "skills", capitals=("not",))),
        ("robots not skills", query("robots", "not", "skills")),
        ("ROBOTS NOT SKILLS", query("robots", "not", "skills")),
        ('-"robots', query("robots")),
        ('"robots -skills"', query("robots", "skills", quoted=("robots", "skills"),
                                   phrases=[("robots", "skills")])),
    ],
)  # fmt: skip
def test_a_query_is_read(typed, read):
    assert parse(typed) == read


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("what if it isn't the company's loom", ("what", "if", "it", "the", "company", "loom")),
        ("we don’t know who we’re", ("we", "know", "who")),
        # all there is, as on the way to a longer query
        ("don't", ("don", "t")),
        ('"don\'t" know', ("don", "t", "know")),
        # of other languages
        ("l'entreprise dell'acqua d'energia", ("l", "entreprise", "dell", "acqua", "d", "energia")),
    ],
)
def test_english_contractions_say_nothing(typed, words):
    assert parse(typed).words == words


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("A.I.", ("ai",)),
        ("a.i. for looms", ("ai", "for", "looms")),
        ("U.K", ("u", "k")),
        ("end. of", ("end", "of")),
        ('"A.I."', ("a", "i")),
    ],
)
def test_the_dots_of_an_acronym_part_no_words(typed, words):
    assert parse(typed).words == words


@pytest.mark.parametrize(
    ("query", "apart"),
    [
        ("industry4.0", "industry 4.0"),
        ("iso9001 łódź2020", "iso 9001 łódź 2020"),
        ("C13 ES51 5G 3D H2020", "C13 ES51 5G 3D H2020"),
        ('"industry4.0" -iso9001', '"industry 4.0" -iso9001'),  # or 9001 would be asked for
        ("", ""),
    ],
)
def test_numbers_apart(query, apart):
    assert with_numbers_apart(query) == apart


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("textlie AGV -prato", "textile AGV -prato"),
        ('"smart textlie" Industry 4.0', '"smart textile" Industry 4.0'),
        ("Textlie, textlies", "textile, textlies"),
        ("looms", "looms"),
    ],
)
def test_a_query_is_respelled_where_it_was_mistyped_alone(query, told):
    assert respelled(query, {"textlie": "textile"}) == told


@pytest.mark.parametrize(
    ("query", "plain", "whole"),
    [
        ("“AI hub” -prato", "AI hub -prato", '"AI hub"'),
        ("looms NOT prato –“west yorkshire”", 'looms NOT prato –"west yorkshire"', "looms"),
        ("looms", "looms", "looms"),
    ],
)
def test_a_query_without_its_quotes_and_without_what_it_leaves_out(query, plain, whole):
    assert (unquoted(query), leaving_nothing_out(query)) == (plain, whole)


@pytest.mark.parametrize(
    ("address", "title", "added"),
    [
        ("centratec", "Centr@tec", "centratec"),
        ("looms-for-lodz", "Looms for Łódź", ""),
        ("tools-2", "The tools", ""),
    ],
)
def test_the_words_that_only_an_address_has(address, title, added):
    assert words_added(address, to=title) == added


@pytest.mark.parametrize(
    "typed",
    ["", " ", "\n\t", "—", "“”", "!!!", "()", "&|!", "* * *", "_", "___", "🚀", "\x00", "@#%", '"',
     '""', '"!"', "-", "- -", '-"', '-""', "--"],
)  # fmt: skip
def test_a_query_without_a_word_asks_for_nothing(typed):
    assert parse(typed) == Query()


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


def test_every_invisible_character_is_known():
    every = map(chr, range(sys.maxunicode + 1))
    unseen = [char for char in every if unicodedata.category(char) == "Cf"]
    assert [f"{ord(char):x}" for char in unseen if visible(f"é{char}a") != "éa"] == []
    assert visible("é \n-") == "é \n-"


NO_WORD = {"\ud800", "\u0301\u0301\u0301"}


@pytest.mark.parametrize("typed", HOSTILE, ids=range(len(HOSTILE)))
def test_terms_hold_nothing_that_an_engine_could_read_differently(typed):
    asked = parse(typed)
    spelled = {*asked.words, *asked.as_written}
    spelled |= {word for part in (*asked.phrases, *asked.excluded) for word in part}
    assert spelled or typed in NO_WORD
    for word in spelled:
        for term in (folded(word), *stems(word)):
            assert TERM.fullmatch(term)
            assert len(term) <= LONGEST_TERM + len("en_")


@pytest.mark.parametrize(
    "texts",
    [
        ["Smart looms", "for Łódź"],
        ["a\u0301", "\u0301a"],  # an accent that would be of the letter before
        ["", "x", ""],
        [f"one{END}two", "three"],
        [],
    ],
)
def test_texts_read_in_one_go_give_the_words_of_each(texts):
    one_by_one = [[*words(text.replace(END, " ")), END] for text in texts]
    assert words_of_all(texts) == [word for told in one_by_one for word in told]


@pytest.mark.parametrize(
    ("label", "told"),
    [
        (
            "Manufacture of fabricated metal products, except machinery and equipment",
            "Manufacture of fabricated metal products",
        ),
        (
            "Industria de la madera y del corcho, excepto muebles; cestería y espartería",
            "Industria de la madera y del corcho; cestería y espartería",
        ),
        (
            "Growing of cereals, other than rice, leguminous crops and oil seeds",
            "Growing of cereals",
        ),
        ("Social work activities without accommodation", "Social work activities"),
        (
            "Manufacture of other non-metallic mineral products",
            "Manufacture of other  mineral products",
        ),
        (
            "Fabricación de otros productos minerales no metálicos",
            "Fabricación de otros productos minerales",
        ),
        # things of their own
        ("Manufacture of non-wovens", "Manufacture of non-wovens"),
        ("Mining of non-ferrous metal ores", "Mining of non-ferrous metal ores"),
        ("Sinking of wells", "Sinking of wells"),
    ],
)
def test_a_label_is_read_without_what_it_leaves_out(label, told):
    assert affirmed(label).rstrip() == told
