"""Writing what was decided: drafts of the partner, all rows or none, with their history."""

import json

import pytest
from django.core.exceptions import PermissionDenied

from partners.choices import MemberRole
from practices import drafts, editions
from practices.choices import Action, State
from practices.models import CatalogueEntry, Practice
from practices.sheets import importing
from practices.sheets.importing import Source, Stale, carry_out
from tests import database, factories
from tests.practices.sheets.making import csv_of

pytestmark = pytest.mark.django_db
HEADINGS = ["Identifier", "Title", "Summary", "Claim 1: Kind", "Claim 1: Statement",
            "Claim 1: Evidence", "Evidence 1: Address"]  # fmt: skip


@pytest.fixture
def partner():
    return factories.make_partner(short_name="Looms", slug="looms")


@pytest.fixture
def editor(partner):
    return factories.make_user(MemberRole.EDITOR, partner)


def source(partner, *rows: list, by=None) -> Source:
    return Source(content=csv_of(HEADINGS, *rows), name="ours.csv", partner=partner, by=by)


def test_accepted_rows_become_drafts_and_refused_ones_nothing(partner, editor):
    old = factories.make_practice(owner=partner, title="Old")
    rows = [
        ["", "New", "<b>Bold</b>", "result", "Firms took part", "1", "www.x.eu"],
        ["", "", "no title", "", "", "", ""],
        [old.identifier, "Old", "Changed", "result", "Other", "1", "https://y.eu"],
    ]

    plan = carry_out(source(partner, *rows, by=editor))

    new = Practice.objects.get(title="New")
    assert [(row.action, row.identifier) for row in plan.decisions] == [
        ("create", new.identifier), ("leave_out", ""), ("change", old.identifier),
    ]  # fmt: skip
    assert Practice.objects.count() == 2
    assert CatalogueEntry.objects.count() == 0
    document = editions.document(new)
    assert (new.state, new.owner, new.slug, document["summary"]) == (
        State.DRAFT, partner, "new", "Bold",
    )  # fmt: skip
    assert [(c["statement"], c["evidence"]) for c in document["claims"]] == [
        ("Firms took part", [1])
    ]
    assert [row["url"] for row in document["evidence"]] == ["https://www.x.eu"]
    assert Practice.objects.get(pk=old.pk).summary == "Changed"


def test_each_row_that_is_written_is_in_the_history(partner, editor):
    old = factories.make_practice(owner=partner, title="Old", summary="Before")
    same = factories.make_practice(owner=partner, title="Same")
    content = csv_of(
        ["Identifier", "Title", "Summary"],
        ["", "New", ""],
        [old.identifier, "Old", "After"],
        [same.identifier, "Same", same.summary],
    )

    carry_out(Source(content=content, name="ours.csv", partner=partner, by=editor))

    lines = {
        row.title: [
            (line.action, line.user, line.comment, line.changes) for line in row.history.all()
        ]
        for row in Practice.objects.all()
    }
    assert lines == {
        "New": [(Action.CREATE, editor, "From row 2 of “ours.csv”.", [])],
        "Old": [
            (
                Action.EDIT,
                editor,
                "From row 3 of “ours.csv”.",
                [{"path": "summary", "before": "Before", "after": "After"}],
            )
        ],
        "Same": [],
    }


def test_an_import_is_one_write_that_leaves_rows_their_keys(partner):
    """Who has the form open meanwhile is told of one write, and their rows are still there."""
    old = factories.make_practice(owner=partner, title="Old")
    keys = [old.claims.get().pk, old.evidence.get().pk]
    row = [old.identifier, "Old", "Changed", "result", "Other", "1", "https://y.eu"]

    carry_out(source(partner, row))

    now = Practice.objects.get(pk=old.pk)
    assert (now.revision, now.history.count()) == (old.revision + 1, 1)
    assert [now.claims.get().pk, now.evidence.get().pk] == keys
    assert (now.claims.get().statement, now.evidence.get().url) == ("Other", "https://y.eu")


def test_an_old_sheet_never_writes_over_a_new_practice(partner):
    """The sheet still names a draft that was deleted: its number is nobody else's."""
    first = drafts.create_draft(Practice(owner=partner, title="First"))
    asked = source(partner, [first.identifier, "First", "From the sheet", "", "", "", ""])
    drafts.delete_draft(first)
    drafts.create_draft(Practice(owner=partner, title="Second"))

    plan = carry_out(asked)

    assert (first.identifier, plan.decisions[0].reasons) == (
        "GP-0001",
        ["Identifier: Looms has no practice GP-0001. Leave the cell empty for a new practice."],
    )
    assert Practice.objects.get().summary == ""


def test_all_accepted_rows_or_none(partner, monkeypatch):
    made = []

    def second_fails(practice):
        made.append(practice)
        if len(made) == 2:
            raise RuntimeError("the disk is full")
        return real(practice)

    real = drafts.create_draft
    monkeypatch.setattr(importing.drafts, "create_draft", second_fails)
    before = database.everything()

    with pytest.raises(RuntimeError):
        carry_out(source(partner, ["", "One"], ["", "Two"], ["", "Three"]))

    assert (len(made), database.everything() == before) == (2, True)


def test_what_was_confirmed_is_what_is_written(partner, editor):
    asked = source(partner, ["", "New", "Text"], by=editor)
    seen = asked.decide().digest
    factories.make_practice(owner=partner, title="New")  # meanwhile, by somebody else

    with pytest.raises(Stale) as stale:
        carry_out(asked, confirmed=seen)

    assert (stale.value.plan.count("reject"), Practice.objects.count()) == (1, 1)


def test_a_change_meanwhile_makes_the_preview_stale(partner, editor):
    practice = factories.make_practice(owner=partner, summary="Before")
    asked = source(partner, [practice.identifier, practice.title, "After"], by=editor)
    seen = asked.decide().digest
    Practice.objects.filter(pk=practice.pk).update(problem="Written meanwhile")

    with pytest.raises(Stale):
        carry_out(asked, confirmed=seen)

    carry_out(asked, confirmed=asked.decide().digest)
    practice.refresh_from_db()
    assert (practice.summary, practice.problem) == ("After", "Written meanwhile")


def test_importing_twice_makes_nothing_new(partner):
    asked = source(partner, ["", "New", "Text"])
    carry_out(asked)
    before = database.everything()

    plan = carry_out(asked)

    assert (plan.count("reject"), database.everything() == before) == (1, True)


ALLOWED = {
    "the portal's command": True,
    "administrator": True,
    "editor of the partner": True,
    "editor of another": False,
    "reviewer of the partner": False,
    "publisher of the partner": False,
    "member of nothing": False,
    "inactive editor": False,
}


@pytest.mark.parametrize("who", ALLOWED)
def test_who_may_import_for_a_partner(partner, who):
    people = {
        "the portal's command": lambda: None,
        "administrator": lambda: factories.make_user(is_superuser=True),
        "editor of the partner": lambda: factories.make_user(MemberRole.EDITOR, partner),
        "editor of another": lambda: factories.make_user(MemberRole.EDITOR),
        "reviewer of the partner": lambda: factories.make_user(MemberRole.REVIEWER, partner),
        "publisher of the partner": lambda: factories.make_user(MemberRole.PUBLISHER, partner),
        "member of nothing": factories.make_user,
        "inactive editor": lambda: factories.make_user(MemberRole.EDITOR, partner, is_active=False),
    }
    asked = source(partner, ["", "New"], by=people[who]())

    try:
        carry_out(asked)
        is_allowed = True
    except PermissionDenied:
        is_allowed = False

    assert (is_allowed, Practice.objects.count()) == (ALLOWED[who], int(ALLOWED[who]))


def test_the_report_is_json_with_a_line_for_each_row(partner):
    report = source(partner, ["", "New"], ["", "", "no title"]).decide().report()

    assert json.loads(json.dumps(report)) == report
    assert [row["cells"] for row in report] == [
        [],
        [{"column": "Title", "outcome": "reject", "reason": "A practice needs a title."}],
    ]
    assert [(row["row"], row["outcome"], row["reasons"]) for row in report] == [
        (2, "warning", ["The row has only 2 of 7 cells; the others were not read."]),
        (
            3,
            "reject",
            [
                "Title: A practice needs a title.",
                "The row has only 3 of 7 cells; the others were not read.",
            ],
        ),
    ]
