"""What is exported and not edited comes back as "no changes"; any text comes back as it was."""

import io
import itertools

import openpyxl
import pytest
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from partners.models import Partner
from practices import editions, validators
from practices.models import Practice
from practices.sheets import exporting, files, outgoing, records
from practices.sheets.books import to_xlsx
from practices.sheets.columns import (
    CLAIMS,
    COLUMNS,
    EVIDENCE,
    PRACTICES,
    SHEETS,
    Heading,
    names,
    normal,
    numbered,
)
from practices.sheets.exporting import Filled, written_columns
from practices.sheets.importing import Source, carry_out
from practices.sheets.tables import Unreadable
from smarty_portal import formulas
from tests import database, factories
from tests.practices.sheets.making import csv_of, plan_of, saved

LANGUAGES = ("en", "es")


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize(("out", "back"), list(itertools.product(LANGUAGES, LANGUAGES)))
def test_the_real_records_come_back_unchanged(smarty, kind, out, back):
    found = {}
    for partner in Partner.objects.filter(practices__isnull=False).distinct():
        with override(out):
            content = outgoing.of_partner(partner, kind, by=None)
        with override(back):
            plan = plan_of(content, partner)
        assert plan.notes == []
        found |= {row.identifier: (row.action, row.outcome) for row in plan.decisions}

    assert found == {f"GP-{number:04d}": ("keep", "accept") for number in range(1, 21)}


@pytest.mark.django_db
def test_importing_an_unedited_export_writes_nothing(smarty):
    partner = Partner.objects.get(slug="prato")
    content = outgoing.of_partner(partner, "xlsx", by=None)
    before = database.everything()

    plan = carry_out(Source(content=content, name="a.xlsx", partner=partner))

    assert (plan.count("keep"), database.everything() == before) == (3, True)


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_practice_brought_to_another_partner_is_the_same(smarty, kind):
    """Without its identifier, a row makes a new practice that says the same."""
    source, target = Practice.objects.get(identifier="GP-0008"), factories.make_partner()
    content = outgoing.of_partner(source.owner, kind, by=None)
    content = content.replace(b"GP-0008", b"") if kind == "csv" else without_identifiers(content)

    plan = plan_of(content, target)

    made = {row.title: row for row in plan.decisions}[source.title]
    original = editions.document(source)
    own = {"owner", "sectors", "related", "events", "smarty_link", "confidence", "among_the_26"}
    wanted = {key: original[key] for key in made.document if key not in own}
    assert {key: made.document[key] for key in wanted} == wanted
    assert [row["code"] for row in made.document["sectors"]] == [
        row["code"] for row in original["sectors"]
    ]


def without_identifiers(content: bytes) -> bytes:
    """Return a workbook in which practices have no identifier and claims name them by title."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    titles = {}
    for row in book["Practices"].iter_rows(min_row=2):
        titles[row[0].value], row[0].value = row[1].value, None
    for name in ("Claims", "Evidence"):
        for row in book[name].iter_rows(min_row=2):
            row[0].value = titles[row[0].value]
    return saved(book)


# Any text

# openpyxl takes the letters of an escape (x005F_) out of any text; nobody writes that.
# NUL is stored by no engine, and a lone CR is a line break.
CHARACTERS = some.characters(exclude_categories=["Cs"], exclude_characters="\r\x00\ufffe\uffff")
TEXTS = some.text(CHARACTERS, min_size=1, max_size=60).filter(
    lambda text: text.strip() and "x005F_" not in text and "_x00" not in text
)
FORMULAS = some.builds(str.__add__, some.sampled_from("=+-@'\t＝"), TEXTS)


@given(text=TEXTS | FORMULAS)
@settings(deadline=None)
def test_what_is_neutralised_is_not_run_and_comes_back(text):
    safe = formulas.neutralised(text)

    assert formulas.restored(safe) == text
    assert not formulas.is_formula_like(safe) or safe[0] == "'"


def filled_with(texts: list[str]) -> Filled:
    """Return one practice whose cells hold these texts, one after the other, wherever text may be."""
    filled = Filled()
    supply = itertools.cycle(texts)
    for kind in (PRACTICES, CLAIMS, EVIDENCE):
        row = dict.fromkeys(written_columns(kind), "")
        for column in row:
            if column.holds in {"text", "line"}:
                row[column] = next(supply)
        key, *_others = row
        row[key] = "GP-0001"
        if kind != PRACTICES:
            row[COLUMNS[kind][1]] = 1
        filled.rows[kind].append(row)
    return filled


@pytest.mark.django_db
@given(texts=some.lists(TEXTS | FORMULAS, min_size=1, max_size=8))
@settings(
    deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_text_written_by_export_is_read_back_identical(texts):
    filled = filled_with(texts)

    assert read_back(exporting.to_csv(filled)) == written(filled)
    assert read_back(to_xlsx(filled)) == written(filled)


def written(filled: Filled) -> dict[str, list[str]]:
    return {
        kind: [value for column, value in rows[0].items() if column.holds in {"text", "line"}]
        for kind, rows in filled.rows.items()
    }


def read_back(content: bytes) -> dict[str, list[str]]:
    """Return the texts of the only record, as the cells of the file have them."""
    (record,) = records.collect(files.read(content)).records
    found = {PRACTICES: list(record.cells.items())}
    for kind in (CLAIMS, EVIDENCE):
        (part,) = record.parts[kind]
        found[kind] = list(part.cells.items())
    return {
        kind: [cell.text for heading, cell in cells if heading.column.holds in {"text", "line"}]
        for kind, cells in found.items()
    }


@pytest.mark.django_db
@given(text=TEXTS | FORMULAS | some.just("<p>a</p>"))
@settings(
    deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_a_stored_text_of_any_kind_is_no_change(text):
    """Also one that would be understood otherwise in a new row: HTML, "n/a", blanks around it."""
    practice = factories.make_practice(
        summary=text, lessons=text, objectives=[text.replace("\n", " ")]
    )
    if validators.problems(editions.document(practice)):
        return
    for kind in ("csv", "xlsx"):
        content = outgoing.of_partner(practice.owner, kind, by=None)
        (row,) = plan_of(content, practice.owner).decisions
        assert (row.action, row.reasons) == ("keep", ["No changes."])


# Headings and template


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", list(SHEETS))
def test_every_heading_means_its_own_column(language, kind):
    with override(language):
        headings = [Heading(column) for column in COLUMNS[kind]]
        if kind == PRACTICES:
            headings += [*numbered(CLAIMS, 30), *numbered(EVIDENCE, 1)]
        found = {str(heading): names(kind).get(normal(str(heading))) for heading in headings}

    assert found == dict(zip(found, headings, strict=True))


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_empty_template_holds_no_practice(kind, language):
    with override(language):
        content = outgoing.template(kind)

    with pytest.raises(Unreadable) as refused:
        plan_of(content, factories.make_partner())

    assert refused.value.reason == "There is no filled row below the headings."


@pytest.mark.django_db
def test_the_template_says_what_to_write_and_how_much():
    (table,) = files.read(outgoing.template("csv")).tables
    heads, told = ([cell.text for cell in line.cells] for line in table.lines)
    by_name = dict(zip(heads, told, strict=True))

    assert by_name["Identifier"].startswith("# Leave it empty for a new practice.")
    assert by_name["Summary"].endswith("At most 300 characters.")
    assert by_name["Claim 1: Statement"].endswith("At most 200 characters.")
    assert [head for head, text in by_name.items() if not text] == []


@pytest.mark.django_db
def test_the_workbook_lists_the_values_and_the_limits():
    book = files.read(outgoing.template("xlsx"))
    sheets = {
        table.name: [[c.text for c in line.cells] for line in table.lines] for table in book.tables
    }

    assert list(sheets) == ["Practices", "Claims", "Evidence", "Help", "Values"]
    assert ["Practices", "Summary", "300", "needed"] in [
        [row[0], row[1], row[3], row[4]] for row in sheets["Help"] if len(row) > 4
    ]
    lists = {head: {row[at] for row in sheets["Values"][1:] if len(row) > at} for at, head in
             enumerate(sheets["Values"][0])}  # fmt: skip
    assert {"policy instrument", "service"} <= lists["Nature"]
    assert {"firms", "%"} <= lists["Unit"]


def test_a_csv_export_runs_nothing_in_a_spreadsheet():
    filled = filled_with(["=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3", "\t=1"])
    text = exporting.to_csv(filled).decode("utf-8-sig")

    cells = [cell.strip('"') for cell in text.splitlines()[1].split(";")]

    assert [cell for cell in cells if cell[:1] in tuple("=+-@\t")] == []
    assert "'=1+1" in cells


def test_a_row_of_the_csv_is_a_row_of_the_sheet():
    content = csv_of(["Title", "Summary"], ["A", "one\ntwo"], ["B", "c"])

    assert [r.row for r in records.collect(files.read(content)).records] == [2, 3]
