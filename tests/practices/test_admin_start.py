"""The start page: what waits for whom, what it needs next, and nothing that is of no use."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from partners.choices import MemberRole
from practices import codelists
from practices.choices import Action, State
from practices.models import CatalogueEntry, Practice, Review
from tests.factories import EMPTY, make_partner, make_user
from tests.rounds import Consortium
from tests.workspace import doing, logged_in

pytestmark = pytest.mark.django_db

START = "/admin/"


def blocks(user) -> dict:
    """Return what each block of a person's start page holds, by its name."""
    shown = logged_in(user).get(START)
    assert shown.status_code == 200
    return {block.name: rows for block, rows in shown.context["blocks"]}


def titles(rows) -> list[str]:
    return [row.practice.title for row in rows]


def test_a_person_for_whom_nothing_waits_is_told_so():
    for role in (MemberRole.REVIEWER, MemberRole.PUBLISHER):
        shown = logged_in(make_user(role)).get(START)

        assert shown.context["blocks"] == []
        assert "Nothing waits for you" in shown.content.decode()
        assert "<table" not in shown.content.decode()


def test_an_editor_without_practices_is_told_how_to_begin():
    shown = logged_in(make_user(MemberRole.EDITOR)).get(START)

    assert [block.name for block, _rows in shown.context["blocks"]] == ["first-steps"]
    assert "/admin/practices/practice/add/" in shown.content.decode()


def test_drafts_say_what_they_need_next(clock):
    consortium = Consortium()
    clock("2026-03-01")
    back = consortium.make(State.CHANGES_REQUESTED, title="Back")
    clock("2026-03-02")
    consortium.make(title="Ready")
    consortium.make(title="Begun", **EMPTY | {"summary": "It is begun."})
    Consortium().make(title="Of another partner")

    found = blocks(consortium.editor)

    rows = {row.practice.title: row for row in found["drafts"].shown}
    assert set(found) == {"drafts"}
    assert set(rows) == {"Back", "Ready", "Begun"}
    assert (rows["Back"].comment, rows["Back"].is_back) == ("For a reason.", True)
    assert (rows["Ready"].missing, rows["Ready"].is_ready) == ((), True)
    assert rows["Ready"].hints == (
        "Level 3 needs a value for claim 1.",
        "Level 3 needs a baseline for claim 1.",
        "Level 3 needs a comparator for claim 1.",
        "Level 3 needs evidence for claim 1 from a known issuer other than the owner.",
    )
    assert rows["Begun"].missing == (
        "description", "region", "scope", "nature", "validation kind", "one theme", "one sector",
        "one objective", "one beneficiary", "one claim with evidence",
    )  # fmt: skip
    html = logged_in(consortium.editor).get(START).content.decode()
    assert doing(rows["Ready"].practice, "submit") in html
    assert doing(back, "submit") not in html


def test_what_is_with_others_says_how_far_it_is():
    consortium = Consortium()
    consortium.make(State.SUBMITTED, title="New")
    waiting = consortium.make(State.IN_REVIEW, title="Waiting")
    consortium.review(waiting, consortium.reviewers[0])

    rows = blocks(consortium.editor)["with-others"].shown

    assert [(row.practice.title, row.handed_in, len(row.reviews)) for row in rows] == [
        ("New", 0, 0),
        ("Waiting", 1, 2),
    ]


def test_a_reviewer_sees_what_is_due_first_and_what_can_be_changed(clock):
    consortium = Consortium()
    clock("2026-03-01")
    later = consortium.make(State.SUBMITTED, title="Later")
    consortium.do(later, Action.ASSIGN, due_on=datetime.date(2026, 5, 1))
    sooner = consortium.make(State.SUBMITTED, title="Sooner")
    consortium.do(sooner, Action.ASSIGN, due_on=datetime.date(2026, 3, 20))
    done = consortium.make(State.IN_REVIEW, title="Done")
    consortium.review(done, consortium.reviewers[0])
    over = consortium.make(State.IN_REVIEW, title="Over")
    consortium.do(over, Action.REQUEST_CHANGES)
    clock("2026-03-25")

    found = blocks(consortium.reviewers[0])

    assert set(found) == {"to-review", "handed-in"}
    rows = found["to-review"].shown
    assert [(row.practice.title, row.is_overdue, row.address) for row in rows] == [
        ("Sooner", True, doing(sooner, "review")),
        ("Later", False, doing(later, "review")),
    ]
    assert titles(found["handed-in"].shown) == ["Done"]


def test_a_publisher_sees_what_to_do_with_what():
    consortium = Consortium()
    made = {
        "submitted": consortium.make(State.SUBMITTED, title="New"),
        "waiting": consortium.make(State.IN_REVIEW, title="Waiting"),
        "decide": consortium.make(State.IN_REVIEW, title="All in"),
        "accepted": consortium.make(State.ACCEPTED, title="Accepted"),
    }
    consortium.do(made["decide"], Action.REVIEW)
    consortium.make(title="A draft")

    queue = blocks(consortium.publisher)["queue"]

    offered = {
        "accepted": "publish",
        "decide": "accept",
        "submitted": "assign",
        "waiting": "assign",
    }
    for group, action in offered.items():
        (row,) = getattr(queue, group)
        assert (row.practice, row.address) == (made[group], doing(made[group], action))
    assert [len(row.missing) for row in queue.waiting] == [2]
    assert queue.total == 4
    assert blocks(make_user(MemberRole.PUBLISHER, consortium.owner)) == {}


def test_overdue_reviews_are_told_apart(clock):
    consortium = Consortium()
    clock("2026-03-01")
    practice = consortium.make(State.SUBMITTED)
    one, other = consortium.asked()
    consortium.do(practice, Action.ASSIGN, reviewers=(one,), due_on=datetime.date(2026, 3, 10))
    consortium.do(practice, Action.ASSIGN, reviewers=(other,), due_on=datetime.date(2026, 3, 20))
    clock("2026-03-15")

    (row,) = blocks(consortium.publisher)["queue"].waiting

    assert [review.organisation for review in row.overdue] == [one.partner]
    assert [review.organisation for review in row.expected] == [other.partner]
    html = logged_in(consortium.publisher).get(START).content.decode()
    assert f"{one.partner.short_name}: overdue since 10 March 2026" in html


def test_since_when_something_waits(clock):
    consortium = Consortium()
    clock("2026-03-01")
    practice = consortium.make(State.SUBMITTED)
    clock("2026-03-05")
    consortium.do(practice, Action.ASSIGN)
    clock("2026-03-09")
    consortium.do(practice, Action.REVIEW)

    (row,) = blocks(consortium.publisher)["queue"].decide

    assert row.practice.since.date() == datetime.date(2026, 3, 5)


def test_levels_that_end_are_told_to_the_owner(clock):
    consortium = Consortium()
    today = clock("2026-03-01").date()
    days = {"Lapsed": -1, "Soon": 89, "Later": 90}
    for title, number in days.items():
        practice = consortium.make_reworked(State.PUBLISHED, title=title)
        until = today + datetime.timedelta(days=number)
        CatalogueEntry.objects.filter(practice=practice).update(level_until=until)
    reworked = consortium.make_reworked(State.DRAFT, title="In hand")
    CatalogueEntry.objects.filter(practice=reworked).update(level_until=today)
    gone = consortium.make_withdrawn(title="Withdrawn")
    CatalogueEntry.objects.filter(practice=gone).update(level_until=today)

    rows = blocks(consortium.editor)["lapsing"].shown

    assert [(row.entry.title, row.mark.lapsed, bool(row.reopen)) for row in rows] == [
        ("Lapsed", True, True),
        ("In hand", False, False),
        ("Soon", False, True),
    ]
    assert "lapsing" not in blocks(consortium.publisher)


def test_a_long_block_is_cut_and_says_how_many_there_are():
    consortium = Consortium()
    for _number in range(14):
        consortium.make()

    rows = blocks(consortium.editor)["drafts"]

    assert (len(rows.shown), rows.total, rows.is_cut) == (12, 14, True)
    assert "All 14 in the list" in logged_in(consortium.editor).get(START).content.decode()


def test_the_page_costs_the_same_for_one_row_of_each_kind_and_for_three():
    consortium = Consortium()
    everybody = make_user(MemberRole.EDITOR, consortium.owner)
    everybody.memberships.create(partner=make_partner(), role=MemberRole.EDITOR)
    people = {"editor": everybody, "reviewer": consortium.reviewers[0]}
    people["publisher"] = consortium.publisher
    counts = {name: [] for name in people}
    for more in (1, 2):
        for _number in range(more):
            for state in (State.DRAFT, State.CHANGES_REQUESTED, State.SUBMITTED, State.IN_REVIEW):
                consortium.make(state)
            consortium.do(consortium.make(State.IN_REVIEW), Action.REVIEW)
            consortium.make(State.ACCEPTED)
            shown = consortium.make_reworked(State.PUBLISHED)
            today = datetime.date(2020, 1, 1)
            CatalogueEntry.objects.filter(practice=shown).update(level_until=today)
        codelists.current()
        for name, user in people.items():
            client = logged_in(user)
            with CaptureQueriesContext(connection) as made:
                assert client.get(START).status_code == 200
            counts[name].append(len(made))

    assert all(one == three for one, three in counts.values()), counts
    assert max(one for one, _three in counts.values()) <= 32, counts
    assert Practice.objects.count() == 21
    assert Review.objects.exists()
