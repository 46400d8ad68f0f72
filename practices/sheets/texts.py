"""Cells of text: HTML becomes text, lists one item a line, blanks unknown."""

import re
from typing import Any

from django.utils.translation import gettext as _

from practices import validators
from practices.sheets import markup
from practices.sheets.reading import Reading, Unclear
from practices.sheets.tables import Cell

# What people write where they know nothing.
BLANKS = {"-", "–", "—", "--", "...", "…", "?", "n/a", "n.a.", "na", "n/d", "n.d.", "tbd"}
# What spreadsheet programs show for a cell that could not be worked out, in the partners' languages.
ERRORS = {
    "#DIV/0!", "#¡DIV/0!", "#DEEL/0!", "#DZIEL/0!", "#JAKO/0!", "#DELJ/0!", "#N/A", "#N/D", "#N/B", "#NV",
    "#PUUTTUU!", "#NAME?", "#NOM?", "#NOME?", "#NOMBRE?", "#¿NOMBRE?", "#NAAM?", "#NAZWA?", "#NIMI?",
    "#IME?", "#NULL!", "#NUL!", "#¡NULO!", "#NUM!", "#¡NUM!", "#NOMBRE!", "#GETAL!", "#LICZBA!", "#LUKU!",
    "#REF!", "#¡REF!", "#RIF!", "#VERW!", "#ADR!", "#VIITTAUS!", "#SKLIC!", "#VALUE!", "#VALEUR!",
    "#VALORE!", "#¡VALOR!", "#VALOR!", "#WAARDE!", "#ARG!", "#ARVO!", "#VREDN!", "#SPILL!", "#CALC!",
}  # fmt: skip
BULLET = re.compile(r"^\s*(?:[•·▪◦‣●*–-]\s+)")
LINE_BREAK = re.compile(r"\r\n|\r|\x0b|\x0c|\u2028|\u2029")


def read_blank(cell: Cell) -> Reading | None:
    """Return the reading of a cell in which nothing is said, None for any other."""
    text = cell.text.strip().strip("\ufeff\u200b")
    if not text:
        return Reading()
    if text.casefold() in BLANKS:
        return Reading(None, (_("“%(text)s” was read as: not known.") % {"text": text},))
    return None


def error_in(cell: Cell) -> str:
    """Return why a cell says nothing, where its text is the error that a spreadsheet program left."""
    text = cell.text.strip()
    if text.upper() not in ERRORS:
        return ""
    return _("This cell holds the error %(error)s.") % {"error": text}


def is_unchanged(cell: Cell, stored: Any) -> bool:
    """Tell whether a cell still holds the text, or the list of texts, that an export wrote there."""
    if not stored or cell.fault or not isinstance(stored, str | list):
        return False
    return LINE_BREAK.sub("\n", cell.text).strip() == LINE_BREAK.sub("\n", in_cell(stored)).strip()


def in_cell(value: str | list[str]) -> str:
    """Return a text as a cell holds it: a list one item a line."""
    return value if isinstance(value, str) else "\n".join(map(str, value))


def read_text(cell: Cell) -> Reading:
    """Return the text with its line breaks; raises nothing, limits are checked on the document."""
    text, notes = _plain(cell)
    return Reading(text or None, notes)


def read_line(cell: Cell) -> Reading:
    """Return a text of one line; line breaks become blanks, and that is told."""
    text, notes = _plain(cell)
    if "\n" in text:
        text = " ".join(text.split())
        notes = (*notes, _("Line breaks became blanks."))
    return Reading(text or None, notes)


def read_lines(cell: Cell) -> Reading:
    """Return a list of texts, one from each line; signs of a list before them are left out."""
    text, notes = _plain(cell)
    lines = [BULLET.sub("", line).strip() for line in text.split("\n")]
    return Reading([line for line in lines if line], notes)


def read_address(cell: Cell) -> Reading:
    """Return a web address; one without a scheme means https, as in the form."""
    addresses = read_addresses(cell)
    if len(addresses.value) > 1:
        raise Unclear(_("Only one web address fits here; there are %d.") % len(addresses.value))
    return Reading(addresses.value[0] if addresses.value else None, addresses.notes)


def read_addresses(cell: Cell) -> Reading:
    """Return web addresses, separated by blanks or line breaks, with or without a sign after each."""
    found = [part.strip(";,") for part in re.split(r"[\s\u200b]+", cell.text.strip())]
    read = [_with_scheme(part) for part in found if part]
    if any(map(validators.url_problem, read)):
        message = _("“%(text)s” is no web address. One that starts with https:// is expected.")
        raise Unclear(message % {"text": shortened(cell.text)})
    added = [address for address in read if address not in found]
    told = _("“%(address)s” was read with https://.")
    return Reading(read, tuple(told % {"address": shortened(address)} for address in added))


def _with_scheme(address: str) -> str:
    is_bare = re.match(r"(?:www\.|[\w-]+(?:\.[\w-]+)+(?:/|\Z))", address, re.IGNORECASE)
    return f"https://{address}" if is_bare else address


def _plain(cell: Cell) -> tuple[str, tuple[str, ...]]:
    text = LINE_BREAK.sub("\n", cell.text).strip()
    made = markup.without_html(text)
    if made == text:
        return text, ()
    return made, (_("HTML became text: “%(text)s”.") % {"text": shortened(made)},)


def shortened(text: str, longest: int = 80) -> str:
    """Return a text short enough to be quoted in a message."""
    text = " ".join(text.split())
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
