"""What fits no column or breaks a rule of the models is a fault of its file on both engines."""

import pytest

from practices import editions
from practices.models import Practice
from tests.practices.test_loading_faults import CLAIM, GOSTOP, LEUVEN, faults_of

pytestmark = pytest.mark.django_db


def too_long(limit: int) -> str:
    return f"Ensure this value has at most {limit} characters (it has {limit + 1})."


FAULTS = [
    ("practices", GOSTOP, {"title": "x" * 151}, f"title: {too_long(150)}"),
    ("practices", GOSTOP, {"title_native": "x" * 151}, f"title_native: {too_long(150)}"),
    ("practices", GOSTOP, {"summary": "x" * 301}, f"summary: {too_long(300)}"),
    ("practices", GOSTOP, {"description": "x" * 5001}, f"description: {too_long(5000)}"),
    ("practices", GOSTOP, {"lessons": "x" * 1501}, f"lessons: {too_long(1500)}"),
    ("partners", "RCL", {"city": "x" * 101}, f"city: {too_long(100)}"),
    ("events", LEUVEN, {"title": "x" * 201}, f"title: {too_long(200)}"),
    (
        *("practices", GOSTOP, {"objectives": ["An aim", "x" * 1501]}),
        "objectives.1: At most 1500 characters fit here; this text has 1501.",
    ),
    (
        *("practices", GOSTOP, {"start_year": 2020, "end_year": 2019}),
        "__all__: Constraint “practice_years_are_ordered” is violated.",
    ),
    (
        *("events", LEUVEN, {"end_date": "2019"}),
        "__all__: Constraint “event_ends_after_it_starts” is violated.",
    ),
    ("partners", "RCL", {"role": "lead"}, "__all__: Constraint “one_lead_partner” is violated."),
    (
        *("events", LEUVEN, {"number": -1}),
        "number: Ensure this value is greater than or equal to 0.",
    ),
    (
        *("practices", GOSTOP, {"title": "a\x00b"}),
        "title: holds a character that cannot be stored",
    ),
    (
        *("practices", GOSTOP, {"title": "a\ud800b"}),
        "title: holds a character that cannot be stored",
    ),
    (
        *("practices", GOSTOP, {"website": "http://[x"}),
        "website: should be a web address of at most 500 characters",
    ),
    ("practices", GOSTOP, {"themes": [["x"]]}, "themes: ['x'] is no known theme"),
    ("practices", GOSTOP, {"owning_partner": {}}, "owning_partner: {} is no known partner"),
    ("practices", GOSTOP, {"nuts_code": ["SI0"]}, "nuts_code: ['SI0'] is no known NUTS code"),
    ("practices", GOSTOP, {"sectors": ["C"]}, "sectors: should be a list of objects"),
    (
        *("practices", GOSTOP, {"validation_evidence": {"claim": 1}}),
        "validation_evidence: should be a list of objects",
    ),
    ("practices", GOSTOP, {"resources_needed": ["x"]}, "resources_needed: should be an object"),
    ("events", LEUVEN, {"host_partners": [{}]}, "host_partners: {} is no known partner"),
]


@pytest.mark.parametrize(("name", "key", "fields", "told"), FAULTS)
def test_a_fault_that_the_models_know(edit, load, name, key, fields, told):
    edit(name, key, **fields)
    assert faults_of(load) == [f"{name}.json: {key}: {told}"]


CLAIMS = [
    ({"claim": "x" * 201}, f"statement: {too_long(200)}"),
    (
        {"qualifier": "about"},
        "__all__: Constraint “claim_qualifier_belongs_to_value” is violated.",
    ),
    ({"figure": float("nan")}, "figure: should be a number"),
    ({"figure": float("inf")}, "figure: should be a number"),
    ({"figure": 0.00001}, "value: Ensure that there are no more than 4 decimal places."),
    ({"figure": 1e30}, "value: Ensure that there are no more than 16 digits before"),
]


@pytest.mark.parametrize(("fields", "told"), CLAIMS)
def test_a_fault_of_a_claim(edit, load, fields, told):
    edit("practices", GOSTOP, validation_evidence=[CLAIM, CLAIM | fields])
    faults = faults_of(load)
    assert faults[0].startswith(f"practices.json: {GOSTOP}, validation_evidence 2: {told}") or (
        "no more than 20 digits" in faults[0]
    )


def test_a_figure_keeps_the_digits_it_is_written_with(edit, load):
    edit("practices", GOSTOP, validation_evidence=[CLAIM | {"figure": 14.2, "unit": "%"}])
    load()
    document = editions.document(Practice.objects.get(identifier=GOSTOP))
    assert [claim["value"] for claim in document["claims"]] == [14.2]
