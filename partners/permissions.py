"""Who may do what: predicates over (user, partner). Memberships decide, not Django's permissions.

`user` is None for the portal's own commands. Memberships are read through the user's own relation,
so that whoever asks often (the workspace) prefetches them once a request.
"""

from partners.choices import MemberRole


def is_administrator(user) -> bool:
    """An active superuser: administers everything but a practice's state and its editions."""
    return bool(user and user.is_active and user.is_superuser)


def partners_of(user, *roles: MemberRole) -> set[int]:
    """Return the keys of the partners for which the user holds one of the roles (any, if none)."""
    if not user or not user.is_active:
        return set()
    wanted = roles or tuple(MemberRole)
    return {row.partner_id for row in user.memberships.all() if row.role in wanted}


def may_enter(user) -> bool:
    """The workspace is open to members of a partner and to administrators."""
    return is_administrator(user) or bool(partners_of(user))


def may_see_partner(user, partner) -> bool:
    """Members see the profile of their own partner in the workspace."""
    return is_administrator(user) or partner.pk in partners_of(user)


def may_edit_partner(user, partner) -> bool:
    """Editors keep web site, description, city and mailbox of their own partner."""
    return is_administrator(user) or partner.pk in partners_of(user, MemberRole.EDITOR)


def edits_for_a_partner(user) -> bool:
    """Whether there is any partner whose profile and practices the user may write."""
    return is_administrator(user) or bool(partners_of(user, MemberRole.EDITOR))
