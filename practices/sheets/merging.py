"""A record of a file laid over a practice: what the document would be, and what is told of each cell.

Columns that the file does not have leave the practice as it is; an empty cell empties.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from practices import editions, validators
from practices.choices import RunningState
from practices.models import Practice
from practices.sheets import cells, codes, figures, texts
from practices.sheets.codes import Lists
from practices.sheets.columns import (
    BY_PATH,
    CLAIMS,
    COLUMNS,
    EVIDENCE,
    JOINED,
    SHEETS,
    Column,
    Heading,
    part_name,
)
from practices.sheets.reading import Reading, Unclear
from practices.sheets.records import Part, Record
from practices.sheets.tables import EMPTY, Cell

Document = dict[str, Any]
AS_SETS = ("themes", "technologies")
KINDS_BY_CURRENCY = {"EUR": "eur", "GBP": "gbp", "PLN": "pln"}


@dataclass(frozen=True, kw_only=True)
class Told:
    """What a person should know of a cell (or of a row, without a place): why it is refused or how
    it was taken."""

    place: str = ""
    reason: str
    is_refusal: bool = False

    def __str__(self):
        return f"{self.place}: {self.reason}" if self.place else self.reason


@dataclass(kw_only=True)
class Merged:
    """The document as the record wants it, and all that is told of its cells."""

    document: Document
    told: list[Told] = field(default_factory=list)

    def refuse(self, place: Any, reason: str) -> None:
        self.told.append(Told(place=str(place), reason=reason, is_refusal=True))

    def note(self, place: Any, reason: str) -> None:
        self.told.append(Told(place=str(place), reason=reason))


def blank(owner: str) -> Document:
    """Return the document of a practice of which nothing is known yet."""
    return {
        "language": Practice._meta.get_field("language").default,
        "owner": owner,
        "region": None,
        "start_year": None,
        "end_year": None,
        **dict.fromkeys(editions.PLAIN_TEXTS),
        "running_state": RunningState.UNKNOWN.value,
        **{name: [] for name in validators.LISTS},
        "resources": dict.fromkeys(("amount", "currency", "staff", "text")),
    }


def merge(record: Record, before: Document, lists: Lists) -> Merged:
    """Lay a record over a document; the document given is not changed."""
    resources = dict(before["resources"])
    merged = Merged(document=before | {"resources": resources})
    merged.told += [Told(reason=fault, is_refusal=True) for fault in record.faults]
    merged.told += [Told(reason=note) for note in record.notes]
    for heading, cell in record.cells.items():
        if heading.column.key not in {"identifier", "region", "country"}:
            stored = _value(before, heading.column)
            _set(merged, heading, _read(merged, heading, heading, cell, lists, stored))
    _set_region(merged, record, lists)
    _set_currency(merged, record)
    for kind in (EVIDENCE, CLAIMS):
        if kind in record.parts:
            merged.document[kind] = _rows(merged, record, kind, before, lists)
    _check(merged, record)
    return merged


def _value(document: Document, column: Column) -> Any:
    """Return what a document has in the place of a column of practices."""
    head, _dot, rest = column.key.partition(".")
    return document[head][rest] if rest else document.get(head)


def _read(
    merged: Merged, place: Any, heading: Heading, cell: Cell, lists: Lists, stored: Any = None
) -> Reading | None:
    """Return what a cell says, None where it is refused; tells both."""
    if texts.is_unchanged(cell, stored):
        return Reading(stored)
    try:
        reading = cells.understand(cell, heading.column, lists)
    except Unclear as unclear:
        merged.refuse(place, unclear.reason)
        return None
    for note in reading.notes:
        merged.note(place, note)
    return reading


def _set(merged: Merged, heading: Heading, reading: Reading | None) -> None:
    if reading is None:
        return
    document, key, value = merged.document, heading.column.key, reading.value
    if key == "sectors":
        value = _with_bases(value, document["sectors"])
    elif key in AS_SETS and set(value) == set(document[key]):
        value = document[key]
    elif key in {"language", "running_state"} and value is None:
        value = blank_default(key)
    if key.startswith("resources."):
        document["resources"][key.partition(".")[2]] = value
    else:
        document[key] = value


def blank_default(key: str) -> str:
    """Return what stands in a column that is never empty."""
    return str(Practice._meta.get_field(key).default)


def _with_bases(chosen: list[str], stored: list[dict]) -> list[dict]:
    """Sectors that stay keep how they are known."""
    kept = {row["code"]: row for row in stored}
    if set(chosen) == set(kept):
        return stored
    unknown = {"basis": None, "source_code": None, "source_revision": None}
    return [kept.get(code, {"code": code} | unknown) for code in chosen]


# Cells that are read together


def _set_region(merged: Merged, record: Record, lists: Lists) -> None:
    """The region; the country decides between equal names, and stands in where no region is given."""
    region, country = Heading(BY_PATH["region"]), Heading(BY_PATH["country"])
    iso = None
    if not record.cells.get(country, EMPTY).is_empty:
        reading = _read(merged, country, country, record.cells[country], lists)
        iso = reading and reading.value
    cell = record.cells.get(region, EMPTY)
    if cell.is_empty and iso:
        merged.document["region"] = lists.rows.countries[iso].pk
    elif region in record.cells:
        reading = _read_region(merged, region, cell, lists, iso or "")
        if reading:
            merged.document["region"] = reading.value
            _compare_country(merged, country, iso, reading.value, lists)


def _read_region(
    merged: Merged, region: Heading, cell: Cell, lists: Lists, iso: str
) -> Reading | None:
    if not iso or cell.fault or cell.is_empty:
        return _read(merged, region, region, cell, lists)
    try:
        reading = codes.read_region(cell, lists, iso)
    except Unclear as unclear:
        merged.refuse(region, unclear.reason)
        return None
    for note in reading.notes:
        merged.note(region, note)
    return reading


def _compare_country(
    merged: Merged, country: Heading, iso: str | None, code: str | None, lists: Lists
) -> None:
    if iso and code and lists.rows.regions[code].country != iso:
        message = _("The region %(code)s %(name)s does not lie in this country.")
        merged.refuse(country, message % {"code": code, "name": lists.rows.regions[code].label})


def _set_currency(merged: Merged, record: Record) -> None:
    """The sign that stands at the amount says the currency where its own column says nothing."""
    amount, currency = Heading(BY_PATH["resources.amount"]), Heading(BY_PATH["resources.currency"])
    resources = merged.document["resources"]
    sign = _figure(record.cells.get(amount)).currency
    if not sign:
        return
    if record.cells.get(currency, EMPTY).is_empty:
        resources["currency"] = sign
        merged.note(currency, _("%(code)s was taken from the amount.") % {"code": sign})
    elif resources["currency"] != sign:
        message = _("The amount says %(code)s. Write the same currency in both columns.")
        merged.refuse(currency, message % {"code": sign})


def _figure(cell: Cell | None) -> figures.Figure:
    try:
        return figures.read_figure(cell or EMPTY)
    except Unclear:
        return figures.Figure(0)


# Claims and evidence


@dataclass(frozen=True)
class Place:
    """How a cell of a claim or of evidence is called: by its heading, or by sheet and row."""

    part: Part
    kind: str
    key: str

    def __str__(self):
        column = BY_PATH[f"{self.kind}.{self.key}"]
        for heading in self.part.cells:
            if heading.number is not None:
                return str(Heading(column, heading.number))
        about = {"sheet": SHEETS[self.kind], "row": self.part.row, "column": column.label}
        return _("%(sheet)s, row %(row)d, %(column)s") % about


def _rows(merged: Merged, record: Record, kind: str, before: Document, lists: Lists) -> list[dict]:
    stored = {row["number"]: row for row in before[kind]}
    parts = record.parts[kind]
    _number(parts, stored)
    made = [_row(merged, part, kind, stored.get(part.number), lists) for part in parts]
    kept = list(_left(merged, record, kind, stored))
    record.parts[kind] = parts + [Part(row=record.row, number=None, cells={}) for _row in kept]
    return made + kept


def _number(parts: list[Part], stored: dict[int, dict]) -> None:
    last = max([*stored, *(part.number or 0 for part in parts)], default=0)
    for part in parts:
        if part.number is None:
            last += 1
            part.number = last


def _left(merged: Merged, record: Record, kind: str, stored: dict[int, dict]) -> Iterator[dict]:
    """Yield the stored rows that stay although the file has none for them; tell which go."""
    given = {part.number for part in record.parts[kind]}
    spoken = record.spoken.get(kind)
    for number, row in stored.items():
        if number in given:
            continue
        name = part_name(kind, number)
        if spoken is not None and number not in spoken:
            yield row
        elif row.get("file"):
            yield row
            merged.note(name, _("It stays, because it is a file, which no sheet can hold."))
        else:
            merged.note(name, _("It is not in the file any more and is removed."))


def _row(merged: Merged, part: Part, kind: str, stored: dict | None, lists: Lists) -> dict:
    row = dict(stored or _blank_row(kind)) | {"number": part.number}
    for heading, cell in part.cells.items():
        place = Place(part, kind, heading.column.key)
        reading = _read(merged, place, heading, cell, lists, row.get(heading.column.key))
        if reading:
            row[heading.column.key] = reading.value
    if kind == CLAIMS:
        _set_unit(merged, part, row, lists)
        _demand_kind(merged, part, row)
    return row


def _blank_row(kind: str) -> dict:
    names = [column.key for column in COLUMNS[kind] if column.key not in JOINED]
    row = dict.fromkeys(names)
    return row | ({"evidence": []} if kind == CLAIMS else {"file": None})


def _demand_kind(merged: Merged, part: Part, row: dict) -> None:
    if row["kind"]:
        return
    place = str(Place(part, CLAIMS, "kind"))
    if not any(told.place == place for told in merged.told):
        names = ", ".join(codes.of_choices(BY_PATH["claims.kind"]).labels.values())
        merged.refuse(
            place, _("A claim needs its kind. Write one of: %(names)s.") % {"names": names}
        )


def _set_unit(merged: Merged, part: Part, row: dict, lists: Lists) -> None:
    """The sign that stands at the value says the unit where its own column says nothing."""
    cell = next((c for h, c in part.cells.items() if h.column.key == "value"), None)
    figure = _figure(cell)
    said = "percent" if figure.is_percent else KINDS_BY_CURRENCY.get(figure.currency)
    if not said or row["value"] is None:
        return
    place, unit = Place(part, CLAIMS, "unit"), lists.rows.units[said]
    if row["unit"] is None and not row["unit_note"]:
        row["unit"] = said
        merged.note(place, _("“%(unit)s” was taken from the value.") % {"unit": unit.label})
    elif row["unit"] and not row["unit"].startswith(said):
        message = _("The value says “%(unit)s”. Write the same unit in both columns.")
        merged.refuse(place, message % {"unit": unit.label})


# The shared rules


def _check(merged: Merged, record: Record) -> None:
    """Ask the rules that form and API ask; what is refused already is not refused twice."""
    refused = {told.place for told in merged.told if told.is_refusal}
    for path, message in validators.problems(merged.document):
        place, words = _place(path, record)
        if place not in refused:
            merged.refuse(place, words + message)


def _place(path: str, record: Record) -> tuple[str, str]:
    """Return the heading that shows a problem at a path, and words to put before its message."""
    head, *rest = path.split(".")
    if head in (CLAIMS, EVIDENCE):
        part = record.parts[head][int(rest[0])] if head in record.parts else None
        column = rest[1] if len(rest) > 1 else "number"
        return (str(Place(part, head, column)) if part else str(SHEETS[head])), ""
    key = path if path in BY_PATH else head
    place = str(Heading(BY_PATH[key])) if key in BY_PATH else head
    if rest and key == head:
        return place, _("Line %(number)d: ") % {"number": int(rest[0]) + 1}
    return place, ""
