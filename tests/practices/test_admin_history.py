"""The history of a practice in the workspace: who, when, what, why, and what changed."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from partners.choices import MemberRole
from practices import codelists, editions, workflow
from practices.choices import Action, State
from practices.models import Practice
from tests.factories import make_claim, make_user
from tests.rounds import Consortium
from tests.workspace import logged_in, page

pytestmark = pytest.mark.django_db


def written(consortium: Consortium, practice: Practice, **columns) -> None:
    """Write columns of a practice as its editor does."""
    before = editions.document(practice)
    Practice.objects.filter(pk=practice.pk).update(**columns)
    practice.refresh_from_db()
    workflow.note_edit(practice, by=consortium.editor, before=before, request_id="0123456789ab")


def history(user, practice: Practice):
    shown = logged_in(user).get(page(practice, "history"))
    assert shown.status_code == 200
    return shown


def lines(user, practice: Practice) -> list[tuple]:
    return [
        (row.line.action, row.person, [change.label for change in row.changes], row.hidden)
        for row in history(user, practice).context["lines"]
    ]


def test_steps_and_edits_are_told_newest_first():
    consortium = Consortium()
    practice = consortium.make()
    written(consortium, practice, summary="What it is now.", start_year=2016)
    consortium.do(practice, Action.SUBMIT)
    consortium.do(practice, Action.REQUEST_CHANGES, comment="Say <i>when</i>.")

    editor, publisher = consortium.editor.username, consortium.publisher.username
    assert lines(consortium.editor, practice) == [
        ("request_changes", publisher, [], 0),
        ("submit", editor, [], 0),
        ("edit", editor, ["Summary", "Start year"], 0),
    ]
    html = history(consortium.editor, practice).content.decode()
    assert "Say &lt;i&gt;when&lt;/i&gt;." in html
    assert "0123456789ab" in html
    assert "<ins>is now.</ins>" in html


def test_claims_and_evidence_are_told_by_their_number():
    consortium = Consortium()
    practice = consortium.make()
    before = editions.document(practice)
    practice.evidence.update(page="p. 14")
    make_claim(practice, number=2, statement="It cost nothing")
    workflow.note_edit(practice, by=consortium.editor, before=before)

    ((action, _person, labels, _hidden),) = lines(consortium.editor, practice)

    assert (action, labels) == ("edit", ["Claim 2", "Evidence 1, page"])


def test_what_a_draft_said_is_for_its_editors():
    """Others read the steps, and how much was written between them; never the words."""
    consortium = Consortium()
    practice = consortium.make()
    written(consortium, practice, lessons="Secret lessons")
    written(consortium, practice, lessons="Lessons")
    consortium.bring(practice, State.IN_REVIEW)

    roles = {
        "editor": consortium.editor,
        "administrator": make_user(is_superuser=True),
        "reviewer": consortium.reviewers[0],
        "publisher": consortium.publisher,
        "reviewer of the owner": make_user(MemberRole.REVIEWER, consortium.owner),
    }
    found = {
        name: "Secret lessons" in history(user, practice).content.decode()
        for name, user in roles.items()
    }

    assert found == {
        "editor": True,
        "administrator": True,
        "reviewer": False,
        "publisher": False,
        "reviewer of the owner": False,
    }
    assert [row[3] for row in lines(consortium.publisher, practice)] == [0, 0, 1, 1]


def test_what_an_edition_changed_is_for_all_who_see_the_practice():
    consortium = Consortium()
    practice = consortium.make_reworked(State.DRAFT)
    written(consortium, practice, summary="Told anew.")
    consortium.bring(practice, State.PUBLISHED)

    last = history(consortium.reviewers[0], practice).context["lines"][0]

    assert (last.line.action, last.line.edition.number) == ("publish", 2)
    assert [change.label for change in last.changes] == ["Summary"]


@pytest.mark.parametrize("name", ["history", "reviews"])
def test_who_may_not_see_the_practice_sees_neither(name):
    consortium = Consortium()
    practice = consortium.make()

    assert logged_in(consortium.publisher).get(page(practice, name)).status_code == 404
    assert logged_in(make_user(MemberRole.EDITOR)).get(page(practice, name)).status_code == 404
    assert logged_in(make_user()).get(page(practice, name)).status_code == 302


def test_crafted_addresses_are_not_found():
    client = logged_in(make_user(is_superuser=True))

    found = [
        client.get(f"/admin/practices/practice/{key}/history/").status_code
        for key in ("0", "x", "999999", "1_2f")
    ]

    assert found == [404] * 4


def test_a_long_history_has_pages_and_costs_the_same_for_one_line_and_for_three():
    consortium = Consortium()
    practice, counts = consortium.make(), []
    for more in (1, 2):
        for _number in range(more):
            written(consortium, practice, summary=f"{practice.summary} More.")
        client = logged_in(consortium.editor)
        codelists.current()
        with CaptureQueriesContext(connection) as made:
            assert client.get(page(practice, "history")).status_code == 200
        counts.append(len(made))
    for number in range(50):
        written(consortium, practice, start_year=1900 + number)

    first, second = (
        client.get(page(practice, "history"), {"page": number}).context["lines"]
        for number in (1, 2)
    )

    assert counts[0] == counts[1] <= 14
    assert (len(first), len(second)) == (50, 3)
