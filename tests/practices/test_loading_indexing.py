"""The text index after an upgrade that reads texts in another way."""

import json
import shutil

import pytest

from partners import catalogue
from practices import entries, search
from practices.loading.indexing import NOTED
from practices.loading.smarty import load_smarty
from practices.models import CatalogueEntry, SeedRecord
from tests import asking
from tests.conftest import CODES, SMARTY

pytestmark = pytest.mark.django_db


def spoil() -> None:
    """Leave the index as an earlier release might have made it."""
    search.clear()
    search.write_many([(CatalogueEntry.objects.get(identifier="GP-0001").pk, {"a": [("x", "en")]})])
    CatalogueEntry.objects.filter(identifier="GP-0002").update(title_key="as it was folded once")
    SeedRecord.objects.filter(**NOTED).update(source_sha256="of an earlier release")


def test_a_load_indexes_anew_what_an_earlier_release_indexed(smarty):
    spoil()
    token = catalogue.version().token
    summary = load_smarty(SMARTY, CODES)
    assert summary.notes == ["text index: 17 practices indexed anew"]
    assert catalogue.version().token != token
    assert asking.numbers("gostop") == [1]
    assert list(entries.rebuild()) == []


def test_a_portal_that_was_never_asked_is_indexed_anew(smarty):
    spoil()
    SeedRecord.objects.filter(**NOTED).delete()
    assert load_smarty(SMARTY, CODES).notes == ["text index: 17 practices indexed anew"]


def test_what_is_indexed_as_texts_are_read_now_stays(smarty):
    token = catalogue.version().token
    assert load_smarty(SMARTY, CODES).notes == []
    assert catalogue.version().token == token


def test_a_new_label_of_a_code_list_is_found_after_the_load(smarty, tmp_path):
    codes = tmp_path / "codes"
    shutil.copytree(CODES, codes)
    path = codes / "technologies.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    (record,) = [row for row in content["records"] if row["code"] == "robotics"]
    record["labels"]["es"] = "Robotización alphaone"
    path.write_text(json.dumps(content), encoding="utf-8")
    assert asking.numbers("alphaone") == []
    load_smarty(SMARTY, codes)
    assert asking.numbers("alphaone") == [1, 2, 8, 9, 10, 16]
