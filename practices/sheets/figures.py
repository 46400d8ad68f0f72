"""Cells of numbers: "€ 1.200.000,00", "1,2 Mio", "85 %". What can mean two numbers is asked back."""

import re
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from practices.search.text import fold
from practices.sheets.reading import Unclear
from practices.sheets.tables import Cell

# Words before or after a number, folded. "billion" is left out: it is not the same everywhere.
CURRENCIES = {
    "€": "EUR", "eur": "EUR", "euro": "EUR", "euros": "EUR", "eura": "EUR", "evro": "EUR",
    "evrov": "EUR", "euroa": "EUR", "£": "GBP", "gbp": "GBP", "pln": "PLN", "zl": "PLN",
    "zloty": "PLN", "zlotych": "PLN",
}  # fmt: skip
MILLIONS = {
    "mio", "mln", "million", "millions", "millon", "millones", "milione", "milioni", "milion",
    "miliony", "milionow", "milijon", "milijona", "milijone", "milijonov", "miljoen", "miljoona",
    "miljoonaa", "milj", "milio", "milions",
}  # fmt: skip
THOUSANDS = {"k", "thousand", "mila", "tys", "tisoc", "duizend", "tuhat", "tuhatta", "mille"}
THOUSAND_MILLIONS = {"mrd", "mld", "miliardi", "miliardo", "milliards", "milliard", "miljard",
                     "miljardia", "miliard", "miliardy", "millardo"}  # fmt: skip
SCALES = (
    dict.fromkeys(MILLIONS, Decimal(10**6))
    | dict.fromkeys(THOUSANDS, Decimal(10**3))
    | dict.fromkeys(THOUSAND_MILLIONS, Decimal(10**9))
)
GROUPING = " \u00a0\u202f\u2009'’"
SHAPE = re.compile(
    rf"(?P<before>[^\d+\-−]*?)\s*(?P<figure>[+\-−]?\d[\d.,{GROUPING}]*)(?P<after>.*)", re.DOTALL
)
LONGEST = 100  # characters: more is no figure
IN_GROUPS = re.compile(rf"\d{{1,3}}(?:[{GROUPING}]\d{{3}})+(?=[.,]|\Z)")


@dataclass(frozen=True)
class Figure:
    """A number as it was read, with the currency or percent sign that stood at it."""

    value: Decimal
    currency: str = ""
    is_percent: bool = False
    was_converted: bool = False


def read_figure(cell: Cell) -> Figure:
    """Return the number in a cell; raises Unclear where it is none or can mean two."""
    if cell.date:
        message = _(
            "The spreadsheet program made a date of this cell (%(date)s). Write the number again, in a "
            "cell formatted as text."
        )
        raise Unclear(message % {"date": cell.date})
    if cell.number is not None:
        return Figure(cell.number, is_percent=cell.is_percent, was_converted=cell.is_percent)
    text = re.sub(r"[ \t]{2,}", " ", cell.text.strip()).lstrip("'")
    if len(text) > LONGEST:
        message = _("A number is expected here, not a text of %(count)d characters.")
        raise Unclear(message % {"count": len(cell.text)})
    found = SHAPE.fullmatch(text)
    if not found or re.search(r"\d", found["after"]):  # a second number: which one is meant?
        raise Unclear(_no_number(cell.text))
    words = _words(found["before"]) + _words(found["after"])
    currency, percent, scale = _understood(words, cell.text)
    value = _value(found["figure"].strip(GROUPING), cell.text) * scale
    plain = found["figure"].strip() == cell.text.strip() and re.fullmatch(
        r"-?\d+(?:\.\d+)?", cell.text.strip()
    )
    return Figure(value, currency, percent, was_converted=not plain)


def written(value: Decimal) -> str:
    """Return a number as the portal writes it: 1200000.5, without groups or an exponent.

    Three decimals get a fourth, 12.1250: else it could be read as twelve thousand.
    """
    text = f"{value:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return f"{text}0" if re.search(r"\.\d{3}\Z", text) else text


def _words(text: str) -> list[str]:
    return re.findall(r"[€£%]|[^\W\d_]+|[^\s\w.]|_", fold(text))


def _understood(words: list[str], text: str) -> tuple[str, bool, Decimal]:
    currency, percent, scale, left = "", False, Decimal(1), []
    for word in words:
        if word in CURRENCIES:
            currency = CURRENCIES[word]
        elif word in {"%", "percent"}:
            percent = True
        elif word in SCALES:
            scale *= SCALES[word]
        elif word == "m" and {"€", "eur", "£"} & set(words):
            scale *= SCALES["mio"]
        else:
            left.append(word)
    if left:
        raise Unclear(_no_number(text))
    return currency, percent, scale


def _no_number(text: str) -> str:
    message = _("“%(text)s” is no number that can be read for certain. Write digits only: 1200000.")
    return message % {"text": " ".join(text.split())[:60]}


def _value(figure: str, text: str) -> Decimal:
    sign = -1 if figure[0] in "-−" else 1
    digits = figure.lstrip("+-−")
    if grouped := IN_GROUPS.match(digits):
        whole = re.sub(rf"[{GROUPING}]", "", grouped.group())
        rest = digits[grouped.end() :]
        if rest and not re.fullmatch(r"[.,]\d+", rest):
            raise Unclear(_no_number(text))
        return sign * Decimal(f"{whole}.{rest[1:] or 0}")
    if re.search(rf"[{GROUPING}]", digits):
        raise Unclear(_no_number(text))
    return sign * _separated(digits, text)


def _separated(digits: str, text: str) -> Decimal:
    """Read digits with points and commas: the last sign is decimal where both are there."""
    marks = [char for char in digits if char in ".,"]
    if not marks:
        return Decimal(digits)
    last, others = marks[-1], set(marks[:-1])
    whole, _mark, decimals = digits.rpartition(last)
    if not others:
        return _one_mark(whole, decimals, last, text)
    if others == {last}:
        return _in_thousands(digits, last, text)
    if last in others or not decimals:
        raise Unclear(_no_number(text))
    (other,) = others
    return _in_thousands(whole, other, text) + Decimal(f"0.{decimals}")


def _one_mark(whole: str, decimals: str, mark: str, text: str) -> Decimal:
    if not decimals:
        raise Unclear(_no_number(text))
    can_be_thousands = len(decimals) == 3 and len(whole) <= 3 and not whole.startswith("0")
    if not can_be_thousands:
        return Decimal(f"{whole}.{decimals}")
    message = _(
        "“%(text)s” can mean %(large)s or %(small)s. Write it without a sign for thousands: %(large)s, "
        "or %(small)s."
    )
    small = written(Decimal(f"{whole}.{decimals}"))
    small = f"{whole}.{decimals[:1]}" if small == whole else small
    about = {"text": text.strip()[:40], "large": whole + decimals, "small": small}
    raise Unclear(message % about)


def _in_thousands(digits: str, mark: str, text: str) -> Decimal:
    if not re.fullmatch(rf"\d{{1,3}}(?:{re.escape(mark)}\d{{3}})+", digits):
        raise Unclear(_no_number(text))
    return Decimal(digits.replace(mark, ""))
