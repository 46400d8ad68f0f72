"""Loading the code lists: once, twice, changed, and with a fault."""

import json
import shutil

import pytest

from partners import catalogue
from partners.models import Region
from practices.loading.codes import FILES, load_codes
from practices.loading.files import BadData, Fault, digest, read_json
from practices.models import Sector, SeedRecord, Technology, Theme, Unit
from tests import database
from tests.conftest import CODES

pytestmark = pytest.mark.django_db

NONE_CHANGED = {
    "regions.json": 0,
    "sectors.json": 0,
    "technologies.json": 0,
    "themes.json": 0,
    "units.json": 0,
}


@pytest.fixture
def folder(tmp_path):
    for kind in FILES:
        shutil.copy(CODES / kind.name, tmp_path)
    return tmp_path


@pytest.fixture
def edit(folder):
    """Change the fields of one record of a file."""

    def change(name: str, code: str, /, **fields):
        path = folder / name
        content = json.loads(path.read_text(encoding="utf-8"))
        (record,) = [row for row in content["records"] if row["code"] == code]
        record.update(fields)
        for gone in [key for key, value in fields.items() if value is ...]:
            del record[gone]
        path.write_text(json.dumps(content), encoding="utf-8")

    return change


def test_what_is_loaded():
    models = (Region, Sector, Technology, Theme, Unit)
    assert [model.objects.count() for model in models] == [2204, 1047, 20, 4, 38]
    assert Region.objects.values().get(pk="ITI1") == {
        "code": "ITI1",
        "labels": {"en": "Tuscany"},
        "name": "Toscana",
        "level": 2,
        "parent_id": "ITI",
        "country": "IT",
        "aliases": [],
        "replaces": [],
        "version": "2024",
    }
    assert Sector.objects.values().get(pk="C25.63") == {
        "code": "C25.63",
        "labels": {"en": "Manufacture of tools", "es": "Fabricación de herramientas"},
        "level": "class",
        "parent_id": "C25.6",
    }
    assert Unit.objects.values().get(pk="firms") == {
        "code": "firms",
        "labels": {"en": "firms", "es": "empresas"},
        "kind": "count",
        "singulars": {"en": "firm", "es": "empresa"},
    }
    assert Theme.objects.get(position=1).pk == "regional_platforms_and_clusters"
    assert Technology.objects.get(pk="iot").labels["es"] == "Internet de las cosas"


def test_a_code_s_beginning_is_the_code_of_its_parent():
    """The rule by which regions and sectors are searched below (querysets, facets)."""
    for model in (Region, Sector):
        rows = model.objects.exclude(parent=None).values_list("pk", "parent_id")
        assert [code for code, parent in rows if not code.startswith(parent)] == []


def test_the_same_files_are_not_read_again(folder, django_assert_max_num_queries):
    before = database.everything()
    with django_assert_max_num_queries(1):
        assert load_codes(folder) == NONE_CHANGED
    assert database.everything() == before


def test_files_that_look_different_and_say_the_same_change_no_row(folder):
    path = folder / "units.json"
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8"))), encoding="utf-8")
    before = {table: database.rows(table) for table in database.CODE_LISTS}
    assert load_codes(folder) == NONE_CHANGED
    assert {table: database.rows(table) for table in database.CODE_LISTS} == before


def test_a_changed_label_changes_one_row_and_raises_the_version(folder, edit):
    token = catalogue.version().token
    edit("themes.json", "digital_innovation_hubs", labels={"en": "Hubs", "es": "Centros"})
    assert load_codes(folder) == NONE_CHANGED | {"themes.json": 1}
    assert Theme.objects.get(pk="digital_innovation_hubs").labels == {"en": "Hubs", "es": "Centros"}
    assert catalogue.version().token != token
    assert load_codes(folder) == NONE_CHANGED


def test_a_new_code_is_added(folder):
    path = folder / "units.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    new = {"code": "hours", "labels": {"en": "hours"}, "kind": "duration", "source_terms": ["h"]}
    content["records"].append(new)
    path.write_text(json.dumps(content), encoding="utf-8")
    assert load_codes(folder) == NONE_CHANGED | {"units.json": 1}
    hours = Unit.objects.get(pk="hours")
    assert (hours.labels, hours.kind, hours.singulars) == ({"en": "hours"}, "duration", {})


def test_a_code_that_left_its_file_stays(folder):
    """Editions may speak of it for ever."""
    path = folder / "units.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    content["records"] = [row for row in content["records"] if row["code"] != "firms"]
    path.write_text(json.dumps(content), encoding="utf-8")
    assert load_codes(folder) == NONE_CHANGED
    assert Unit.objects.filter(pk="firms").exists()


def test_a_region_that_was_given_up_leads_to_the_first_of_its_successors():
    content = json.loads((CODES / "regions.json").read_text(encoding="utf-8"))
    heirs = {
        row["code"]: row["successors"][0] for row in content["discontinued"] if row["successors"]
    }
    assert heirs
    stored = {
        gone: code
        for code, replaced in Region.objects.values_list("pk", "replaces")
        for gone in replaced
    }
    assert stored == heirs


@pytest.mark.parametrize(
    ("name", "code", "field"),
    [
        ("regions.json", "ITI1", "name"),
        ("regions.json", "ITI1", "parent"),
        ("sectors.json", "C13", "labels"),
        ("technologies.json", "iot", "meaning"),
        ("themes.json", "digital_innovation_hubs", "order"),
        ("units.json", "firms", "kind"),
    ],
)
def test_a_missing_field_names_its_place_and_nothing_is_loaded(folder, edit, name, code, field):
    edit("regions.json", "BE2", name="Other")
    edit(name, code, **{field: ...})
    before = database.everything()
    with pytest.raises(BadData) as refused:
        load_codes(folder)
    fault = Fault(file=name, record=code, field=field, reason="is missing")
    assert refused.value.faults == [fault]
    assert str(refused.value) == f"{name}: {code}: {field}: is missing"
    assert database.everything() == before


def test_a_record_without_a_code_is_named_by_its_place_in_the_message(folder):
    path = folder / "units.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    del content["records"][0]["labels"]
    path.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(BadData, match=r"units\.json: answers: labels: is missing"):
        load_codes(folder)


def test_bad_json_names_its_line(folder):
    before = database.everything()
    (folder / "units.json").write_text('{"records": [\n{"code" 1}\n]}', encoding="utf-8")
    with pytest.raises(BadData) as refused:
        load_codes(folder)
    (fault,) = refused.value.faults
    assert (fault.file, fault.record, fault.field) == ("units.json", "", "")
    assert fault.reason.startswith("no valid JSON at line 2, column 9: ")
    assert database.everything() == before


def test_reading_a_file_that_is_not_there_or_not_utf_8(tmp_path):
    with pytest.raises(BadData) as refused:
        read_json(tmp_path / "units.json")
    assert str(refused.value) == "units.json: the file does not exist"
    (tmp_path / "units.json").write_bytes(b'["\xff"]')
    with pytest.raises(BadData) as refused:
        read_json(tmp_path / "units.json")
    assert str(refused.value) == "units.json: not UTF-8 at byte 2"


def test_equal_values_have_equal_digests():
    assert digest({"a": 1, "b": [None, "ł"]}) == digest({"b": [None, "ł"], "a": 1})
    assert digest({"a": 1}) != digest({"a": "1"})
    assert digest([1, 2]) != digest([2, 1])
    assert digest(None) != digest("")


def test_the_files_are_remembered_as_one_record():
    (row,) = SeedRecord.objects.filter(kind="codes")
    assert (row.key, len(row.source_sha256)) == ("all", 64)
    assert str(row) == "codes all"
