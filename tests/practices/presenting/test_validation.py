"""Levels as the page about the portal explains them: from the rules that grade."""

import datetime

import pytest

from practices import grading
from practices.choices import Criterion, Level
from practices.presenting.validation import level_rules

PUBLISHED = datetime.date(2026, 1, 31)


@pytest.mark.parametrize("level", Level)
def test_a_level_holds_as_long_as_the_page_says(level):
    review = {"organisation": "other", "on": PUBLISHED.isoformat(), "recommends": True}
    reviewed = {"owner": "owner", "reviews": [review]}
    until = grading.holds_until(level, reviewed, PUBLISHED)
    months = (until.year - PUBLISHED.year) * 12 + until.month - PUBLISHED.month

    (told,) = [rule.holds for rule in level_rules() if rule.mark.number == level]

    since = "publication" if level == Level.DOCUMENTED else "the last review"
    assert told == f"{months} months from {since}"


def test_the_page_names_the_criteria_as_reviewers_know_them(client, smarty):
    page = client.get("/about/").content.decode()

    wanted = "".join(f"<li>{label[0].upper()}{label[1:]}</li>" for label in Criterion.labels)
    assert f"<ul>{wanted}</ul>" in page


def test_the_page_says_nothing_that_the_first_review_makes_wrong(client, smarty):
    page = client.get("/about/").content.decode()

    assert "Practices at level 1 come from the project’s records" in page
    assert "come later" not in page
