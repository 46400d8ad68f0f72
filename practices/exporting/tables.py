"""The practices as a table: what smarty_portal.tables writes as CSV or as a workbook."""

from collections.abc import Iterator

from practices.exporting.rows import COLUMNS, rows
from practices.exporting.source import Source
from smarty_portal import tables


def table(source: Source) -> tables.Table:
    """Return the practices of a source as the table that a file is written from."""
    return tables.Table(
        name=source.words["sheet_of_practices"],
        columns=COLUMNS,
        rows=(row.values() for row in rows(source)),
        total=len(source.keys),
        about=source.about,
        words=source.words,
        fixed=3,
    )


def csv_file(source: Source, *, bom: bool = False) -> Iterator[bytes]:
    """Yield the practices as CSV."""
    return tables.csv_file(table(source), bom=bom)


def xlsx_file(source: Source) -> Iterator[bytes]:
    """Yield the practices as a workbook."""
    return tables.xlsx_file(table(source))
