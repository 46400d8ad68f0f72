"""Tables: CSV for machines and old spreadsheets, XLSX for new ones. Text never runs as a formula."""

import csv
import tempfile
from collections.abc import Iterator

import xlsxwriter

from practices import formulas
from practices.exporting.rows import COLUMNS, rows
from practices.exporting.source import AT_ONCE, Source

BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"
SAID_ON_EACH_ROW = ("list", "data_date", "release", "licence")
BLOCK = 1 << 16
WIDTHS = {"title": 50, "summary": 70, "url": 50, "sectors_label": 40, "technologies_label": 40}
USUAL_WIDTH = 18


def safe(value: object) -> object:
    """Return a cell that no spreadsheet runs."""
    return formulas.neutralised(value) if isinstance(value, str) else value


class Lines:
    """A file to the csv module, that keeps what was written until it is taken."""

    def __init__(self) -> None:
        self.held: list[str] = []

    def write(self, text: str) -> None:
        self.held.append(text)

    def take(self) -> str:
        text = "".join(self.held)
        self.held.clear()
        return text


def csv_file(source: Source, *, bom: bool = False) -> Iterator[bytes]:
    """Yield CSV (RFC 4180, UTF-8); list, date, release and licence stand at the end of each row."""
    said = {name: source.about[name] for name in SAID_ON_EACH_ROW}
    lines = Lines()
    writer = csv.writer(lines)
    lines.write(BOM if bom else "")
    writer.writerow([*COLUMNS, *said])
    for number, row in enumerate(rows(source), start=1):
        writer.writerow([*map(safe, row.values()), *said.values()])
        if number % AT_ONCE == 0:
            yield lines.take().encode()
    yield lines.take().encode()


def xlsx_file(source: Source) -> Iterator[bytes]:
    """Yield a workbook: the practices, and a sheet that says what the file is.

    Rows go through a temporary file, so that memory does not grow with them.
    """
    with tempfile.TemporaryFile() as file:
        options = {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        with xlsxwriter.Workbook(file, options) as book:
            _write_practices(book, source)
            _write_about(book, source)
        file.seek(0)
        while block := file.read(BLOCK):
            yield block


def _write_practices(book: xlsxwriter.Workbook, source: Source) -> None:
    sheet = book.add_worksheet(source.words["sheet_of_practices"])
    heading = book.add_format({"bold": True})
    for column, name in enumerate(COLUMNS):
        sheet.set_column(column, column, WIDTHS.get(name, USUAL_WIDTH))
    sheet.freeze_panes(1, 3)
    sheet.autofilter(0, 0, max(len(source.keys), 1), len(COLUMNS) - 1)
    sheet.write_row(0, 0, COLUMNS, heading)
    for number, row in enumerate(rows(source), start=1):
        sheet.write_row(number, 0, row.values())


def _write_about(book: xlsxwriter.Workbook, source: Source) -> None:
    sheet = book.add_worksheet(source.words["sheet_about"])
    sheet.set_column(0, 0, USUAL_WIDTH)
    sheet.set_column(1, 1, WIDTHS["summary"])
    for number, (name, value) in enumerate(source.about.items()):
        sheet.write_row(number, 0, (source.words[name], value))
