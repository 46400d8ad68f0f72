"""Dates shown as precise as they are known: a year with optional month and day."""

import datetime
import re
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

FIRST_YEAR, LAST_YEAR = 1900, 2100
SHAPE = r"^(19[0-9]{2}|20[0-9]{2}|2100)(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?\Z"
PARTIAL_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


def partial_date(value: Any) -> None:
    """Accept "2018", "2018-06" or "2018-06-11", from 1900 to 2100; else raise ValidationError."""
    found = PARTIAL_DATE.fullmatch(value) if isinstance(value, str) else None
    if not found:
        message = _(
            "“%(value)s” is not a date. Write a year, a year and month, or a full date: "
            "2018, 2018-06 or 2018-06-11."
        )
        raise ValidationError(message, code="partial_date", params={"value": value})
    year, month, day = (int(part or 1) for part in found.groups())
    if not FIRST_YEAR <= year <= LAST_YEAR:
        message = _("The year of “%(value)s” is not between %(first)d and %(last)d.")
        params = {"value": value, "first": FIRST_YEAR, "last": LAST_YEAR}
        raise ValidationError(message, code="partial_date_year", params=params)
    try:
        datetime.date(year, month, day)
    except ValueError:
        message = _("“%(value)s” is not in the calendar.")
        raise ValidationError(
            message, code="partial_date_calendar", params={"value": value}
        ) from None


class PartialDateField(models.CharField):
    """A date as text in ISO 8601 order, so that it sorts; empty when unknown."""

    default_validators = [partial_date]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **({"max_length": 10, "blank": True, "default": ""} | kwargs))


def partial_date_check(model: str, field: str) -> models.CheckConstraint:
    """The database's own refusal of anything but an empty or a well-formed date in `field`."""
    return models.CheckConstraint(
        condition=Q(**{field: ""}) | Q(**{f"{field}__regex": SHAPE}),
        name=f"{model}_{field}_is_partial_date",
    )
