"""Grading of whatever record comes: empty, odd and random ones."""

import copy
from datetime import date
from itertools import combinations

import pytest

from practices.grading import grade

FILLED = {
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
}
# Lists that make level 4 of it, and what else may stand in their rows: random records mix both, so
# that every level is common.
GOOD = {
    "claims": [
        {
            "number": 1,
            "kind": "result",
            "value": 40,
            "baseline_value": 0,
            "comparator": "firms without an audit",
            "evidence": [1],
        }
    ],
    "evidence": [{"number": 1, "url": "https://example.eu", "issuer_relation": "independent"}],
    "reviews": [
        {"organisation": "godcp", "recommends": True, "on": "2026-01-31"},
        {"organisation": "itee", "recommends": True, "on": None},
    ],
    "checks": [{"claim": 1, "evidence": 1, "organisation": "godcp", "verdict": "confirmed"}],
    "adoptions": [
        {"region": "ITC4", "adopter": "lombardia", "confirmed_by": "godcp"},
        {"region": "FR1", "adopter": "umwm", "confirmed_by": "itee"},
    ],
}
VALUES = {
    "claims": {
        "number": [1],
        "kind": ["result", "result", "result", "context"],
        "value": [40, 40, 40, None],
        "baseline_value": [0, 0, 0, None],
        "comparator": ["firms without an audit"],
        "evidence": [[1], [1, 2], []],
    },
    "evidence": {
        "number": [1],
        "url": ["https://example.eu", "https://example.eu", None],
        "issuer_relation": ["independent", "independent", "owner", None],
    },
    "reviews": {
        "organisation": ["prato", "godcp", "itee", "umwm", None],
        "recommends": [True, True, True, False, False, None],
        "on": ["2025-11-30", "2026-01-31", None],
    },
    "checks": {
        "claim": [1, 1, 2, None],
        "evidence": [1, 1, 2, None],
        "organisation": ["godcp", "itee", "umwm", "prato", None],
        "verdict": ["confirmed", "confirmed", "partly", "not_confirmed", "not_confirmed", None],
    },
    "adoptions": {
        "region": ["IT", "ITI15", "ITC4", "ITC41", "PL9", "PL92", "DE2", None],
        "adopter": ["umwm", "umwm", "lombardia", "prato", None],
        "confirmed_by": ["godcp", "itee", "umwm", "prato", None],
    },
}
EVERYTHING = [
    "Level 1 needs: title.",
    "Level 1 needs: summary.",
    "Level 1 needs: description.",
    "Level 1 needs: owner.",
    "Level 1 needs: region.",
    "Level 1 needs: scope.",
    "Level 1 needs: nature.",
    "Level 1 needs: validation kind.",
    "Level 1 needs: one theme.",
    "Level 1 needs: one sector.",
    "Level 1 needs: one objective.",
    "Level 1 needs: one beneficiary.",
    "Level 1 needs: one claim with evidence.",
    "Level 2 needs 2 more reviews that recommend it, from two organisations other than the owner.",
    "Level 2 needs one claim of kind result.",
    "Level 3 needs one claim of kind result.",
    (
        "Level 4 needs 2 more adoptions "
        "confirmed by an organisation that is neither the owner nor the adopter."
    ),
    "Level 4 needs one confirmed adoption in another country.",
]


def graded(record):
    return grade(
        record,
        published_on=date(2026, 2, 15),
        today=date(2026, 3, 1),
        adoptions=record.get("adoptions") or (),
    )


def texts(result):
    return [reason.text for reason in result.reasons]


@pytest.mark.parametrize(
    "record",
    [
        {},
        dict.fromkeys([*FILLED, *VALUES]),
        dict.fromkeys([*FILLED, *VALUES], []),
        {name: [dict.fromkeys(row), dict.fromkeys(row)] for name, row in VALUES.items()},
        {"sectors": [{"code": None, "basis": "guess"}, None], "objectives": [None, " "]},
    ],
)
def test_a_record_of_unknowns_lacks_everything(record):
    result = graded(record)
    assert (result.level, result.until, result.lapsed) == (0, None, False)
    assert texts(result) == EVERYTHING


@pytest.mark.parametrize("junk", ["x", 7, {"a": 1}, [None], [["x"]], [7], [{}], [{"number": "1"}]])
def test_rows_of_a_wrong_shape_count_as_unknown(junk):
    result = graded({**FILLED, **dict.fromkeys(("claims", "evidence", "reviews", "checks"), junk)})
    assert (result.level, texts(result)) == (0, EVERYTHING[12:])


def given(holds, *, fact=False):
    """Run `holds(record)`, or `holds(record, list name, row)`, for random records."""
    hypothesis = pytest.importorskip("hypothesis")
    st = hypothesis.strategies
    rows = {
        name: st.fixed_dictionaries({key: st.sampled_from(some) for key, some in values.items()})
        for name, values in VALUES.items()
    }
    lists = {
        name: st.one_of(
            [st.just(GOOD[name])] * 3
            + [st.lists(row, min_size=1, max_size=1 if name in ("claims", "evidence") else 4)]
        )
        for name, row in rows.items()
    }
    filled = {key: st.just(value) for key, value in FILLED.items()}
    filled["summary"] = st.sampled_from([FILLED["summary"]] * 5 + [None])
    filled["region"] = st.sampled_from(["ITI15", "ITI15", "PL", "DE21"])
    facts = st.one_of([st.tuples(st.just(name), row) for name, row in rows.items()])
    arguments = [st.fixed_dictionaries(filled | lists)] + [facts] * fact
    run = hypothesis.settings(max_examples=500, deadline=None, database=None, derandomize=True)
    run(hypothesis.given(*arguments)(holds))()


def test_reasons_belong_to_higher_levels_and_only_level_4_has_none():
    def holds(record):
        result = graded(record)
        levels = [reason.level for reason in result.reasons]
        assert (levels == []) == (result.level == 4)
        assert levels == sorted(levels)
        assert levels[:1] in ([], [result.level + 1])
        assert [text[:8] for text in texts(result)] == [f"Level {level} " for level in levels]

    given(holds)


def test_a_level_is_what_the_rules_say_and_includes_those_below():
    def holds(record):
        rules = (says_level_1, says_level_2, says_level_3, says_level_4)
        met = [rule(record) for rule in rules]
        assert graded(record).level == [*met, False].index(False)

    given(holds)


def test_a_further_fact_lowers_no_level_and_shortens_none():
    """Unless it is a judgement against the practice."""

    def holds(record, fact):
        name, row = fact
        if name == "reviews":
            row = row | {"recommends": True}
        if row.get("verdict") == "not_confirmed":
            row = row | {"verdict": "partly"}
        if name in ("claims", "evidence"):
            row = row | {"number": 2}
        before, after = graded(record), graded(record | {name: [*record[name], row]})
        assert after.level >= before.level
        assert before.level < 2 or after.until >= before.until

    given(holds, fact=True)


def test_a_judgement_against_it_raises_no_level():
    def holds(record):
        against = {"reviews": {"recommends": False}, "checks": {"verdict": "not_confirmed"}}
        for name, judgement in against.items():
            row = dict.fromkeys(VALUES[name]) | {"organisation": "umwm", "claim": 1} | judgement
            after = record | {name: [*record[name], row]}
            assert graded(after).level <= graded(record).level

    given(holds)


def test_a_value_that_becomes_known_lowers_no_level():
    known = {
        "issuer_relation": "owner",
        "organisation": "prato",
        "recommends": False,
        "on": "2020-01-01",
        "verdict": "not_checked",
        "adopter": "prato",
        "confirmed_by": "prato",
        "region": "IT",
    }

    def holds(record):
        after = copy.deepcopy(record)
        for row in [row for name in VALUES for row in after[name]]:
            row |= {name: known.get(name) for name, value in row.items() if value is None}
        assert graded(after).level >= graded(record).level

    given(holds)


# The rules once more, as plainly as these records allow, to hold the code against.


def says_level_1(record):
    (claim,), (evidence,) = record["claims"], record["evidence"]
    return None not in (record["summary"], evidence["url"]) and 1 in claim["evidence"]


def says_level_2(record):
    reviews = [row for row in record["reviews"] if row["organisation"] in ("godcp", "itee", "umwm")]
    backers = {row["organisation"] for row in reviews if row["recommends"]}
    return (
        len(backers) >= 2
        and len(backers) > len({row["organisation"] for row in reviews}) / 2
        and any(row["on"] for row in reviews)
        and record["claims"][0]["kind"] == "result"
        and say(record, "confirmed", "partly") > say(record, "not_confirmed")
    )


def says_level_3(record):
    (claim,), (evidence,) = record["claims"], record["evidence"]
    return (
        (claim["kind"], claim["value"], claim["baseline_value"]) == ("result", 40, 0)
        and 1 in claim["evidence"]
        and evidence["issuer_relation"] == "independent"
        and say(record, "confirmed", evidence=(1,)) > say(record, "not_confirmed")
    )


def say(record, *verdicts, evidence=(1, 2, None)):
    """How many other organisations say so of claim 1, having looked at such evidence."""
    return len(
        {
            row["organisation"]
            for row in record["checks"]
            if row["claim"] == 1
            and row["organisation"] in ("godcp", "itee", "umwm")
            and row["verdict"] in verdicts
            and row["evidence"] in evidence
        }
    )


def says_level_4(record):
    regions = [
        row["region"]
        for row in record["adoptions"]
        if None not in row.values() and len({"prato", row["adopter"], row["confirmed_by"]}) == 3
    ]
    return any(
        not any(a.startswith(b) or b.startswith(a) for a, b in combinations(three, 2))
        and len({code[:2] for code in three}) > 1
        for three in ([*pair, record["region"]] for pair in combinations(regions, 2))
    )
