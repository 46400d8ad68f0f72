"""Search finds the same set on both engines: real queries with what they find, and hostile ones."""

import io

import numpy as np
import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from practices import entries, search
from practices.index import Index
from practices.models import CatalogueEntry, Edition, Meaning, TextIndex
from practices.models.catalogue import Word
from practices.search import ranking, reading
from practices.search.answers import Answers, Kept
from practices.search.text import words
from tests import asking, database
from tests.asking import numbers as found
from tests.asking import slugs
from tests.factories import EMPTY, make_practice, make_published
from tests.practices.test_text import HOSTILE

pytestmark = pytest.mark.django_db


def ranked(query: str) -> list[str]:
    return slugs(q=query)


def hits(query: str) -> ranking.Hits:
    """What a search answers to any text whatever, also to what the FilterSet would refuse."""
    return hits_in(asking.now_held(), query)


def hits_in(held: Index, query: str) -> ranking.Hits:
    return ranking.find(query, size=held.size, answers=Answers(held.of, Kept()))


REAL = {
    "GOSTOP": [1],
    "gostop": [1],
    "PRISMA": [13],
    "GP-0007": [7],
    "gp 0007": [7],
    "Centr@tec": [7],
    "audit 4.0": [1, 2, 3, 5, 7, 8, 9, 10, 11, 12, 13, 16, 17, 19],
    '"audit 4.0"': [],
    '"4.0 audit"': [5],
    "climate emergency": [14, 15],
    "emergency climate": [14, 15],
    "5G": [13],
    "blockchain": [13],
    "cadena de bloques": [13],
    "photonics": [1, 16],
    "fotónica": [1, 16],
    "fotonica": [1, 16],
    "robot": [1, 2, 8, 9, 10, 16],
    "robots": [1, 2, 8, 9, 10, 16],
    "ROBOTICS": [1, 2, 8, 9, 10, 16],
    "robótica": [1, 2, 8, 9, 10, 16],
    "iot": [2, 3, 13],
    "internet of things": [2, 3, 13],
    "internet de las cosas": [2, 3, 13],
    "fashion": [8, 13, 17, 18],
    "textile": [8, 13, 17, 18],
    "textiles": [8, 13, 17, 18],
    "Toscana": [5, 12, 13],
    "tuscany": [5, 12, 13],
    "Prato": [5, 12, 13],
    "comune di prato": [5, 12, 13],
    "Slovenija": [1, 16],
    "Catalonia": [3, 9, 10, 11],
    "Cataluña": [3, 9, 10, 11],
    "cataluna": [3, 9, 10, 11],
    "Suomi": [14],
    "Finland": [14],
    "Finlandia": [14],
    "Lappi": [14],
    "Lapland's": [14],
    "Flanders": [8, 19],
    "Radom": [2],
    "Mazovia": [2],
    "Platforma Przemysłu Przyszłości": [1, 2, 8, 16, 17, 19],  # also of factories of the future
    "przemysl": [2],
    "Casa delle Tecnologie Emergenti": [13, 18],
    "cupons": [5, 9, 10, 11],
    '"cupons"': [10],
    "vouchers": [5, 9, 10, 11],
    "Huddersfield": [17, 18],
    "factory of the future": [1, 2, 8, 9, 12, 13, 16, 17, 19],
    "factories of the future": [1, 2, 8, 9, 12, 13, 16, 17, 19],
    "wyca": [15],
    # Drafts: nothing of them is found.
    "radmot": [],
    '"plant run"': [],
    # Where nothing holds all, what holds part is found.
    "gostop prisma": [1, 13],
    "photonics fashion": [1, 8, 13, 16, 17, 18],
    "photonics robots": [1, 2, 8, 9, 10, 16],
    # A phrase stands as it is asked for, what is excluded nowhere.
    '"emergency climate"': [],
    '"climate emergency"': [15],
    "photonics -gostop": [16],
    'photonics -"smart tooling"': [],
    # What stands nowhere is left out of account; what is mistyped is taken for the nearest.
    "xyzzy": [],
    "gostop xyzzy": [1],
    "xyzzy GOSTOP qwertzy": [1],
    "blokchain": [13],
    "hudersfield": [17, 18],
    '"blokchain"': [],
}


def test_what_a_query_finds_among_the_real_practices(smarty):
    assert {query: found(query) for query in REAL} == REAL


def test_a_minus_is_no_minus_in_a_whole_title_alone():
    """Finnish writes "Green Deal -tiekartta"."""
    make_published(slug="one", title="Lean -tiekartta", summary="Smart looms.")
    make_published(
        slug="two", title="Roadmap", title_native="Green Lean -ohjelma", native_language="fi",
        beneficiaries=["Lean shipyards"],
    )  # fmt: skip
    make_published(slug="three", title="Lean", technologies=["robotics"])
    assert ranked("lean -tiekartta")[0] == "one"
    assert ranked("Green lean -OHJELMA")[0] == "two"
    # where it is but a part of one, a whole text that is no title, or a label, it is a minus
    assert (ranked("green -lean"), ranked("roadmap -green"), ranked("smart -looms")) == (
        [],
        ["one"],
        [],
    )
    assert sorted(ranked("lean -ohjelma")) == sorted(ranked("lean -shipyards")) == ["one", "three"]
    assert sorted(ranked("lean -robotics")) == ["one", "two"]


def test_a_place_is_found_by_the_names_that_people_use():
    for slug, region in (("cat", "ES513"), ("vla", "BE234"), ("eng", "UKE44"), ("sco", "UKM75")):
        make_published(slug=slug, region_id=region, title=f"Looms {slug}")
    for query, slug in (
        ("Catalunya", "cat"), ("Katalonija", "cat"), ("Espanya", "cat"), ("Vlaanderen", "vla"),
        ("Flandre", "vla"), ("Flandria", "vla"), ("Belgio", "vla"), ("Angleterre", "eng"),
        ("Inglaterra", "eng"), ("Scotland", "sco"),
    ):  # fmt: skip
        assert ranked(query) == [slug], query
    assert ranked("England") == ["eng"]
    assert sorted(ranked("Royaume-Uni")) == sorted(ranked("Great Britain")) == ["eng", "sco"]
    passages = asking.asked(q="Angleterre")
    (found_why,) = passages.passages(list(passages.qs)).values()
    assert (found_why.field, found_why.text) == ("region", "Angleterre")


def test_a_town_finds_what_lies_in_its_region_and_says_no_more():
    for slug, region, place in (("koroska", "SI033", ""), ("around", "SI041", ""),
                                ("there", "SI041", "Ljubljana")):  # fmt: skip
        make_published(slug=slug, region_id=region, title=f"Looms {slug}", place=place)
    assert ranked("Ljubljana") == ["there", "around"]
    assert ranked("Dravograd looms")[0] == "koroska"
    found = asking.asked(q="Kamnik")
    why = found.passages(list(found.qs)).values()
    assert {(one.field, one.text) for one in why} == {
        ("region", "Central Slovenia: Ljubljana, Domžale, Kamnik, Vrhnika")
    }


@pytest.mark.parametrize("query", ["País Vasco", "Euskadi", "Baskija", "Nafarroa", "Lappland"])
def test_the_name_of_a_place_is_never_taken_for_another_word(query):
    make_published(title="Pays vasque Euskadu Bask Navarra Lapplan")
    told = asking.asked(q=query)
    if query == "Lappland":  # stands in no list of names
        assert told.corrected == "lapplan"
    else:
        assert (list(told.qs), told.corrected) == ([], "")


def test_of_many_hits_the_one_that_holds_all_comes_first(smarty):
    assert asking.slugs(q="audit 4.0")[0] == asking.slugs(q='"4.0 audit"')[0]


def test_every_word_of_a_title_finds_its_practice(smarty):
    for edition in Edition.objects.all():
        facts = edition.document
        number, told = (
            int(facts["identifier"][3:]),
            f"{facts['title']} {facts['title_native'] or ''}",
        )
        asked = {*words(told), facts["title"], facts["title_native"] or facts["title"].upper()}
        missed = [query for query in sorted(asked) if number not in found(query)]
        assert missed == []


def test_each_part_of_a_practice_s_text_is_found():
    for name, text in (
        ("title", "alphaone"),
        ("title_native", "alphatwo"),
        ("summary", "alphathree"),
        ("problem", "alphafour"),
        ("description", "alphafive"),
        ("organisation_in_charge", "alphasix"),
        ("place", "alphaseven"),
        ("challenges", "alphaeight"),
        ("lessons", "alphanine"),
        ("transferability", "alphaten"),
        ("objectives", ["alphaeleven"]),
        ("stakeholders", ["other", "alphatwelve"]),
        ("beneficiaries", ["alphathirteen"]),
        ("resources_staff", "alphafourteen"),
        ("resources_text", "alphafifteen"),
        ("claims", [{"statement": "alphasixteen"}]),
        ("evidence", [{"url": "https://a.example", "title": "alphaseventeen"}]),
    ):
        entry = make_published(**{name: text}, slug=f"with-{name.replace('_', '-')}")
        (word,) = [word for word in str(text).split("'") if word.startswith("alpha")] or [text]
        assert ranked(word) == [entry.slug]


def test_what_says_how_a_record_is_known_is_no_text_to_be_found():
    make_published(
        themes_basis="alphaone", running_note="alphatwo", website="https://alphathree.eu"
    )
    assert [ranked(word) for word in ("alphaone", "alphatwo", "alphathree")] == [[], [], []]


def test_a_heavier_part_comes_first():
    """Title before summary and organisation before description, on both engines."""
    filler = "Words that say something else about what firms do in a region."
    make_published(slug="d", description=f"Exoskeletons. {filler}")
    make_published(slug="c", organisation_in_charge="Exoskeletons")
    make_published(slug="b", summary="Exoskeletons.")
    make_published(slug="a", title="Exoskeletons")
    for number in range(8):
        make_published(slug=f"other-{number}")
    assert ranked("exoskeletons") == ["a", "b", "c", "d"]


def test_a_title_comes_before_a_text_that_says_it_often():
    make_published(slug="often", description="Exoskeletons and exoskeletons, exoskeletons again.")
    make_published(slug="title", title="Exoskeletons")
    for number in range(8):
        make_published(slug=f"other-{number}")
    assert ranked("exoskeleton") == ["title", "often"]


def test_what_is_for_a_place_comes_before_what_lies_in_it():
    make_published(slug="whole", region_id="ES41", title="Looms")
    make_published(slug="part", region_id="ES417", title="Looms")
    make_published(slug="elsewhere", region_id="ITI1", title="Looms")
    assert ranked("Castilla y León") == ["whole", "part"]
    assert ranked("looms León")[:2] == ["whole", "part"]


def test_a_word_is_as_rare_as_among_what_is_written_in_its_language():
    """One of two Italian texts is little beside two of six English ones, though one of eight is rare."""
    for number in range(6):
        make_published(slug=f"en-{number}", title="Looms" if number < 2 else "Robots")
    make_published(slug="it-0", language="it", title="Gamberi")
    make_published(slug="it-1", language="it", title="Altro")
    hits = asking.asked(q="gamberi looms").hits
    worth = {word.text: round(word.worth, 2) for word in hits.words}
    assert worth == {"gamberi": 1.14, "looms": 1.11}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        # in an English question, in capitals, and alone it is the acronym
        *((query, ["ai-it", "ai"]) for query in ("AI", "ai", "how can I use ai?", "ai IN A")),
        ("ai looms", ["ai", "ai-it"]),
        ("AI per i tessitori", ["ai-it", "ai"]),
        # among words of the same language it is a small word
        ("come dare un mestiere ai giovani", ["it"]),
        # in quotes it is the very word
        ('"ai giovani"', ["it"]),
        ("-AI telai", []),
        ("MES", []),
        ("artificial intelligence", ["ai-it", "ai"]),
    ],
)
def test_an_acronym_may_be_a_small_word_elsewhere(db, query, expected):
    make_published(slug="ai", title="AI for looms")
    make_published(slug="it", language="it", title="Un mestiere ai giovani")
    make_published(slug="ai-it", language="it", title="AI per tessitori")
    make_published(slug="es", language="es", title="Cuatro veces al mes")
    assert ranked(query) == expected


def test_the_practice_of_the_very_title_comes_first():
    make_published(slug="robots", title="Skills for robots")
    make_published(slug="more", title="Skills for robots and robots", summary="Robots, skills.")
    make_published(slug="less", title="Robots", summary="Skills for robots.")
    assert ranked("skills for robots") == ["robots", "more", "less"]
    titled = asking.asked(q="skills for robots").hits.titled
    assert len(titled) == 2
    assert not asking.asked(q="skills for zeppelins").hits.titled


def test_stems_are_compared_within_a_language():
    make_published(slug="es", language="es", title="Murales digitales")
    make_published(slug="en", language="en", title="Digital diaries")
    make_published(slug="sl", language="sl", title="Digitalni zvezdniki")
    assert ranked("mural") == ["es"]
    assert ranked("diary") == ["en"]
    assert ranked("zvezdnika") == ["sl"]
    # No stemmer knows Slovenian, but its endings are cut; in quotes a word stands as written.
    assert (ranked('"zvezdnikov"'), ranked("zvezdnikov")) == ([], ["sl"])


def test_a_native_title_is_stemmed_in_its_own_language():
    make_published(slug="unknown", title="Audit", title_native="Quaderni del lavoro")
    make_published(slug="known", title_native="Quaderni", native_language="it")
    assert sorted(ranked("quaderni")) == ["known", "unknown"]
    assert ranked("quaderno") == ["known"]


def test_a_hostile_query_is_a_search_like_any_other(smarty):
    before = database.everything()
    for query in [*HOSTILE, *(f'"{text}"' for text in HOSTILE), *(f"-{text}" for text in HOSTILE)]:
        assert hits(query).entries <= asking.now_held().everything
        answer = asking.asked(q=query)
        assert len(answer.qs) in range(18)
        assert (answer.hits is None) == bool(answer.refusals)
    assert database.everything() == before


@pytest.mark.parametrize(
    ("query", "like"),
    [
        ("photonics*", "photonics"),
        ('"photonics"', "photonics"),
        ('photonics"', "photonics"),
        ("photonics:A", "photonics a"),
        ("NOT photonics", "not photonics"),
        ("photonics OR fashion", "photonics or fashion"),
        ("photonics & !fashion", "photonics fashion"),
        ("NEAR(photonics 2)", "near photonics 2"),
        ("title:photonics", "title photonics"),
        ("photonics' --", "photonics"),
        ("photonics\x00", "photonics"),
        ("(photonics", "photonics"),
    ],
)
def test_operators_are_words_or_nothing(smarty, query, like):
    assert found(query) == found(like)


def test_words_past_the_24th_are_left_out(smarty):
    telling = [f"telling{'e' * number}" for number in range(reading.MOST_WORDS)]
    make_published(identifier="GP-9999", description=" ".join(telling))
    assert [word.text for word in hits(" ".join([*telling, "gostop"])).words] == telling
    found_now = hits(" ".join([*telling, "gostop"])).entries
    assert asking.now_held().keys[list(found_now)].tolist() == [
        CatalogueEntry.objects.get(identifier="GP-9999").pk
    ]


def test_the_longest_texts_fit_into_the_index():
    """Each text at its limit, of words that are all different, and a long list beside them."""

    def prose(name: str, length: int) -> str:
        text = " ".join(f"{name}{number}" for number in range(length // 5))
        return text[:length].rstrip()

    limits = {"description": 5000, "summary": 300, "problem": 1500, "challenges": 1500}
    limits |= {"lessons": 1500, "transferability": 1500, "resources_text": 1500, "title": 150}
    texts = {name: prose(name[0], limit) for name, limit in limits.items()}
    objectives = [prose(f"o{number}x", 1500) for number in range(50)]
    entry = make_published(**texts, objectives=objectives, identifier="GP-9999")
    assert found("d0 o49x1") == found("t1") == [9999]
    assert found('"d10 d11 d12"') == found('"o40x100 o40x101"') == [9999]
    assert search.holds(entry.pk, entries.texts(entry.edition.document))


def test_write_replaces_remove_and_clear_take_away():
    first, second = make_published(identifier="GP-9998"), make_published(identifier="GP-9999")
    search.write(first.pk, {"a": [("Alphaone", "en")]})
    search.write(second.pk, {"d": [("Alphaone", "en")]})
    assert found("alphaone") == [9998, 9999]
    search.write(first.pk, {"a": [("Betatwo", "en")]})
    assert (found("alphaone"), found("betatwo")) == ([9999], [9998])
    search.remove([second.pk])
    assert found("alphaone") == []
    search.clear()
    assert (found("betatwo"), TextIndex.objects.count(), Meaning.objects.count()) == ([], 0, 0)


def test_write_many_indexes_what_is_not_there_and_notes_the_words():
    rows = [make_published(identifier=f"GP-999{number}") for number in (7, 8, 9)]
    search.clear()
    Word.objects.all().delete()
    texts = [
        {"a": [("Alphaone; Łódź", "pl")]},
        {"b": [("Alphaone betas 2020", "en")], "d": [("DIH", "en")]},
        {},
    ]
    search.write_many(zip((row.pk for row in rows), texts, strict=True))
    assert all(search.holds(row.pk, written) for row, written in zip(rows, texts, strict=True))
    assert (found("alphaone"), found("betas"), found("lodz")) == ([9997, 9998], [9998], [9997])
    assert found("digital innovation hub") == [9998]
    known = sorted(Word.objects.values_list("word", flat=True))
    assert known == ["alphaone", "betas", "dih", "lodz"]
    search.write_many([])
    assert TextIndex.objects.count() == 3


@pytest.mark.parametrize(
    ("text", "language", "terms"),
    [
        (
            "Digital factories",
            "en",
            "digital factories _ en_digit en_factori c_smart_factory c_factory c_industry_4_0",
        ),
        ("fábricas", "es", "fabricas _ es_fabric c_factory"),
        ("fabbriche", "it", "fabbriche _ it_fabbric c_factory"),
        ("tovarne", "sl", "tovarne _ sl_tovarn c_factory"),
        ("indústria", "ca", "industria _ ca_industr"),
        ("anything", "", "anything _"),
        ("the the", "en", "the the _"),
        ("A DIH", "en", "a dih _ en_dih c_digital_innovation_hub c_competence_centre"),
        ("", "en", "_"),
    ],
)
def test_a_text_is_kept_as_its_words_then_their_stems_then_its_concepts(text, language, terms):
    assert search.prepared({"b": [(text, language)]}) == ("", terms, "", "")


def test_texts_of_a_weight_are_kept_apart_so_that_no_phrase_spans_them():
    texts = {"a": [("Alphaone", "sl"), ("betas", "sl")], "d": [("gamma", "sl")]}
    assert search.prepared(texts) == (
        "_title alphaone _title betas _title sl_alphaon sl_betas", "", "", "gamma _ sl_gamm",
    )  # fmt: skip
    entry = make_published(identifier="GP-9999")
    search.write(entry.pk, texts)
    assert found("alphaone betas gamma") == [9999]
    assert found('"alphaone betas"') == found('"betas gamma"') == []


def test_holds_tells_whether_the_index_says_just_this():
    entry = make_published()
    texts = {"a": [("Digital factories", "en")], "d": [("Fábricas", "es")]}
    search.write(entry.pk, texts)
    assert search.holds(entry.pk, texts)
    assert search.holds(
        entry.pk, {"a": [("DIGITAL (factories)", "en")], "d": [("fábricas!", "es")]}
    )
    for other in (
        {},
        {"a": [("Digital factories", "en")]},
        {"a": [("Digital factories", "es")], "d": [("Fábricas", "es")]},
        {"b": [("Digital factories", "en")], "d": [("Fábricas", "es")]},
        {"a": [("Digital factories more", "en")], "d": [("Fábricas", "es")]},
        {"a": [("factories digital", "en")], "d": [("Fábricas", "es")]},
    ):
        assert not search.holds(entry.pk, other)
    search.clear()
    assert not search.holds(entry.pk, texts)


def test_nothing_of_a_draft_is_found():
    make_practice(title="Alphaone")
    make_practice(**EMPTY, title="Alphatwo")
    assert found("alphaone") == found("alphatwo") == []


def test_a_withdrawn_practice_is_not_found():
    entry = make_published(title="Alphaone")
    assert len(ranked("alphaone")) == 1
    entry.withdrawn_at, entry.withdrawal_reason = entry.first_published_at, "Asked for."
    entry.save()
    entries.tell(CatalogueEntry.objects.filter(pk=entry.pk))
    told = asking.asked(q="alphaone")
    assert (list(told.qs), told.corrected, told.hits.unknown) == ([], "", ["alphaone"])


def test_a_search_of_a_word_is_so_many_questions_whatever_it_finds(smarty):
    held = asking.now_held()
    # anywhere; where little is found, the topics above; in each part, all at once; what is near, the same
    for query, questions in (("robots", 4), ("gostop", 2), ("machine learning", 5)):
        with CaptureQueriesContext(connection) as captured:
            assert hits_in(held, query).entries
        told = [row["sql"] for row in captured if "practices_textindex" in row["sql"]]
        assert len(told) == questions, query


def test_every_word_of_a_title_finds_its_practice_in_eight_languages(db):
    """Made-up practices, so that nobody chose the words."""
    call_command("seed_benchmark", editions=24, processes=0, verbosity=0, stdout=io.StringIO())
    held = asking.now_held()
    answers = Answers(held.of, Kept())
    missed = []
    for entry in CatalogueEntry.objects.select_related("edition"):
        facts, (place,) = entry.edition.document, held.of(np.array([entry.pk]))
        told = {*words(f"{facts['title']} {facts['title_native'] or ''}"), facts["title"]}
        missed += [
            (entry.identifier, query)
            for query in sorted(told)
            if place not in ranking.find(query, size=held.size, answers=answers).entries
        ]
    assert missed == []
    assert {edition.document["language"] for edition in Edition.objects.all()} > {"en", "es", "pl"}
