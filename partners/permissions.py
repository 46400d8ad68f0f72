"""Who may do what: predicates over (user, partner). Memberships decide, not Django's permissions.

Coordinators look after the people of their partner; those of the lead partner after everybody, and
only they and administrators make publishers. Who publishes or hands out roles needs a second factor.

`user` is None for the portal's own commands. Memberships are read through the user's own relation,
so that whoever asks often (the workspace) prefetches them once a request.
"""

from django.conf import settings

from partners.choices import MemberRole, PartnerRole

GUARDED_ROLES = (MemberRole.COORDINATOR, MemberRole.PUBLISHER)
GIVEN_BY_COORDINATORS = frozenset(MemberRole) - {MemberRole.PUBLISHER}


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


# The second factor


def needs_second_factor(user) -> bool:
    """Publishers, coordinators and administrators: who publishes or hands out roles."""
    if not settings.SECOND_FACTOR_DEMANDED:
        return False
    return is_administrator(user) or bool(partners_of(user, *GUARDED_ROLES))


def lacks_second_factor(user) -> bool:
    """Whether the workspace stays closed to the person until a second factor is set up."""
    return needs_second_factor(user) and not user.second_factor


# People


def looks_after_everybody(user) -> bool:
    """Administrators, and coordinators of the lead partner."""
    if is_administrator(user):
        return True
    keys = partners_of(user, MemberRole.COORDINATOR)
    rows = (row for row in user.memberships.all() if row.partner_id in keys) if keys else ()
    return any(row.partner.role == PartnerRole.LEAD for row in rows)


def looks_after_people(user) -> bool:
    """Whether there is any partner whose people are the user's to invite."""
    return is_administrator(user) or bool(partners_of(user, MemberRole.COORDINATOR))


def roles_given_by(user, partner) -> frozenset[MemberRole]:
    """Return the roles which the user may give to people of the partner."""
    if looks_after_everybody(user):
        return frozenset(MemberRole)
    if partner.pk in partners_of(user, MemberRole.COORDINATOR):
        return GIVEN_BY_COORDINATORS
    return frozenset()


def may_invite(user, partner, roles) -> bool:
    """Whether the user may invite somebody to the partner for all of the roles."""
    return bool(roles) and set(roles) <= roles_given_by(user, partner)


def may_give_roles_to(user, person) -> bool:
    """Nobody gives roles to oneself, unless they are an administrator; `person` is None when new."""
    return person is None or person.pk != user.pk or is_administrator(user)


def may_see_person(user, person) -> bool:
    """Coordinators see who belongs to their partner; the lead partner's see everybody."""
    if looks_after_everybody(user):
        return True
    return bool(partners_of(user, MemberRole.COORDINATOR) & _partners_at_all(person))


def may_change_person(user, person) -> bool:
    """Nobody changes an administrator, nor oneself, unless they are an administrator."""
    if is_administrator(user):
        return True
    return may_see_person(user, person) and not person.is_superuser and person.pk != user.pk


def may_switch_off(user, person) -> bool:
    """An account is switched off by who looks after every partner it works for."""
    if not may_change_person(user, person):
        return False
    if looks_after_everybody(user):
        return True
    return _partners_at_all(person) <= partners_of(user, MemberRole.COORDINATOR)


def _partners_at_all(person) -> set[int]:
    """The keys of the partners a person belongs to, switched off or not."""
    return {row.partner_id for row in person.memberships.all()}
