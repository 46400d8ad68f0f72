"""XLSX files into tables, with what only a workbook knows: dates, formulas, merged and hidden cells."""

import datetime
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

import openpyxl
from defusedxml import ElementTree
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from openpyxl.utils.cell import get_column_letter, range_boundaries

from practices.sheets.tables import (
    EMPTY,
    LAST_ROW,
    MOST_BYTES,
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_LINES,
    TOO_MANY_CELLS,
    TOO_MANY_COLUMNS,
    TOO_MANY_ROWS,
    Book,
    Cell,
    Line,
    Table,
    Unreadable,
)

UNPACKED_AT_MOST = 10 * MOST_BYTES
PART = 1 << 20
CELL = re.compile(rb"<(?:\w+:)?c[ />]")
# How XLSX writes a control character, which XML cannot hold.
ESCAPED = re.compile(r"_x(00[01][0-9A-Fa-f])_")
QUOTED = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def read(content: bytes) -> Book:
    """Return the tables of an XLSX file; raises Unreadable."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _weigh(archive)
            layouts = _layouts(archive)
        return Book(tables=list(_tables(content, layouts)))
    except Unreadable:
        raise
    except Exception:  # openpyxl fails in as many ways as a file can be broken
        message = _("The workbook is damaged or no XLSX file. Save the sheet again as XLSX or CSV.")
        raise Unreadable(message) from None


# Before it is opened: what it is, and how much it would become


def _weigh(archive: zipfile.ZipFile) -> None:
    """Refuse what is no workbook, or would unpack to more than can be held."""
    _refuse_other_kinds(archive)
    if sum(part.file_size for part in archive.infolist()) > UNPACKED_AT_MOST:
        message = _(
            "The workbook unpacks to more than %(most)s. Copy what is filled in to a new one."
        )
        raise Unreadable(message % {"most": filesizeformat(UNPACKED_AT_MOST)})
    sheets = [name for name in archive.namelist() if "worksheets/" in name]
    if sum(_cells_in(archive, name) for name in sheets) > MOST_CELLS:
        raise Unreadable(TOO_MANY_CELLS % {"most": MOST_CELLS})


def _refuse_other_kinds(archive: zipfile.ZipFile) -> None:
    names = set(archive.namelist())
    if "mimetype" in names and b"opendocument" in archive.read("mimetype")[:200]:
        raise Unreadable(_("This is an OpenDocument file. Save it as XLSX or CSV and choose that."))
    if "xl/workbook.bin" in names:
        raise Unreadable(_("This is a binary workbook (.xlsb). Save it as XLSX and choose that."))
    if "xl/workbook.xml" not in names:
        raise Unreadable(_("This is a ZIP file, not a spreadsheet. Save the sheet as XLSX or CSV."))


def _cells_in(archive: zipfile.ZipFile, name: str) -> int:
    """Count the cells of a sheet without making a tree of it; a tag cut in two may be missed."""
    with archive.open(name) as part:
        return sum(len(CELL.findall(block)) for block in iter(lambda: part.read(PART), b""))


# What openpyxl does not tell while it streams: merged areas and hidden rows


@dataclass(frozen=True, kw_only=True)
class Layout:
    merged: list[tuple[int, int, int, int]]
    hidden: set[int]

    def covering(self, row: int) -> list[tuple[int, int, int, int]]:
        """Return the merged areas that reach into a row."""
        return [area for area in self.merged if area[1] <= row <= area[3]]


def _layouts(archive: zipfile.ZipFile) -> dict[str, Layout]:
    """Return the layout of each sheet by its name."""
    relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {row.get("Id"): row.get("Target", "") for row in relations}
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    sheets = [node for node in book.iter() if _tag(node) == "sheet"]
    parts = {node.get("name"): targets.get(node.get(RELATION), "") for node in sheets}
    return {
        name: _layout(archive, target.lstrip("/") if target.startswith("/") else f"xl/{target}")
        for name, target in parts.items()
        if "worksheets/" in target
    }


def _layout(archive: zipfile.ZipFile, path: str) -> Layout:
    merged, hidden = [], set()
    with archive.open(path) as part:
        for _event, node in ElementTree.iterparse(part):
            if _tag(node) == "row":
                if node.get("hidden") in {"1", "true"} and node.get("r"):
                    hidden.add(int(node.get("r")))
                node.clear()
            elif _tag(node) == "mergeCell":
                merged.append(range_boundaries(node.get("ref")))
    return Layout(merged=merged, hidden=hidden)


def _tag(node) -> str:
    return node.tag.rpartition("}")[2]


# Lines and cells


def _tables(content: bytes, layouts: dict[str, Layout]) -> Iterator[Table]:
    book = _opened(content, data_only=False)
    for sheet in book.worksheets:
        lines, formulas = _lines(sheet, layouts[sheet.title])
        if formulas:
            _fill_in(lines, _opened(content, data_only=True)[sheet.title], formulas)
        yield Table(name=sheet.title, lines=lines)


def _opened(content: bytes, *, data_only: bool):
    stream = io.BytesIO(content)
    return openpyxl.load_workbook(stream, read_only=True, data_only=data_only, keep_links=False)


def _lines(sheet, layout: Layout) -> tuple[list[Line], set[int]]:
    """Return the filled lines of a sheet, and the numbers of those that hold formulas."""
    lines, formulas = [], set()
    for number, row in enumerate(sheet.iter_rows(max_row=LAST_ROW), start=1):
        if not row or all(cell.value is None for cell in row):
            continue
        if len(row) > MOST_COLUMNS:
            raise Unreadable(TOO_MANY_COLUMNS % {"count": len(row), "most": MOST_COLUMNS})
        if len(lines) == MOST_LINES:
            raise Unreadable(TOO_MANY_ROWS % {"most": MOST_LINES})
        cells = [_cell(cell) for cell in row]
        for area in layout.covering(number):
            _cover(cells, number, area)
        lines.append(Line(number=number, cells=cells, is_hidden=number in layout.hidden))
        if any(cell.data_type == "f" for cell in row):
            formulas.add(number)
    return lines, formulas


def _cover(cells: list[Cell], number: int, area: tuple[int, int, int, int]) -> None:
    """Mark the cells that a merged area covers: their text stands in its first cell only."""
    left, top, right, bottom = area
    name = f"{get_column_letter(left)}{top}:{get_column_letter(right)}{bottom}"
    message = _("The cells %(area)s are merged. Separate them and write the text in each row.")
    for column in range(left, min(right, len(cells)) + 1):
        if (column, number) != (left, top):
            cells[column - 1] = Cell(fault=message % {"area": name})


def _fill_in(lines: list[Line], results, formulas: set[int]) -> None:
    """Put the last results of formulas in; where the program stored none there is nothing to read."""
    by_number = {line.number: line for line in lines if line.number in formulas}
    last = max(formulas)
    for number, row in enumerate(results.iter_rows(max_row=last), start=1):
        if number in by_number:
            cells = by_number[number].cells
            for place, cell in enumerate(cells):
                if cell is FORMULA:
                    cells[place] = _result(row[place] if place < len(row) else None)


FORMULA = Cell(text="=")


def _result(source) -> Cell:
    if source is None or source.value is None:
        return Cell(fault=_("This cell holds a formula without a result. Write the value itself."))
    cell = _cell(source)
    note = _("This cell holds a formula; its last result, “%(result)s”, was taken.")
    return replace(cell, note=note % {"result": cell.text[:80]})


def _cell(source) -> Cell:
    value = source.value
    if value is None:
        return EMPTY
    if source.data_type == "f":
        return FORMULA
    if source.data_type == "e":
        return Cell(fault=_("This cell holds the error %(error)s.") % {"error": value})
    if isinstance(value, bool):
        return Cell(text=str(value).upper())
    if isinstance(value, datetime.datetime | datetime.date):
        date = _as_shown(value, source.number_format)
        return Cell(text=date, date=date)
    if isinstance(value, int | float):
        return _number(value, source.number_format)
    return Cell(text=ESCAPED.sub(lambda found: chr(int(found.group(1), 16)), str(value)))


def _number(value: float, shown_as: str) -> Cell:
    number = Decimal(repr(value))
    is_percent = "%" in QUOTED.sub("", shown_as or "")
    number = number * 100 if is_percent else number
    text = f"{number:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return Cell(
        text=f"{text}%" if is_percent else text, number=Decimal(text), is_percent=is_percent
    )


def _as_shown(value: datetime.date, shown_as: str) -> str:
    """Return a date as precise as the cell shows it: Excel makes 1 March of "03/2018"."""
    pattern = QUOTED.sub("", (shown_as or "").lower())
    if "d" in pattern or not re.search("[ym]", pattern):
        return value.strftime("%Y-%m-%d")
    return value.strftime("%Y-%m") if "m" in pattern else value.strftime("%Y")
