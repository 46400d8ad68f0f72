"""One cell understood: by what its column holds, into the value that the document has there."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from practices.editions import as_number
from practices.sheets import codes, figures, moments, texts
from practices.sheets.codes import Lists
from practices.sheets.columns import Column
from practices.sheets.reading import Reading, Unclear
from practices.sheets.tables import MOST_CHARACTERS, Cell

LISTS = {"lines", "addresses", "themes", "technologies", "sectors", "numbers"}


def understand(cell: Cell, column: Column, lists: Lists) -> Reading:
    """Return what a cell says; raises Unclear where it cannot be taken as it is."""
    if fault := cell.fault or texts.error_in(cell):
        raise Unclear(fault)
    if len(cell.text) > MOST_CHARACTERS:
        message = _("The cell has %(count)d characters; at most %(most)d can be read.")
        raise Unclear(message % {"count": len(cell.text), "most": MOST_CHARACTERS})
    reading = texts.read_blank(cell) or READERS[column.holds](cell, column, lists)
    value = reading.value
    if value is None and column.holds in LISTS:
        value = []
    notes = (cell.note, *reading.notes) if cell.note else reading.notes
    return Reading(value, notes)


def _figure(cell: Cell, column: Column, lists: Lists) -> Reading:
    """Return the number alone; the signs that stood at it are read by `signs`."""
    figure = figures.read_figure(cell)
    value = _fitting(figure.value, column)
    if not figure.was_converted:
        return Reading(value)
    told = _("“%(text)s” was read as %(number)s.")
    return Reading(
        value, (told % {"text": cell.text.strip()[:60], "number": figures.written(figure.value)},)
    )


def _fitting(value: Decimal, column: Column) -> int | float:
    """Return the number as a document has it; raises Unclear where the database holds less of it."""
    try:
        column.field.run_validators(value)
    except ValidationError as error:
        raise Unclear(" ".join(error.messages)) from None
    return as_number(value)


def _numbers(cell: Cell, column: Column, lists: Lists) -> Reading:
    parts = cell.text.replace(";", ",").replace("\n", ",").split(",")
    found = [part.strip().removesuffix(".0") for part in parts if part.strip()]
    wrong = [part for part in found if not (part.isdecimal() and len(part) <= 3)]
    if wrong:
        message = _("“%(text)s” is no number of evidence. Write numbers and commas: 1, 2.")
        raise Unclear(message % {"text": wrong[0][:40]})
    return Reading(sorted({int(part) for part in found}))


READERS = {
    "identifier": lambda cell, column, lists: Reading(cell.text.strip().upper()),
    "line": lambda cell, column, lists: texts.read_line(cell),
    "text": lambda cell, column, lists: texts.read_text(cell),
    "lines": lambda cell, column, lists: texts.read_lines(cell),
    "address": lambda cell, column, lists: texts.read_address(cell),
    "addresses": lambda cell, column, lists: texts.read_addresses(cell),
    "choice": lambda cell, column, lists: Reading(codes.of_choices(column).read(cell.text)),
    "language": lambda cell, column, lists: Reading(lists.languages.read(cell.text)),
    "currency": lambda cell, column, lists: codes.read_currency(cell),
    "unit": lambda cell, column, lists: Reading(lists.units.read(cell.text)),
    "themes": lambda cell, column, lists: codes.read_each(cell, lists.themes),
    "technologies": lambda cell, column, lists: codes.read_each(cell, lists.technologies),
    "sectors": lambda cell, column, lists: codes.read_sectors(cell, lists),
    "region": lambda cell, column, lists: codes.read_region(cell, lists),
    "country": lambda cell, column, lists: codes.read_country(cell, lists),
    "year": lambda cell, column, lists: moments.read_year(cell),
    "date": lambda cell, column, lists: moments.read_date(cell),
    "amount": _figure,
    "figure": _figure,
    "numbers": _numbers,
}
