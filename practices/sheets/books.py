"""XLSX files: three sheets to fill in, what to write in each column, and the values of the lists."""

import io
from collections.abc import Iterable

import xlsxwriter
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from xlsxwriter.worksheet import Worksheet

from practices.forms.practice import CURRENCIES
from practices.sheets import tables
from practices.sheets.codes import Lists
from practices.sheets.columns import COLUMNS, HELP, MOST_NUMBERED, SHEETS, VALUES, Column
from practices.sheets.exporting import Filled, help_row, names_of, written_columns
from smarty_portal import formulas

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_CELL = 32_767  # characters: Excel's own limit
PREPARED_ROWS = 1_000
NUMBERS = {"amount", "figure", "year", "number"}
WIDE, NARROW = 44, 18
OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
HEADING = {"bold": True, "bg_color": "#17363D", "font_color": "#FFFFFF", "text_wrap": True}
EXPLAINING = {"italic": True, "font_color": "#404040", "bg_color": "#E6EEEF", "text_wrap": True}
CELL = {"text_wrap": True, "valign": "top"}


class TooLong(Exception):
    """A text is longer than a cell of XLSX can be; CSV has no such limit."""


class Book:
    """One workbook being written."""

    def __init__(self):
        self.stream = io.BytesIO()
        self.book = xlsxwriter.Workbook(self.stream, OPTIONS)
        self.heading = self.book.add_format(HEADING | {"valign": "top"})
        self.explaining = self.book.add_format(EXPLAINING | {"valign": "top", "num_format": "@"})
        self.text = self.book.add_format(CELL | {"num_format": "@"})
        self.kept_text = self.book.add_format(CELL | {"num_format": "@", "quote_prefix": True})
        self.number = self.book.add_format(CELL)
        self.title = self.book.add_format({"bold": True, "font_size": 14})

    def sheet(self, name: str) -> Worksheet:
        return self.book.add_worksheet(str(name))

    def write(self, sheet: Worksheet, row: int, place: int, value: str | int | float) -> None:
        """Write a cell: a text stays a text, whatever a spreadsheet program would make of it."""
        if isinstance(value, int | float):
            sheet.write_number(row, place, value, self.number)
        elif len(value) > LONGEST_CELL:
            raise TooLong
        elif value:
            kept = formulas.is_formula_like(value)
            sheet.write_string(row, place, value, self.kept_text if kept else self.text)

    def content(self) -> bytes:
        self.book.close()
        return self.stream.getvalue()


def to_xlsx(filled: Filled, *, with_help: bool = False) -> bytes:
    """Return the rows as a workbook in the reader's language; raises TooLong.

    `with_help` adds a row that explains the columns below each heading; it is not read on the way in.
    """
    book, lists = Book(), Lists.current()
    sheets = {kind: book.sheet(name) for kind, name in SHEETS.items()}
    _write_help(book, book.sheet(HELP))
    ranges = _write_values(book, book.sheet(VALUES), lists)
    for kind, sheet in sheets.items():
        _write_table(book, sheet, kind, filled, with_help=with_help)
        _guide(book, sheet, kind, ranges)
    return book.content()


def _write_table(
    book: Book, sheet: Worksheet, kind: str, filled: Filled, *, with_help: bool
) -> None:
    columns = written_columns(kind)
    for place, column in enumerate(columns):
        width = WIDE if column.limit or column.holds in {"sectors", "themes"} else NARROW
        plain = column.holds in NUMBERS
        sheet.set_column(place, place, width, book.number if plain else book.text)
    sheet.write_row(0, 0, [str(column.label) for column in columns], book.heading)
    sheet.freeze_panes(1, 2)
    first = 1
    if with_help:
        sheet.write_row(1, 0, help_row(columns), book.explaining)
        first = 2
    for number, row in enumerate(filled.rows[kind], start=first):
        for place, column in enumerate(columns):
            book.write(sheet, number, place, row[column])


# What helps while one fills it in


def _guide(book: Book, sheet: Worksheet, kind: str, ranges: dict[str, str]) -> None:
    """Let the program offer the values of a list, and warn of a text that is too long."""
    for place, column in enumerate(written_columns(kind)):
        if column.path in ranges:
            rule = {"validate": "list", "source": ranges[column.path], "error_type": "warning"}
        elif column.limit and column.holds in {"text", "line", "address"}:
            rule = {"validate": "length", "criteria": "<=", "value": column.limit}
            rule |= {"error_type": "warning", "error_message": str(column.help)[:255]}
        else:
            continue
        sheet.data_validation(1, place, PREPARED_ROWS, place, rule)


def _write_values(book: Book, sheet: Worksheet, lists: Lists) -> dict[str, str]:
    """Write every list of values; return where each stands, for columns that take one of them."""
    ranges = {}
    for place, (column, values) in enumerate(_lists(lists)):
        sheet.set_column(place, place, WIDE)
        sheet.write_string(0, place, str(column.label), book.heading)
        for row, value in enumerate(values, start=1):
            sheet.write_string(row, place, value)
        if column.holds in {"choice", "language", "unit", "currency"}:
            letter = xlsxwriter.utility.xl_col_to_name(place)
            name = str(VALUES).replace("'", "''")
            ranges[column.path] = f"='{name}'!${letter}$2:${letter}${len(values) + 1}"
    sheet.freeze_panes(1, 0)
    return ranges


def _lists(lists: Lists) -> Iterable[tuple[Column, list[str]]]:
    for columns in COLUMNS.values():
        for column in columns:
            if column.holds == "currency":
                yield column, list(CURRENCIES)
            elif names := names_of(column, lists):
                yield column, [str(label) for label in names.labels.values()]


def introduction() -> list[str]:
    """Return how a sheet is filled in, in whole sentences."""
    return [
        _(
            "One row of the sheet “Practices” is one good practice. The first row names the columns."
        ),
        _(
            "Claims and evidence stand on sheets of their own, one per row. Their first column says to "
            "which practice they belong: its identifier, or its title for a new practice. A claim names "
            "its evidence by number."
        ),
        _(
            "A CSV file has no further sheets: there, claims and evidence stand beside the practice, in "
            "columns such as “Claim 1: Statement”, up to %(most)d of each."
        )
        % {"most": MOST_NUMBERED},
        _("Leave empty what you do not know. Nothing is made up for you."),
        _(
            "A row with an identifier changes that practice: an empty cell empties, and a column that is "
            "left out stays as it is. A row without one makes a new draft."
        ),
        _("The row of the template that begins with # explains the columns and is not read."),
        _("At most %(rows)d practices and %(size)s in one file.")
        % {"rows": tables.MOST_ROWS, "size": filesizeformat(tables.MOST_BYTES)},
    ]


def _write_help(book: Book, sheet: Worksheet) -> None:
    sheet.set_column(0, 1, 28, book.text)
    sheet.set_column(2, 2, 90, book.text)
    sheet.set_column(3, 4, 16, book.text)
    sheet.write_string(0, 0, _("How to fill in this workbook"), book.title)
    row = 1
    for sentence in introduction():
        sheet.merge_range(row, 0, row, 4, sentence, book.text)
        sheet.set_row(row, 32)
        row += 1
    heads = [_("Sheet"), _("Column"), _("What to write"), _("Most characters"), _("To submit")]
    sheet.write_row(row + 1, 0, heads, book.heading)
    for number, line in enumerate(help_lines(), start=row + 2):
        for place, value in enumerate(line):
            book.write(sheet, number, place, value)


def help_lines() -> Iterable[list[str | int]]:
    """Yield sheet, column, help, limit and whether it is needed to submit, for every column."""
    for kind, name in SHEETS.items():
        for column in written_columns(kind):
            needed = _("needed") if column.is_required else ""
            yield [str(name), str(column.label), str(column.help), column.limit or "", needed]
