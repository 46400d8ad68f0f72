"""Words that stand nowhere are taken for the likest one that does, and the reader is told."""

import random

import pytest
from rapidfuzz.distance import DamerauLevenshtein

from partners import catalogue
from practices import entries
from practices.models import CatalogueEntry
from practices.models.catalogue import Word
from practices.search import spelling
from tests import asking
from tests.factories import make_published

pytestmark = pytest.mark.django_db


@pytest.fixture
def known():
    Word.objects.all().delete()
    words = ("loom", "looms", "robot", "voucher", "vouchers", "maintenance")
    Word.objects.bulk_create([Word(word=word) for word in words])
    catalogue.raise_version()


@pytest.mark.parametrize(
    ("word", "like"),
    [
        ("robbot", ["robot"]),
        ("robt", []),  # what is missing in a short one may be another word
        ("lomo", ["loom"]),  # but for letters that changed places
        ("foom", []),
        ("roboot", ["robot"]),
        ("robto", ["robot"]),  # two letters that changed places are one mistake
        ("fobot", ["robot"]),
        ("rovott", []),  # two mistakes in a short word are another word
        ("maintanence", ["maintenance"]),  # and one or two in a long one are none
        ("mainteance", ["maintenance"]),
        ("maintanance", ["maintenance"]),
        ("montanence", []),
        ("naintenanse", []),  # who makes two begins with the right letter
        ("vuchers", ["vouchers"]),  # the nearest alone
        ("loomz", ["loom", "looms"]),
        ("looms", ["loom"]),  # the others, never the word itself
        ("exoskelton", ["exoskeleton"]),  # of the table of concepts: no text says it
        ("zzyzxomarmot", []),
        ("", []),
    ],
)
def test_like(known, word, like):
    assert sorted(spelling.like(word)) == like


@pytest.mark.parametrize(
    ("word", "pair"),
    [
        ("loomrobbot", ("loom", "robbot")),  # the other may be another form
        ("loomrobot", ("loom", "robot")),
        ("exoskeletonloom", ("exoskeleton", "loom")),  # of the table of concepts
        ("zyxxyz", None),
        ("loom" + "x" * 50, None),
    ],
)
def test_which_two_words_one_may_be(known, word, pair, django_assert_max_num_queries):
    with django_assert_max_num_queries(2):
        told = spelling.pairs(word)
    assert (pair in told) if pair else told == []


@pytest.mark.parametrize(
    ("word", "way"),
    [
        ("loomsandrobot", ("looms", "and", "robot")),
        ("robotofloom", ("robot", "of", "loom")),
        ("shopfloor", ("shop", "floor")),  # before "shop" and what else "floor" may be
        ("robotzyxloom", None),
        ("robot", None),
        ("robot" * 10, None),
    ],
)
def test_which_words_one_may_be(known, word, way):
    told = spelling.ways_to_part(word)
    assert (way in told) if way else told == []
    lengths = list(map(len, told))
    assert lengths == sorted(lengths)


def test_of_many_ways_the_first_are_looked_at(known, monkeypatch):
    monkeypatch.setattr(spelling, "MOST_WAYS", 1)
    assert spelling.ways_to_part("robotandloom") == [("robot", "and", "loom")]


def test_letters_that_changed_places_are_found_among_many_words_like_it(known):
    Word.objects.bulk_create(Word(word=word) for word in ("homo", "lomi", "lomu", "loma"))
    catalogue.raise_version()
    assert spelling.like("lomo") == ["loom"]


def spellings() -> list[str]:
    chance = random.Random(7)  # noqa: S311
    return ["".join(chance.choices("abcd1", k=chance.randint(1, 9))) for _word in range(3000)]


@pytest.mark.parametrize("most", [1, 2])
def test_to_compare_letters_first_loses_no_word(most):
    known = list(dict.fromkeys(spellings()))
    kept = spelling.Spellings(known)
    for word in known[:60]:
        near = [other for other in known if 0 < DamerauLevenshtein.distance(word, other) <= most]
        nearest = sorted(near, key=lambda other: DamerauLevenshtein.distance(word, other))
        assert list(kept.near(word, most)) == nearest[: spelling.MOST]


def test_no_word_is_like_any_where_none_is_known():
    assert spelling.Spellings([]).near("looms", 1) == {}


def test_at_most_three_are_offered(db):
    Word.objects.bulk_create([Word(word=f"loom{letter}") for letter in "abcdef"])
    catalogue.raise_version()
    assert len(spelling.like("loomz")) == 3


def test_the_words_are_read_once_for_a_version(known, django_assert_num_queries):
    version = catalogue.version()
    assert len(spelling.known_words(version.token).words) == 6
    with django_assert_num_queries(0):
        spelling.known_words(version.token)
    make_published(title="Exoskeletons")
    assert spelling.known_words(catalogue.version().token).has("exoskeletons")


def told(query: str) -> tuple:
    found = asking.asked(q=query)
    return [entry.slug for entry in found.qs], found.corrected, found.hits.unknown


@pytest.fixture
def records(clock):
    for day, (slug, title) in enumerate(
        [("looms", "Looms for Łódź"), ("care", "Predictive maintenance"),
         ("cura", "Manutenzione predittiva")], start=1,
    ):  # fmt: skip
        clock(f"2026-03-0{day}")
        make_published(slug=slug, title=title, language="it" if slug == "cura" else "en")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("looms", (["looms"], "", [])),
        ("lomos", (["looms"], "looms", [])),
        ("Lózd looms", (["looms"], "lodz looms", [])),
        # what was meant may name a concept, and so is found in other languages
        ("predictve maintenance", (["care", "cura"], "predictive maintenance", [])),
        # what is short or stands in quotes is taken as it is written
        ("lom", ([], "", ["lom"])),
        ('"lomos"', ([], "", ["lomos"])),
        ("qwertzuiop", ([], "", ["qwertzuiop"])),
        ("lomos qwertzuiop", (["looms"], "looms qwertzuiop", ["qwertzuiop"])),
    ],
)
def test_a_search_says_how_it_was_understood(records, query, expected):
    assert told(query) == expected


@pytest.mark.parametrize(
    ("query", "slugs", "wider"),
    [
        # nothing speaks of exoskeletons: what is above them is tried, before another spelling
        ("AGV", ["arms"], ["c_robotics"]),
        ("vihivaunu", ["arms"], ["c_robotics"]),
        # as far up as is needed
        ("erdf ergonomics", ["seats"], []),
        ("deep learning", ["brain"], ["c_ai"]),
        ("AGV looms", ["arms", "looms"], ["c_robotics"]),
        ("looms AGV", ["arms", "looms"], ["c_robotics"]),
        ("ergonomic AGV lomos", ["arms", "looms", "seats"], ["c_robotics"]),
        # quotes mean the very word; what has hits of its own is not widened
        ('"AGV"', [], []),
        ("robot", ["arms"], []),
        ("exoskeleton", ["seats"], ["c_ergonomics"]),
        ("quantum computing", [], []),
    ],
)
def test_a_topic_of_which_nothing_speaks_is_taken_for_the_wider_one(db, query, slugs, wider):
    for slug, title in (
        ("looms", "Looms"), ("arms", "Robotic arms"), ("seats", "Ergonomics"),
        ("brain", "Artificial intelligence"), ("agri", "AGR"), ("qua", "Quantus"),
    ):  # fmt: skip
        make_published(slug=slug, title=title, description="Of nothing else.")
    found = asking.asked(q=query)
    assert sorted(entry.slug for entry in found.qs) == slugs
    assert found.wider == wider
    assert found.corrected == ("ergonomic AGV looms" if "lomos" in query else "")


@pytest.mark.parametrize(
    ("query", "slugs", "corrected", "wider"),
    [
        # beside "machine" it is learning; by itself it is "lening", Dutch for a loan, as the catalogue says
        ("machine lerning", ["brain"], "machine learning", ["c_ai"]),
        ("lerning", ["credit", "loan"], "lening", []),
        # nothing speaks of the topic that was meant: it is taken for the wider one, as if spelled right
        ("exoskelton", ["seats"], "exoskeleton", ["c_ergonomics"]),
        # of what is as common that of the same letters, then the longer one: not "robo", not "senso"
        ("robto", ["arms"], "robot", []),
        ("sensr", ["sensors"], "sensor", []),
    ],
)
def test_what_a_mistyped_word_is_taken_for_depends_on_its_neighbours(
    db, query, slugs, corrected, wider
):
    for slug, title in (
        ("loan", "Lening"), ("credit", "A loan"), ("brain", "Artificial intelligence"),
        ("seats", "Ergonomics"), ("arms", "Robotic arms"), ("sensors", "Sensors"),
    ):  # fmt: skip
        make_published(slug=slug, title=title, description="Of nothing else.")
    found = asking.asked(q=query)
    assert sorted(entry.slug for entry in found.qs) == slugs
    assert (found.corrected, found.wider) == (corrected, wider)


@pytest.mark.parametrize(
    ("word", "other", "is_form"),
    [
        ("machines", "machine", True),
        ("reparto", "repart", True),
        ("marítima", "maritimo", True),
        # spelled another way elsewhere
        ("modernisation", "modernization", True),
        ("wirtualna", "virtualna", True),
        ("solucciones", "soluciones", True),
        # words of their own
        ("grading", "grazing", False),
        ("tracking", "tracing", False),
        ("careers", "carers", False),
        ("reclaimed", "reclame", False),
        ("peer", "pere", False),
        ("quantum", "quantus", False),
        ("spreken", "spreker", False),
        ("shelf", "shell", False),
        ("guest", "guess", False),
        ("seguretat", "inseguretat", False),
    ],
)
def test_another_form_of_a_word_differs_at_its_end(word, other, is_form):
    assert spelling.is_form(word, other) == spelling.is_form(other, word) == is_form


@pytest.mark.parametrize(
    ("word", "others", "is_right"),
    [
        ("grading", "sheep", True),
        ("grading", "para mejorar", False),
        ("graxing", "sheep", False),
        # Italian: in a Spanish query a mistake, and so where it may be Spanish as well
        ("mantenimento", "para mejorar", False),
        ("mantenimento", "predictivo", False),
        # by itself a short word is one, a long one rather a mistake
        ("press", "", True),
        ("mantenimento", "", False),
        ("", "", False),
    ],
)
def test_a_word_is_spelled_right_in_the_language_of_the_others(word, others, is_right):
    assert spelling.is_spelled_right(word, others.split()) == is_right


@pytest.mark.parametrize(
    ("query", "slugs", "corrected", "unknown"),
    [
        # English, so that nobody meant to graze
        ("sheep grading", ["sheep"], "", ["grading"]),
        ("sheep graxing", ["pasture", "sheep"], "sheep grazing", []),
        ("ovejas reparto", ["round", "sheep"], "ovejas repart", []),
        ("grade", [], "", ["grade"]),
        # what means something is at most taken for a longer form
        ("sheep sawing", ["sheep"], "", ["sawing"]),
    ],
)
def test_a_word_of_the_language_of_a_query_is_taken_for_no_other(
    db, query, slugs, corrected, unknown
):
    for slug, title in (
        ("sheep", "Sheep"),
        ("pasture", "Grazing"),
        ("round", "Repart"),
        ("bank", "Saving"),
    ):
        make_published(slug=slug, title=title, description="Of nothing else.")
    found, was_corrected, not_known = told(query)
    assert (sorted(found), was_corrected, not_known) == (slugs, corrected, unknown)


@pytest.mark.parametrize(
    ("query", "slugs"),
    [
        ("industry4.0", ["four"]),
        ("iso9001", ["joined"]),
        ("iso14001", ["green", "quality"]),
        ("ris3", ["strategy"]),  # a topic
    ],
)
def test_a_number_joined_to_a_word_is_one_of_its_own_unless_something_has_both(db, query, slugs):
    for slug, title in (
        ("four", "Industry 4.0"), ("joined", "ISO9001"), ("quality", "ISO 9001"),
        ("green", "ISO 14001"), ("strategy", "Smart specialisation strategy"),
    ):  # fmt: skip
        make_published(slug=slug, title=title, description="Of nothing else.")
    assert (sorted(told(query)[0]), told(query)[1]) == (slugs, "")


def test_page_and_api_say_for_which_wider_topic_a_word_was_taken(client, db):
    make_published(slug="arms", title="Robotic arms")
    told = " ".join(client.get("/practices/", {"q": "AGV"}).content.decode().split())
    assert (
        "No practice speaks of “AGV”. Showing practices on the wider topic "
        "<strong>robotics</strong>." in told
    )
    assert "Showing results for" not in told
    for language, name in (("en", "robotics"), ("es", "robótica")):
        answer = client.get("/api/v1/practices/", {"q": "AGV", "lang": language}).json()
        assert answer["query"]["wider"] == [name]
        assert (answer["query"]["corrected"], answer["query"]["unknown"]) == (None, [])
    assert [row["slug"] for row in answer["results"]] == ["arms"]


def robots(cobots: int) -> None:
    for number in range(cobots):
        make_published(slug=f"cobot-{number}", title="Cobots", description="Of nothing else.")
    make_published(slug="robot", title="Robots", description="Of nothing else.")
    make_published(slug="looms", title="Looms", description="Of nothing else.")


COBOTS = ["cobot-0", "cobot-1", "cobot-2", "cobot-3"]


@pytest.mark.parametrize(
    ("query", "cobots", "expected", "wider"),
    [
        # where three or fewer speak of it, what speaks of the topic above follows
        ("cobot", 3, [*COBOTS[:3], "robot"], ["c_robotics"]),
        ("cobott", 1, ["cobot-0", "robot"], ["c_robotics"]),
        ("cobot", 4, COBOTS, []),
        ("cobots -zeppelin", 1, ["cobot-0", "robot"], ["c_robotics"]),
        ("cobots looms", 1, ["cobot-0", "looms", "robot"], ["c_robotics"]),
        # quotes mean the very word, and what was asked for itself is not told
        ('"cobots"', 1, ["cobot-0"], []),
        ("cobots robots", 1, ["cobot-0", "robot"], []),
        ("looms", 1, ["looms"], []),
    ],
)
def test_where_few_speak_of_a_topic_the_wider_one_follows(db, query, cobots, expected, wider):
    robots(cobots)
    found = asking.asked(q=query)
    assert sorted(entry.slug for entry in found.qs) == expected
    assert found.qs[0].slug in expected[:cobots]
    assert found.wider == wider


def test_few_are_more_in_a_larger_catalogue(db):
    robots(cobots=5)
    for number in range(20):
        make_published(slug=f"other-{number}", title="Baskets", description="Of nothing else.")
    found = asking.asked(q="cobot")
    assert sorted(entry.slug for entry in found.qs) == [*COBOTS, "cobot-4", "robot"]


def test_few_speak_of_one_word_among_others_of_which_many_do(db):
    """A practice on hackers is not filed under attacks, only related to them."""
    for number in range(6):
        make_published(slug=f"robot-{number}", title="Robots", description="Of nothing else.")
    make_published(slug="hacked", title="Hackers", description="Of nothing else.")
    make_published(slug="secure", title="Cyber attacks", description="Of nothing else.")
    found = asking.asked(q="robot hacker")
    assert found.qs[0].slug == "hacked"
    assert "secure" in [entry.slug for entry in found.qs]
    assert found.wider == ["c_cyber_attack"]
    assert [entry.slug for entry in asking.asked(q="cyber attack").qs] == ["secure"]


def test_of_words_of_which_many_speak_nothing_is_told(client, db):
    make_published(slug="cobot", title="Cobots", description="Of nothing else.")
    for number in range(12):
        make_published(slug=f"agv-{number}", title="AGV", description="Of nothing else.")
    make_published(slug="robot", title="Robots", description="Of nothing else.")
    page = client.get("/practices/", {"q": "cobot AGV"}).content.decode()
    assert "Few practices speak of “cobot”. Those on the wider topic" in " ".join(page.split())


def test_a_wider_topic_is_told_only_of_what_the_filters_leave(db):
    robots(cobots=1)
    elsewhere = asking.asked(q="cobot", country="FI")
    here = asking.asked(q="cobot", country="IT")
    assert (list(elsewhere.qs), elsewhere.wider) == ([], [])
    assert ([entry.slug for entry in here.qs], here.wider) == (["cobot-0", "robot"], ["c_robotics"])


def test_the_sentence_of_the_topic_itself_is_the_reason_before_that_of_the_wider_one(db):
    make_published(
        slug="both", title="Pilot", description="Robots came first. Then cobots and robots helped."
    )
    found = asking.asked(q="cobots")
    (why,) = found.passages(list(found.qs)).values()
    assert why.text == "Then cobots and robots helped."


def test_of_what_words_name_together_the_topic_above_follows_and_not_that_of_each(smarty):
    """The stem of "additive" is also that of additionality, a topic of evaluation."""
    queries = ("additive manufacturing", "machine learning")
    wider = [asking.asked(q=query).wider for query in queries]
    assert wider == [["c_advanced_manufacturing"], ["c_ai"]]


def test_the_page_names_all_words_of_which_few_practices_speak(client, smarty):
    told = " ".join(
        client.get("/practices/", {"q": "Additive manufacturing"}).content.decode().split()
    )
    assert (
        "Few practices speak of “Additive manufacturing”. Those on the wider topic "
        "<strong>advanced manufacturing</strong> are shown, too." in told
    )


def test_the_page_names_all_words_of_which_no_practice_speaks(client, smarty):
    """Practices speak of machines, none of machine learning or any other."""
    told = " ".join(client.get("/practices/", {"q": "Machine learning"}).content.decode().split())
    assert (
        "No practice speaks of “Machine learning”. Showing practices on the wider topic "
        "<strong>artificial intelligence</strong>." in told
    )


def test_page_and_api_say_which_wider_topic_follows_and_why_a_hit_is_there(client, db):
    robots(cobots=1)
    told = " ".join(client.get("/practices/", {"q": "Cobot"}).content.decode().split())
    assert (
        "Few practices speak of “Cobot”. Those on the wider topic "
        "<strong>robotics</strong> are shown, too." in told
    )
    assert "No practice" not in told
    answer = client.get("/api/v1/practices/", {"q": "Cobot"}).json()
    assert answer["query"]["wider"] == ["robotics"]
    told = [(row["slug"], row["passage"]["words"]) for row in answer["results"]]
    assert told == [("cobot-0", ["Cobots"]), ("robot", ["Robots"])]


def test_a_word_that_only_a_withdrawn_practice_holds_is_unknown(records):
    entry = CatalogueEntry.objects.get(slug="looms")
    entry.withdrawn_at, entry.withdrawal_reason = entry.first_published_at, "Asked for."
    entry.save()
    entries.tell(CatalogueEntry.objects.filter(pk=entry.pk))

    assert told("looms") == ([], "", ["looms"])
    assert told("lomos") == ([], "", ["lomos"])
