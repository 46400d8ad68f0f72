"""Cells of dates and years: "03/2018", "11.6.2018", "junio de 2018", as precise as they are written."""

import re
from functools import cache

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.dates import MONTHS, MONTHS_3, MONTHS_ALT
from django.utils.translation import gettext as _
from django.utils.translation import override

from partners.dates import partial_date
from practices.loading.files import read_json
from practices.search.text import fold
from practices.sheets.reading import Reading, Unclear
from practices.sheets.tables import Cell

YEAR = r"(?P<year>\d{4})"
SHAPES = [
    re.compile(shape)
    for shape in (
        rf"{YEAR}",
        rf"{YEAR}[-/.](?P<month>\d{{1,2}})",
        rf"(?P<month>\d{{1,2}})[-/.]{YEAR}",
        rf"{YEAR}[-/.](?P<month>\d{{1,2}})[-/.](?P<day>\d{{1,2}})(?:[T ]00:00(?::00)?)?",
        rf"(?P<name>[^\W\d]+)\.?,? (?:de |del |d')?{YEAR}",
        rf"(?P<day>\d{{1,2}})\.? (?:de |d')?(?P<name>[^\W\d]+)\.?,? (?:de |del )?{YEAR}",
        rf"(?P<name>[^\W\d]+)\.? (?P<day>\d{{1,2}}),? {YEAR}",
    )
]
THREE = re.compile(rf"(?P<first>\d{{1,2}})(?P<mark>[-/.]) ?(?P<second>\d{{1,2}})[-/.] ?{YEAR}")


@cache
def months() -> dict[str, int]:
    """Return the months by their names in every language of the partners, folded."""
    found = {}
    for row in read_json(settings.BASE_DIR / "data" / "codes" / "languages.json")["records"]:
        with override(row["code"]):
            for names in (MONTHS, MONTHS_3, MONTHS_ALT):
                for number, name in names.items():
                    found.setdefault(fold(str(name)).rstrip("."), number)
    return found


def read_date(cell: Cell) -> Reading:
    """Return a date in ISO order; raises Unclear where it is none or can mean two."""
    text = cell.date or " ".join(fold(cell.text).split()).lstrip("'")
    date, notes = _date(text, cell.text.strip()[:60])
    try:
        partial_date(date)
    except ValidationError as error:
        raise Unclear(" ".join(error.messages)) from None
    return Reading(date, notes)


def read_year(cell: Cell) -> Reading:
    """Return a year; of a longer date only its year is kept, and that is told."""
    text = cell.date or " ".join(fold(cell.text).split()).lstrip("'")
    if re.fullmatch(r"\d{4}(?:\.0)?", text):
        return Reading(int(text[:4]))
    three = THREE.fullmatch(text)
    year = three["year"] if three else _date(text, cell.text.strip()[:60])[0][:4]
    told = _("Only the year of “%(text)s” is kept: %(year)s.")
    return Reading(int(year), (told % {"text": cell.text.strip()[:60], "year": year},))


def _date(text: str, shown: str) -> tuple[str, tuple[str, ...]]:
    if three := THREE.fullmatch(text):
        return _day_and_month(three, shown)
    for shape in SHAPES:
        if found := shape.fullmatch(text):
            parts = found.groupdict()
            month = months().get(parts["name"]) if parts.get("name") else parts.get("month")
            if parts.get("name") and not month:
                break
            return _joined(parts["year"], month, parts.get("day")), ()
    message = _(
        "“%(text)s” is no date that can be read for certain. Write a year, a year and month, or a full "
        "date: 2018, 2018-06 or 2018-06-11."
    )
    raise Unclear(message % {"text": shown})


def _day_and_month(three: re.Match, shown: str) -> tuple[str, tuple[str, ...]]:
    first, second, year = int(three["first"]), int(three["second"]), three["year"]
    day_first, month_first = _joined(year, second, first), _joined(year, first, second)
    if three["mark"] == "." or first > 12 or first == second:
        told = _("“%(text)s” was read as %(date)s.")
        notes = (told % {"text": shown, "date": day_first},) if three["mark"] == "." else ()
        return day_first, notes
    if second > 12:
        return month_first, ()
    message = _("“%(text)s” can mean %(one)s or %(other)s. Write the one you mean so.")
    raise Unclear(message % {"text": shown, "one": day_first, "other": month_first})


def _joined(year: str, month: str | int | None, day: str | int | None) -> str:
    parts = [year, *(f"{int(part):02d}" for part in (month, day) if part)]
    return "-".join(parts)
