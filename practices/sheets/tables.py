"""What a spreadsheet is once it is read: tables of lines of cells, whatever file they came from."""

from dataclasses import dataclass, field
from decimal import Decimal

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

# What a file may hold. Partners have some dozens of practices; the rest is room.
MOST_BYTES = 5_000_000
MOST_ROWS = 500
MOST_LINES = 10_000
MOST_COLUMNS = 1_500
MOST_CELLS = 150_000
MOST_CHARACTERS = 50_000  # of one cell, before anything of it is understood; XLSX holds 32,767
LAST_ROW = 1_048_576


class Unreadable(Exception):
    """The file cannot be read as a spreadsheet of practices; the message says what to do."""

    @property
    def reason(self) -> str:
        return str(self.args[0])


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One cell: its text, and what a workbook knows of it beyond the text.

    `fault` says why the cell cannot be read at all, `note` what a person should know of it.
    """

    text: str = ""
    number: Decimal | None = None
    date: str = ""
    is_percent: bool = False
    fault: str = ""
    note: str = ""

    @property
    def is_empty(self) -> bool:
        return not self.text.strip() and not self.fault


EMPTY = Cell()


@dataclass(frozen=True, kw_only=True)
class Line:
    """A row with its number as spreadsheet programs show it."""

    number: int
    cells: list[Cell]
    is_hidden: bool = False

    @property
    def is_empty(self) -> bool:
        return all(cell.is_empty for cell in self.cells)


@dataclass(frozen=True, kw_only=True)
class Table:
    """One sheet. A CSV file is one table without a name."""

    lines: list[Line]
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class Book:
    """A whole file, with what a person should know of how it was read."""

    tables: list[Table]
    notes: list[str] = field(default_factory=list)


TOO_BIG = _("The file has %(count)s; at most %(most)s can be read. Split it into several.")


def too_big(size: int) -> str:
    """Return what is told of a file of more than MOST_BYTES."""
    about = {"count": filesizeformat(size), "most": filesizeformat(MOST_BYTES)}
    return TOO_BIG % about


TOO_MANY_ROWS = _("The sheet has more than %(most)d rows. Split it into several files.")
TOO_MANY_COLUMNS = _("A row has %(count)d cells; at most %(most)d can be read.")
TOO_MANY_CELLS = _(
    "The workbook has more than %(most)d cells. Copy what is filled in to a new one."
)
