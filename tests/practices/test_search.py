"""Search finds the same set on both engines: real queries with what they find, and hostile ones."""

import pytest

from practices import entries, search
from practices.models import CatalogueEntry, Edition, Practice, TextIndex
from practices.search.text import words
from tests import database
from tests.factories import EMPTY, make_practice, make_published
from tests.practices.test_text import HOSTILE

pytestmark = pytest.mark.django_db


def found(query: str) -> list[str]:
    """The numbers of the practices that a query finds ("GP-0007" gives 7)."""
    hits = search.matching(CatalogueEntry.objects.on_show(), query)
    return sorted(int(entry.identifier[3:]) for entry in hits)


def ranked(query: str) -> list[str]:
    hits = search.matching(CatalogueEntry.objects.on_show(), query)
    return [entry.slug for entry in hits.order_by("-rank", "identifier")]


REAL = {
    "GOSTOP": [1],
    "gostop": [1],
    "PRISMA": [13],
    "GP-0007": [7],
    "gp 0007": [7],
    "Centr@tec": [7],
    "audit 4.0": [5],
    "climate emergency": [15],
    "emergency climate": [15],
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
    "iot": [3, 13],
    "internet of things": [2, 3, 13],
    "internet de las cosas": [2, 3, 13],
    "fashion": [13, 17],
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
    "Platforma Przemysłu Przyszłości": [2],
    "przemysl": [2],
    "Casa delle Tecnologie Emergenti": [13],
    "cupons": [10],
    "vouchers": [5, 9, 10, 11],
    "Huddersfield": [17, 18],
    "factory of the future": [1, 8, 16, 17, 19],
    "factories of the future": [1, 8, 16, 17, 19],
    "wyca": [15],
    # Drafts: nothing of them is found.
    "radmot": [],
    "plant run": [],
    # Every word counts.
    "gostop prisma": [],
    "photonics fashion": [],
    "xyzzy": [],
}


@pytest.mark.parametrize(("query", "numbers"), REAL.items(), ids=REAL)
def test_what_a_query_finds_among_the_real_practices(smarty, query, numbers):
    assert found(query) == numbers


def test_every_word_of_a_title_finds_its_practice(smarty):
    for edition in Edition.objects.all():
        facts = edition.document
        number, told = (
            int(facts["identifier"][3:]),
            f"{facts['title']} {facts['title_native'] or ''}",
        )
        asked = {*words(told), facts["title"], told.upper(), facts["identifier"]}
        assert [query for query in sorted(asked) if number not in found(query)] == []


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
    """Title before summary before organisation before description, on both engines."""
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


def test_stems_are_compared_within_a_language():
    make_published(slug="es", language="es", title="Fábricas digitales")
    make_published(slug="en", language="en", title="Digital factories")
    make_published(slug="sl", language="sl", title="Digitalne tovarne")
    assert ranked("fábrica") == ["es"]
    assert ranked("factory") == ["en"]
    assert ranked("tovarne") == ["sl"]
    assert ranked("tovarna") == []


def test_a_native_title_is_stemmed_in_its_own_language():
    make_published(slug="it", title="Audit", title_native="Fabbriche intelligenti")
    Practice.objects.filter(slug="it").update(native_language="it")
    assert ranked("fabbriche") == ["it"]
    make_published(slug="known", title_native="Fabbriche", native_language="it")
    assert ranked("fabbrica") == ["known"]


@pytest.mark.parametrize("query", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_query_is_a_search_like_any_other(smarty, query):
    before = database.everything()
    assert not search.understood(query) or isinstance(found(query), list)
    assert database.everything() == before


@pytest.mark.parametrize(
    ("query", "like"),
    [
        ("photonics*", "photonics"),
        ('"photonics"', "photonics"),
        ("photonics:A", "photonics a"),
        ("NOT photonics", "not photonics"),
        ("photonics OR fashion", "photonics or fashion"),
        ("photonics & !fashion", "photonics fashion"),
        ("photonics' --", "photonics"),
        ("photonics\x00", "photonics"),
        ("(photonics", "photonics"),
    ],
)
def test_operators_are_words_or_nothing(smarty, query, like):
    assert found(query) == found(like)


def test_words_past_the_32nd_are_left_out(smarty):
    words = ["the"] + [f"the{'e' * number}" for number in range(1, 32)]
    make_published(identifier="GP-9999", description=" ".join(words))
    assert found(" ".join(words)) == [9999]
    assert found(" ".join([*words, "xyzzy"])) == [9999]
    assert found(" ".join(["xyzzy", *words])) == []


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
    assert search.holds(entry.pk, entries.texts(entry.edition.document))


def test_write_replaces_remove_and_clear_take_away():
    first, second = make_published(identifier="GP-9998"), make_published(identifier="GP-9999")
    search.write(first.pk, {"a": [("Alphaone", "en")]})
    search.write(second.pk, {"d": [("Alphaone", "en")]})
    assert found("alphaone") == [9998, 9999]
    search.write(first.pk, {"a": [("Alphatwo", "en")]})
    assert (found("alphaone"), found("alphatwo")) == ([9999], [9998])
    search.remove([second.pk])
    assert found("alphaone") == []
    search.clear()
    assert (found("alphatwo"), TextIndex.objects.count()) == ([], 0)


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


def test_a_search_is_one_query(smarty, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert len(found("robots")) == 6
