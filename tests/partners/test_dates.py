"""Partial dates: what is taken, what is refused and why, alike in Python and in the database."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from partners.dates import SHAPE, PartialDateField, partial_date
from partners.models import Event
from tests.factories import make_event

GOOD = ["1900", "2018", "2100", "2018-06", "2018-12", "2018-06-11", "2020-02-29", "2000-02-29"]
WRONG_SHAPE = [
    *("", " 2018", "2018 ", "2018\n", "18", "02018", "2018-6", "2018-06-1", "2018-06-11T00:00"),
    *(
        "2018/06",
        "11.06.2018",
        "2018-",
        "٢٠١٨",
        "２０１８",
        "year",
        "-2018",
        "2018-06-",
        None,
        2018,
    ),
]
WRONG_YEAR = ["1899", "2101", "0000", "9999-12-31", "1899-12"]
NOT_IN_CALENDAR = ["2018-00", "2018-13", "2018-02-30", "2019-02-29", "1900-02-29", "2018-06-00"]


@pytest.mark.parametrize("value", GOOD)
def test_a_date_as_precise_as_known_is_taken(value):
    assert partial_date(value) is None
    assert re.search(SHAPE, value)


@pytest.mark.parametrize(
    ("value", "code"),
    [
        *((value, "partial_date") for value in WRONG_SHAPE),
        *((value, "partial_date_year") for value in WRONG_YEAR),
        *((value, "partial_date_calendar") for value in NOT_IN_CALENDAR if value != "2018-00"),
    ],
)
def test_anything_else_is_refused_with_its_reason(value, code):
    with pytest.raises(ValidationError) as refused:
        partial_date(value)
    assert refused.value.code == code


def test_the_reasons_say_what_to_write():
    def reason(value):
        with pytest.raises(ValidationError) as refused:
            partial_date(value)
        return refused.value.messages

    assert reason("June 2018") == [
        (
            "“June 2018” is not a date. Write a year, a year and month, or a full date: "
            "2018, 2018-06 or 2018-06-11."
        )
    ]
    assert reason("1850") == ["The year of “1850” is not between 1900 and 2100."]
    assert reason("2018-02-30") == ["“2018-02-30” is not in the calendar."]


def test_month_zero_is_not_in_the_calendar():
    with pytest.raises(ValidationError):
        partial_date("2018-00")


def test_the_field_takes_an_unknown_date_and_at_most_ten_characters():
    field = PartialDateField()
    assert field.clean("", None) == ""
    assert field.clean("2018-06", None) == "2018-06"
    assert (field.max_length, field.default) == (10, "")
    with pytest.raises(ValidationError):
        field.clean("2018-6", None)


@pytest.mark.django_db
@pytest.mark.parametrize("value", ["", *GOOD])
def test_the_database_takes_what_python_takes(value):
    event = make_event(start_date="", end_date="")
    assert Event.objects.filter(pk=event.pk).update(start_date=value) == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    "value",
    [
        *(value for value in WRONG_SHAPE if value and value != 2018),
        *(*WRONG_YEAR, "2018-13", "2018-00", "2018-06-32"),
    ],
)
def test_the_database_refuses_what_python_refuses(value):
    """All but days that a month does not have: the database knows the shape, not the calendar."""
    event = make_event(start_date="")
    with pytest.raises(DatabaseError), transaction.atomic():
        Event.objects.filter(pk=event.pk).update(start_date=value)


@pytest.mark.django_db
def test_dates_sort_in_time_on_both_engines():
    for slug, start in (("c", "2018-06-11"), ("d", "2019"), ("a", "2018"), ("b", "2018-06")):
        make_event(slug=slug, start_date=start)
    assert list(Event.objects.values_list("slug", flat=True)) == ["d", "c", "b", "a"]
