"""Files for tests: CSV text into bytes, rows into workbooks as other programs write them."""

import csv
import io

import openpyxl
import xlsxwriter

from practices.sheets.deciding import Plan
from practices.sheets.importing import Source


def csv_of(*rows: list, delimiter: str = ";", encoding: str = "utf-8") -> bytes:
    """Return rows as a CSV file, quoted where needed."""
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter).writerows(rows)
    return stream.getvalue().encode(encoding)


def xlsx_of(practices: list[list], *, name: str = "Practices", **others: list[list]) -> bytes:
    """Return rows as a workbook, one sheet for each further keyword."""
    book = openpyxl.Workbook()
    book.active.title = name
    for title, rows in {name: practices, **others}.items():
        sheet = book[title] if title in book.sheetnames else book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def written(write) -> bytes:
    """Return a workbook of one sheet "Practices"; `write(book, sheet)` fills it with XlsxWriter."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    write(book, book.add_worksheet("Practices"))
    book.close()
    return stream.getvalue()


def plan_of(content: bytes, partner, *, by=None, encoding: str = "") -> Plan:
    """Return what would become of a file's rows."""
    source = Source(content=content, name="a.csv", partner=partner, by=by, encoding=encoding)
    return source.decide()


def told_of(content: bytes, partner, **options) -> list[tuple[int, str, list[str]]]:
    """Return (row, outcome, reasons) of each row, without the line on the headings."""
    plan = plan_of(content, partner, **options)
    return [(row.row, row.outcome, row.reasons) for row in plan.decisions]
