"""Rows as files, the same for every list: CSV for machines and old spreadsheets, XLSX for new ones, JSON
Lines for programs. Text never runs as a formula, and no more than a part of the rows is held at once.

Imports no app.
"""

import csv
import datetime
import json
import re
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import xlsxwriter
from django.core.serializers.json import DjangoJSONEncoder
from django.http import StreamingHttpResponse
from django.utils.translation import get_language, gettext_lazy

from smarty_portal import formulas
from smarty_portal.terms import RELEASE, licence_of, utc

AT_ONCE = 1000
BETWEEN = "; "
MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8; header=present",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "jsonl": "application/jsonl",
}
WORDS = {
    "about": gettext_lazy("About this file"),
    "title": gettext_lazy("Title"),
    "list": gettext_lazy("This list on the portal"),
    "rows": gettext_lazy("Number of rows"),
    "data_date": gettext_lazy("Data as of"),
    "release": gettext_lazy("Release of the portal"),
    "licence": gettext_lazy("Licence"),
    "language": gettext_lazy("Language of the labels"),
    "source": gettext_lazy("Source"),
}
BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"
SAID_ON_EACH_ROW = ("list", "data_date", "release", "licence", "source")
BLOCK = 1 << 16
LONGEST_NAME = 80
WIDTHS = {
    "title": 50, "summary": 70, "url": 50, "sectors_label": 40, "technologies_label": 40, "label": 40,
    "name": 50, "description": 70, "meaning": 70,
}  # fmt: skip
USUAL_WIDTH = 18


@dataclass(frozen=True, kw_only=True)
class Table:
    """What a table is written from: columns, rows in order, and what the file says of itself.

    `about` holds what is said by its name, `words` what each name is for people ("about" for all of
    it). `fixed` columns stay in sight in a spreadsheet. Rows may be read long after the request, so all
    words must be in the reader's language already.
    """

    name: str
    columns: tuple[str, ...]
    rows: Iterable[Iterable[object]]
    total: int
    about: dict[str, str]
    words: dict[str, str]
    fixed: int = 1


def words_now() -> dict[str, str]:
    """Return the words of all tables in the language that is active now."""
    return {name: str(text) for name, text in WORDS.items()}


def terms_of_file(data_date: datetime.datetime, code_list: str = "") -> dict[str, str]:
    """Return what every file says of itself: date, release, licence, language of the labels."""
    text = licence_of(code_list)["text"]
    return {
        "data_date": utc(data_date),
        "release": RELEASE,
        "licence": f"{text['label']}, {text['url']}",
        "language": get_language(),
    }


def file_name(
    name: str, query: str, data_date: datetime.datetime, extension: str, code_list: str = ""
) -> str:
    """Return a name that says which list, what was asked, when, of which release and licence."""
    asked = re.sub(r"[^A-Za-z0-9.-]+", "-", query.replace("=", "-"))[:LONGEST_NAME]
    day = f"{data_date:%Y-%m-%d}"
    licence = licence_of(code_list)["text"]["code"]
    parts = (f"smarty-{name}", asked.strip("-."), day, RELEASE, licence)
    return "_".join(part for part in parts if part) + f".{extension}"


def attachment(content: Iterator[bytes], media_type: str, name: str) -> StreamingHttpResponse:
    """Answer with a file that is written while it is sent."""
    answer = StreamingHttpResponse(content, content_type=media_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


# Writers


def cell(value: object) -> object:
    """Return a value as CSV holds it: no text that a spreadsheet runs, yes and no as JSON has them."""
    if isinstance(value, bool):
        return "true" if value else "false"
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


def csv_file(table: Table, *, bom: bool = False) -> Iterator[bytes]:
    """Yield CSV (RFC 4180, UTF-8); list, date, release and licence stand at the end of each row."""
    said = {name: table.about[name] for name in SAID_ON_EACH_ROW if name in table.about}
    lines = Lines()
    writer = csv.writer(lines)
    lines.write(BOM if bom else "")
    writer.writerow([*table.columns, *said])
    for number, row in enumerate(table.rows, start=1):
        writer.writerow([*map(cell, row), *said.values()])
        if number % AT_ONCE == 0:
            yield lines.take().encode()
    yield lines.take().encode()


def xlsx_file(table: Table) -> Iterator[bytes]:
    """Yield a workbook: the rows, and a sheet that says what the file is.

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
            _write_rows(book, table)
            _write_about(book, table)
        file.seek(0)
        while block := file.read(BLOCK):
            yield block


def _write_rows(book: xlsxwriter.Workbook, table: Table) -> None:
    sheet = book.add_worksheet(table.name)
    heading = book.add_format({"bold": True})
    for column, name in enumerate(table.columns):
        sheet.set_column(column, column, WIDTHS.get(name, USUAL_WIDTH))
    sheet.freeze_panes(1, table.fixed)
    sheet.autofilter(0, 0, max(table.total, 1), len(table.columns) - 1)
    sheet.write_row(0, 0, table.columns, heading)
    for number, row in enumerate(table.rows, start=1):
        sheet.write_row(number, 0, row)


def _write_about(book: xlsxwriter.Workbook, table: Table) -> None:
    sheet = book.add_worksheet(table.words["about"])
    sheet.set_column(0, 0, USUAL_WIDTH)
    sheet.set_column(1, 1, WIDTHS["summary"])
    for number, (name, value) in enumerate(table.about.items()):
        sheet.write_row(number, 0, (table.words[name], value))


def json_lines(rows: Iterable[dict]) -> Iterator[bytes]:
    """Yield rows as JSON, one a line."""
    for row in rows:
        yield (json.dumps(row, ensure_ascii=False, cls=DjangoJSONEncoder) + "\n").encode()


# Records with parts, made flat


def columns_of(parts: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Return the columns of records with these members; `parts` are the members of a member, if any.

    A code stands under the name of what it is the code of.
    """
    return tuple(
        name if part in ("", "code") else f"{name}_{part}"
        for name, held in parts.items()
        for part in held or ("",)
    )


def flat(record: dict, parts: dict[str, tuple[str, ...]]) -> list[object]:
    """Return a record as the cells of one row; unknown is None, an empty cell in both kinds of file."""
    return [
        _in_one_cell(record[name], part) for name, held in parts.items() for part in held or ("",)
    ]


def _in_one_cell(value: object, part: str) -> object:
    if isinstance(value, list):
        listed = (_in_one_cell(one, part) for one in value)
        return BETWEEN.join("" if one is None else str(one) for one in listed)
    return value[part] if part and value is not None else value
