"""What a query finds, in which order, and what is said of how it was understood."""

import re

import pytest
from django.http import QueryDict

from practices import entries
from practices.filters import PracticeFilterSet
from practices.models import CatalogueEntry, Edition
from practices.search import engine, ranking
from practices.search.answers import Answers, Kept
from tests import factories


@pytest.fixture
def records(once, clock):
    """Six practices, the first the oldest."""
    rows = [
        {"title": "Predictive maintenance for looms", "summary": "Sensors on looms."},
        {
            "title": "Skills for robots",
            "summary": "A training.",
            "description": "Maintenance is taught.",
        },
        {"title": "Vouchers", "summary": "Vouchers for a digital innovation hub."},
        {"title": "Manutenzione predittiva in Toscana", "language": "it", "summary": "Sensori."},
        {"title": "The hub", "summary": "Advice.", "description": "A DIH that lends robots."},
        {"title": "Green steel", "summary": "Less energy for foundries.", "region_id": "FI1D7"},
    ]

    def make():
        for number, row in enumerate(rows, start=1):
            clock(f"2026-03-0{number}")
            factories.make_published(identifier=f"GP-820{number}", slug=f"gp-820{number}", **row)

    once("six to be ranked", make)
    clock("2026-03-06")


def asked(query: str) -> PracticeFilterSet:
    given = QueryDict(mutable=True)
    given["q"] = query
    return PracticeFilterSet(given, CatalogueEntry.objects.on_show().for_list())


def found(query: str) -> list[int]:
    return [int(entry.identifier[-1]) for entry in asked(query).qs]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        # a word in a title before one in a text
        ("robots", [2, 5]),
        ("vouchers", [3]),
        # the whole before parts, and a stop word blocks nothing
        ("skills for robots", [2, 5]),
        ("how do I get a voucher for the hub?", [3, 5]),
        # forms of a word
        ("voucher", [3]),
        ("foundry", [6]),
        ("ROBOT", [2, 5]),
        # a concept under its names in other languages, and its acronym
        ("mantenimiento predictivo", [4, 1, 2]),
        ("rahoitus", [3]),
        ("financiación para empresas", [3]),
        ("predictive maintenance", [1, 4, 2]),
        ("DIH", [3, 5]),
        ("digital innovation hub", [3, 5]),
        ("a hub that is digital and brings innovation", [3, 5]),
        # places by name and by what lies above
        ("Lapland", [6]),
        ("Lapponia", [6]),
        ("Finland", [6]),
        ("Suomi", [6]),
        ("Finlandija", [6]),
        # words of asking tell nothing beside others, and are found alone
        ("please what is the best way to find examples of vouchers that works", [3]),
        ("esimerkkejä vouchers", [3]),
        ("way", []),
        # phrases, exclusion, identifiers
        ('"skills for robots"', [2]),
        ('"robots for skills"', []),
        ("robots -skills", [5]),
        # also words that stand side by side somewhere
        ("skills -robots", []),
        ("skills -for", []),
        ("predictive -maintenance", []),
        ("innovation -hub", []),
        ("hub -robots", [3]),
        # but a whole title is one
        ("green -steel", [6]),
        # typographic quotes, and what cannot be seen
        ("“skills for robots”", [2]),
        ("„robots for skills“", []),
        ("hub -«innovation hub»", [5]),
        ("vou\u00adcher\u200bs", [3]),
        ('hub -"innovation hub"', [5]),
        ("GP-8206", [6]),
        ("gp-8206", [6]),
        # mistakes
        ("vouchres", [3]),
        ("maintenence predictve", [1, 4, 2]),
        ('"vouchres"', []),
        ("zzzzzz", []),
        ("vouchers zzzzzz", [3]),
    ],
)
def test_query(records, query, expected):
    assert found(query) == expected


@pytest.mark.parametrize(
    ("query", "corrected", "unknown"),
    [
        ("vouchers", "", []),
        ("vouchres", "vouchers", []),
        ("green stele", "green steel", []),
        ("vouchers zzzzzz", "", ["zzzzzz"]),
        ('"vouchres"', "", ["vouchres"]),
        ("xyz", "", ["xyz"]),
    ],
)
def test_what_was_understood(records, query, corrected, unknown):
    hits = asked(query).hits

    assert (hits.corrected, hits.unknown) == (corrected, unknown)


@pytest.mark.parametrize(
    ("query", "field", "marked"),
    [
        ("voucher hub", "summary", ["Vouchers", "hub"]),
        ("taught", "description", ["taught"]),
        ("mantenimiento predictivo", "title", ["Manutenzione", "predittiva"]),
        ("skills of robots", "title", ["Skills", "robots"]),
    ],
)
def test_each_hit_shows_why(records, query, field, marked):
    filterset = asked(query)
    rows = list(filterset.qs)

    passage = filterset.passages(rows)[rows[0].pk]

    assert passage.field == field
    assert [text for text, is_marked in passage.pieces if is_marked] == marked


def test_no_hit_is_without_a_reason(smarty):
    """Whatever of a document is indexed, also what stands in no text of its own."""
    for edition in Edition.objects.all():
        indexed = entries.texts(edition.document).values()
        texts = [text for pairs in indexed for text, _language in pairs]
        for query in dict.fromkeys(text[:60].rsplit(" ", 1)[0] for text in texts if len(text) > 1):
            filterset = asked(query)
            rows = [] if filterset.refusals else list(filterset.qs)
            if filterset.named or filterset.coded:
                continue
            reasons = filterset.passages(rows)
            missing = [row.identifier for row in rows if row.pk not in reasons]
            assert missing == [], query


@pytest.mark.parametrize(
    ("query", "language", "told"),
    [
        ("robotics", "en", ("technologies", "Robotics", ["Robotics"])),
        ("robótica", "es", ("technologies", "Robótica", ["Robótica"])),
        ("digital innovation hubs", "en",
         ("themes", "Digital innovation hubs", ["Digital", "innovation", "hubs"])),
        ("weaving of textiles", "en", ("sectors", "Weaving of textiles", ["Weaving", "textiles"])),
        ("Catalonia", "en", ("region", "Catalonia", ["Catalonia"])),
        ("Lleida", "en", ("region", "Lleida", ["Lleida"])),
    ],
)  # fmt: skip
def test_the_api_names_the_list_in_which_a_hit_was_found(api, db, query, language, told):
    factories.make_published(
        title="Alphaone", technologies=["robotics"], sectors=["C13.2"], region_id="ES513",
        themes=["digital_innovation_hubs"],
    )  # fmt: skip
    (row,) = api.get("/api/v1/practices/", {"q": query, "lang": language}).json()["results"]
    field, text, words = told
    assert row["passage"] == {"field": field, "text": text, "words": words}


def test_the_page_names_the_list_in_which_a_hit_was_found(client, db):
    factories.make_published(title="Alphaone", technologies=["robotics"], language="it")
    page = client.get("/practices/", {"q": "robotics"}).content.decode()
    (shown,) = re.findall(r'<p class="passage">(.*?)</p>', page, re.DOTALL)
    assert "".join(shown.split()) == (
        '<spanclass="passage-field">Technology</span><spanlang="en"><mark>Robotics</mark></span>'
    )


HOSTILE = [
    "x" * 200, '"' * 7, "- - -", "-", '""', "a" * 50 + " OR " + "b" * 50, "NEAR(a b)", "title:*",
    "'; DROP TABLE practices_textindex; --", "<script>alert(1)</script>", "a\x00b", "🦾 🤖",
    "مصنع ذكي", "\u202eevil", "%s %(x)s {0} \\", "* ^ : ( ) { } & | !", "c_digital_innovation_hub", "_ __",
    "a.title", "en_digit",
]  # fmt: skip


@pytest.mark.parametrize("face", ["/practices/", "/api/v1/practices/"])
@pytest.mark.parametrize("query", HOSTILE)
def test_hostile_queries_harm_nothing(client, records, face, query):
    answer = client.get(face, {"q": query})

    assert answer.status_code in {200, 400}
    assert b"<script>alert" not in answer.content
    assert CatalogueEntry.objects.count() == 6


def test_too_long_a_query_is_told_with_its_length(client, db):
    answer = client.get("/api/v1/practices/", {"q": "y " * 500})

    assert answer.status_code == 400
    assert "At most 200 characters" in answer.json()["detail"]


def test_every_word_of_a_title_finds_its_practice(smarty):
    for entry in CatalogueEntry.objects.on_show():
        for word in entry.title.replace("–", " ").replace("/", " ").split():
            query = word.strip("()':,.")
            if len(query) > 1:
                rows = [row.identifier for row in asked(query).qs]
                assert entry.identifier in rows, (entry.identifier, query)


@pytest.fixture
def words_of_a_title(once):
    """One practice holds six words, one of the others the first of them, five the last."""
    titles = ["Zorvak bintel quimor hesdup lufgan tamriz", "Zorvak", *["Tamriz"] * 5]

    def make():
        for number, title in enumerate(titles, start=1):
            factories.make_published(
                identifier=f"GP-820{number}", slug=f"gp-820{number}", title=title, summary="None."
            )

    once("seven with words of a title", make)


@pytest.mark.parametrize(
    ("query", "few", "least", "expected"),
    [
        # the best partial hits follow, as many as make few hits a pageful
        ("zorvak bintel quimor hesdup lufgan tamriz", 10, 0.0, {1, 2, 3, 4, 5, 6, 7}),
        # what holds equally much comes along together or not at all
        ("zorvak bintel quimor hesdup lufgan tamriz", 6, 0.0, {1, 2}),
        ("zorvak bintel quimor hesdup lufgan tamriz", 7, 0.0, {1, 2, 3, 4, 5, 6, 7}),
        # not what holds next to nothing
        ("zorvak bintel quimor hesdup lufgan tamriz", 10, 0.1, {1, 2}),
        # nor where enough hold enough
        ("zorvak bintel quimor hesdup lufgan tamriz", 1, 0.0, {1}),
        # nor of two words
        ("quimor tamriz", 10, 0.0, {1}),
    ],
)
def test_few_hits_are_followed_by_partial_ones(
    monkeypatch, words_of_a_title, query, few, least, expected
):
    monkeypatch.setattr(ranking, "FEW", few)
    monkeypatch.setattr(ranking, "LEAST", least)

    assert set(found(query)) == expected


@pytest.fixture
def one_alone(once):
    """Two practices speak of vouchers, a third of working alone."""
    told = ["Vouchers are lent.", "Advice where one works alone.", "Vouchers for looms."]
    texts = [*told, *["Green steel."] * 4]

    def make():
        for number, text in enumerate(texts, start=1):
            factories.make_published(
                identifier=f"GP-820{number}", slug=f"gp-820{number}", title="None", summary=text
            )

    once("seven to be asked in a sentence", make)


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("alone vouchers", {2}),
        ("how can we get vouchers if we are alone?", {1, 3}),
    ],
)
def test_in_a_sentence_what_names_something_tells_more(one_alone, query, first):
    """Of two words the rarer tells more; among many it has to name something of the field."""
    assert set(found(query)[: len(first)]) == first


@pytest.mark.parametrize(
    ("common", "very_common", "asked_for"),
    [
        (10, 10, {"in other words: title", "in other words: middle", "as written: title", "as written: own"}),
        (1, 10, {"in other words: title", "in other words: middle", "as written: title"}),
        (1, 1, {"in other words: title", "as written: title"}),
    ],
)  # fmt: skip
def test_what_very_many_hold_is_asked_less(monkeypatch, records, common, very_common, asked_for):
    """Two records hold robots; which of their texts are looked at once more."""
    monkeypatch.setattr(ranking, "COMMON", common)
    monkeypatch.setattr(ranking, "VERY_COMMON", very_common)
    held = asked("robots").index
    answers = Answers(held.of, Kept())

    (word,) = ranking.find("robots", size=held.size, answers=answers).words

    forms = {"in other words": word.terms, "as written": word.exact}
    told = {
        f"{form}: {where}"
        for form, terms in forms.items()
        for where in ("title", "middle", "own")
        if engine().expression(terms, where) in answers.known
    }
    assert told - {"in other words: own"} == asked_for
    assert found("robots") == [2, 5]
