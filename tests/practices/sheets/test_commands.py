"""The commands import_practices and export_practices."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from partners.choices import MemberRole
from practices.choices import State
from practices.models import Practice
from practices.sheets import files
from tests import database, factories
from tests.practices.sheets.making import csv_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def partner():
    return factories.make_partner(short_name="Looms", slug="looms")


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "ours.csv"
    path.write_bytes(csv_of(["Title", "Start year"], ["New", "03/2018"], ["", "2018"]))
    return path


def run(*arguments, command: str = "import_practices") -> str:
    out = io.StringIO()
    call_command(command, *map(str, arguments), stdout=out)
    return out.getvalue()


REPORT = [
    {
        "row": 2,
        "outcome": "warning",
        "reasons": ["Start year: Only the year of “03/2018” is kept: 2018."],
    },
    {"row": 3, "outcome": "reject", "reasons": ["Title: A practice needs a title."]},
]


def told(path) -> list[dict]:
    rows = json.loads(path.read_text(encoding="utf-8"))
    return [{key: row[key] for key in ("row", "outcome", "reasons")} for row in rows]


@pytest.mark.parametrize("name", ["Looms", "looms", "LOOMS"])
def test_rows_become_drafts_and_are_reported(partner, file, tmp_path, name):
    out = run(file, "--partner", name, "--report", tmp_path / "report.json")

    (practice,) = Practice.objects.all()
    assert (practice.title, practice.start_year, practice.state, practice.owner) == (
        "New", 2018, State.DRAFT, partner,
    )  # fmt: skip
    assert told(tmp_path / "report.json") == REPORT
    assert out.splitlines() == [
        f"row 2: warning, create: {practice.identifier} New",
        "    Start year: Only the year of “03/2018” is kept: 2018.",
        "row 3: reject, leave out: ",
        "    Title: A practice needs a title.",
        "1 drafts created, 0 practices changed, 0 without changes, 1 rows left out",
    ]


def test_a_dry_run_says_the_same_and_writes_nothing(partner, file, tmp_path):
    before = database.everything()

    out = run(file, "--partner", "Looms", "--dry-run", "--report", tmp_path / "report.json")

    assert database.everything() == before
    assert told(tmp_path / "report.json") == REPORT
    assert out.splitlines()[-1] == (
        "1 drafts would be created, 0 practices would be changed, 0 without changes, 1 rows left out"
    )


def test_a_file_that_is_no_spreadsheet_is_reported_too(partner, tmp_path):
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.4")
    reason = "This is a PDF file, not a spreadsheet. Save the sheet as XLSX or CSV."

    with pytest.raises(CommandError, match="Nothing was imported. This is a PDF file"):
        run(tmp_path / "a.pdf", "--partner", "Looms", "--report", tmp_path / "report.json")

    assert told(tmp_path / "report.json") == [{"row": 0, "outcome": "reject", "reasons": [reason]}]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["missing.csv", "--partner", "Looms"], "missing.csv cannot be read: No such file"),
        (["{file}", "--partner", "Lost"], "There is no partner 'Lost'. The partners are: Looms."),
        (["{file}", "--partner", "Looms", "--as-user", "nobody"], "There is no user 'nobody'."),
    ],
    ids=["file", "partner", "user"],
)
def test_what_is_not_there_is_named(partner, file, arguments, message):
    with pytest.raises(CommandError) as refused:
        run(*(argument.format(file=file) for argument in arguments))

    assert str(refused.value).startswith(message)


@pytest.mark.parametrize("command", ["import_practices", "export_practices"])
def test_a_named_user_has_no_more_rights_than_in_the_workspace(partner, file, tmp_path, command):
    factories.make_user(MemberRole.EDITOR, partner, username="theirs")
    factories.make_user(MemberRole.EDITOR, username="another")
    factories.make_user(MemberRole.PUBLISHER, partner, username="publisher")
    target = file if command == "import_practices" else tmp_path / "out.csv"
    answers = {}

    for name in ("theirs", "another", "publisher"):
        try:
            run(target, "--partner", "Looms", "--as-user", name, command=command)
            answers[name] = "done"
        except CommandError as refused:
            answers[name] = str(refused)

    verb = command.partition("_")[0]
    refusal = f"This user may not {verb} practices of Looms."
    assert answers == {"theirs": "done", "another": refusal, "publisher": refusal}


def test_what_is_exported_can_be_imported(partner, tmp_path):
    factories.make_practice(owner=partner)
    path = tmp_path / "out.xlsx"

    run(path, "--partner", "Looms", "--language", "es", command="export_practices")

    assert run(path, "--partner", "Looms", "--dry-run").splitlines()[-1].split(", ")[2] == (
        "1 without changes"
    )


def test_the_template_speaks_the_language_asked_for(tmp_path):
    for language, heading in (("en", "Title"), ("es", "Título")):
        path = tmp_path / f"{language}.csv"
        run(path, "--template", "--language", language, command="export_practices")
        (table,) = files.read(path.read_bytes()).tables
        assert table.lines[0].cells[1].text == heading


def test_an_export_needs_a_known_ending(partner, tmp_path):
    with pytest.raises(CommandError, match="must end in .csv or .xlsx"):
        run(tmp_path / "out.pdf", "--partner", "Looms", command="export_practices")
