"""The columns of a spreadsheet of practices: what each is called, what it holds, what to write there.

One table for reading, writing, template and help. A workbook has claims and evidence on sheets of
their own, each row naming its practice; a CSV file has them in numbered columns beside the practice.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.utils.functional import Promise, lazy
from django.utils.text import capfirst
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from practices.forms.texts import help_text
from practices.models import Claim, Evidence, Practice
from practices.search.text import fold
from practices.validators import LIMITS, REQUIRED
from smarty_portal.api import nearest

PRACTICES, CLAIMS, EVIDENCE = "practices", "claims", "evidence"
SHEETS = {PRACTICES: _("Practices"), CLAIMS: _("Claims"), EVIDENCE: _("Evidence")}
HELP, VALUES = _("Help"), _("Values")
MODELS = {PRACTICES: Practice, CLAIMS: Claim, EVIDENCE: Evidence}
NUMBERED = {CLAIMS: "claim", EVIDENCE: "evidence"}
MOST_NUMBERED = 30  # claims, and pieces of evidence, that a CSV file can hold for one practice


@dataclass(frozen=True, kw_only=True, eq=False)
class Column:
    """One column: its place in the document, what its cells hold, its name and its help.

    Columns are compared by identity: each stands once in COLUMNS, and their names are long to compare.
    """

    sheet: str
    key: str
    holds: str
    label: Promise | str
    help: Promise | str = ""
    is_written: bool = True

    @property
    def limit(self) -> int | None:
        return LIMITS.get(self.path)

    @property
    def path(self) -> str:
        """The place in a document, as `validators` and `differences` name it."""
        return self.key if self.sheet == PRACTICES else f"{self.sheet}.{self.key}"

    @property
    def is_required(self) -> bool:
        """Whether a practice cannot be submitted without it."""
        return self.sheet == PRACTICES and self.key in REQUIRED

    @property
    def field(self):
        """The model's column of the same name; None where several rows stand behind it."""
        name = self.key.replace(".", "_")
        fields = {field.name: field for field in MODELS[self.sheet]._meta.concrete_fields}
        return fields.get(name)


_capital = lazy(capfirst, str)


def _column(sheet: str, key: str, holds: str, *, label=None, help=None, written=True) -> Column:  # noqa: A002
    model_name = key.replace(".", "_")
    label = label or MODELS[sheet]._meta.get_field(model_name).verbose_name
    path = key if sheet == PRACTICES else f"{sheet}.{key}"
    told = help or help_text(path, each=holds in {"lines", "addresses"})
    return Column(
        sheet=sheet, key=key, holds=holds, label=_capital(label), help=told, is_written=written
    )


LISTED = _("One per line, by name or code. The sheet “Values” lists them.")
CHOSEN = _("One of the names or codes that the sheet “Values” lists.")
BELONGS = _("The identifier of the practice, or its title exactly as on the sheet “Practices”.")
OWN_NUMBER = _("1, 2, 3 … within its practice. Left empty, the next free number is given.")


def _rows(sheet: str, **holds: str) -> tuple[Column, ...]:
    return tuple(
        _column(sheet, key, kind, help=CHOSEN if kind in {"choice", "unit"} else None)
        for key, kind in holds.items()
    )


COLUMNS: dict[str, tuple[Column, ...]] = {
    PRACTICES: (
        _column(
            PRACTICES,
            "identifier",
            "identifier",
            help=_("Leave it empty for a new practice. It tells which practice a row changes."),
        ),
        _column(PRACTICES, "title", "line"),
        _column(PRACTICES, "title_native", "line"),
        _column(PRACTICES, "native_language", "language", help=CHOSEN),
        _column(PRACTICES, "language", "language", help=CHOSEN),
        _column(PRACTICES, "nature", "choice", help=CHOSEN),
        _column(PRACTICES, "summary", "text"),
        _column(PRACTICES, "organisation_in_charge", "text"),
        _column(
            PRACTICES,
            "region",
            "region",
            help=_(
                "A NUTS code, or the name of the region or country in English, Spanish or the local "
                "language: ITI1, Tuscany, Toscana."
            ),
        ),
        _column(
            PRACTICES,
            "country",
            "country",
            label=_("country"),
            help=_("Only where the region is not known."),
            written=False,
        ),
        _column(PRACTICES, "place", "text"),
        _column(PRACTICES, "scope", "choice", help=CHOSEN),
        _column(PRACTICES, "start_year", "year"),
        _column(PRACTICES, "end_year", "year"),
        _column(PRACTICES, "running_state", "choice", help=CHOSEN),
        _column(PRACTICES, "running_note", "text"),
        _column(PRACTICES, "problem", "text"),
        _column(PRACTICES, "description", "text"),
        _column(PRACTICES, "objectives", "lines"),
        _column(PRACTICES, "stakeholders", "lines"),
        _column(PRACTICES, "beneficiaries", "lines"),
        _column(
            PRACTICES,
            "resources.amount",
            "amount",
            help=_("A number. Write the currency in the next column."),
        ),
        _column(
            PRACTICES, "resources.currency", "currency", help=_("The code of the currency: EUR.")
        ),
        _column(PRACTICES, "resources.staff", "text"),
        _column(PRACTICES, "resources.text", "text"),
        _column(PRACTICES, "challenges", "text"),
        _column(PRACTICES, "lessons", "text"),
        _column(PRACTICES, "transferability", "text"),
        _column(PRACTICES, "themes", "themes", help=LISTED),
        _column(PRACTICES, "themes_basis", "text"),
        _column(PRACTICES, "technologies", "technologies", help=LISTED),
        _column(
            PRACTICES,
            "sectors",
            "sectors",
            help=_("Codes of NACE Rev. 2.1, one per line: C13. Write C for all of manufacturing."),
        ),
        _column(PRACTICES, "validation_kind", "choice", help=CHOSEN),
        _column(PRACTICES, "website", "address"),
        _column(PRACTICES, "sources", "addresses"),
    ),
    CLAIMS: (
        _column(CLAIMS, "practice", "belongs", help=BELONGS),
        _column(CLAIMS, "number", "number", help=OWN_NUMBER),
        *_rows(
            CLAIMS,
            kind="choice",
            statement="text",
            value="figure",
            qualifier="choice",
            unit="unit",
            unit_note="text",
            date="date",
            baseline_value="figure",
            baseline_date="date",
            measured_by="text",
            method="text",
            comparator="text",
        ),
        _column(
            CLAIMS,
            "evidence",
            "numbers",
            help=_("The numbers of the evidence that proves it: 1, 2."),
        ),
    ),
    EVIDENCE: (
        _column(EVIDENCE, "practice", "belongs", help=BELONGS),
        _column(EVIDENCE, "number", "number", help=OWN_NUMBER),
        *_rows(
            EVIDENCE,
            url="address",
            title="text",
            type="choice",
            issuer="text",
            issuer_relation="choice",
            date="date",
            page="text",
        ),
    ),
}
BY_PATH = {column.path: column for columns in COLUMNS.values() for column in columns}
JOINED = {"practice", "number"}  # what numbered columns say by their heading


def part_name(sheet: str, number: int) -> str:
    """Return what one claim, or one piece of evidence, of a practice is called."""
    if sheet == CLAIMS:
        return gettext("Claim %(number)d") % {"number": number}
    return gettext("Evidence %(number)d") % {"number": number}


@dataclass(frozen=True)
class Heading:
    """A column as it stands in a file: with its number where claims and evidence are numbered."""

    column: Column
    number: int | None = None

    def __str__(self):
        if self.number is None:
            return str(self.column.label)
        return f"{part_name(self.column.sheet, self.number)}: {self.column.label}"

    @property
    def keys(self) -> list[str]:
        """What the column is called where no language is spoken: API, programs."""
        if self.number is None:
            return [self.column.key]
        return [f"{NUMBERED[self.column.sheet]} {self.number} {self.column.key}"]


def numbered(sheet: str, number: int) -> list[Heading]:
    """Return the headings of one claim or one piece of evidence beside its practice."""
    return [Heading(column, number) for column in COLUMNS[sheet] if column.key not in JOINED]


# Recognising headings


def normal(text: str) -> str:
    """Return a heading without what does not matter: case, accents, signs, line breaks."""
    return " ".join(re.findall(r"[^\W_]+", fold(text)))


def _headings(sheet: str) -> Iterator[Heading]:
    yield from (Heading(column) for column in COLUMNS[sheet])
    if sheet == PRACTICES:
        for number in range(1, MOST_NUMBERED + 1):
            yield from numbered(CLAIMS, number)
            yield from numbered(EVIDENCE, number)


@cache
def names(sheet: str) -> dict[str, Heading]:
    """Return every heading that a sheet may have, by its name in each language and by its key."""
    found = {normal(key): heading for heading in _headings(sheet) for key in heading.keys}
    for language, _name in settings.LANGUAGES:
        with override(language):
            found = {normal(str(heading)): heading for heading in _headings(sheet)} | found
    return found


def known(row: Iterable[str]) -> int:
    """Count the cells of a row that are headings of practices."""
    return sum(normal(text) in names(PRACTICES) for text in row)


def nearest_name(text: str, sheet: str) -> str:
    """Return the heading that a text was probably meant to be, in the reader's language, or ""."""
    close = nearest(normal(text), names(sheet))
    return str(names(sheet)[close]) if close else ""


@cache
def helps(sheet: str) -> frozenset[str]:
    """Return what the help row of the template says in its columns, in every language."""
    found = set()
    for language, _name in settings.LANGUAGES:
        with override(language):
            found |= {str(heading.column.help) for heading in _headings(sheet)}
    return frozenset(found - {""})


@cache
def sheet_names() -> dict[str, str]:
    """Return which sheet is meant by each name, in every language."""
    named = SHEETS | {"": HELP}
    found = {normal(key): key for key in SHEETS}
    for language, _name in settings.LANGUAGES:
        with override(language):
            found |= {normal(str(name)): key for key, name in named.items()}
            found[normal(str(VALUES))] = ""
    return found
