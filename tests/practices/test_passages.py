"""The passage that shows why a practice was found: which, cut where, marked how."""

import pytest
from pyroaring import BitMap

from practices.search import passages
from practices.search.function_words import is_function_word
from practices.search.passages import LONGEST, Passage, Sought, passage
from practices.search.ranking import Word
from practices.search.text import folded, stems

EMPTY = {
    "language": "en", "native_language": None, "title": "A practice", "title_native": None,
    "summary": None, "problem": None, "description": None, "objectives": [], "claims": [],
    "beneficiaries": [], "stakeholders": [], "organisation_in_charge": None, "lessons": None,
    "challenges": None, "transferability": None, "place": None, "identifier": "GP-8100",
    "resources": {"staff": None, "text": None}, "evidence": [], "slug": "a-practice",
}  # fmt: skip


def word(text: str, worth: float = 1.0, *concepts: str) -> Word:
    exact = [folded(text)]
    tells = not is_function_word(text)
    return Word(text, exact, [*exact, *stems(text), *concepts], BitMap([1]), worth, tells=tells)


def shown(asked: str | list[Word], **document) -> Passage | None:
    terms = [word(text) for text in asked.split()] if isinstance(asked, str) else asked
    return passage(EMPTY | document, Sought(terms))


def marked(found: Passage) -> list[str]:
    return [text for text, is_marked in found.pieces if is_marked]


def test_a_passage_is_a_sentence_cut_at_the_words_that_were_asked_for():
    found = shown("robots", description="It began in 2018. Firms lend robots to others! It ended.")
    assert found == Passage(
        "description",
        (("Firms lend ", False), ("robots", True), (" to others!", False)),
        "en",
    )
    assert found.text == "Firms lend robots to others!"


@pytest.mark.parametrize(
    ("asked", "text", "expected"),
    [
        ("robot", "ROBOTS and robot", ["ROBOTS", "robot"]),
        ("factory", "Digital factories", ["factories"]),
        ("lodz", "In Łódź", ["Łódź"]),
        ("łódź", "In Lodz", ["Lodz"]),
        ("robot", "A microrobot", None),
        ("robot", "A ro\u00adbot and \u200brobots", ["ro\u00adbot", "robots"]),
        ("fabrica", "La fa\u0301brica, digitalizacio\u0301n", ["fa\u0301brica"]),
        ("digitalización", "La digitalizacio\u0301n de", ["digitalizacio\u0301n"]),
        ("robot", "", None),
        # function words are only marked when nothing else was asked for
        ("skills for robots", "Skills for robots for all", ["Skills", "robots"]),
        ("for", "Skills for robots", ["for"]),
    ],
)
def test_what_is_marked(asked, text, expected):
    found = shown(asked, description=text)
    assert (marked(found) if found else None) == expected


def test_nothing_found_is_none():
    assert shown("exoskeletons", description="Firms lend robots.", claims=[]) is None
    assert shown([], description="Firms lend robots.") is None


def test_the_sentence_that_holds_most_of_what_was_asked_is_shown():
    facts = {"summary": "Robots.", "description": "Robots again. Robots for looms. Looms."}
    assert shown("robots looms", **facts).text == "Robots for looms."
    # the same word twice is worth no more than once; at equal worth the first is taken
    assert shown("robots", description="A robot. Robots, robots.").text == "A robot."
    rare = [word("looms", 3.0), word("robots", 1.0), word("lenders", 1.0)]
    assert shown(rare, description="Robots, lenders. Looms.").text == "Looms."


def test_a_title_is_shown_when_nothing_below_it_says_as_much():
    assert shown("looms", title="Looms", description="Of looms.").field == "description"
    assert shown("looms", title="Looms", description="Of robots.").field == "title"
    # Half of what the words are worth counts for a title.
    rare = [word("looms", 3.0), word("robots", 1.0)]
    assert shown(rare, title="Looms, robots", description="Robots.").field == "title"
    assert shown(rare, title="Looms, robots", description="Looms.").field == "description"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", "Looms"),
        ("title_native", "Looms"),
        ("summary", "Looms"),
        ("problem", "Looms"),
        ("description", "Looms"),
        ("objectives", ["Other", "Looms"]),
        ("claims", [{"statement": "Other"}, {"statement": "Looms"}]),
        ("beneficiaries", ["Looms"]),
        ("stakeholders", ["Looms"]),
        ("organisation_in_charge", "Looms"),
        ("lessons", "Looms"),
        ("challenges", "Looms"),
        ("transferability", "Looms"),
        ("place", "Looms"),
        ("resources", {"staff": "Looms", "text": None}),
        ("resources", {"staff": None, "text": "Looms"}),
        ("evidence", [{"title": None}, {"title": "Looms"}]),
    ],
)
def test_every_text_of_a_document_may_be_the_passage(field, value):
    assert shown("loom", **{field: value}) == Passage(
        field, (("", False), ("Looms", True), ("", False)), "en"
    )


def test_a_native_title_is_read_in_its_own_language():
    found = shown("fabbrica", title_native="Fabbriche intelligenti", native_language="it")
    assert (found.field, marked(found)) == ("title_native", ["Fabbriche"])
    assert shown("fabbrica", title_native="Fabbriche", native_language="sl") is None
    # unknown: taken for the language of the record
    assert marked(shown("factory", title_native="Factories")) == ["Factories"]


def test_what_names_the_same_concept_in_other_words_is_marked():
    asked = [word("mantenimiento", 1.0, "c_predictive_maintenance"),
             word("predictivo", 1.0, "c_predictive_maintenance")]  # fmt: skip
    found = shown(asked, description="Sensors. With predictive maintenance, less stands still.")
    assert (found.text, marked(found)) == (
        "With predictive maintenance, less stands still.",
        ["predictive", "maintenance"],
    )


def test_what_names_a_concept_says_every_word_that_does():
    asked = [word("cyber", 1.0, "c_cybersecurity"), word("security", 1.0, "c_cybersecurity")]
    found = shown(asked, summary="A secure gate; security guards.", description="Cybersecurity.")
    assert (found.field, marked(found)) == ("description", ["Cybersecurity"])


def test_of_concepts_that_a_word_names_the_dearest_counts():
    """The same in every process: a set of concepts has no order."""
    asked = [word("cerveza", 1.0, "c_beer"), word("cebada", 3.0, "c_barley")]
    for words_asked in (asked, asked[::-1]):
        ((*_place, said),) = Sought(words_asked).marks("Malts", "en")
        assert [one.text for one in said] == ["cebada"]


def test_words_that_were_never_read_before_are_found():
    """A vocabulary that grew while a search was answered is asked again."""
    sought = Sought([word("zwirnings")])
    assert passage(EMPTY | {"description": "Looms."}, sought) is None
    Sought([word("x")]).begun_in({"zwirning"}, "en")
    assert marked(passage(EMPTY | {"description": "A zwirning."}, sought)) == ["zwirning"]


def test_a_vocabulary_that_grew_too_large_is_begun_anew(monkeypatch):
    monkeypatch.setattr(passages, "MOST_KNOWN", 2)
    held = passages.vocabulary("pl")
    held.learn({"jeden", "dwa", "trzy"})
    assert passages.vocabulary("pl") is not held
    assert passages.vocabulary("pl").known == set()


def test_a_text_with_a_null_character_has_its_passage():
    assert marked(shown("loom", description="A\x00loom.")) == ["loom"]


LABELS = [
    ("technologies", [("Robotics", "en"), ("Robótica", "es")]),
    ("technologies", [("Simulation", "en"), ("Simulación", "es")]),
    ("region", [("Tuscany", "en"), ("Toscana", "es"), ("ITI1", "")]),
]


def labels() -> list[tuple]:
    return [(field, names[0][0], lambda names=names: names) for field, names in LABELS]


@pytest.mark.parametrize(
    ("asked", "field", "language", "pieces"),
    [
        ("simulation", "technologies", "en", [("Simulation", True)]),
        ("toscana", "region", "es", [("Toscana", True)]),
        ("iti1", "region", "", [("ITI1", True)]),
        # a text that holds as much comes before a label, a title too
        ("robotics looms", "description", "en", [("Robotics", True), (" for ", False),
                                                 ("looms", True), (".", False)]),
        ("skill", "title", "en", [("Skills", True)]),
        # what a label holds beyond the text is worth less than as much of the text
        ("looms simulation", "description", "en", [("Robotics for ", False), ("looms", True),
                                                   (".", False)]),
    ],
)  # fmt: skip
def test_where_no_text_says_it_a_label_is_the_reason(asked, field, language, pieces):
    texts = {"title": "Skills", "description": "Robotics for looms."}
    sought = Sought([word(text) for text in asked.split()])
    found = passage(EMPTY | texts, sought, labels())
    assert (found.field, found.language) == (field, language)
    assert [piece for piece in found.pieces if piece[0]] == pieces


def test_a_label_that_holds_most_of_what_was_asked_is_the_reason():
    asked = Sought([word("simulation", 3.0), word("looms", 1.0)])
    found = passage(EMPTY | {"description": "Looms."}, asked, labels())
    assert (found.field, found.text) == ("technologies", "Simulation")


def test_a_label_that_holds_all_comes_before_a_text_that_holds_a_part():
    asked = Sought([word("big", 1.0, "c_big_data"), word("data", 2.0)])
    big_data = ("technologies", "big_data", lambda: [("Big data", "en")])
    found = passage(EMPTY | {"description": "A data room."}, asked, [*labels(), big_data])
    assert (found.field, marked(found)) == ("technologies", ["Big", "data"])


def test_of_the_names_of_a_thing_the_reader_s_is_shown_where_it_says_the_same():
    asked = [word("robótica", 1.0, "c_robotics")]
    assert passage(EMPTY, Sought(asked), labels()).text == "Robotics"


def test_a_term_across_two_sentences_is_still_a_reason():
    asked = [word("predictive", 1.0, "c_predictive_maintenance")]
    found = shown(asked, description="It is: predictive; maintenance follows.")
    assert found.field == "description"


LONG = " ".join(f"word{number}" for number in range(100))


@pytest.mark.parametrize(
    ("asked", "begins", "ends"),
    [("word0", False, True), ("word50", True, True), ("word99", True, False)],
)
def test_a_long_sentence_is_cut_at_words_around_the_first_mark(asked, begins, ends):
    found = shown(asked, description=LONG)
    assert marked(found) == [asked]
    assert (found.text.startswith("… "), found.text.endswith(" …")) == (begins, ends)
    inside = found.text.removeprefix("… ").removesuffix(" …")
    assert len(inside) <= LONGEST
    assert set(inside.split()) <= set(LONG.split())
    assert inside in LONG


def test_marks_beyond_the_cut_are_left_out():
    found = shown("word0 word99", description=LONG)
    assert marked(found) == ["word0"]
    assert found.text.endswith(" …")


@pytest.mark.parametrize(
    "text",
    [
        "x" * 300 + "-looms",
        "looms-" + "x" * 300,
        "x" * 300 + "-looms-" + "x" * 300,
        "x" * 300 + "-looms and " + "x" * 300,
        "And so " + "x" * 300 + "-looms and " + "x" * 300,
    ],
)
def test_where_there_is_no_blank_to_cut_at_the_mark_is_still_shown(text):
    found = shown("looms", description=text)
    assert marked(found) == ["looms"]
    assert len(found.text) <= LONGEST + 2 * len("… ")
    assert found.text.removeprefix("… ").removesuffix(" …") in text


def test_html_in_a_text_stays_text():
    text = "<b>Looms</b> & <script>alert('looms')</script>"
    found = shown("looms", description=text)
    assert (found.text, marked(found)) == (text, ["Looms", "looms"])


def test_pieces_are_the_text_and_nothing_but_the_text():
    text = "Looms: “robots” – LOOMS\tloom; end"
    found = shown("looms robots", description=text.replace(": ", ":"))
    assert found.text in text.replace(": ", ":")
    assert all(isinstance(piece, str) for piece, _ in found.pieces)
