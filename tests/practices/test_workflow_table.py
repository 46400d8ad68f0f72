"""The table of DESIGN section 4, written out: role by state by action, for what is new and reworked."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import transaction

from partners.choices import MemberRole
from practices import workflow
from practices.choices import Action, State
from practices.correcting import Correction
from practices.models import HistoryEntry, Practice
from practices.workflow import TABLE, NotNow, perform
from tests import database
from tests.factories import make_partner, make_user
from tests.rounds import Consortium, make_judgement

pytestmark = pytest.mark.django_db

STATES = [
    "draft", "submitted", "in_review", "changes_requested", "accepted", "published", "rejected",
]  # fmt: skip
# + done · n not now (409) · - not yours to do (403); by state, in the order above
NEVER = "- - - - - - -"
NOT_NOW = "n n n n n n n"
ALWAYS = "+ + + + + + +"
NEW = {
    "seed":            {"the portal": "+ n n n n n n"},
    "submit":          {"editor": "+ n n + n n n"},
    "recall":          {"editor": "n + n n n n n"},
    "assign":          {"publisher": "n + + n n n n"},
    "review":          {"asked reviewer": "- - + - n - -"},
    "request_changes": {"publisher": "n + + n + n n"},
    "accept":          {"publisher": "n n + n n n n"},
    "publish":         {"publisher": "n n n n + n n"},
    "reject":          {"publisher": "n + + n n n n"},
    "reopen":          {"editor": "n n n n n + +"},
    "discard":         {"editor": NOT_NOW, "the portal": NOT_NOW},
    "correct":         {"publisher": "n n n n n + n"},
    "withdraw":        {"publisher": "n n n n n + n"},
    "restore":         {"publisher": NOT_NOW},
}  # fmt: skip
REWORKED = NEW | {
    "seed": {"the portal": NOT_NOW},
    "discard": {"editor": "+ n n n n n n", "the portal": "+ n n n n n n"},
    "withdraw": {"publisher": ALWAYS},
}
WITHDRAWN = REWORKED | {
    "withdraw": {"publisher": NOT_NOW},
    "restore": {"publisher": ALWAYS},
}
TABLES = {"new": NEW, "reworked": REWORKED, "withdrawn": WITHDRAWN}
ROLES = [
    "the portal", "editor", "asked reviewer", "publisher", "editor of another",
    "reviewer who was not asked", "publisher of the owner", "publisher with a foot in the owner",
    "reviewer of the owner", "administrator", "member of nothing", "anonymous", "switched off",
]  # fmt: skip


def cast(role: str, consortium: Consortium):
    owner = consortium.owner
    if role == "publisher with a foot in the owner":
        user = make_user(MemberRole.PUBLISHER, make_partner())
        user.memberships.create(partner=owner, role=MemberRole.REVIEWER)
        return user
    return {
        "the portal": lambda: None,
        "editor": lambda: consortium.editor,
        "asked reviewer": lambda: consortium.reviewers[0],
        "publisher": lambda: consortium.publisher,
        "editor of another": lambda: make_user(MemberRole.EDITOR, make_partner()),
        "reviewer who was not asked": lambda: make_user(MemberRole.REVIEWER, make_partner()),
        "publisher of the owner": lambda: make_user(MemberRole.PUBLISHER, owner),
        "reviewer of the owner": lambda: make_user(MemberRole.REVIEWER, owner),
        "administrator": lambda: make_user(is_superuser=True),
        "member of nothing": make_user,
        "anonymous": AnonymousUser,
        "switched off": lambda: make_user(MemberRole.PUBLISHER, make_partner(), is_active=False),
    }[role]()


def make(kind: str, state: str, consortium: Consortium) -> Practice:
    makers = {
        "new": consortium.make,
        "reworked": consortium.make_reworked,
        "withdrawn": consortium.make_withdrawn,
    }
    return makers[kind](State(state))


def given(action: str, consortium: Consortium) -> dict:
    """Everything the action needs, so that only state and person decide."""
    if action == Action.REVIEW:
        return {"judgement": make_judgement()}
    if action == Action.CORRECT:
        return {"corrections": (Correction(path="summary", text="What it is!"),)}
    if action == Action.ASSIGN:
        return {"reviewers": (make_user(MemberRole.REVIEWER, make_partner()).memberships.get(),)}
    return consortium.given(Action(action))


def everything():
    return database.everything(but=database.CODE_LISTS)


def outcome(action: str, practice: Practice, user, consortium: Consortium) -> str:
    """Try an action and take it back; a refusal must leave the database as it was."""
    asked = given(action, consortium)
    state, before = practice.state, everything()
    try:
        with transaction.atomic():
            line = perform(action, practice, by=user, **asked)
            assert (line.action, line.from_state) == (action, state)
            assert Practice.objects.get(pk=practice.pk).state == line.to_state
            transaction.set_rollback(True)
    except PermissionDenied:
        found = "-"
    except NotNow:
        found = "n"
    else:
        practice.refresh_from_db()
        return "+"
    assert everything() == before
    return found


def expected(kind: str, role: str, state: str) -> dict[str, str]:
    rows = TABLES[kind].items()
    return {action: row.get(role, NEVER).split()[STATES.index(state)] for action, row in rows}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("kind", TABLES)
def test_role_by_state_by_action(kind, state):
    consortium = Consortium()
    practice = make(kind, state, consortium)
    if state == State.IN_REVIEW:  # so that nothing but person and state stands in the way of accept
        consortium.do(practice, Action.REVIEW)

    for role in ROLES:
        user = cast(role, consortium)
        found = {str(action): outcome(action, practice, user, consortium) for action in TABLE}
        offered = workflow.available(user, Practice.objects.get(pk=practice.pk))

        assert found == expected(kind, role, state), role
        assert offered == [action for action in found if found[action] == "+"], role


def test_the_tables_cover_every_action_state_and_line_of_history():
    assert State.values == STATES
    assert [*NEW] == [*TABLE]
    # Written by other verbs than perform.
    beside = {Action.CREATE, Action.EDIT, Action.REDACT, Action.ADOPT, Action.UNADOPT}
    assert {*Action} - beside == {*TABLE}


def test_every_step_leaves_one_line_of_history():
    consortium = Consortium()
    consortium.make(State.PUBLISHED)

    lines = HistoryEntry.objects.values_list("action", "from_state", "to_state")

    assert list(lines) == [
        ("submit", "draft", "submitted"),
        ("assign", "submitted", "in_review"),
        ("review", "in_review", "in_review"),
        ("review", "in_review", "in_review"),
        ("accept", "in_review", "accepted"),
        ("publish", "accepted", "published"),
    ]
