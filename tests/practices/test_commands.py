"""What the commands print, and that a fault stops them before anything is written."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from practices.models import CatalogueEntry, Practice
from tests import database

pytestmark = pytest.mark.django_db

DRAFTS = """draft GP-0004, missing: nature, validation_kind, objectives, claims
draft GP-0006, missing: objectives, claims
draft GP-0020, missing: objectives, claims
"""


def printed(capsys, *command, **options) -> str:
    call_command(*command, **options)
    return capsys.readouterr().out


def test_load_smarty_prints_its_summary(capsys):
    assert printed(capsys, "load_smarty") == (
        "                created    updated  unchanged       kept\n"
        "partner              14          0          0          0\n"
        "event                12          0          0          0\n"
        "practice             20          0          0          0\n"
        f"published now: 17\n{DRAFTS}63 changes\n"
    )
    assert CatalogueEntry.objects.count() == 17


def test_load_smarty_says_that_nothing_changed(smarty, capsys):
    assert printed(capsys, "load_smarty") == (
        "                created    updated  unchanged       kept\n"
        "partner               0          0         14          0\n"
        "event                 0          0         12          0\n"
        "practice              0          0         20          0\n"
        f"published now: 0\n{DRAFTS}0 changes\n"
    )


def test_load_smarty_loads_another_folder_and_tells_what_it_kept(smarty, edit, folder, capsys):
    Practice.objects.filter(identifier="GP-0004").update(lessons="Learnt.")
    edit("practices", "GP-0004", summary="A summary that its source gives now.")
    out = printed(capsys, "load_smarty", path=folder)
    assert "practice GP-0004: kept as a partner wrote it; its source differs\n" in out
    assert "practice              0          0         19          1\n" in out
    assert out.endswith("0 changes\n")


def test_load_smarty_brings_the_code_lists_along(capsys):
    """On a database that was only migrated nothing needs to be loaded before it."""
    loaded = {table: len(database.rows(table)) for table in database.CODE_LISTS}
    with connection.cursor() as cursor:
        for table in (*database.CODE_LISTS, "practices_seedrecord"):
            cursor.execute(f"DELETE FROM {table}")  # noqa: S608
    out = printed(capsys, "load_smarty")
    assert {table: len(database.rows(table)) for table in database.CODE_LISTS} == loaded
    assert out.endswith(
        "regions.json: 2204 rows written\n"
        "sectors.json: 1047 rows written\n"
        "technologies.json: 20 rows written\n"
        "themes.json: 4 rows written\n"
        "units.json: 38 rows written\n"
        "63 changes\n"
    )


def test_load_smarty_stops_at_a_fault(folder, edit):
    edit("partners", "RCL", country="FL")
    before = database.everything()
    with pytest.raises(CommandError) as stopped:
        call_command("load_smarty", path=folder)
    assert str(stopped.value) == (
        "Nothing was loaded.\npartners.json: RCL: country: 'FL' is no known country code (ISO 3166)"
    )
    assert database.everything() == before


def test_load_codes_prints_what_was_written(capsys):
    assert printed(capsys, "load_codes") == (
        "regions.json              0 rows written\n"
        "sectors.json              0 rows written\n"
        "technologies.json         0 rows written\n"
        "themes.json               0 rows written\n"
        "units.json                0 rows written\n"
    )


def test_load_codes_stops_at_a_fault(tmp_path):
    for name in ("regions", "sectors", "technologies", "themes", "units"):
        (tmp_path / f"{name}.json").write_text('{"records": [{"code": "x"}]}')
    with pytest.raises(CommandError, match=r"regions\.json: x: name: is missing"):
        call_command("load_codes", path=tmp_path)


def test_rebuild_catalogue_says_what_differed(smarty, capsys):
    assert printed(capsys, "rebuild_catalogue") == "0 differences\n"
    CatalogueEntry.objects.filter(identifier="GP-0005").update(title="Other")
    assert printed(capsys, "rebuild_catalogue") == (
        "GP-0005: title was 'Other', should be 'Regional 4.0 Audit for SMEs in Tuscany'\n"
        "1 differences\n"
    )
    assert printed(capsys, "rebuild_catalogue") == "0 differences\n"
