"""Tables into records: one for each practice, with its named cells, its claims and its evidence."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from practices.sheets import columns
from practices.sheets.columns import CLAIMS, EVIDENCE, PRACTICES, Heading
from practices.sheets.files import HEADING_WITHIN
from practices.sheets.tables import EMPTY, MOST_ROWS, Book, Cell, Line, Table, Unreadable

NOTE_MARK = "#"  # the help row of the template begins so


@dataclass(kw_only=True)
class Part:
    """A claim or a piece of evidence as a file has it: which row, which number, which cells."""

    row: int
    number: int | None
    cells: dict[Heading, Cell]


@dataclass(kw_only=True)
class Record:
    """A practice as a file has it.

    `parts` has no key for what the file does not speak of; `spoken` has the numbers that the file has
    columns for, and no key where it speaks of all.
    """

    row: int
    cells: dict[Heading, Cell] = field(default_factory=dict)
    parts: dict[str, list[Part]] = field(default_factory=dict)
    spoken: dict[str, set[int]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def text(self, key: str) -> str:
        """Return what stands in one of the practice's own cells, "" where there is no such column."""
        cell = self.cells.get(Heading(columns.BY_PATH[key]), EMPTY)
        return " ".join(cell.text.split())


@dataclass(frozen=True, kw_only=True)
class Dropped:
    """A row of claims or evidence that finds no practice: of which sheet, and why."""

    sheet: str
    row: int
    reason: str


@dataclass(kw_only=True)
class Content:
    """All that a file says, with what a person should know of the file as a whole."""

    records: list[Record]
    heading_row: int
    dropped: list[Dropped] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A table with its headings found."""

    kind: str
    table: Table
    heading: Line
    places: dict[int, Heading]
    notes: list[str]

    def lines(self) -> Iterator[Line]:
        """Yield the rows below the headings, less those that only explain."""
        for line in self.table.lines:
            if line.number > self.heading.number and not line.is_empty and not self._explains(line):
                yield line

    def _explains(self, line: Line) -> bool:
        """Whether it is the help row of the template: marked, and saying what the help says."""
        first, *rest = (cell.text.strip() for cell in line.cells)
        told = {first.removeprefix(NOTE_MARK).strip(), *rest}
        return first.startswith(NOTE_MARK) and not told.isdisjoint(columns.helps(self.kind))

    def cells(self, line: Line) -> dict[Heading, Cell]:
        """Return the cells of a row by heading; cells that the row does not have are left out."""
        return {
            heading: line.cells[place]
            for place, heading in self.places.items()
            if place < len(line.cells)
        }


def collect(book: Book) -> Content:
    """Return the records of a file; raises Unreadable when no practices are found in it."""
    sheets, notes = _sheets(book.tables)
    practices = sheets[PRACTICES]
    records = [_record(practices, line) for line in practices.lines()]
    if not records:
        raise Unreadable(_("There is no filled row below the headings."))
    if len(records) > MOST_ROWS:
        message = _("The file has %(count)d practices; at most %(most)d can be read at once.")
        raise Unreadable(message % {"count": len(records), "most": MOST_ROWS})
    joined = [sheets[kind] for kind in (CLAIMS, EVIDENCE) if kind in sheets]
    dropped = [told for sheet in joined for told in _join(records, sheet)]
    return Content(
        records=records,
        heading_row=practices.heading.number,
        dropped=dropped,
        notes=[*book.notes, *(note for sheet in sheets.values() for note in sheet.notes), *notes],
    )


# Which table is what


def _sheets(tables: list[Table]) -> tuple[dict[str, Sheet], list[str]]:
    named = {columns.sheet_names().get(columns.normal(table.name)): table for table in tables}
    chosen = {kind: named[kind] for kind in columns.SHEETS if kind in named}
    others = [t for t in tables if columns.sheet_names().get(columns.normal(t.name)) is None]
    if PRACTICES not in chosen:
        best = max(others, key=_heading_count, default=None)
        if best is None:
            raise Unreadable(_("The file has no sheet with practices."))
        chosen[PRACTICES] = best
    left = [table for table in others if table is not chosen[PRACTICES] and table.lines]
    notes = [_("The sheet “%(name)s” was not read.") % {"name": table.name} for table in left]
    return {kind: _sheet(kind, table) for kind, table in chosen.items()}, notes


def _heading_count(table: Table) -> int:
    lines = table.lines[:HEADING_WITHIN]
    return max((columns.known(cell.text for cell in line.cells) for line in lines), default=0)


def _sheet(kind: str, table: Table) -> Sheet:
    heading = max(
        table.lines[:HEADING_WITHIN],
        key=lambda line: sum(
            columns.normal(cell.text) in columns.names(kind) for cell in line.cells
        ),
        default=None,
    )
    if heading is None:
        raise Unreadable(_("The sheet “%(name)s” is empty.") % {"name": table.name})
    places, notes = _places(kind, heading)
    _demand_key(kind, places, heading)
    return Sheet(kind=kind, table=table, heading=heading, places=places, notes=notes)


def _places(kind: str, heading: Line) -> tuple[dict[int, Heading], list[str]]:
    places, notes = {}, []
    for place, cell in enumerate(heading.cells):
        found = columns.names(kind).get(columns.normal(cell.text))
        if found in places.values():
            message = _("The column “%(name)s” is there twice. Keep one of them.")
            raise Unreadable(message % {"name": cell.text.strip()})
        if found:
            places[place] = found
        elif not cell.is_empty:
            notes.append(_unknown(cell.text.strip()[:80], kind))
    return places, notes


def _unknown(name: str, kind: str) -> str:
    close = columns.nearest_name(name, kind)
    if close:
        message = _(
            "The column “%(name)s” is not known and was not read. Did you mean “%(close)s”?"
        )
        return message % {"name": name, "close": close}
    return _("The column “%(name)s” is not known and was not read.") % {"name": name}


def _demand_key(kind: str, places: dict[int, Heading], heading: Line) -> None:
    """Practices need a title or an identifier, claims and evidence the practice they belong to."""
    keys = {heading.column.key for heading in places.values() if heading.number is None}
    wanted = {"title", "identifier"} if kind == PRACTICES else {"practice"}
    if keys & wanted:
        return
    name = columns.BY_PATH["title" if kind == PRACTICES else f"{kind}.practice"].label
    candidates = [cell.text.strip() for cell in heading.cells if not cell.is_empty]
    close = [text for text in candidates if columns.nearest_name(text, kind) == str(name)]
    if close:
        message = _("There is no column “%(name)s”. Rename “%(close)s” if that is meant.")
        raise Unreadable(message % {"name": name, "close": close[0][:80]})
    message = _(
        "There is no column “%(name)s”. The first row has to name the columns as in the template."
    )
    raise Unreadable(message % {"name": name})


# Rows


def _record(sheet: Sheet, line: Line) -> Record:
    cells = sheet.cells(line)
    record = Record(row=line.number)
    record.cells = {heading: cell for heading, cell in cells.items() if heading.number is None}
    for kind in (CLAIMS, EVIDENCE):
        numbers = {h.number for h in sheet.places.values() if h.column.sheet == kind and h.number}
        if numbers:
            record.spoken[kind] = numbers
            record.parts[kind] = list(_numbered_parts(line, cells, kind, numbers))
    _note_shape(record, sheet, line)
    return record


def _numbered_parts(
    line: Line, cells: dict[Heading, Cell], kind: str, numbers: set[int]
) -> Iterator[Part]:
    for number in sorted(numbers):
        own = {h: c for h, c in cells.items() if h.column.sheet == kind and h.number == number}
        if not all(cell.is_empty for cell in own.values()):
            yield Part(row=line.number, number=number, cells=own)


def _note_shape(record: Record, sheet: Sheet, line: Line) -> None:
    """Say where a row has more or fewer cells than there are headings, or is hidden."""
    about = {"count": len(line.cells), "most": len(sheet.heading.cells)}
    beyond = line.cells[about["most"] :]
    if not all(cell.is_empty for cell in beyond):
        message = _(
            "The row has %(count)d cells, but there are %(most)d headings. A text with the delimiter "
            "in it has to stand in quotation marks."
        )
        record.faults.append(message % about)
    elif not sheet.table.name and len(line.cells) < about["most"]:
        message = _("The row has only %(count)d of %(most)d cells; the others were not read.")
        record.notes.append(message % about)
    if line.is_hidden:
        record.notes.append(_("This row is hidden in the sheet."))


# Claims and evidence of a workbook, each row to its practice


def _join(records: list[Record], sheet: Sheet) -> list[Dropped]:
    """Give each row to its practice; return the rows that find none."""
    owners = _by_key(records)
    for record in records:
        record.parts.setdefault(sheet.kind, [])
        record.spoken.pop(sheet.kind, None)
    return [told for line in sheet.lines() if (told := _give(owners, sheet, line))]


def _by_key(records: list[Record]) -> dict[str, Record]:
    titles = {columns.normal(record.text("title")): record for record in reversed(records)}
    numbers = {columns.normal(record.text("identifier")): record for record in reversed(records)}
    return {key: record for key, record in (titles | numbers).items() if key}


def _give(owners: dict[str, Record], sheet: Sheet, line: Line) -> Dropped | None:
    cells = sheet.cells(line)
    key, number = (
        Heading(columns.BY_PATH[f"{sheet.kind}.{name}"]) for name in ("practice", "number")
    )
    about = {"name": columns.SHEETS[sheet.kind], "row": line.number}
    named = cells.pop(key, EMPTY).text.strip()
    owner = owners.get(columns.normal(named))
    if owner is None:
        message = _("%(name)s, row %(row)d: no row of the sheet “Practices” is called “%(key)s”.")
        reason = message % (about | {"key": named[:80]})
        return Dropped(sheet=str(about["name"]), row=line.number, reason=reason)
    own = cells.pop(number, EMPTY).text.strip().removesuffix(".0")
    if own and not (own.isdecimal() and len(own) <= 3):
        message = _("%(name)s, row %(row)d: “%(text)s” is no number.")
        owner.faults.append(message % (about | {"text": own[:40]}))
        return None
    part = Part(row=line.number, number=int(own) if own else None, cells=cells)
    owner.parts[sheet.kind].append(part)
    return None
