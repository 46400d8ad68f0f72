"""Random walks through the workflow: whatever people try in whatever order, the record stays whole."""

import random

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from practices import editions, workflow
from practices.choices import Action, State
from practices.correcting import Correction
from practices.differences import differences
from practices.models import CatalogueEntry, Edition, HistoryEntry, Practice, Round
from practices.workflow import TABLE, NotNow, note_edit, perform
from tests.rounds import Consortium, make_judgement

pytestmark = pytest.mark.django_db

STEPS = 60
ACTIONS = [action for action in TABLE if action != Action.SEED]
WITH_A_ROUND = {State.SUBMITTED, State.IN_REVIEW, State.ACCEPTED}


def try_something(chance: random.Random, practice: Practice, consortium: Consortium) -> bool:
    """Try what a random person is offered, at times anything at all; tell whether it was done."""
    people = [consortium.editor, consortium.publisher, *consortium.reviewers]
    person = chance.choice(people)
    offered = workflow.available(person, practice) if chance.random() < 0.8 else ACTIONS
    action = chance.choice(offered or ACTIONS)
    given = {
        Action.REVIEW: {"judgement": make_judgement()},
        Action.CORRECT: {"corrections": (Correction(path="summary", text="What it is!"),)},
    }
    asked = given.get(action) or consortium.given(action)
    try:
        perform(action, practice, by=person, **asked)
    except (PermissionDenied, NotNow, ValidationError):
        return False
    return True


def rewrite(chance: random.Random, practice: Practice, consortium: Consortium) -> None:
    """Change the text where it can be changed, as its editor would."""
    row = Practice.objects.editable_by(consortium.editor).filter(pk=practice.pk).first()
    if row:
        before = editions.document(row)
        row.lessons = f"Lesson {chance.random()}"
        row.save()
        note_edit(row, by=consortium.editor, before=before)


def faults(practice: Practice) -> list[str]:
    """Return what must never be true of a practice."""
    row = Practice.objects.get(pk=practice.pk)
    open_rounds = Round.objects.filter(practice=row, ended_at=None).count()
    newest = Edition.objects.filter(practice=row).order_by("-number").first()
    entry = CatalogueEntry.objects.filter(practice=row).first()
    told = {
        "a round is open where none may be": open_rounds != (row.state in WITH_A_ROUND),
        "an edition without entry, or the other way": (newest is None) != (entry is None),
        "the entry shows another edition": entry and entry.edition != newest,
        "published without edition": row.state == State.PUBLISHED and newest is None,
        "published, yet the text is another": row.state == State.PUBLISHED
        and bool(differences(newest.document, editions.document(row))),
        "withdrawn without a reason": entry
        and entry.withdrawn_at is not None
        and not entry.withdrawal_reason,
    }
    return [fault for fault, is_true in told.items() if is_true]


@pytest.mark.parametrize("seed", range(6))
def test_the_record_stays_whole(seed):
    chance, consortium = random.Random(seed), Consortium()  # noqa: S311
    practice = consortium.make() if seed % 2 else consortium.make_reworked(State.PUBLISHED)
    lines = HistoryEntry.objects.filter(practice=practice).exclude(action=Action.EDIT)
    done = lines.count()

    for _step in range(STEPS):
        rewrite(chance, practice, consortium)
        done += try_something(chance, practice, consortium)
        practice.refresh_from_db()

        assert faults(practice) == []
        assert lines.count() == done
    assert done >= STEPS / 10, "most of a walk is refusals"
    assert HistoryEntry.objects.filter(action=Action.SUBMIT).exists()
