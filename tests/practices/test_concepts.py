"""Concepts: the same thing under its names in nine languages, found wherever a text says one."""

import json

import pytest

from practices import search
from practices.search import concepts
from practices.search.lookalikes import naming
from practices.search.text import STEMMERS, folded, stem, words

HUB, PREDICTIVE, PRINTING = (
    "c_digital_innovation_hub", "c_predictive_maintenance", "c_additive_manufacturing",
)  # fmt: skip


def of_text(text: str, language: str) -> list[str]:
    """The concepts under which a text is indexed."""
    (*_, told, _labels) = search.prepared({"c": [(text, language)]})
    return [term for term in told.split() if term.startswith("c_")]


@pytest.mark.parametrize(
    ("text", "language", "spoken_of"),
    [
        ("A digital innovation hub for firms.", "en", [HUB]),
        ("Digital innovation hubs", "en", [HUB]),
        ("A DIH.", "en", [HUB]),
        ("the dih", "en", [HUB]),
        ("Predictive maintenance", "en", [PREDICTIVE]),
        ("Mantenimiento predictivo", "es", [PREDICTIVE]),
        ("manutenzione predittiva", "it", [PREDICTIVE]),
        # words as written name a concept in a text of any language, stems only in their own
        ("manutenzione predittiva", "en", [PREDICTIVE]),
        ("A 3D printer; 3-D printing, and 3D-tulostus", "fi", [PRINTING]),
        # each once, in order
        ("A DIH prints: 3D printing in a DIH", "en", [HUB, PRINTING]),
        # parts, another order and what is between tell nothing
        ("hub of digital innovation", "en", []),
        ("predictive and careful maintenance", "en", []),
        ("", "en", []),
        ("—", "en", []),
    ],
)
def test_what_a_text_speaks_of(text, language, spoken_of):
    found = of_text(text, language)
    assert [concept for concept in found if concept in {HUB, PREDICTIVE, PRINTING}] == spoken_of
    assert len(found) == len(set(found))


def spans(text: str, *languages: str) -> list[tuple]:
    found = concepts.spans(words(text), languages) if languages else concepts.spans(words(text))
    return [(start, end, sorted(named)) for start, end, named in found]


def test_a_span_says_where_a_term_stands():
    assert spans("in a digital innovation hub", "en") == [
        (2, 5, ["c_digital_innovation_hub"]),
        (3, 5, ["c_digital_innovation_hub"]),
    ]


def test_of_several_terms_at_a_place_the_longest_counts():
    """A start-up accelerator is said by the two words, not by "accelerator" alone."""
    assert spans("business accelerator", "en")[0] == (0, 2, ["c_accelerator"])
    assert spans("accelerator", "en") == [(0, 1, ["c_accelerator"])]


def test_a_query_is_read_in_every_language():
    assert spans("mantenimientos predictivos") == spans("mantenimientos predictivos", *STEMMERS)
    assert [named for *_, named in spans("mantenimientos predictivos")] == [[PREDICTIVE]]
    assert spans("mantenimientos predictivos", "en") == []


SHARING, OLDER = frozenset(["c_equipment_sharing"]), frozenset(["c_older_workers"])


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        # in any order, whatever stands between
        ("machines that firms share", [((0, 3), SHARING)]),
        ("delen van dure machines", [((0, 3), SHARING)]),
        ("workers who are older", [((0, 3), OLDER)]),
        ("older workers", [((0, 1), OLDER)]),
        # but not far away, nor by one word
        ("share one two three four machines", [((0, 5), SHARING)]),
        ("share one two three four five machines", []),
        ("machines machines", []),
        # nor does anybody tell whether they are meant together
        ("learning to use a machine", [((0, 4), frozenset(["c_machine_learning"]))]),
        # words like "for" are no part of it
        ("manage the age", [((0, 2), OLDER)]),
        ("gestión de edad", [((0, 2), OLDER)]),
        ("", []),
    ],
)
def test_words_of_a_query_name_a_concept_together(query, expected):
    assert list(dict.fromkeys(concepts.together(words(query)))) == expected


def test_every_term_of_the_table_is_found_under_its_concept():
    for record in json.loads(concepts.FILE.read_text(encoding="utf-8"))["records"]:
        for language, terms in record["terms"].items():
            for term in terms:
                found = of_text(term, language)
                assert f"c_{record['concept']}" in found, (term, language)


def plainly(spelled: list[str], languages) -> list[tuple]:
    """The same by trying every sequence of the table at every place."""
    rows = [[folded(word) for word in spelled]]
    rows += [[stem(word, language) for word in spelled] for language in languages]
    found = []
    for start in range(len(spelled)):
        for length in range(len(spelled) - start, 0, -1):
            parts = [" ".join(row[start : start + length]) for row in rows]
            if length == 1:
                parts = naming(spelled[start], languages)
            named = set().union(*(concepts.table().get(part, set()) for part in parts))
            if named:
                found.append((start, start + length, frozenset(named)))
                break
    return found


TEXT = (
    "The digital innovation hub lends 3D printers to small and medium enterprises of the "
    "textile and clothing industry; predictive maintenance, mantenimiento predictivo, AI, "
    "inteligencia artificial, tekoäly, sztuczna inteligencja, umetna inteligenca, the internet "
    "of things, a business accelerator, action plan, plan de acción, piano d'azione."
)


def test_spans_are_what_trying_everything_finds():
    text = TEXT
    for languages in (["en"], ["es"], ["sl"], [""], list(STEMMERS)):
        spelled = words(text)
        assert list(concepts.spans(spelled, languages)) == plainly(spelled, languages)


def test_a_text_is_read_as_its_spans_say():
    """The concepts of a text are those of the longest span at each place, and of parts of compounds."""
    for language, text in (("en", TEXT), ("it", TEXT), ("pl", "Sztuczna inteligencja w fabryce")):
        told = dict.fromkeys(held for *_, held in concepts.spans(words(text), [language]))
        assert of_text(text, language) == concepts.with_wider(told), language


def test_an_acronym_has_no_other_forms():
    ((_start, _end, named),) = concepts.spans(["FEDER"], read_in=[["es", "fr"]])
    assert named == {"c_erdf"}  # and is no federation, whose French stem it looks like
    assert "c_association_body" in concepts.named_alone("fr_feder", "feder")


def test_an_acronym_that_is_a_small_word_counts_in_capitals():
    assert "c_ai" in of_text("AI per il tessile", "it")
    assert "c_ai" not in of_text("Corsi per avvicinare i giovani ai mestieri", "it")
    assert "c_ai" not in of_text("CORSI PER I GIOVANI AI MESTIERI", "it")
    assert "c_mes" in of_text("Un MES para talleres", "es")
    assert "c_mes" not in of_text("Una vez al mes", "es")
    assert "c_ai" in of_text("ai for foundries", "en")


def test_every_length_is_told_where_a_query_is_read():
    """Who asks for textile recycling also gets what says textile in another language."""
    told = list(concepts.spans(words("textile recycling"), ["en"], longest=False))
    assert [(start, end, sorted(named)) for start, end, named in told] == [
        (0, 2, ["c_textile_recycling"]),
        (0, 1, ["c_textile"]),
        (1, 2, ["c_recycled_materials", "c_recycling"]),
    ]


def test_a_text_also_speaks_of_what_is_wider():
    assert of_text("Cobots", "en") == ["c_cobot", "c_robotics"]
    assert "c_cobot" not in of_text("Robots", "en")
    assert concepts.meant(["c_textile_recycling"]) == {
        "c_textile_recycling", "c_textile", "c_recycling", "c_circular_economy",
    }  # fmt: skip


def test_what_can_begin_a_concept_or_a_narrower_one_is_known():
    begun = concepts.beginnings(frozenset({"c_robotics"}))
    assert {"en_robot", "en_cobot", "vehiculo"} <= begun  # an automated guided vehicle is a robot
    assert "textile" not in begun
