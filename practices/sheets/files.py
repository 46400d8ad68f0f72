"""Bytes into tables: what kind of file it is, its letters, its delimiter."""

import csv
import io
import re
from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from practices.sheets import columns, workbooks
from practices.sheets.tables import (
    MOST_BYTES,
    MOST_COLUMNS,
    MOST_LINES,
    TOO_MANY_COLUMNS,
    TOO_MANY_ROWS,
    Book,
    Cell,
    Line,
    Table,
    Unreadable,
    too_big,
)
from smarty_portal import formulas

# How letters are written in the file; the first is tried by itself, the others can be chosen.
ENCODINGS = {
    "": gettext_lazy("find out by itself"),
    "utf-8": "UTF-8",
    "windows-1252": gettext_lazy("Windows, western Europe (1252)"),
    "windows-1250": gettext_lazy("Windows, central Europe (1250)"),
    "utf-16": "UTF-16",
}
DELIMITERS = ";,\t|"
BYTE_ORDER_MARKS = {
    b"\xef\xbb\xbf": "utf-8-sig",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
}
HEADING_WITHIN = 10  # rows: some sheets have a title or a note above the headings
OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
NO_SPREADSHEET = {
    b"%PDF": "PDF",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"\x1f\x8b": "GZIP",
    b"{\\rtf": "RTF",
    b"Rar!": "RAR",
    b"7z\xbc\xaf": "7-Zip",
}


def read(content: bytes, *, encoding: str = "") -> Book:
    """Return the tables of a CSV or XLSX file; raises Unreadable.

    `encoding` is one of ENCODINGS and says how the letters of a CSV file are written.
    """
    if not content.strip():
        raise Unreadable(_("The file is empty."))
    if len(content) > MOST_BYTES:
        raise Unreadable(too_big(len(content)))
    if content.startswith(b"PK\x03\x04"):
        return workbooks.read(content)
    _refuse_other_kinds(content)
    return _read_csv(content, encoding)


def _refuse_other_kinds(content: bytes) -> None:
    if content.startswith(OLD_EXCEL):
        if ENCRYPTED in content:
            raise Unreadable(
                _(
                    "The workbook is protected by a password. Save it without one and choose it again."
                )
            )
        raise Unreadable(
            _("This is an old Excel file (.xls). Save it as XLSX or CSV and choose it again.")
        )
    for beginning, kind in NO_SPREADSHEET.items():
        if content.startswith(beginning):
            message = _(
                "This is a %(kind)s file, not a spreadsheet. Save the sheet as XLSX or CSV."
            )
            raise Unreadable(message % {"kind": kind})
    if re.match(rb"\s*(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|\?xml)", content[:200], re.IGNORECASE):
        raise Unreadable(_("This is a web page, not a spreadsheet. Save the sheet as XLSX or CSV."))


# Letters


def decode(content: bytes, encoding: str = "") -> tuple[str, list[str]]:
    """Return the text of the bytes and what to tell of how it was read; raises Unreadable."""
    for mark, name in BYTE_ORDER_MARKS.items():
        if content.startswith(mark):
            return _decoded(content, name), []
    if encoding:
        return _decoded(content, encoding), []
    if wide := _is_utf_16(content):
        return _decoded(content, wide), []
    try:
        return content.decode("utf-8"), []
    except UnicodeDecodeError as error:
        text = _decoded(content, "windows-1252")
        told = _(
            "The letters were read as Windows, western Europe (1252), for example “%(example)s”. "
            "If they look wrong, choose how the letters are written, or save the file as UTF-8."
        )
        return text, [told % {"example": _around(content, error.start)}]


def _decoded(content: bytes, name: str) -> str:
    try:
        return content.decode(name)
    except UnicodeDecodeError:
        message = _(
            "The letters of this file cannot be read (tried: %(name)s). Save it as “CSV UTF-8” or as "
            "XLSX and choose it again."
        )
        raise Unreadable(message % {"name": name}) from None


def _is_utf_16(content: bytes) -> str:
    """Say which UTF-16 it is when every other byte of the beginning is zero; it has no mark then."""
    beginning = content[:200]
    for name, offset in (("utf-16-le", 1), ("utf-16-be", 0)):
        half = beginning[offset::2]
        if half and half.count(0) > 0.6 * len(half):
            return name
    return ""


def _around(content: bytes, place: int) -> str:
    """Return the word in which the first letter beyond ASCII stands."""
    before = re.search(rb"[^\s;,\"|]*\Z", content[max(0, place - 30) : place]).group()
    after = re.match(rb"[^\s;,\"|]*", content[place : place + 30]).group()
    return (before + after).decode("windows-1252", errors="replace")


# Cells


def _read_csv(content: bytes, encoding: str) -> Book:
    text, notes = decode(content, encoding)
    if "\x00" in text:
        raise Unreadable(_("This is no text file, so no CSV. Save the sheet as XLSX or CSV."))
    said = re.match(r"sep=(.)\r?\n", text, re.IGNORECASE)
    text = text[said.end() :] if said else text
    rows = _best_rows(text, said.group(1) if said else DELIMITERS)
    above = 1 if said else 0
    lines = [
        Line(number=number + above, cells=[Cell(text=formulas.restored(cell)) for cell in row])
        for number, row in rows
    ]
    return Book(tables=[Table(lines=lines)], notes=notes)


Rows = list[tuple[int, list[str]]]


def _best_rows(text: str, delimiters: str) -> Rows:
    """Return the rows by the delimiter with which most headings are known."""
    best, most, faults = None, -1, []
    for delimiter in delimiters:
        try:
            rows = list(_rows(text, delimiter))
        except (csv.Error, Unreadable) as fault:
            faults.append(fault)
            continue
        known = max((columns.known(row) for _number, row in rows[:HEADING_WITHIN]), default=0)
        if known > most:
            best, most = rows, known
    if best is not None and (most > 0 or not faults):
        return best
    if isinstance(faults[0], Unreadable):
        raise faults[0]
    raise Unreadable(_quoting_fault(text, delimiters))


def _rows(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the filled rows with their numbers; a row with line breaks in its cells is one row."""
    csv.field_size_limit(MOST_BYTES)
    filled = 0
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    for number, row in enumerate(reader, start=1):
        if not any(cell.strip() for cell in row):
            continue
        filled += 1
        if filled > MOST_LINES:
            raise Unreadable(TOO_MANY_ROWS % {"most": MOST_LINES})
        if len(row) > MOST_COLUMNS:
            raise Unreadable(TOO_MANY_COLUMNS % {"count": len(row), "most": MOST_COLUMNS})
        yield number, row


def _quoting_fault(text: str, delimiters: str) -> str:
    """Say from which line on the quotation marks do not close; the delimiter is that of line 1."""
    delimiter = max(delimiters, key=text.partition("\n")[0].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for _row in reader:
            line = reader.line_num + 1
    except csv.Error:
        message = _(
            "The quotation marks of the CSV file do not close, from line %(line)d on. Write a "
            "quotation mark inside a text twice, or save the sheet as XLSX."
        )
        return message % {"line": line}
    return _("The columns of the CSV file cannot be told apart. Save the sheet as XLSX.")
