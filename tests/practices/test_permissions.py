"""Who sees, writes and deletes a practice, by role and state; predicate and queryset agree."""

import pytest

from partners.choices import MemberRole
from practices import permissions
from practices.choices import Action, State
from practices.models import Practice
from practices.workflow import perform
from tests.factories import make_partner, make_practice, make_published, make_user

# - hidden · r read · w write · d write and delete
STATES = [
    "draft", "submitted", "in_review", "changes_requested", "accepted", "published", "rejected",
]  # fmt: skip
TABLE = {
    "editor of the owner": "d r r w r r r",
    "editor of another":   "- - - - - - -",
    "reviewer of another": "- r r r r r r",
    "reviewer of the owner": "- r r r r r r",
    "publisher":           "- r r r r r r",
    "editor there, reviewer of another": "d r r w r r r",
    "administrator":       "d r r w r r r",
    "member of nothing":   "- - - - - - -",
    "editor switched off": "- - - - - - -",
    "administrator switched off": "- - - - - - -",
    "the portal itself":   "- - - - - - -",
}  # fmt: skip
CELLS = [
    (role, state, cell)
    for role, cells in TABLE.items()
    for state, cell in zip(STATES, cells.split(), strict=True)
]


@pytest.fixture
def owner(db):
    return make_partner()


def cast(role: str, owner):
    """Return a user as the table calls them; `owner` is the partner who owns the practice."""
    one = {
        "editor of the owner": (MemberRole.EDITOR, owner),
        "editor of another": (MemberRole.EDITOR, None),
        "reviewer of another": (MemberRole.REVIEWER, None),
        "reviewer of the owner": (MemberRole.REVIEWER, owner),
        "publisher": (MemberRole.PUBLISHER, None),
        "editor there, reviewer of another": (MemberRole.EDITOR, owner),
    }
    if role in one:
        user = make_user(*one[role])
        if role.endswith("reviewer of another"):
            user.memberships.create(partner=make_partner(), role=MemberRole.REVIEWER)
        return user
    return {
        "administrator": lambda: make_user(is_superuser=True),
        "member of nothing": make_user,
        "editor switched off": lambda: make_user(MemberRole.EDITOR, owner, is_active=False),
        "administrator switched off": lambda: make_user(is_superuser=True, is_active=False),
        "the portal itself": lambda: None,
    }[role]()


def test_every_state_is_in_the_table():
    assert State.values == STATES


@pytest.mark.parametrize(("role", "state", "cell"), CELLS)
def test_role_by_state(role, state, cell, owner):
    user, practice = cast(role, owner), make_practice(owner=owner, state=state)

    answers = {
        "see": permissions.may_see(user, practice),
        "edit": permissions.may_edit(user, practice),
        "delete": permissions.may_delete(user, practice),
    }
    lists = {
        "see": practice in Practice.objects.visible_to(user),
        "edit": practice in Practice.objects.editable_by(user),
    }

    assert answers == {"see": cell != "-", "edit": cell in "wd", "delete": cell == "d"}
    assert lists == {name: answers[name] for name in lists}


@pytest.mark.parametrize("role", TABLE)
def test_who_may_begin_a_practice(role, owner):
    creators = {
        "editor of the owner",
        "editor of another",
        "editor there, reviewer of another",
        "administrator",
    }

    assert permissions.may_create(cast(role, owner)) == (role in creators)


def test_a_draft_with_an_edition_is_never_deleted(owner):
    practice = make_published(owner=owner).practice
    Practice.objects.filter(pk=practice.pk).update(state=State.DRAFT)
    practice.refresh_from_db()

    editor = cast("editor of the owner", owner)

    assert permissions.may_edit(editor, practice)
    assert not permissions.may_delete(editor, practice)


def test_on_show_are_those_the_public_reads(owner):
    shown, gone = make_published(owner=owner), make_published(owner=owner)
    make_practice(owner=owner)
    gone.withdrawn_at, gone.withdrawal_reason = gone.first_published_at, "outdated"
    gone.save()

    assert list(Practice.objects.on_show()) == [shown.practice]


def test_nobody_seeds_by_hand(owner):
    assert {role for role in TABLE if permissions.is_portal(cast(role, owner), None)} == {
        "the portal itself"
    }
    assert perform(Action.SEED, make_practice(owner=owner)).user is None
