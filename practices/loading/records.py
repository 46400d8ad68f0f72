"""What a record of data/smarty must look like: fields with their kinds, faults with their place."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError

from partners.dates import partial_date
from practices import validators
from practices.loading.files import Fault

Check = Callable[[Any], str]  # returns what is wrong, "" when nothing is


def text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        return "should be a text"
    unstorable = validators.UNSTORABLE.search(value)
    return "holds a character that cannot be stored" if unstorable else ""


def number(value: Any) -> str:
    return "" if validators.is_number(value) else "should be a number"


def year(value: Any) -> str:
    is_year = isinstance(value, int) and not isinstance(value, bool) and 1900 <= value <= 2100
    return "" if is_year else "should be a year from 1900 to 2100"


def flag(value: Any) -> str:
    return "" if isinstance(value, bool) else "should be true or false"


def date(value: Any) -> str:
    try:
        return partial_date(value) or ""
    except ValidationError as error:
        return error.messages[0]


def url(value: Any) -> str:
    limit = validators.LIMITS["website"]
    known = isinstance(value, str) and len(value) <= limit and not validators.url_problem(value)
    return "" if known and value else f"should be a web address of at most {limit} characters"


def texts(value: Any) -> str:
    known = isinstance(value, list) and not any(map(text, value))
    return "" if known else "should be a list of texts"


def urls(value: Any) -> str:
    known = isinstance(value, list) and not any(map(url, value))
    return "" if known else "should be a list of web addresses"


def objects(value: Any) -> str:
    known = isinstance(value, list) and all(isinstance(item, dict) for item in value)
    return "" if known else "should be a list of objects"


def thing(value: Any) -> str:
    return "" if isinstance(value, dict) else "should be an object"


def one_of(known: Iterable[str] | Mapping) -> Check:
    known = list(known)
    return lambda value: "" if value in known else f"{value!r} is none of {', '.join(known)}"


def in_list(known: Mapping, what: str) -> Check:
    return lambda value: (
        "" if isinstance(value, str) and value in known else f"{value!r} is no known {what}"
    )


def each(check: Check) -> Check:
    def all_of(value: Any) -> str:
        if not isinstance(value, list):
            return "should be a list"
        return next((fault for item in value if (fault := check(item))), "")

    return all_of


@dataclass(frozen=True, kw_only=True)
class Shape:
    """The fields of a kind of record. Null is always allowed for what is not required: unknown."""

    required: dict[str, Check]
    optional: dict[str, Check] = field(default_factory=dict)

    def faults(self, record: dict, *, file: str, name: str) -> list[Fault]:
        """Return everything that is wrong with the record."""
        found = [(key, "is missing") for key in self.required if record.get(key) is None]
        found += [(key, "is no known field") for key in record if key not in self.fields]
        found += [
            (key, fault)
            for key, value in record.items()
            if value is not None and key in self.fields and (fault := self.fields[key](value))
        ]
        return [Fault(file=file, record=name, field=key, reason=reason) for key, reason in found]

    @property
    def fields(self) -> dict[str, Check]:
        return self.required | self.optional
