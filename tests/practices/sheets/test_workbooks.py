"""Workbooks: what Excel knows of a cell beyond its text."""

import datetime
import io
import zipfile

import openpyxl
import pytest

from practices.sheets import files, workbooks
from practices.sheets.tables import Unreadable
from tests.practices.sheets.making import saved, written, xlsx_of


def cells(content: bytes) -> list[list]:
    """Return (text, fault or note) of each cell below the first row."""
    (table,) = files.read(content).tables
    return [[(c.text, c.fault or c.note) for c in line.cells] for line in table.lines[1:]]


def one(value, shown_as: str | None = None):
    """Return the cell that a value, shown in a number format, becomes."""

    def write(book, sheet):
        sheet.write(0, 0, "Title")
        sheet.write(1, 0, value, book.add_format({"num_format": shown_as} if shown_as else {}))

    (table,) = files.read(written(write)).tables
    return table.lines[1].cells[0]


def test_dates_are_as_precise_as_they_are_shown():
    day = datetime.datetime(2018, 3, 1)  # noqa: DTZ001  # what a spreadsheet stores

    assert [one(day, shown).date for shown in ("yyyy-mm-dd", "d/m/yy", "mmm-yy", "mm/yyyy", "yyyy")] == [
        "2018-03-01", "2018-03-01", "2018-03", "2018-03", "2018",
    ]  # fmt: skip


def test_numbers_keep_their_digits_and_percent_is_what_is_shown():
    found = [
        one(1200000),
        one(0.1),
        one(1234.5678),
        one(0.85, "0%"),
        one(-5),
        one(0.125, '0.0 "%"'),
    ]

    assert [(cell.text, str(cell.number), cell.is_percent) for cell in found] == [
        ("1200000", "1200000", False),
        ("0.1", "0.1", False),
        ("1234.5678", "1234.5678", False),
        ("85%", "85", True),
        ("-5", "-5", False),
        ("0.125", "0.125", False),
    ]


def test_a_formula_counts_by_its_last_result():
    def write(_book, sheet):
        sheet.write_row(0, 0, ["Title", "Summary"])
        sheet.write_formula(1, 0, '="A"&"B"', None, "AB")
        sheet.write_string(1, 1, '="A"&"B"')

    assert cells(written(write)) == [
        [("AB", "This cell holds a formula; its last result, “AB”, was taken."), ('="A"&"B"', "")]
    ]


def test_a_formula_without_result_and_an_error_are_faults():
    book = openpyxl.Workbook()
    book.active.append(["Title", "Summary"])
    book.active.append(["=A1", "#REF!"])

    assert cells(saved(book)) == [
        [
            ("", "This cell holds a formula without a result. Write the value itself."),
            ("", "This cell holds the error #REF!."),
        ]
    ]


def test_merged_cells_are_faults_where_they_cover_something():
    book = openpyxl.Workbook()
    for row in (["Title", "Summary"], ["A", "both"], ["B", None]):
        book.active.append(row)
    book.active.merge_cells("B2:B3")
    fault = "The cells B2:B3 are merged. Separate them and write the text in each row."

    assert cells(saved(book)) == [[("A", ""), ("both", "")], [("B", ""), ("", fault)]]


def test_an_area_merged_over_the_whole_sheet_costs_nothing():
    book = openpyxl.Workbook()
    book.active.append(["Title"])
    book.active.append(["A"])
    content = saved(book)
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name.endswith("sheet1.xml"):
                merged = b'<mergeCells count="1"><mergeCell ref="B1:XFD1048576"/></mergeCells>'
                part = part.replace(b"</sheetData>", b"</sheetData>" + merged)
                part = part.replace(b'<row r="2">', b'<row r="2" hidden="1">')
            new.writestr(name, part)

    (table,) = files.read(stream.getvalue()).tables

    assert [(line.number, line.is_hidden) for line in table.lines] == [(1, False), (2, True)]


def test_a_cell_far_below_leaves_the_rows_between_out():
    def write(_book, sheet):
        sheet.write(0, 0, "Title")
        sheet.write(1_048_575, 0, "A")

    (table,) = files.read(written(write)).tables

    assert [line.number for line in table.lines] == [1, 1_048_576]


def test_a_cell_far_to_the_right_is_told():
    def write(_book, sheet):
        sheet.write(0, 0, "Title")
        sheet.write(0, 16_383, "A")

    with pytest.raises(Unreadable) as refused:
        files.read(written(write))

    assert refused.value.reason == "A row has 16384 cells; at most 1500 can be read."


def test_too_many_cells_are_told(monkeypatch):
    monkeypatch.setattr(workbooks, "MOST_CELLS", 5)

    with pytest.raises(Unreadable) as refused:
        files.read(xlsx_of([["Title", "Summary"]] * 3))

    assert refused.value.reason == (
        "The workbook has more than 5 cells. Copy what is filled in to a new one."
    )


def test_characters_that_xml_cannot_hold_come_back():
    def write(_book, sheet):
        sheet.write(0, 0, "Title")
        sheet.write_string(1, 0, "a\x0bb _x0041_ c")

    assert cells(written(write)) == [[("a\x0bb _x0041_ c", "")]]
