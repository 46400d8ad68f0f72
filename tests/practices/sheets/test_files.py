"""Files as they come: letters, delimiters, and what is no spreadsheet at all."""

import io
import zipfile

import pytest

from practices.sheets import files, tables, workbooks
from practices.sheets.tables import Unreadable
from tests.practices.sheets.making import csv_of, xlsx_of

ROWS = [["Title", "Summary"], ["Łódź, Ñandú – 5 €", "a; b, c | d\nnext line"]]


def texts(content: bytes, **options) -> list[list[str]]:
    (table,) = files.read(content, **options).tables
    return [[cell.text for cell in line.cells] for line in table.lines]


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_any_common_delimiter_and_unicode(delimiter, encoding):
    assert texts(csv_of(*ROWS, delimiter=delimiter, encoding=encoding)) == ROWS


def test_windows_1252_is_read_and_told():
    rows = [["Title", "Summary"], ["Ñandú – 5 €", "plain"]]

    book = files.read(csv_of(*rows, encoding="windows-1252"))

    assert [cell.text for cell in book.tables[0].lines[1].cells] == rows[1]
    assert book.notes == [
        (
            "The letters were read as Windows, western Europe (1252), for example “Ñandú”. If they look "
            "wrong, choose how the letters are written, or save the file as UTF-8."
        )
    ]


def test_central_european_letters_can_be_said():
    content = csv_of(["Title"], ["Łódź"], encoding="windows-1250")

    assert texts(content, encoding="windows-1250") == [["Title"], ["Łódź"]]
    assert texts(content) == [["Title"], ["£ódŸ"]]  # and is told, as above


def test_a_line_that_names_the_delimiter_is_followed():
    content = b"sep=|\r\nTitle|Summary\r\na;b|c\r\n"

    (table,) = files.read(content).tables

    assert [(line.number, [cell.text for cell in line.cells]) for line in table.lines] == [
        (2, ["Title", "Summary"]),
        (3, ["a;b", "c"]),
    ]


def test_empty_rows_count_for_the_number_of_the_row_only():
    content = b"Title;Summary\n\n;\n  ; \nA;b\n"

    (table,) = files.read(content).tables

    assert [line.number for line in table.lines] == [1, 5]


def test_what_was_neutralised_is_restored():
    assert texts(csv_of(["Title"], ["'=1+1"], ["'+49 1"], ["''=x"], ["'quoted'"], ["-5"])) == [
        ["Title"], ["=1+1"], ["+49 1"], ["'=x"], ["'quoted'"], ["-5"],
    ]  # fmt: skip


def bomb() -> bytes:
    """A workbook that would unpack to far more than it weighs."""
    stream = io.BytesIO(xlsx_of([["Title"]]))
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/a.bin", b"\0" * (workbooks.UNPACKED_AT_MOST + 1))
    return stream.getvalue()


def entities() -> bytes:
    """A workbook whose XML would multiply itself."""
    source = zipfile.ZipFile(io.BytesIO(xlsx_of([["Title"]])))
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            content = source.read(name)
            if name == "xl/workbook.xml":
                content = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + content
            archive.writestr(name, content)
    return stream.getvalue()


def zipped(**parts: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name.replace("__", "/"), text)
    return stream.getvalue()


DAMAGED = "The workbook is damaged or no XLSX file. Save the sheet again as XLSX or CSV."
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
REFUSED = {
    "nothing": (b"", "The file is empty."),
    "blanks": (b" \n\r\n", "The file is empty."),
    "too big": (
        b"Title\n" + b"x" * tables.MOST_BYTES,
        "The file has 4.8\xa0MB; at most 4.8\xa0MB can be read. Split it into several.",
    ),
    "PDF": (b"%PDF-1.7 x", "This is a PDF file, not a spreadsheet. Save the sheet as XLSX or CSV."),
    "picture": (
        b"\x89PNG\r\n",
        "This is a PNG file, not a spreadsheet. Save the sheet as XLSX or CSV.",
    ),
    "web page": (
        b"<!DOCTYPE html><table></table>",
        "This is a web page, not a spreadsheet. Save the sheet as XLSX or CSV.",
    ),
    "bytes": (
        bytes(range(256)) * 3,
        (
            "The letters of this file cannot be read (tried: windows-1252). Save it as “CSV UTF-8” or as "
            "XLSX and choose it again."
        ),
    ),
    "old Excel": (
        OLE,
        "This is an old Excel file (.xls). Save it as XLSX or CSV and choose it again.",
    ),
    "encrypted": (
        OLE + "EncryptedPackage".encode("utf-16-le"),
        "The workbook is protected by a password. Save it without one and choose it again.",
    ),
    "OpenDocument": (
        zipped(mimetype="application/vnd.oasis.opendocument.spreadsheet"),
        "This is an OpenDocument file. Save it as XLSX or CSV and choose that.",
    ),
    "document": (
        zipped(word__document="x"),
        "This is a ZIP file, not a spreadsheet. Save the sheet as XLSX or CSV.",
    ),
    "cut off": (xlsx_of([["Title"]])[:700], DAMAGED),
    "entities": (entities(), DAMAGED),
    "bomb": (
        bomb(),
        "The workbook unpacks to more than 47.7\xa0MB. Copy what is filled in to a new one.",
    ),
    "open quotation": (
        b'Title;Summary\nA;"never closed\nB;c\n',
        (
            "The quotation marks of the CSV file do not close, from line 2 on. Write a quotation mark inside "
            "a text twice, or save the sheet as XLSX."
        ),
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_spreadsheet_is_refused_with_what_to_do(name):
    content, reason = REFUSED[name]

    with pytest.raises(Unreadable) as refused:
        files.read(content)

    assert refused.value.reason == reason


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"Title\n" * 4, "The sheet has more than 3 rows. Split it into several files."),
        (b"Title;Summary;;;\n", "A row has 5 cells; at most 4 can be read."),
    ],
)
def test_too_many_rows_and_columns_are_told(monkeypatch, content, told):
    monkeypatch.setattr(files, "MOST_LINES", 3)
    monkeypatch.setattr(files, "MOST_COLUMNS", 4)

    with pytest.raises(Unreadable) as refused:
        files.read(content)

    assert refused.value.reason == told
