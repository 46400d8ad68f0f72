"""The relevance set of benchmarks/relevance: its form, its measures, its records and its baseline."""

from collections import Counter
from dataclasses import dataclass
from math import log2

import pytest

from benchmarks import relevance
from practices.models import CatalogueEntry, Practice
from practices.search.text import fold
from practices.validators import LIMITS

KINDS = {
    *("exact_title", "partial_title", "topic", "typo", "no_diacritics", "inflected", "synonym"),
    *("cross_language", "region_topic", "question", "place", "organisation", "phrase"),
    *("exclusion", "identifier"),
}
LANGUAGES = {"en", "es", "it", "fi", "fr", "nl", "pl", "sl", "ca"}
DRAFTS = {"GP-0004", "GP-0006", "GP-0020"}
REAL = {f"GP-{number:04}" for number in range(1, 21)} - DRAFTS
IDENTIFIERS = [record["identifier"] for record in relevance.records()]
SECOND = [record["identifier"] for record in relevance.records("second")]


@dataclass(frozen=True)
class Unseen:
    """A set written without its search: where its identifiers begin, its size, and what is to be reached."""

    begin: str
    records: int
    queries: int
    ndcg: float
    success: float
    not_asked: frozenset[str] = frozenset({"identifier"})
    also: frozenset[str] = frozenset()


SHORT = frozenset({"identifier", "organisation"})
PLAIN = SHORT | {"phrase", "exclusion", "place"}
ACRONYM = frozenset({"acronym"})
UNSEEN = {
    "second": Unseen("GP-7", 110, 150, 0.94, 0.98),
    "third": Unseen("GP-8", 164, 178, 0.89, 0.98, SHORT),
    "fourth": Unseen("GP-9", 120, 110, 0.90, 0.98, SHORT | {"phrase", "exclusion"}),
    "fifth": Unseen("GP-6", 96, 110, 0.91, 0.98, SHORT),
    "sixth": Unseen("GP-8", 82, 84, 0.92, 0.97, PLAIN, ACRONYM),
    "seventh": Unseen("GP-7", 82, 84, 0.93, 0.98, PLAIN, ACRONYM),
    "eighth": Unseen("GP-9", 60, 100, 0.93, 0.98, PLAIN, ACRONYM),
    "ninth": Unseen("GP-9", 164, 164, 0.89, 0.97, SHORT | {"place"}, ACRONYM),
    "tenth": Unseen("GP-8", 164, 164, 0.87, 0.97, SHORT | {"place"}, ACRONYM),
    "eleventh": Unseen("GP-6", 164, 164, 0.89, 0.94, SHORT | {"place"}, ACRONYM),
    "twelfth": Unseen("GP-5", 164, 164, 0.89, 0.96, SHORT | {"place"}, ACRONYM),
    "thirteenth": Unseen("GP-4", 164, 164, 0.88, 0.94, SHORT | {"place"}, ACRONYM),
    "fourteenth": Unseen("GP-3", 164, 164, 0.91, 0.98, PLAIN, ACRONYM),
    "fifteenth": Unseen("GP-2", 164, 164, 0.85, 0.95, PLAIN, ACRONYM),
    "sixteenth": Unseen("GP-1", 164, 164, 0.86, 0.96, PLAIN, ACRONYM),
    "seventeenth": Unseen("GP-2", 164, 164, 0.86, 0.95, PLAIN, ACRONYM),
    "eighteenth": Unseen("GP-2", 164, 164, 0.86, 0.95, PLAIN, ACRONYM),
    "nineteenth": Unseen("GP-2", 164, 164, 0.86, 0.95, PLAIN, ACRONYM),
    "twentieth": Unseen("GP-2", 164, 164, 0.86, 0.98, PLAIN, ACRONYM),
    "twentyfirst": Unseen("GP-2", 164, 164, 0.89, 0.97, PLAIN, ACRONYM),
    "twentysecond": Unseen("GP-3", 164, 164, 0.86, 0.96, PLAIN, ACRONYM),
}


# Measures


@pytest.mark.parametrize(
    ("found", "relevant", "expected"),
    [
        (["A", "B"], {"A": 3, "B": 1}, 1.0),
        (["B", "A"], {"A": 3, "B": 1}, (1 + 7 / log2(3)) / (7 + 1 / log2(3))),
        (["X", "A"], {"A": 3}, 1 / log2(3)),
        (["X", "Y", "A"], {"A": 2, "B": 2}, (3 / 2) / (3 + 3 / log2(3))),
        ([], {"A": 3}, 0.0),
        (["X"] * 10 + ["A"], {"A": 3}, 0.0),
    ],
)
def test_ndcg_by_hand(found, relevant, expected):
    assert relevance.ndcg(found, relevant) == pytest.approx(expected)


def test_the_best_order_of_ten_hits_is_perfect_though_more_are_relevant():
    relevant = {f"GP-{number:04}": 3 for number in range(12)}

    assert relevance.ndcg(list(relevant)[:10], relevant) == 1.0


@pytest.mark.parametrize(
    ("found", "success", "rank"),
    [
        (["A"], 1, 1),
        (["X", "Y", "A"], 1, 1 / 3),
        (["X", "Y", "Z", "A"], 0, 1 / 4),
        (["related", "A"], 1, 1 / 2),
        (["related"], 0, 0),
        (["X"] * 10 + ["A"], 0, 0),
        ([], 0, 0),
    ],
)
def test_success_and_reciprocal_rank_want_what_is_clearly_relevant(found, success, rank):
    relevant = {"A": 2, "related": 1}

    assert relevance.success(found, relevant) == success
    assert relevance.reciprocal_rank(found, relevant) == rank


def test_every_query_is_asked_of_every_search_and_averaged():
    judged = [
        {"query": "one", "relevant": {"A": 3}},
        {"query": "two", "relevant": {"B": 3}},
    ]

    answers = relevance.ask(judged, {"mine": {"one": ["A"], "two": []}.get})

    assert answers == [
        judged[0] | {"mine": {"found": ["A"], "ndcg": 1, "success": 1, "rr": 1, "zero": 0}},
        judged[1] | {"mine": {"found": [], "ndcg": 0, "success": 0, "rr": 0, "zero": 1}},
    ]
    assert relevance.averages(answers, "mine") == {
        "ndcg": 0.5,
        "success": 0.5,
        "rr": 0.5,
        "zero": 0.5,
    }


# Queries


def test_there_are_enough_queries_of_every_kind_and_language():
    judged = relevance.queries()
    kinds = Counter(query["kind"] for query in judged)

    assert len(judged) >= 110
    assert kinds.keys() == KINDS
    assert {kind: count for kind, count in kinds.items() if count < 5} == {}
    assert {query["language"] for query in judged} == LANGUAGES


def test_about_a_third_is_held_out_in_every_kind():
    judged = relevance.queries()
    held = [query["kind"] for query in judged if query["held_out"]]

    assert 0.25 <= len(held) / len(judged) <= 0.4
    assert set(held) == KINDS


def test_queries_have_one_form_and_are_asked_once():
    judged = relevance.queries()
    shape = ["query", "kind", "language", "held_out", "relevant"]

    assert [query for query in judged if list(query) != shape] == []
    assert [text for text, count in Counter(q["query"] for q in judged).items() if count > 1] == []


def test_what_is_relevant_exists_and_is_graded():
    known = REAL | set(IDENTIFIERS)
    judged = relevance.queries()

    assert {name for query in judged for name in query["relevant"]} <= known
    assert {grade for query in judged for grade in query["relevant"].values()} == {1, 2, 3}
    assert [query["query"] for query in judged if max(query["relevant"].values()) < 3] == []


@pytest.mark.parametrize("which", UNSEEN)
def test_a_set_written_without_the_search_has_one_form_and_asks_in_every_language(which):
    judged = relevance.queries(which)
    shape = ["query", "kind", "language", "held_out", "relevant"]
    told = UNSEEN[which]
    known = [record["identifier"] for record in relevance.records(which)]

    assert len(set(known)) == len(known) == told.records
    assert [name for name in known if not name.startswith(told.begin)] == []
    assert [query for query in judged if list(query) != shape or not query["held_out"]] == []
    assert len({query["query"] for query in judged}) == len(judged) == told.queries
    assert {query["kind"] for query in judged} == (KINDS - told.not_asked) | told.also
    assert {query["language"] for query in judged} == LANGUAGES
    assert {name for query in judged for name in query["relevant"]} <= set(known)
    assert {grade for query in judged for grade in query["relevant"].values()} == {1, 2, 3}


def test_every_set_that_is_there_is_measured_and_held(capsys):
    folders = {path.name for path in relevance.FOLDER.iterdir() if path.is_dir()}
    relevance.main(["--names"])

    assert folders == set(UNSEEN)
    assert capsys.readouterr().out.split() == ["first", *UNSEEN]


# Records


@pytest.mark.parametrize("which", ["first", *UNSEEN])
def test_no_record_is_longer_than_its_columns(which):
    """SQLite would take it, PostgreSQL would not."""
    longest = {
        field.name: field.max_length
        for field in Practice._meta.fields
        if getattr(field, "max_length", None)
    }
    assert [
        (row["identifier"], name)
        for row in relevance.records(which)
        for name, value in row.items()
        if name in longest and value and len(value) > longest[name]
    ] == []


def test_records_are_some_sixty_in_nine_languages_half_of_them_english():
    languages = Counter(record["language"] for record in relevance.records())

    assert languages.total() >= 60
    assert languages.keys() == LANGUAGES
    assert 0.4 <= languages["en"] / languages.total() <= 0.6
    assert min(languages.values()) >= 3


def test_records_keep_the_limits_and_never_take_a_real_identifier():
    for record in relevance.records():
        assert all(
            len(record[name]) <= LIMITS[name] for name in ("title", "title_native", "summary")
        )
        assert 60 <= len(record["description"].split()) <= 120
        assert fold(record["slug"]).startswith("test-")
    assert len(set(IDENTIFIERS)) == len(IDENTIFIERS)
    assert [name for name in IDENTIFIERS if not name.startswith("GP-5")] == []


def test_the_records_publish_beside_the_real_ones_and_both_searches_answer(smarty):
    relevance.publish(relevance.records())

    shown = set(CatalogueEntry.objects.on_show().values_list("identifier", flat=True))
    assert shown == REAL | set(IDENTIFIERS)
    title = "Cobots on loan for metal workshops"
    baseline = relevance.Baseline(relevance.raw_texts())
    assert (relevance.portal(title)[0], baseline(title)[0]) == ("GP-5018", "GP-5018")
    assert (relevance.portal("…"), baseline("…")) == ([], [])


def test_what_was_not_judged_is_left_out_of_a_set_of_its_own():
    def search(query: str) -> list[str]:
        return ["GP-0001", SECOND[1], "GP-5001", SECOND[0]]

    assert relevance.judged_in(search, "second")("x") == [SECOND[1], SECOND[0]]
    assert relevance.judged_in(search, "first")("x") == search("x")


@pytest.mark.parametrize("which", UNSEEN)
def test_a_set_written_without_the_search_is_answered_as_well_as_it_was(smarty, settings, which):
    """A change that loses what was reached is no progress."""
    settings.SEARCH_SECONDS = 60  # also where the machine has other work
    relevance.publish(relevance.records(which))
    answers = relevance.ask(
        relevance.queries(which), {"portal": relevance.judged_in(relevance.portal, which)}
    )
    reached = relevance.averages(answers, "portal")
    assert reached["ndcg"] >= UNSEEN[which].ndcg
    assert reached["success"] >= UNSEEN[which].success
    assert reached["zero"] == 0
