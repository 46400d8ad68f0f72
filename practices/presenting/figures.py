"""The figures of a claim in the reader's words: qualifier, value, unit, and change."""

from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import get_language, gettext_lazy, npgettext_lazy, pgettext

from practices.choices import Qualifier
from practices.models import Unit

CALENDAR_YEAR = "calendar_year"
MONEY = {
    "EUR": gettext_lazy("€%(amount)s"),
    "GBP": gettext_lazy("£%(amount)s"),
    "PLN": gettext_lazy("PLN %(amount)s"),
}
# From this size on in words, where the value is a multiple of the second number: alone, and before
# what it counts ("2 millones", but "2 millones de empresas").
BILLION = (
    npgettext_lazy("large number", "%(number)s billion", "%(number)s billion", "form"),
    npgettext_lazy("large number of", "%(number)s billion", "%(number)s billion", "form"),
)
MILLION = (
    npgettext_lazy("large number", "%(number)s million", "%(number)s million", "form"),
    npgettext_lazy("large number of", "%(number)s million", "%(number)s million", "form"),
)
LARGE = ((10**9, 10**8, BILLION), (10**6, 10**4, MILLION))
# Languages without a word of their own for 10**9 in such figures: "1700 millones".
NO_BILLION = {"es"}
Number = int | float


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A value ready to print: "at least", "1,100", "suppliers"."""

    qualifier: str
    amount: str
    unit: str

    @property
    def text(self) -> str:
        return " ".join(part for part in (self.qualifier, self.amount, self.unit) if part)


@dataclass(frozen=True, kw_only=True)
class Change:
    """A baseline and what became of it: both figures, the change, bar lengths up to 100."""

    before: Figure
    after: Figure
    words: str
    before_bar: int
    after_bar: int


def number(value: Number, *, counts: bool = False) -> str:
    """Return a number in the reader's form, in words where exact: "9,600", "1.7 billion".

    With `counts`, what it counts follows (a unit, a currency).
    """
    for size, exact_to, (alone, before) in LARGE:
        if size == 10**9 and get_language() in NO_BILLION:
            continue
        if abs(value) >= size and value % exact_to == 0:
            words = before if counts else alone
            return words % {"number": _plain(value / size), "form": 1 if value == size else 2}
    return _plain(value)


def _plain(value: Number) -> str:
    whole = int(value) if value == int(value) else value
    return number_format(whole, use_l10n=True, force_grouping=True)


def money(amount: Number, currency: str) -> str:
    """Return an amount with its ISO 4217 currency in the reader's form."""
    pattern = MONEY.get(currency, "%(amount)s " + currency)
    return str(pattern % {"amount": number(amount, counts=True)})


def figure(value: Number | None, qualifier: str | None, unit: Unit | None) -> Figure | None:
    """Return a value with its qualifier and unit in the reader's words, None without a value."""
    if value is None:
        return None
    amount, words = _amount(value, unit)
    told = "" if qualifier in (None, Qualifier.EXACT) else str(Qualifier(qualifier).label)
    return Figure(qualifier=told, amount=amount, unit=words)


def change(claim: dict, unit: Unit | None) -> Change | None:
    """Return the change from a claim's baseline to its value, None where one of them is unknown."""
    before, after = claim["baseline_value"], claim["value"]
    if before is None or after is None:
        return None
    longest = max(abs(before), abs(after)) or 1
    return Change(
        before=figure(before, None, unit),
        after=figure(after, claim["qualifier"], unit),
        words=_change_in_words(before, after),
        before_bar=round(100 * abs(before) / longest),
        after_bar=round(100 * abs(after) / longest),
    )


def _amount(value: Number, unit: Unit | None) -> tuple[str, str]:
    """Return the value and its unit; some units stand with the value (money, percent, years)."""
    if unit is None:
        return number(value), ""
    if unit.code == CALENDAR_YEAR:
        return str(value), ""
    if unit.code.upper() in MONEY:
        return money(value, unit.code.upper()), ""
    label = _singular(unit) if value == 1 else unit.label
    if label.startswith("%"):
        share = pgettext("percentage", "%(number)s%%") % {"number": number(value)}
        return share, label.removeprefix("%").strip()
    return number(value, counts=bool(label)), label


def _singular(unit: Unit) -> str:
    return unit.singulars.get(get_language()) or unit.singulars.get("en") or unit.label


def _change_in_words(before: Number, after: Number) -> str:
    if not before:
        return ""
    percent = round(100 * (after - before) / abs(before))
    share = pgettext("percentage", "%(number)s%%") % {"number": number(abs(percent))}
    if not percent:
        return pgettext("change", "unchanged")
    sign = "+" if percent > 0 else "−"
    return sign + share
