"""The field's terms in data/codes/terms.json: complete in nine languages, one meaning each."""

import json
from collections import defaultdict
from pathlib import Path

import pytest

from practices.search.concepts import travels
from practices.search.text import fold, stem, words

CODES = Path(__file__).resolve().parents[2] / "data" / "codes"
FILE = CODES / "terms.json"
LANGUAGES = ["en", "es", "it", "fi", "fr", "nl", "pl", "sl", "ca"]
FEWEST_CONCEPTS = 4_000
# Of some thousand words of a language; most are named by two concepts, or as near as cash and money.
MOST_CLASHES = {
    "en": 16, "es": 26, "it": 27, "fi": 36, "fr": 15, "nl": 23, "pl": 37, "sl": 43, "ca": 41,
}  # fmt: skip


@pytest.fixture(scope="module")
def content():
    return json.loads(FILE.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def records(content):
    return content["records"]


def folded(term):
    """A term as search compares it: without case, accents, hyphens and dots."""
    return " ".join(fold(word) for word in words(term))


def concepts_of_terms(records, language=None):
    """The concepts of each folded term that counts in texts of a language, or in any."""
    meant = defaultdict(set)
    for record in records:
        for other, terms in record["terms"].items():
            for term in terms:
                if language in (None, other) or travels(term, words(term)):
                    meant[folded(term)].add(record["concept"])
    return meant


@pytest.fixture(scope="module")
def meant(records):
    """The concepts of each folded term in any language."""
    return concepts_of_terms(records)


def test_meta_is_complete(content):
    assert list(content) == ["meta", "ambiguous", "records"]
    assert list(content["meta"]) == [
        *("title", "version", "source", "licence", "retrieved", "notes"),
    ]
    assert all(content["meta"].values())
    assert all(note.strip() for note in content["meta"]["notes"])


def test_one_record_stands_on_one_line(records):
    lines = FILE.read_text(encoding="utf-8").splitlines()

    assert sum(line.startswith('{"concept"') for line in lines) == len(records)


def test_there_are_enough_concepts_sorted_and_named_once(records):
    names = [record["concept"] for record in records]

    assert len(names) >= FEWEST_CONCEPTS
    assert names == sorted(set(names))
    assert [name for name in names if not name.isascii() or not name.isidentifier()] == []


def test_every_concept_has_terms_in_every_language(records):
    keys = [["concept", *beside, "terms"] for beside in ([], ["broader"], ["fallback"])]
    assert [record["concept"] for record in records if list(record) not in keys] == []
    assert [record["concept"] for record in records if list(record["terms"]) != LANGUAGES] == []
    assert [
        (record["concept"], language)
        for record in records
        for language, terms in record["terms"].items()
        if not terms
    ] == []


def test_wider_concepts_are_known_and_no_concept_lies_above_itself(records):
    wider = {
        record["concept"]: {*record.get("broader", ()), *record.get("fallback", ())}
        for record in records
    }
    assert set().union(*wider.values()) <= set(wider)
    for concept in wider:
        above, found = set(wider[concept]), set()
        while above:
            found |= above
            above = set().union(*(wider[one] for one in above)) - found
        assert concept not in found, concept


def test_no_term_is_empty_or_untidy(records):
    every = [term for record in records for terms in record["terms"].values() for term in terms]

    assert [term for term in every if term != " ".join(term.split()) or not folded(term)] == []
    assert [term for term in every if set(term) & set(';|"()')] == []


def test_no_language_of_a_concept_says_a_term_twice(records):
    twice = [
        (record["concept"], language)
        for record in records
        for language, terms in record["terms"].items()
        if len({folded(term) for term in terms}) < len(terms)
    ]

    assert twice == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_term_means_one_concept_unless_it_is_listed_as_ambiguous(content, records, language):
    listed = {folded(row["term"]) for row in content["ambiguous"]}
    meant = concepts_of_terms(records, language)

    assert {
        term: names for term, names in meant.items() if len(names) > 1 and term not in listed
    } == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_few_stems_are_of_words_of_several_concepts(records, language):
    """A rule that joins unlike words makes many more.

    Some are as near as "festival" and "festivity", or one word in American and in British spelling.
    """
    meant = defaultdict(set)
    for record in records:
        alone = (told for term in record["terms"][language] if len(told := words(term)) == 1)
        for (word,) in alone:
            meant[stem(word, language)].add(record["concept"])
    assert sum(len(named) > 1 for named in meant.values()) <= MOST_CLASHES[language]


def test_what_is_listed_as_ambiguous_is_a_term_and_says_why(content, meant):
    listed = [folded(row["term"]) for row in content["ambiguous"]]

    assert len(listed) == len(set(listed))
    assert [term for term in listed if term not in meant] == []
    assert [row for row in content["ambiguous"] if list(row) != ["term", "note"]] == []
    assert all(row["note"].strip() for row in content["ambiguous"])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("DIH", "digitalno inovacijsko stičišče"),
        ("DIH", "polo di innovazione digitale"),
        ("IIoT", "teollinen internet"),
        ("predictive maintenance", "mantenimiento predictivo"),
        ("predictive maintenance", "manutenzione predittiva"),
        ("VR", "navidezne resničnosti"),
        ("PPMS", "monitoraggio della produzione"),
        ("RIS3", "pametna specializacija"),
        ("SME", "PYME"),
        ("SMEs", "malih in srednjih podjetij"),
        ("3D printing", "fabricació additiva"),
        ("cobot", "robot współpracujący"),
        ("voucher", "innovaatioseteli"),
        *(
            ("funding", other)
            for other in (
                "financiación",
                "finanziamento",
                "finansowanie",
                "rahoitus",
                "financiranje",
                "finançament",
                "financement",
                "financiering",
            )
        ),
        *(
            ("firm", other)
            for other in (
                "company",
                "empresa",
                "imprese",
                "yritykset",
                "bedrijven",
                "przedsiębiorstwa",
                "podjetja",
                "empreses",
                "entreprise",
            )
        ),
        *(
            ("investment", other)
            for other in ("inversión", "investimento", "investissement", "naložbe", "investering")
        ),
        *(
            ("technology", other)
            for other in ("tecnología", "teknologia", "tehnologija", "technologii")
        ),
        *(
            ("advice", other)
            for other in (
                "asesoramiento",
                "consulenza",
                "neuvonta",
                "doradztwo",
                "svetovanje",
                "consulting",
            )
        ),
        *(
            ("support", other)
            for other in ("apoyo", "sostegno", "tuki", "wsparcie", "podpora", "suport")
        ),
    ],
)
def test_well_known_pairs_are_one_concept(meant, one, other):
    assert len(meant[folded(one)]) == 1
    assert meant[folded(one)] == meant[folded(other)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("virtual reality", "augmented reality"),
        ("grant", "loan"),
        ("incubator", "accelerator"),
        ("IoT", "IIoT"),
        ("textile", "wearing apparel"),
        ("machine learning", "artificial intelligence"),
    ],
)
def test_neighbours_are_not_synonyms(meant, one, other):
    assert meant[folded(one)].isdisjoint(meant[folded(other)])
