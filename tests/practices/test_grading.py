"""Levels, their ends and their reasons: written-out tables (DESIGN section 3)."""

import copy
from datetime import date, timedelta

import pytest

from practices.grading import Grade, Level, Reason, add_months, clashes, grade, newest_evidence_year

PUBLISHED, TODAY, UNTIL = date(2026, 2, 15), date(2026, 3, 1), date(2028, 1, 31)

# A record of level 4, its adoptions beside it, with nothing to spare: what is taken away is missed.
RECORD = {
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
    "claims": [
        {"number": 1, "kind": "context", "statement": "6,000", "date": "2019", "evidence": [1]},
        {
            "number": 2,
            "kind": "result",
            "statement": "Firms with a plan",
            "value": 40,
            "baseline_value": 0,
            "comparator": "firms without an audit",
            "date": "2021-06",
            "evidence": [1, 2],
        },
    ],
    "evidence": [
        {"number": 1, "url": "https://a.example", "issuer_relation": "owner", "date": None},
        {"number": 2, "url": "https://b.example", "issuer_relation": "adopter", "date": "2020"},
    ],
    "reviews": [
        {"organisation": "godcp", "recommends": True, "on": "2026-01-10"},
        {"organisation": "itee", "recommends": True, "on": "2026-01-31"},
    ],
    "checks": [{"claim": 2, "evidence": 2, "organisation": "itee", "verdict": "confirmed"}],
    "adoptions": [
        {"region": "ITC4", "adopter": "lombardia", "confirmed_by": "godcp"},
        {"region": "PL92", "adopter": "umwm", "confirmed_by": "itee"},
    ],
}
RESULT = RECORD["claims"][1]
CONFIRMED = RECORD["checks"][0]
ALSO = CONFIRMED | {"organisation": "umwm"}
NOT_CONFIRMED = CONFIRMED | {"organisation": "godcp", "verdict": "not_confirmed"}
AGAINST = {"organisation": "umwm", "recommends": False, "on": "2026-01-20"}
ALSO_AGAINST = AGAINST | {"organisation": "tecos"}

OWNER, REGION = "Level 1 needs: owner.", "Level 1 needs: region."
EVIDENCE = "Level 1 needs: one claim with evidence."
ONE_REVIEW = (
    "Level 2 needs 1 more review that recommends it, "
    "from an organisation that is neither the owner nor the other reviewer."
)
TWO_REVIEWS = (
    "Level 2 needs 2 more reviews that recommend it, from two organisations other than the owner."
)
REVIEW_DATE = "Level 2 needs the date of the last review."
CHECK = (
    "Level 2 needs one result checked as confirmed or partly confirmed "
    "by an organisation other than the owner."
)
MAJORITY = "Level 2 needs more reviews that recommend it than reviews that do not."
CONTESTED = "Level 2 needs one result that more organisations confirm than find not confirmed."
OUT_CONTESTED = "Level 3 needs claim 2 confirmed by more organisations than find it not so."
NO_RESULT = ["Level 2 needs one claim of kind result.", "Level 3 needs one claim of kind result."]
VALUE = "Level 3 needs a value for claim 2."
BASELINE = "Level 3 needs a baseline for claim 2."
COMPARATOR = "Level 3 needs a comparator for claim 2."
OUT_EVIDENCE = "Level 3 needs evidence for claim 2 from a known issuer other than the owner."
OUT_CHECK = (
    "Level 3 needs claim 2 confirmed, by an organisation other than the owner, "
    "from evidence that the owner did not issue."
)
ONE_ADOPTION = (
    "Level 4 needs 1 more adoption "
    "confirmed by an organisation that is neither the owner nor the adopter."
)
TWO_ADOPTIONS = (
    "Level 4 needs 2 more adoptions "
    "confirmed by an organisation that is neither the owner nor the adopter."
)
REGIONS = (
    "Level 4 needs confirmed adoptions in two regions "
    "that overlap neither each other nor the practice’s own region."
)
ABROAD = "Level 4 needs one confirmed adoption in another country."


def changed(original, **changes):
    """A copy of a record with the values at some paths changed: claims__1__value=None."""
    record = copy.deepcopy(original)
    for path, value in changes.items():
        *way, last = [int(step) if step.isdigit() else step for step in path.split("__")]
        place = record
        for step in way:
            place = place[step]
        place[last] = value
    return record


def graded(record, *, today=TODAY, published_on=PUBLISHED):
    adoptions = record.get("adoptions", ())
    return grade(record, published_on=published_on, today=today, adoptions=adoptions)


def texts(result):
    return [reason.text for reason in result.reasons]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, Grade(4, UNTIL, False, ())),
        (
            {"adoptions": []},
            Grade(
                3,
                UNTIL,
                False,
                (Reason(4, "adoptions", {"missing": 2}), Reason(4, "adoption_abroad")),
            ),
        ),
        (
            {"claims__1__baseline_value": None},
            Grade(2, UNTIL, False, (Reason(3, "baseline", {"claim": 2}),)),
        ),
        (
            {"reviews": []},
            Grade(1, date(2029, 2, 15), False, (Reason(2, "reviews", {"missing": 2}),)),
        ),
        (
            {"summary": None},
            Grade(0, None, False, (Reason(1, "required", {"field": "summary"}),)),
        ),
    ],
)
def test_whole_grades(changes, expected):
    record = changed(RECORD, **changes)
    before = copy.deepcopy(record)
    assert graded(record) == expected
    assert {graded(record): "hashable"} == {expected: "hashable"}
    assert record == before


def test_levels_are_numbers_in_order():
    assert [(level.name, level.value) for level in Level] == [
        ("NOT_PUBLISHABLE", 0),
        ("DOCUMENTED", 1),
        ("REVIEWED", 2),
        ("MEASURED", 3),
        ("REPLICATED", 4),
    ]


def test_next_reasons_are_those_of_the_next_level_alone():
    result = graded(changed(RECORD, checks=[], adoptions=[]))
    assert texts(result) == [CHECK, OUT_CHECK, TWO_ADOPTIONS, ABROAD]
    assert result.next_reasons == (Reason(2, "result_check"),)
    assert graded(RECORD).next_reasons == ()


@pytest.mark.parametrize(
    ("changes", "level", "reasons"),
    [
        # Level 1
        ({"title": None}, 0, ["Level 1 needs: title."]),
        ({"title": "  "}, 0, ["Level 1 needs: title."]),
        ({"summary": ""}, 0, ["Level 1 needs: summary."]),
        ({"description": None}, 0, ["Level 1 needs: description."]),
        ({"owner": None}, 0, [OWNER, TWO_REVIEWS, CHECK, OUT_CHECK, TWO_ADOPTIONS, ABROAD]),
        ({"region": None}, 0, [REGION, REGIONS, ABROAD]),
        ({"scope": None}, 0, ["Level 1 needs: scope."]),
        ({"nature": None}, 0, ["Level 1 needs: nature."]),
        ({"validation_kind": None}, 0, ["Level 1 needs: validation kind."]),
        ({"themes": []}, 0, ["Level 1 needs: one theme."]),
        ({"sectors": []}, 0, ["Level 1 needs: one sector."]),
        ({"objectives": [" "]}, 0, ["Level 1 needs: one objective."]),
        ({"beneficiaries": None}, 0, ["Level 1 needs: one beneficiary."]),
        ({"evidence__0__url": None, "evidence__1__url": None}, 0, [EVIDENCE]),
        # Level 2
        ({"reviews": []}, 1, [TWO_REVIEWS]),
        ({"reviews__1__recommends": False}, 1, [ONE_REVIEW]),
        ({"reviews__1__recommends": None}, 1, [ONE_REVIEW]),
        ({"reviews__1__recommends": "no"}, 1, [ONE_REVIEW]),
        ({"reviews__1__organisation": "prato"}, 1, [ONE_REVIEW]),
        ({"reviews__1__organisation": "godcp"}, 1, [ONE_REVIEW]),
        ({"reviews__1__organisation": None}, 1, [ONE_REVIEW]),
        ({"reviews__1__organisation": ""}, 1, [ONE_REVIEW]),
        ({"reviews__0__on": None, "reviews__1__on": None}, 1, [REVIEW_DATE]),
        ({"reviews__0__on": "2026", "reviews__1__on": "2026-01"}, 1, [REVIEW_DATE]),
        ({"reviews__0__on": "2026-02-30", "reviews__1__on": "soon"}, 1, [REVIEW_DATE]),
        ({"reviews__0__on": None}, 4, []),
        ({"reviews": [*RECORD["reviews"], AGAINST]}, 4, []),
        ({"reviews": [*RECORD["reviews"], AGAINST, AGAINST]}, 4, []),
        ({"reviews": [*RECORD["reviews"], AGAINST, ALSO_AGAINST]}, 1, [MAJORITY]),
        ({"reviews": [*RECORD["reviews"], AGAINST, AGAINST | {"organisation": "prato"}]}, 4, []),
        ({"checks": []}, 1, [CHECK, OUT_CHECK]),
        ({"checks__0__verdict": "not_confirmed"}, 1, [CHECK, OUT_CHECK]),
        ({"checks__0__verdict": "cannot_be_checked"}, 1, [CHECK, OUT_CHECK]),
        ({"checks__0__verdict": None}, 1, [CHECK, OUT_CHECK]),
        ({"checks__0__organisation": "prato"}, 1, [CHECK, OUT_CHECK]),
        ({"checks__0__organisation": None}, 1, [CHECK, OUT_CHECK]),
        ({"checks__0__claim": 1}, 1, [CHECK, OUT_CHECK]),
        ({"checks__0__claim": None}, 1, [CHECK, OUT_CHECK]),
        ({"checks": [CONFIRMED, NOT_CONFIRMED]}, 1, [CONTESTED, OUT_CONTESTED]),
        ({"checks": [CONFIRMED, NOT_CONFIRMED | {"organisation": "prato"}]}, 4, []),
        ({"checks": [CONFIRMED, NOT_CONFIRMED | {"verdict": "not_checked"}]}, 4, []),
        ({"checks": [CONFIRMED, NOT_CONFIRMED | {"claim": 1}]}, 4, []),
        ({"checks": [CONFIRMED, ALSO, NOT_CONFIRMED]}, 4, []),
        ({"checks": [CONFIRMED, ALSO | {"verdict": "partly"}, NOT_CONFIRMED]}, 2, [OUT_CONTESTED]),
        ({"checks": [CONFIRMED, ALSO | {"evidence": 1}, NOT_CONFIRMED]}, 2, [OUT_CONTESTED]),
        ({"claims__1__number": None, "checks__0__claim": None}, 1, NO_RESULT),
        ({"claims__1__kind": "input"}, 1, NO_RESULT),
        ({"claims__1__kind": "rule"}, 1, NO_RESULT),
        ({"claims__1__kind": "target"}, 1, NO_RESULT),
        ({"claims__1__kind": "context"}, 1, NO_RESULT),
        ({"claims__1__kind": None}, 1, NO_RESULT),
        # Level 3
        ({"claims__1__value": None}, 2, [VALUE]),
        ({"claims__1__value": "40"}, 2, [VALUE]),
        ({"claims__1__value": True}, 2, [VALUE]),
        ({"claims__1__value": float("nan")}, 2, [VALUE]),
        ({"claims__1__value": 0}, 4, []),
        ({"claims__1__baseline_value": None}, 2, [BASELINE]),
        ({"claims__1__baseline_value": 12.5}, 4, []),
        ({"claims__1__comparator": None}, 2, [COMPARATOR]),
        ({"claims__1__comparator": " "}, 2, [COMPARATOR]),
        ({"claims__1__comparator": None, "claims__1__value": None}, 2, [VALUE, COMPARATOR]),
        ({"evidence__1__issuer_relation": "owner"}, 2, [OUT_EVIDENCE, OUT_CHECK]),
        ({"evidence__1__issuer_relation": None}, 2, [OUT_EVIDENCE, OUT_CHECK]),
        ({"evidence__1__issuer_relation": "friend"}, 2, [OUT_EVIDENCE, OUT_CHECK]),
        ({"evidence__1__issuer_relation": "partner"}, 4, []),
        ({"evidence__1__issuer_relation": "independent"}, 4, []),
        ({"claims__1__evidence": [1]}, 2, [OUT_EVIDENCE, OUT_CHECK]),
        ({"checks__0__verdict": "partly"}, 2, [OUT_CHECK]),
        ({"checks__0__evidence": 1}, 2, [OUT_CHECK]),
        ({"checks__0__evidence": None}, 2, [OUT_CHECK]),
        ({"checks__0__evidence": None, "evidence__1__number": None}, 2, [OUT_EVIDENCE, OUT_CHECK]),
        # Level 4
        ({"adoptions__0__confirmed_by": None}, 3, [ONE_ADOPTION]),
        ({"adoptions__0__confirmed_by": "prato"}, 3, [ONE_ADOPTION]),
        ({"adoptions__0__confirmed_by": "lombardia"}, 3, [ONE_ADOPTION]),
        ({"adoptions__0__adopter": None}, 3, [ONE_ADOPTION]),
        ({"adoptions__0__adopter": "prato"}, 3, [ONE_ADOPTION]),
        ({"adoptions__1__confirmed_by": None}, 3, [ONE_ADOPTION, ABROAD]),
        ({"adoptions": []}, 3, [TWO_ADOPTIONS, ABROAD]),
        ({"adoptions__0__region": None}, 3, [REGIONS]),
        ({"adoptions__1__region": None}, 3, [REGIONS, ABROAD]),
        ({"adoptions__0__region": "ITI15"}, 3, [REGIONS]),
        ({"adoptions__0__region": "IT"}, 3, [REGIONS]),
        ({"adoptions__0__region": "ITI14"}, 4, []),
        ({"adoptions__0__region": "PL92"}, 3, [REGIONS]),
        ({"adoptions__0__region": "PL9"}, 3, [REGIONS]),
        ({"adoptions__0__region": "PL921"}, 3, [REGIONS]),
        ({"adoptions__0__region": "PL91"}, 4, []),
        ({"adoptions__1__region": "ITF"}, 3, [ABROAD]),
        ({"adoptions__1__region": "ITC"}, 3, [REGIONS, ABROAD]),
        ({"region": "IT"}, 3, [REGIONS]),
        ({"adoptions__1__adopter": "lombardia", "adoptions__1__confirmed_by": "godcp"}, 4, []),
        # Two levels at once
        ({"claims__1__value": None, "adoptions__0__region": "IT"}, 2, [VALUE, REGIONS]),
    ],
)
def test_each_missing_ingredient_is_told(changes, level, reasons):
    result = graded(changed(RECORD, **changes))
    assert (result.level, texts(result)) == (level, reasons)


@pytest.mark.parametrize(
    ("changes", "claims"),
    [
        ({}, []),
        ({"checks": [CONFIRMED, NOT_CONFIRMED]}, [2]),
        ({"checks": [NOT_CONFIRMED, CONFIRMED]}, [2]),
        ({"checks": [CONFIRMED, NOT_CONFIRMED | {"evidence": None}]}, [2]),
        ({"checks": [CONFIRMED, NOT_CONFIRMED | {"evidence": 1}]}, []),
        ({"checks": [CONFIRMED, NOT_CONFIRMED | {"claim": 1}]}, []),
        ({"checks": [CONFIRMED, NOT_CONFIRMED | {"verdict": "not_checked"}]}, []),
        ({"checks": [CONFIRMED | {"verdict": "partly"}, NOT_CONFIRMED]}, []),
        ({"checks": [CONFIRMED, NOT_CONFIRMED | {"organisation": "prato"}]}, []),
        ({"checks": [CONFIRMED, NOT_CONFIRMED], "reviews": [*RECORD["reviews"], AGAINST]}, []),
    ],
)
def test_verdicts_on_which_the_only_two_reviews_clash(changes, claims):
    assert clashes(changed(RECORD, **changes)) == claims


BARE = {"number": 3, "kind": "result", "evidence": [2]}
PARTLY = {"claim": 3, "evidence": None, "organisation": "umwm", "verdict": "partly"}


@pytest.mark.parametrize(
    ("changes", "level", "reasons"),
    [
        # Two reviews of one organisation are one.
        ({"reviews": [RECORD["reviews"][1]] * 2}, 1, [ONE_REVIEW]),
        # Any result that is checked does for level 2.
        ({"claims": [BARE, RESULT], "checks": [PARTLY]}, 2, [OUT_CHECK]),
        # One result has the figures, the other the confirmation: neither is measured.
        ({"claims": [BARE, RESULT], "checks__0__claim": 3}, 2, [OUT_CHECK]),
        # Of several results, the one that lacks least is told, the first of equals.
        ({"claims": [BARE, RESULT | {"comparator": None}]}, 2, [COMPARATOR]),
        (
            {
                "claims": [RESULT | {"comparator": None}, RESULT | {"number": 5, "value": None}],
                "checks": [RECORD["checks"][0], RECORD["checks"][0] | {"claim": 5}],
            },
            2,
            [COMPARATOR],
        ),
    ],
)
def test_several_of_a_kind(changes, level, reasons):
    result = graded(changed(RECORD, **changes))
    assert (result.level, texts(result)) == (level, reasons)


@pytest.mark.parametrize(
    ("regions", "level"),
    [
        (["ITC4", "ITC41", "ITC42"], 3),
        (["ITI1", "ITI15", "PL92"], 3),
        (["PL9", "PL92", "PL921"], 3),
        (["PL9", "PL92", "DE"], 4),
        (["ITC4", "ITC41", "PL92"], 4),
        (["ITI15", "ITC4", "ITF", "SI0"], 4),
        (["PL92", "PL91", "PL9", None], 4),
        ([None, None, "PL92"], 3),
        (["ITI14", "ITI16", "ITI17"], 3),
    ],
)
def test_any_two_adoptions_may_be_the_two(regions, level):
    adoptions = [{"region": code, "adopter": "umwm", "confirmed_by": "itee"} for code in regions]
    assert graded(changed(RECORD, adoptions=adoptions)).level == level
    assert graded(changed(RECORD, adoptions=adoptions[::-1])).level == level


@pytest.mark.parametrize(
    ("changes", "level", "until"),
    [
        ({}, 4, UNTIL),
        ({"adoptions": []}, 3, UNTIL),
        ({"claims__1__value": None}, 2, UNTIL),
        ({"reviews": []}, 1, date(2029, 2, 15)),
        # The last review counts also when it recommends nothing, the owner's or nobody's does not.
        (
            {"reviews": [{"organisation": "kv", "on": "2026-02-01"}, *RECORD["reviews"]]},
            4,
            date(2028, 2, 1),
        ),
        (
            {"reviews": [{"organisation": "prato", "on": "2026-02-01"}, *RECORD["reviews"]]},
            4,
            UNTIL,
        ),
        ({"reviews": [{"organisation": None, "on": "2026-02-01"}, *RECORD["reviews"]]}, 4, UNTIL),
        ({"reviews__1__on": None}, 4, date(2028, 1, 10)),
        # A level that has lapsed is not turned into the level 1 that would still hold.
        ({"reviews__0__on": "2024-02-01", "reviews__1__on": "2024-02-29"}, 4, date(2026, 2, 28)),
    ],
)
def test_a_level_holds_through_its_last_day(changes, level, until):
    record = changed(RECORD, **changes)
    day = timedelta(days=1)
    for today, lapsed in ((until - day, False), (until, False), (until + day, True)):
        result = graded(record, today=today)
        assert (result.level, result.until, result.lapsed) == (level, until, lapsed)


def test_a_draft_has_no_end():
    result = graded(changed(RECORD, reviews=[]), published_on=None)
    assert (result.level, result.until, result.lapsed) == (1, None, False)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2026, 1, 31), 24, date(2028, 1, 31)),
        (date(2024, 2, 29), 24, date(2026, 2, 28)),
        (date(2024, 2, 29), 36, date(2027, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2026, 2, 28), 24, date(2028, 2, 28)),
        (date(2026, 12, 31), 36, date(2029, 12, 31)),
        (date(2026, 8, 31), 1, date(2026, 9, 30)),
        (date(2026, 11, 30), 1, date(2026, 12, 30)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
    ],
)
def test_add_months(start, months, end):
    assert add_months(start, months) == end


@pytest.mark.parametrize(
    ("changes", "year"),
    [
        ({}, 2021),
        ({"claims__1__date": None}, 2020),
        ({"evidence__0__date": "2018-06-11"}, 2020),
        ({"evidence__1__date": "2024-02"}, 2024),
        ({"evidence__0__date": "2018", "claims__1__date": "2025"}, 2020),
        ({"evidence__1__date": None, "claims__1__date": None}, 2019),
        ({"evidence__1__date": "2023-13", "claims__1__date": "soon"}, 2019),
        ({"claims__1__evidence": []}, 2020),
        ({"claims": []}, 2020),
        ({"evidence": []}, None),
        ({"claims": None, "evidence": None}, None),
        ({"evidence__1__date": None, "claims__0__date": None, "claims__1__date": None}, None),
    ],
)
def test_newest_evidence_year(changes, year):
    """Undated evidence counts with the date of the claims that name it."""
    assert newest_evidence_year(changed(RECORD, **changes)) == year
