"""Limits, shape and required fields of an edition document (DESIGN section 3)."""

import copy
import json
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError

from practices.validators import (
    LIMITS,
    REQUIRED,
    REQUIRED_LABELS,
    filled,
    is_number,
    missing_required,
    partial_date,
    problems,
    year_of,
)

SEED = Path(__file__).parents[2] / "data" / "smarty" / "practices.json"

# Nothing but what is required to publish.
REQUIRED_ONLY = {
    "title": "Regional audit",
    "summary": "An audit of small firms.",
    "description": "Advisers visit firms and rate how ready they are.",
    "owner": "prato",
    "region": "ITI15",
    "scope": "regional",
    "nature": "service",
    "validation_kind": "direct_experience",
    "themes": ["audit"],
    "sectors": [{"code": "C"}],
    "objectives": ["Find the next step of each firm"],
    "beneficiaries": ["small firms"],
    "claims": [{"number": 1, "kind": "rule", "statement": "Free of charge", "evidence": [1]}],
    "evidence": [{"number": 1, "url": "https://example.eu/rules"}],
}
# Every field of schema 1 filled in.
FULL = {
    **REQUIRED_ONLY,
    "schema": 1,
    "title_native": "Audit regionale",
    "native_language": "it",
    "problem": "Firms did not know where to start.",
    "stakeholders": ["region", "clusters"],
    "organisation_in_charge": "Regione",
    "place": "Prato and around",
    "start_year": 2018,
    "end_year": 2018,
    "running_state": "ended",
    "running_note": "Ended with the programme.",
    "themes_basis": "stated",
    "technologies": ["iot"],
    "sectors": [{"code": "C13", "basis": "stated", "source_code": "C13", "source_revision": "2"}],
    "resources": {"amount": 0.5, "currency": "EUR", "staff": "two advisers", "text": "Little."},
    "challenges": "Time.",
    "lessons": "Visit first.",
    "transferability": "High.",
    "website": "https://example.eu",
    "sources": ["https://example.eu/a", "http://example.eu:8080/ä?b=c#d"],
    "related": ["GP-0002"],
    "events": ["its-1-leuven-2020"],
    "claims": [
        {
            "number": 1,
            "kind": "result",
            "statement": "Firms with a plan",
            "value": 40,
            "qualifier": "about",
            "unit": "percent",
            "unit_note": None,
            "date": "2021-06",
            "baseline_value": 0,
            "baseline_date": "2018",
            "measured_by": "the region",
            "method": "survey",
            "comparator": "other firms",
            "evidence": [2, 1],
        },
        {
            "number": 2,
            "kind": "input",
            "statement": "Visits",
            "value": 9,
            "unit_note": "none shown",
        },
    ],
    "evidence": [
        {
            "number": 1,
            "type": "report",
            "title": "Yearly report",
            "url": "https://example.eu/report.pdf",
            "file": None,
            "issuer": "Regione",
            "issuer_relation": "partner",
            "date": "2021-06-30",
            "page": "12",
        },
        {"number": 2, "url": None, "file": {"name": "a.pdf", "sha256": "ab", "size": 1}},
    ],
    "reviews": [],
    "checks": [],
}
LENGTH = "At most %d characters fit here; this text has %d."
ADDRESS = "A web address that starts with http:// or https:// is expected."
UNIT = "A value needs a unit, or the note that the source shows none."
YEAR = "A year from 1900 to 2100 is expected."
ORDER = "The end year (2018) lies before the start year (2019)."
TEXT, LIST, OBJECT = "Text is expected.", "A list is expected.", "An object is expected."
NUMBER, WHOLE = "A number is expected.", "A whole number from 1 up is expected."
UNSTORABLE = "This text holds a character that cannot be stored."
NO_FILE = "Evidence needs a web address or a file."
CURRENCY = "An amount needs a currency."
QUALIFIER = "A qualifier needs a value that it qualifies."
TOO_EARLY = "The year of “1899” is not between 1900 and 2100."


def changed(original, **changes):
    """A copy of a document with the values at some paths changed: claims__0__value=None."""
    document = copy.deepcopy(original)
    for path, value in changes.items():
        *way, last = [int(step) if step.isdigit() else step for step in path.split("__")]
        place = document
        for step in way:
            place = place[step]
        place[last] = value
    return document


class TestRequired:
    def test_in_order_and_in_words(self):
        assert ", ".join(str(label) for label in REQUIRED_LABELS.values()) == (
            "title, summary, description, owner, region, scope, nature, validation kind, "
            "one theme, one sector, one objective, one beneficiary, one claim with evidence"
        )

    def test_nothing_else_is_required(self):
        assert missing_required(REQUIRED_ONLY) == []
        assert missing_required(FULL) == []

    @pytest.mark.parametrize("document", [{}, dict.fromkeys(FULL), dict.fromkeys(FULL, [])])
    def test_all_missing(self, document):
        assert missing_required(document) == list(REQUIRED)

    @pytest.mark.parametrize("name", REQUIRED)
    @pytest.mark.parametrize("empty", [None, "", " \n", [], [None], [""], [{}], {}])
    def test_each_missing_alone(self, name, empty):
        assert missing_required({**REQUIRED_ONLY, name: empty}) == [name]

    @pytest.mark.parametrize(
        ("changes", "missing"),
        [
            ({"sectors": [{"code": None, "basis": "stated"}]}, ["sectors"]),
            ({"sectors": [{"code": None}, {"code": "C"}]}, []),
            ({"objectives": ["", "Grow"]}, []),
            ({"evidence": []}, ["claims"]),
            ({"evidence__0__url": None}, ["claims"]),
            ({"evidence__0__url": " "}, ["claims"]),
            ({"evidence__0__url": None, "evidence__0__title": "Report"}, ["claims"]),
            ({"evidence__0__url": None, "evidence__0__file": {"name": None}}, ["claims"]),
            ({"evidence__0__url": None, "evidence__0__file": {"name": "a.pdf"}}, []),
            ({"evidence__0__number": 2}, ["claims"]),
            ({"evidence__0__number": None}, ["claims"]),
            ({"claims__0__evidence": []}, ["claims"]),
            ({"claims__0__evidence": None}, ["claims"]),
            ({"claims__0__evidence": [None, "1", [1]]}, ["claims"]),
            ({"claims__0__evidence": [7, 1]}, []),
        ],
    )
    def test_what_counts_as_filled(self, changes, missing):
        assert missing_required(changed(REQUIRED_ONLY, **changes)) == missing


class TestLimits:
    def test_the_limits_of_the_design(self):
        prose = {name for name, limit in LIMITS.items() if limit == 1500}
        assert {name: limit for name, limit in LIMITS.items() if name not in prose} == {
            "title": 150,
            "title_native": 150,
            "summary": 300,
            "description": 5000,
            "claims.statement": 200,
            "website": 500,
            "sources": 500,
            "evidence.url": 500,
            "sectors.basis": 100,
        }

    @pytest.mark.parametrize(
        ("limit", "paths"),
        [
            (100, "sectors__0__basis"),
            (150, "title title_native"),
            (200, "claims__1__statement"),
            (300, "summary"),
            (1500, "problem running_note organisation_in_charge objectives__0 stakeholders__1"),
            (1500, "beneficiaries__0 resources__staff claims__0__method evidence__0__page"),
            (5000, "description"),
        ],
    )
    def test_a_text_may_be_as_long_as_its_limit_and_no_longer(self, limit, paths):
        for path in paths.split():
            assert problems(changed(FULL, **{path: "ä" * limit})) == []
            assert problems(changed(FULL, **{path: "ä" * (limit + 1)})) == [
                (path.replace("__", "."), LENGTH % (limit, limit + 1))
            ]

    @pytest.mark.parametrize("path", ["website", "sources__1", "evidence__0__url"])
    def test_an_address_may_have_500_characters(self, path):
        address = "https://example.eu/"
        assert problems(changed(FULL, **{path: address + "a" * 481})) == []
        assert problems(changed(FULL, **{path: address + "a" * 482})) == [
            (path.replace("__", "."), LENGTH % (500, 501))
        ]

    def test_a_line_break_is_one_character_however_it_is_sent(self):
        assert problems(changed(FULL, summary="a\r\n" * 150)) == []
        assert problems(changed(FULL, summary="a\r\n" * 151)) == [
            ("summary", "At most 300 characters fit here; this text has 302.")
        ]


class TestProblems:
    @pytest.mark.parametrize("document", [{}, REQUIRED_ONLY, FULL, dict.fromkeys(FULL)])
    def test_none(self, document):
        assert problems(document) == []

    @pytest.mark.parametrize(
        ("changes", "expected"),
        [
            ({"title": 7}, [("title", TEXT)]),
            ({"title": ["x"]}, [("title", TEXT)]),
            ({"objectives": ["x", 7]}, [("objectives.1", TEXT)]),
            ({"lessons": "a\x00b"}, [("lessons", UNSTORABLE)]),
            ({"lessons": "\ud83d"}, [("lessons", UNSTORABLE)]),
            ({"start_year": 2019}, [("end_year", ORDER)]),
            ({"start_year": None}, []),
            ({"end_year": None}, []),
            ({"start_year": 1899}, [("start_year", YEAR)]),
            ({"start_year": 1900}, []),
            ({"end_year": 2100}, []),
            ({"end_year": 2101}, [("end_year", YEAR)]),
            ({"end_year": "2020"}, [("end_year", YEAR)]),
            ({"end_year": True}, [("end_year", YEAR)]),
            ({"website": "example.eu"}, [("website", ADDRESS)]),
            ({"website": "ftp://example.eu"}, [("website", ADDRESS)]),
            ({"website": "javascript:alert(1)"}, [("website", ADDRESS)]),
            ({"website": ""}, []),
            ({"sources": ["https://example.eu", "https://"]}, [("sources.1", ADDRESS)]),
            ({"evidence__0__url": "mailto:a@example.eu"}, [("evidence.0.url", ADDRESS)]),
            ({"evidence__0__url": None}, [("evidence.0.url", NO_FILE)]),
            ({"resources__amount": "5"}, [("resources.amount", NUMBER)]),
            ({"resources__currency": None}, [("resources.currency", CURRENCY)]),
            ({"resources__amount": None}, []),
        ],
    )
    def test_of_practice_and_evidence(self, changes, expected):
        assert problems(changed(FULL, **changes)) == expected

    @pytest.mark.parametrize(
        ("changes", "expected"),
        [
            ({"statement": " "}, [("claims.0.statement", "A claim needs a statement.")]),
            ({"unit": None}, [("claims.0.unit", UNIT)]),
            ({"unit": None, "unit_note": " "}, [("claims.0.unit", UNIT)]),
            ({"unit": None, "unit_note": "none shown"}, []),
            ({"unit": None, "value": 0}, [("claims.0.unit", UNIT)]),
            ({"unit": None, "value": None, "qualifier": None}, []),
            ({"value": None}, [("claims.0.qualifier", QUALIFIER)]),
            ({"value": 0}, []),
            ({"value": "40"}, [("claims.0.value", NUMBER)]),
            ({"value": True}, [("claims.0.value", NUMBER)]),
            ({"value": float("inf")}, [("claims.0.value", NUMBER)]),
            ({"baseline_value": "0"}, [("claims.0.baseline_value", NUMBER)]),
            ({"date": ""}, []),
            ({"date": "2021-02-29"}, [("claims.0.date", "“2021-02-29” is not in the calendar.")]),
            ({"baseline_date": "1899"}, [("claims.0.baseline_date", TOO_EARLY)]),
            ({"evidence": [1, 3]}, [("claims.0.evidence.1", "There is no evidence number 3.")]),
            ({"evidence": ["1"]}, [("claims.0.evidence.0", "There is no evidence number 1.")]),
            ({"evidence": [True]}, [("claims.0.evidence.0", "There is no evidence number True.")]),
            ({"evidence": None}, []),
            ({"number": 2}, [("claims.1.number", "The number 2 is used twice.")]),
            ({"number": 0}, [("claims.0.number", WHOLE)]),
            ({"number": None}, [("claims.0.number", WHOLE)]),
        ],
    )
    def test_of_a_claim(self, changes, expected):
        claims = [FULL["claims"][0] | changes, FULL["claims"][1]]
        assert problems({**FULL, "claims": claims}) == expected

    @pytest.mark.parametrize(
        ("document", "expected"),
        [
            (None, [("", OBJECT)]),
            ([], [("", OBJECT)]),
            ({"themes": "iot", "title": 7}, [("themes", LIST)]),
            ({"objectives": "Grow"}, [("objectives", LIST)]),
            ({"resources": "two advisers"}, [("resources", OBJECT)]),
            ({"claims": {"number": 1}}, [("claims", LIST)]),
            ({"claims": ["x"]}, [("claims.0", OBJECT)]),
            (
                {"claims": [None], "sectors": [{}, "C"]},
                [("sectors.1", OBJECT), ("claims.0", OBJECT)],
            ),
            ({"claims": [{"evidence": "12"}]}, [("claims.0.evidence", LIST)]),
        ],
    )
    def test_of_shape_come_first_and_alone(self, document, expected):
        assert problems(document) == expected

    def test_all_are_told_at_once(self):
        document = changed(FULL, title="x" * 151, website="x", claims__1__unit_note=None)
        assert problems(document) == [
            ("title", "At most 150 characters fit here; this text has 151."),
            ("website", ADDRESS),
            ("claims.1.unit", UNIT),
        ]


class TestPartialDate:
    @pytest.mark.parametrize(
        "value", ["1900", "2018", "2100", "2018-01", "2018-12", "2018-06-11", "2020-02-29"]
    )
    def test_accepts(self, value):
        partial_date(value)
        assert year_of(value) == int(value[:4])

    @pytest.mark.parametrize(
        ("value", "message"),
        [
            ("2019-02-29", "“2019-02-29” is not in the calendar."),
            ("2018-13", "“2018-13” is not in the calendar."),
            ("2018-00", "“2018-00” is not in the calendar."),
            ("2018-04-31", "“2018-04-31” is not in the calendar."),
            ("2018-04-00", "“2018-04-00” is not in the calendar."),
            ("1899-12-31", "The year of “1899-12-31” is not between 1900 and 2100."),
            ("2101", "The year of “2101” is not between 1900 and 2100."),
            ("0000", "The year of “0000” is not between 1900 and 2100."),
        ],
    )
    def test_refuses_what_is_no_day(self, value, message):
        with pytest.raises(ValidationError) as refusal:
            partial_date(value)
        assert refusal.value.messages == [message]
        assert year_of(value) is None

    @pytest.mark.parametrize(
        "value",
        [
            None, 2018, "", " ", "18", "20180611", "2018-6", "2018-06-1", "2018/06", "2018-W01-1",
            "2018-06-11T00", "2018-162", "2018 ", "2018\n", "-2018", "11.06.2018", "２０１８",
        ],
    )  # fmt: skip
    def test_refuses_what_is_written_otherwise(self, value):
        with pytest.raises(ValidationError) as refusal:
            partial_date(value)
        assert "".join(refusal.value.messages) == (
            f"“{value}” is not a date. Write a year, a year and month, or a full date: "
            "2018, 2018-06 or 2018-06-11."
        )
        assert year_of(value) is None


@pytest.mark.parametrize("value", ["a", 0, False, [0], {"a": "b"}, [None, {"a": ["b"]}]])
def test_filled(value):
    assert filled(value) is True


@pytest.mark.parametrize("value", [None, "", " \t\n", [], {}, [None, ""], {"a": None, "b": [""]}])
def test_not_filled(value):
    assert filled(value) is False


@pytest.mark.parametrize("value", [0, -1, 0.5, 10**400, Decimal("1.5")])
def test_numbers(value):
    assert is_number(value) is True


@pytest.mark.parametrize(
    "value", [None, True, "1", float("nan"), float("inf"), Decimal("NaN"), Decimal("Infinity"), [1]]
)
def test_no_numbers(value):
    assert is_number(value) is False


def test_every_address_and_text_of_the_seed_fits():
    practices = json.loads(SEED.read_text(encoding="utf-8"))
    same = ("title", "title_native", "summary", "description", "challenges", "lessons", "website")
    documents = [
        {name: practice[name] for name in (*same, "start_year", "end_year", "objectives")}
        | {"sources": practice["source_urls"]}
        for practice in practices
    ]
    assert [problems(document) for document in documents] == [[]] * 20
