"""Somebody keeps a copy with the reference mirror of examples/: dump, then changes, over HTTP."""

import importlib.util
import json
from urllib.request import urlopen

import pytest
from django.conf import settings as portal

from partners.models import PastVersion
from practices import entries
from practices.choices import Action
from practices.exporting.dump import dump_folder, write_dump
from practices.loading.smarty import load_smarty
from practices.models import CatalogueEntry, Edition
from tests import factories
from tests.conftest import CODES, SMARTY

MIRROR = portal.BASE_DIR / "examples" / "mirror.py"


@pytest.fixture
def mirror():
    spec = importlib.util.spec_from_file_location("mirror", MIRROR)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def address(live_server, settings, tmp_path) -> str:
    load_smarty(SMARTY, CODES)
    settings.SITE_URL = live_server.url
    settings.DATA_DIR = tmp_path / "portal"
    write_dump(dump_folder())
    return live_server.url


def live(address: str) -> dict[str, dict]:
    """The records of the live API, by identifier."""
    with urlopen(f"{address}/api/v1/practices/?format=jsonl") as answer:  # noqa: S310
        rows = [json.loads(line) for line in answer]
    return {row["identifier"]: row for row in rows}


def change(identifier: str, **columns) -> None:
    rows = CatalogueEntry.objects.filter(identifier=identifier)
    rows.update(**columns)
    entries.tell(rows)


def corrected(identifier: str, **texts) -> None:
    entry = CatalogueEntry.objects.get(identifier=identifier)
    edition = Edition.objects.create(
        practice_id=entry.practice_id,
        number=entry.edition.number + 1,
        action=Action.CORRECT,
        document=entry.edition.document | texts,
        published_at=entry.edition.published_at,
    )
    entries.write(edition)
    entries.tell(CatalogueEntry.objects.filter(pk=entry.pk))


def test_a_mirror_stays_equal_to_the_live_api(mirror, address, clock, tmp_path, capsys):
    path = tmp_path / "copy.json"

    def copied() -> dict[str, dict]:
        mirror.main(address, path)
        return json.loads(path.read_text())["records"]

    assert copied() == live(address)
    assert len(live(address)) == 17

    now = clock("2026-03-01")
    change("GP-0005", level=2)
    corrected("GP-0007", summary="Said better: żółć.")
    change("GP-0001", withdrawn_at=now, withdrawal_reason="Wrong figures.")
    change("GP-0003", withdrawn_at=now, withdrawal_reason="Wrong figures.")
    change("GP-0003", withdrawn_at=None, withdrawal_reason="")
    factories.make_published(identifier="GP-0500", owner_id=entry_owner("GP-0005"))
    records = copied()
    assert records == live(address)
    assert records["GP-0007"]["summary"] == "Said better: żółć."
    assert ("GP-0001" in records, "GP-0003" in records, "GP-0500" in records) == (False, True, True)

    assert copied() == live(address)
    assert capsys.readouterr().out.splitlines()[-1] == f"17 practices in {path}"


def test_a_mirror_begins_again_after_a_backup_was_restored(mirror, address, tmp_path):
    path = tmp_path / "copy.json"
    mirror.main(address, path)
    held = json.loads(path.read_text())
    held["records"]["GP-9999"] = {"identifier": "GP-9999"}  # of the history that is no more
    path.write_text(json.dumps(held))

    PastVersion.objects.all().delete()
    change("GP-0005", level=2)
    write_dump(dump_folder())
    mirror.main(address, path)

    assert json.loads(path.read_text())["records"] == live(address)


def test_a_mirror_without_a_dump_to_begin_with_ends_with_a_sentence(mirror, address, tmp_path):
    path = tmp_path / "copy.json"
    mirror.main(address, path)
    held = path.read_text()

    PastVersion.objects.all().delete()
    change("GP-0005", level=2)  # and no fresh dump yet
    for copy in (path, tmp_path / "another.json"):
        with pytest.raises(SystemExit, match="The portal has no dump to begin with now"):
            mirror.main(address, copy)

    assert path.read_text() == held
    assert not (tmp_path / "another.json").exists()


def entry_owner(identifier: str) -> int:
    return CatalogueEntry.objects.get(identifier=identifier).owner_id


def test_the_mirror_is_short_and_needs_nothing():
    text = MIRROR.read_text()
    code = [line for line in text.split('"""', 2)[2].splitlines() if line.strip()]
    assert len(code) <= 40
    modules = {
        line.split()[1].partition(".")[0] for line in code if line.startswith(("import", "from"))
    }
    assert modules == {"json", "sys", "pathlib", "urllib"}
