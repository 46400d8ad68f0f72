"""Practices as rows of the same columns that are read, and as CSV files."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from practices import editions
from practices.models import Practice
from practices.sheets import figures, texts
from practices.sheets.codes import Lists, Names, of_choices
from practices.sheets.columns import CLAIMS, COLUMNS, EVIDENCE, PRACTICES, Column, Heading, numbered
from practices.sheets.reading import Unclear
from smarty_portal import formulas

CSV_TYPE = "text/csv; charset=utf-8"
DELIMITER = ";"  # what the spreadsheet programs of countries with a decimal comma expect
LEAST_NUMBERED = 3  # claims, and pieces of evidence, for which a CSV file always has columns

Row = dict[Column, Any]


@dataclass(kw_only=True)
class Filled:
    """The rows of an export: texts and numbers by column, sheet by sheet."""

    rows: dict[str, list[Row]] = field(default_factory=lambda: {kind: [] for kind in COLUMNS})


def written_columns(kind: str) -> list[Column]:
    """Return the columns of a sheet that an export has."""
    return [column for column in COLUMNS[kind] if column.is_written]


def fill(practices: Iterable[Practice]) -> Filled:
    """Return practices as rows; names stand in the reader's language."""
    filled, lists = Filled(), Lists.current()
    for practice in practices:
        document = editions.document(practice)
        filled.rows[PRACTICES].append(_row(PRACTICES, _flat(document), lists))
        for kind in (CLAIMS, EVIDENCE):
            about = {"practice": practice.identifier}
            filled.rows[kind] += [_row(kind, row | about, lists) for row in document[kind]]
    return filled


def _flat(document: dict) -> dict:
    return document | {f"resources.{key}": value for key, value in document["resources"].items()}


def _row(kind: str, values: dict, lists: Lists) -> Row:
    return {column: shown(values[column.key], column, lists) for column in written_columns(kind)}


def shown(value: Any, column: Column, lists: Lists) -> str | int | float:
    """Return a value of a document as its cell shows it; reading the cell gives the value again."""
    if value is None:
        return ""
    names = names_of(column, lists)
    if column.holds == "region":
        return f"{value} {lists.rows.regions[value].label}"
    if column.holds == "sectors":
        codes = [row["code"] for row in value]
        return "\n".join(f"{code} {lists.rows.sectors[code].label}" for code in codes)
    if names and isinstance(value, list):
        return "\n".join(_named(code, names) for code in value)
    if names:
        return _named(value, names)
    if column.holds == "numbers":
        return ", ".join(map(str, value))
    return texts.in_cell(value) if isinstance(value, list) else value


def _named(code: str, names: Names) -> str:
    """Return the label of a code where it says for certain which code is meant, else the code."""
    label = str(names.labels.get(code, code))
    try:
        return label if names.read(label) == code else code
    except Unclear:
        return code


def names_of(column: Column, lists: Lists) -> Names | None:
    """Return the names that the cells of a column may hold, None where they hold something else."""
    if column.holds == "choice":
        return of_choices(column)
    plain = {
        "language": lists.languages,
        "unit": lists.units,
        "themes": lists.themes,
        "technologies": lists.technologies,
    }
    return plain.get(column.holds)


# CSV: claims and evidence in numbered columns


def to_csv(filled: Filled, *, with_help: bool = False) -> bytes:
    """Return the rows as CSV with a byte order mark, as spreadsheet programs want it.

    `with_help` adds a row that explains the columns; it is not read on the way in.
    """
    by_practice = {
        kind: _by_practice(filled.rows[kind], _keys(kind)) for kind in (CLAIMS, EVIDENCE)
    }
    headings = _headings(by_practice)
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=DELIMITER, lineterminator="\r\n")
    writer.writerow([str(heading) for heading in headings])
    if with_help:
        writer.writerow(help_row([heading.column for heading in headings]))
    for row in filled.rows[PRACTICES]:
        writer.writerow([_csv_cell(_at(heading, row, by_practice)) for heading in headings])
    return stream.getvalue().encode("utf-8-sig")


Parts = dict[str, dict[str, dict[int, Row]]]


def _keys(kind: str) -> tuple[Column, Column]:
    key, number = COLUMNS[kind][:2]
    return key, number


def _by_practice(rows: list[Row], keys: tuple[Column, Column]) -> dict[str, dict[int, Row]]:
    found: dict[str, dict[int, Row]] = {}
    for row in rows:
        found.setdefault(row[keys[0]], {})[row[keys[1]]] = row
    return found


def _headings(parts: Parts) -> list[Heading]:
    headings = [Heading(column) for column in written_columns(PRACTICES)]
    for kind in (CLAIMS, EVIDENCE):
        used = [number for rows in parts[kind].values() for number in rows]
        for number in range(1, max([*used, LEAST_NUMBERED]) + 1):
            headings += numbered(kind, number)
    return headings


def _at(heading: Heading, row: Row, parts: Parts) -> Any:
    if heading.number is None:
        return row[heading.column]
    identifier = row[COLUMNS[PRACTICES][0]]
    part = parts[heading.column.sheet].get(identifier, {}).get(heading.number, {})
    return part.get(heading.column, "")


def _csv_cell(value: Any) -> str:
    if isinstance(value, int | float):
        return figures.written(Decimal(str(value)))
    return formulas.neutralised(value)


def help_row(columns: Sequence[Column]) -> list[str]:
    """Return what to write in each column; the mark and the help tell that it is no practice."""
    told = [str(column.help) for column in columns]
    return [f"# {told[0]}", *told[1:]]
