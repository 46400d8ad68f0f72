"""The real files in a folder of their own, to be changed and loaded."""

import json
import shutil

import pytest

from practices.loading.smarty import load_smarty
from tests.conftest import CODES, SMARTY


@pytest.fixture
def folder(tmp_path):
    """The real files, to be changed."""
    for name in ("partners", "events", "practices"):
        shutil.copy(SMARTY / f"{name}.json", tmp_path)
    return tmp_path


@pytest.fixture
def edit(folder):
    """Change fields of one record of a file; `...` takes a field away."""

    def change(name: str, key: str, /, **fields) -> None:
        path = folder / f"{name}.json"
        listed = json.loads(path.read_text(encoding="utf-8"))
        (record,) = [row for row in listed if key in (row.get("id"), row.get("short_name"))]
        record.update(fields)
        for gone in [field for field, value in fields.items() if value is ...]:
            del record[gone]
        path.write_text(json.dumps(listed), encoding="utf-8")

    return change


@pytest.fixture
def load(folder):
    return lambda: load_smarty(folder, CODES)
