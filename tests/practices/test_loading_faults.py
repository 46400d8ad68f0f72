"""Bad files: each fault is told with file, record, field and reason; nothing of them is loaded."""

import json

import pytest

from practices.loading.files import BadData, Fault
from tests import database

pytestmark = pytest.mark.django_db

GOSTOP, LEUVEN = "GP-0001", "its-1-leuven-2020"
SECTOR = {"nace_rev2": "C", "basis": "inferred"}
CLAIM = {"claim": "Firms", "kind": "result", "source_url": "https://source.example/"}
LIST_OF = "should be a list of"


def faults_of(load) -> list[str]:
    """The faults that a load is refused with; the database is as it was."""
    before = database.everything()
    with pytest.raises(BadData) as refused:
        load()
    assert database.everything() == before
    assert str(refused.value) == "\n".join(str(fault) for fault in refused.value.faults)
    return [str(fault) for fault in refused.value.faults]


# File, record, what is changed, and what is told of it after the record's name.
RECORDS = [
    ("partners", "RCL", {"name_en": ...}, "name_en: is missing"),
    ("partners", "RCL", {"role": None}, "role: is missing"),
    ("partners", "RCL", {"role": "observer"}, "role: 'observer' is none of lead, partner"),
    ("partners", "RCL", {"colour": "red"}, "colour: is no known field"),
    ("partners", "RCL", {"name_en": 7}, "name_en: should be a text"),
    ("partners", "RCL", {"city": "  "}, "city: should be a text"),
    ("partners", "RCL", {"city": ["Kemi"]}, "city: should be a text"),
    ("partners", "RCL", {"country": "FL"}, "country: 'FL' is no known country code (ISO 3166)"),
    ("partners", "RCL", {"country": "UK"}, "country: 'UK' is no known country code (ISO 3166)"),
    ("partners", "RCL", {"nuts_code": "FI99"}, "nuts_code: 'FI99' is no known NUTS code"),
    ("partners", "RCL", {"nuts_level": "3"}, "nuts_level: should be a number"),
    ("partners", "RCL", {"nuts_level": True}, "nuts_level: should be a number"),
    (
        *("partners", "RCL", {"kind": "club"}),
        ("kind: 'club' is none of municipality, regional authority, national authority, agency, "
        "research centre"),
    ),
    (
        *("partners", "RCL", {"membership_confidence": "sure"}),
        "membership_confidence: 'sure' is none of high, medium, low",
    ),
    *(
        ("partners", "RCL", {"website": url})
        + ("website: should be a web address of at most 500 characters",)
        for url in ("www.rcl.example", "ftp://rcl.example", "http://", "javascript:alert(1)", 7)
        + (f"https://rcl.example/{'x' * 500}",)
    ),
    *(
        ("partners", "RCL", {"policy_responsible": value})
        + ("policy_responsible: should be true or false",)
        for value in ("no", 0, 1, [])
    ),
    *(
        ("partners", "RCL", {"source_urls": value}, f"source_urls: {LIST_OF} web addresses")
        for value in ("https://a.example", ["a.example"], [None])
    ),
    ("events", LEUVEN, {"title": None}, "title: is missing"),
    ("events", LEUVEN, {"where": "Leuven"}, "where: is no known field"),
    ("events", LEUVEN, {"number": "first"}, "number: should be a number"),
    (
        *("events", LEUVEN, {"start_date": "25/02/2020"}),
        ("start_date: “25/02/2020” is not a date. Write a year, a year and month, or a full date: "
        "2018, 2018-06 or 2018-06-11."),
    ),
    (
        *("events", LEUVEN, {"end_date": "2020-02-30"}),
        "end_date: “2020-02-30” is not in the calendar.",
    ),
    (
        *("events", LEUVEN, {"start_date": "1820"}),
        "start_date: The year of “1820” is not between 1900 and 2100.",
    ),
    ("events", LEUVEN, {"online": "yes"}, "online: should be true or false"),
    ("events", LEUVEN, {"host_partners": ["XYZ"]}, "host_partners: 'XYZ' is no known partner"),
    ("events", LEUVEN, {"host_partners": "RCL"}, "host_partners: should be a list"),
    ("events", LEUVEN, {"topics": [1]}, f"topics: {LIST_OF} texts"),
    ("events", LEUVEN, {"topics": ["a", ""]}, f"topics: {LIST_OF} texts"),
    ("events", LEUVEN, {"participants": 40}, "participants: should be an object"),
    (
        *("events", LEUVEN, {"kind": "party"}),
        ("kind: 'party' is none of kick_off, interregional_thematic_seminar, "
        "interregional_policy_brokerage, regional_stakeholder_meeting, final_conference"),
    ),
    ("practices", GOSTOP, {"title": None}, "title: is missing"),
    ("practices", GOSTOP, {"title": {"en": "Gostop"}}, "title: should be a text"),
    ("practices", GOSTOP, {"stars": 5}, "stars: is no known field"),
    ("practices", GOSTOP, {"owning_partner": None}, "owning_partner: is missing"),
    ("practices", GOSTOP, {"owning_partner": "XYZ"}, "owning_partner: 'XYZ' is no known partner"),
    ("practices", GOSTOP, {"nuts_code": "SI9"}, "nuts_code: 'SI9' is no known NUTS code"),
    ("practices", GOSTOP, {"start_year": "2018"}, "start_year: should be a year from 1900 to 2100"),
    ("practices", GOSTOP, {"start_year": 18}, "start_year: should be a year from 1900 to 2100"),
    ("practices", GOSTOP, {"end_year": 2018.5}, "end_year: should be a year from 1900 to 2100"),
    ("practices", GOSTOP, {"end_year": True}, "end_year: should be a year from 1900 to 2100"),
    ("practices", GOSTOP, {"themes": ["fun"]}, "themes: 'fun' is no known theme"),
    ("practices", GOSTOP, {"themes": "fun"}, "themes: should be a list"),
    (
        *("practices", GOSTOP, {"technologies": ["ai", "abacus"]}),
        "technologies: 'abacus' is no known technology",
    ),
    ("practices", GOSTOP, {"objectives": "One"}, f"objectives: {LIST_OF} texts"),
    (
        *("practices", GOSTOP, {"related_slugs": ["nowhere"]}),
        "related_slugs: 'nowhere' is no known practice",
    ),
    ("practices", GOSTOP, {"presented_at": ["its-9"]}, "presented_at: 'its-9' is no known event"),
    (
        *("practices", GOSTOP, {"location_scope": "global"}),
        "location_scope: 'global' is none of local, regional, national, european",
    ),
    (
        *("practices", GOSTOP, {"among_the_26": "yes"}),
        "among_the_26: 'yes' is none of very_probable, probable, unlikely",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("name", "key", "fields", "told"), RECORDS)
def test_a_fault_of_a_record(edit, load, name, key, fields, told):
    edit(name, key, **fields)
    assert faults_of(load) == [f"{name}.json: {key}: {told}"]


NESTED = [
    (
        {"sectors": [SECTOR, {"nace_rev2": "C25.63"}]},
        "sectors 2: nace_rev2: 'C25.63' is no known NACE Rev. 2 code in sectors_rev2.json",
    ),
    ({"sectors": [{"label": "Tools"}]}, "sectors 1: nace_rev2: is missing"),
    ({"sectors": [SECTOR | {"nace": "C"}]}, "sectors 1: nace: is no known field"),
    ({"sectors": [SECTOR | {"basis": 1}]}, "sectors 1: basis: should be a text"),
    (
        {"validation_evidence": [CLAIM | {"claim": None}]},
        "validation_evidence 1: claim: is missing",
    ),
    (
        {"validation_evidence": [CLAIM, CLAIM | {"source_url": None}]},
        "validation_evidence 2: source_url: is missing",
    ),
    (
        {"validation_evidence": [CLAIM | {"source_url": "page 4"}]},
        "validation_evidence 1: source_url: should be a web address of at most 500 characters",
    ),
    (
        {"validation_evidence": [CLAIM | {"kind": "success"}]},
        "validation_evidence 1: kind: 'success' is none of result, input, rule, target, context",
    ),
    (
        {"validation_evidence": [CLAIM | {"figure": "40"}]},
        "validation_evidence 1: figure: should be a number",
    ),
    (
        {"validation_evidence": [CLAIM | {"figure": 40, "unit": "parsecs"}]},
        "validation_evidence 1: unit: 'parsecs' is no known unit in units.json",
    ),
    (
        {"validation_evidence": [CLAIM | {"figure": 1, "qualifier": "nearly"}]},
        "validation_evidence 1: qualifier: 'nearly' is none of exact, at_least, at_most, about",
    ),
    (
        {"validation_evidence": [CLAIM | {"year": "2018"}]},
        "validation_evidence 1: year: should be a year from 1900 to 2100",
    ),
    (
        {"resources_needed": {"amount_eur": "1 million"}},
        "resources_needed: amount_eur: should be a number",
    ),
    ({"resources_needed": {"staff": 2}}, "resources_needed: staff: should be a text"),
    ({"resources_needed": {"cost": 2}}, "resources_needed: cost: is no known field"),
]


@pytest.mark.parametrize(("fields", "told"), NESTED)
def test_a_fault_within_a_practice(edit, load, fields, told):
    edit("practices", GOSTOP, **fields)
    assert faults_of(load) == [f"practices.json: {GOSTOP}, {told}"]


def test_every_fault_of_every_file_is_told_at_once(edit, load):
    edit("partners", "RCL", country="FL", website="rcl")
    edit("events", LEUVEN, online="yes")
    edit("practices", GOSTOP, title=None, stars=5, sectors=[{}])
    assert faults_of(load) == [
        "partners.json: RCL: country: 'FL' is no known country code (ISO 3166)",
        "partners.json: RCL: website: should be a web address of at most 500 characters",
        f"events.json: {LEUVEN}: online: should be true or false",
        f"practices.json: {GOSTOP}: title: is missing",
        f"practices.json: {GOSTOP}: stars: is no known field",
        f"practices.json: {GOSTOP}, sectors 1: nace_rev2: is missing",
    ]


def test_a_fault_after_much_was_right_leaves_all_as_it_was(smarty, edit, load):
    """The real records are there already; the one right change of the same load is not kept."""
    edit("partners", "RCL", city="Kemi")
    edit("practices", "GP-0020", scope="regional")
    assert faults_of(load) == ["practices.json: GP-0020: scope: is no known field"]


@pytest.mark.parametrize(
    ("name", "key"), [("partners", "short_name"), ("events", "id"), ("practices", "id")]
)
def test_a_record_without_its_key_is_told_by_its_place(folder, load, name, key):
    path = folder / f"{name}.json"
    listed = json.loads(path.read_text(encoding="utf-8"))
    del listed[-1][key]
    path.write_text(json.dumps(listed), encoding="utf-8")
    told = faults_of(load)
    assert f"{name}.json: record {len(listed)}: {key}: is missing" in told


@pytest.mark.parametrize(
    ("name", "key"), [("partners", "short_name"), ("events", "id"), ("practices", "id")]
)
def test_a_record_that_is_there_twice(folder, load, name, key):
    path = folder / f"{name}.json"
    listed = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps([*listed, listed[0]]), encoding="utf-8")
    assert faults_of(load) == [f"{name}.json: {listed[0][key]}: {key}: is there twice"]


@pytest.mark.parametrize("name", ["partners", "events", "practices"])
@pytest.mark.parametrize("content", ["{}", "null", '"text"', '["text"]', "[[]]", "[null]"])
def test_a_file_that_is_no_list_of_objects(folder, load, name, content):
    (folder / f"{name}.json").write_text(content, encoding="utf-8")
    assert faults_of(load) == [f"{name}.json: should be a list of objects"]


@pytest.mark.parametrize("name", ["partners", "events", "practices"])
def test_a_file_that_is_not_there(folder, load, name):
    (folder / f"{name}.json").unlink()
    assert faults_of(load) == [f"{name}.json: the file does not exist"]


@pytest.mark.parametrize(
    ("content", "place"),
    [
        (b'[\n {"id": "a"},\n {"id": b}\n]', "line 3, column 9"),
        (b"", "line 1, column 1"),
        (b"[{}] []", "line 1, column 6"),
    ],
)
def test_a_file_that_is_no_json_names_the_line(folder, load, content, place):
    (folder / "events.json").write_bytes(content)
    (told,) = faults_of(load)
    assert told.startswith(f"events.json: no valid JSON at {place}: ")


def test_a_file_that_is_not_utf_8_names_the_byte(folder, load):
    (folder / "events.json").write_bytes('[{"id": "Łódź"}]'.encode("iso-8859-2"))
    assert faults_of(load) == ["events.json: not UTF-8 at byte 9"]


def test_a_fault_reads_from_the_file_to_the_reason():
    whole = Fault(file="a.json", record="GP-0001", field="title", reason="is missing")
    assert str(whole) == "a.json: GP-0001: title: is missing"
    assert str(Fault(file="a.json", reason="the file does not exist")) == (
        "a.json: the file does not exist"
    )
