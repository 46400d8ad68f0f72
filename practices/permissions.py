"""Who may do what: predicates over (user, practice), asked by workflow and workspace, decided here.

`user` is None for the portal's own commands. The querysets `visible_to` and `editable_by` give the
same answers; a test holds them to it.
"""

from partners.choices import MemberRole
from partners.permissions import edits_for_a_partner, is_administrator, partners_of
from practices.choices import State

EDITABLE = frozenset({State.DRAFT, State.CHANGES_REQUESTED})
JUDGED = frozenset(State) - {State.DRAFT}
JUDGES = (MemberRole.REVIEWER, MemberRole.PUBLISHER)


def is_portal(user, practice) -> bool:
    """Only a command of the portal itself: no person may."""
    return user is None


def is_editor_of_owner(user, practice) -> bool:
    return practice.owner_id in partners_of(user, MemberRole.EDITOR)


def judges(user) -> bool:
    """Reviewers and publishers, of whichever partner."""
    return bool(partners_of(user, *JUDGES))


def may_see(user, practice) -> bool:
    """Editors see all of their own partner, reviewers and publishers what anyone has submitted."""
    if is_administrator(user) or is_editor_of_owner(user, practice):
        return True
    return practice.state in JUDGED and judges(user)


def may_edit(user, practice) -> bool:
    """The owner's editors write, and only while the text is theirs: draft or changes requested."""
    if practice.state not in EDITABLE:
        return False
    return is_administrator(user) or is_editor_of_owner(user, practice)


def may_create(user) -> bool:
    """Whether the user may begin a practice at all; for which partners, the form's owners say."""
    return edits_for_a_partner(user)


def may_delete(user, practice) -> bool:
    """A draft that never had an edition may go; what has one is cited and stays."""
    if practice.state != State.DRAFT or practice.editions.exists():
        return False
    return may_edit(user, practice)
