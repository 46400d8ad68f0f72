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


def is_editor_of_owner_or_portal(user, practice) -> bool:
    return is_portal(user, practice) or is_editor_of_owner(user, practice)


def judges(user) -> bool:
    """Reviewers and publishers, of whichever partner."""
    return bool(partners_of(user, *JUDGES))


def publishes(user, practice) -> bool:
    """A publisher who belongs to no part of the owner: nobody judges their own organisation."""
    return practice.owner_id not in partners_of(user) and bool(publishing_for(user, practice))


def publishing_for(user, practice) -> set[int]:
    """Return the partners in whose name the user may take a publisher's action on the practice."""
    return partners_of(user, MemberRole.PUBLISHER) - {practice.owner_id}


def may_be_assigned(user, practice) -> bool:
    """A reviewer of another partner who belongs to no part of the owner."""
    return practice.owner_id not in partners_of(user) and bool(
        partners_of(user, MemberRole.REVIEWER)
    )


def reviews(user, practice) -> bool:
    """Whoever was asked to review the text as it stands, and still reviews for who was asked."""
    if not user or not may_be_assigned(user, practice):
        return False
    asked = {"reviews__reviewer": user, "reviews__organisation__in": reviewing_for(user)}
    return practice.rounds.filter(ended_at=None, **asked).exists()


def reviewing_for(user) -> set[int]:
    """Return the partners in whose name the user signs reviews."""
    return partners_of(user, MemberRole.REVIEWER)


def may_write_review(user, review) -> bool:
    """The reviewer who was asked, and still reviews for the organisation, while it is in review."""
    practice = review.round.practice
    is_asked = bool(user) and review.reviewer_id == user.pk
    is_open = review.round.ended_at is None and practice.state == State.IN_REVIEW
    is_theirs = is_asked and review.organisation_id in reviewing_for(user)
    return is_theirs and is_open and may_be_assigned(user, practice)


def may_read_review(user, review) -> bool:
    """Who reads what a reviewer handed in, before it is published or instead.

    Publishers of other partners at once, for they decide; the owner's editors when the round is over.
    A reviewer reads the own organisation's review, and the others of a round once the own is handed in:
    nobody is to judge after somebody else's judgement, whatever else they may do.
    """
    round_ = review.round
    if _still_reviews(user, round_):
        return review.reviewer_id == user.pk
    if is_administrator(user) or publishes(user, round_.practice):
        return True
    if is_editor_of_owner(user, round_.practice):
        return round_.ended_at is not None
    if round_.practice.owner_id in partners_of(user):
        return False
    own = reviewing_for(user)
    handed_in = {row.organisation_id for row in round_.reviews.all() if row.submitted_at}
    return review.organisation_id in own or bool(own & handed_in)


def _still_reviews(user, round_) -> bool:
    """Whether the user was asked for a review of the round that is not handed in, and can still be."""
    if not user or round_.ended_at or round_.practice.state != State.IN_REVIEW:
        return False
    own = reviewing_for(user)
    waiting = (row for row in round_.reviews.all() if not row.submitted_at)
    return any(row.reviewer_id == user.pk and row.organisation_id in own for row in waiting)


def may_read_edits(user, practice) -> bool:
    """What was written between two submissions is for those who write, and for administrators."""
    return is_administrator(user) or is_editor_of_owner(user, practice)


def may_report_adoption(user) -> bool:
    """Editors of any partner tell who took a practice up."""
    return edits_for_a_partner(user)


def may_report_adoption_for(user, partner) -> bool:
    """In a partner's name: its editors, and administrators."""
    return is_administrator(user) or partner.pk in partners_of(user, MemberRole.EDITOR)


def may_see_adoption(user, adoption) -> bool:
    """Editors of who reported it and of the practice's owner; all who may have to confirm it."""
    if is_administrator(user) or partners_of(user, MemberRole.PUBLISHER):
        return True
    edits_for = partners_of(user, MemberRole.EDITOR)
    return bool({adoption.reported_by_id, adoption.practice.owner_id} & edits_for)


def may_change_adoption(user, adoption) -> bool:
    """Who reported it, until it is confirmed."""
    is_reporter = may_report_adoption_for(user, adoption.reported_by)
    return adoption.confirmed_by_id is None and is_reporter


def may_remove_adoption(user, adoption) -> bool:
    """Who reported it, until it is confirmed; administrators always, when an adopter asks for it."""
    return is_administrator(user) or may_change_adoption(user, adoption)


def may_confirm_adoption(user, adoption) -> bool:
    """A publisher of a third organisation: not the practice's owner, the adopter, or who reported it."""
    involved = {adoption.practice.owner_id, adoption.adopter_id, adoption.reported_by_id}
    return not involved & partners_of(user) and bool(partners_of(user, MemberRole.PUBLISHER))


def may_see_enquiry(user, enquiry) -> bool:
    """Editors read what was written to their own partner, answer it, or delete it."""
    return is_administrator(user) or enquiry.partner_id in partners_of(user, MemberRole.EDITOR)


def may_see(user, practice) -> bool:
    """Editors see all of their own partner, reviewers and publishers what anyone has submitted.

    What has an edition stays with the publishers while it is reworked: they may have to withdraw it.
    """
    if is_administrator(user) or is_editor_of_owner(user, practice):
        return True
    if practice.state in JUDGED:
        return judges(user)
    return bool(partners_of(user, MemberRole.PUBLISHER)) and practice.editions.exists()


def may_edit(user, practice) -> bool:
    """The owner's editors write, and only while the text is theirs: draft or changes requested."""
    if practice.state not in EDITABLE:
        return False
    return is_administrator(user) or is_editor_of_owner(user, practice)


def may_write_later(user, practice) -> bool:
    """Whether the user writes the practice whenever its text is with the owner."""
    return is_administrator(user) or is_editor_of_owner(user, practice)


def may_create(user) -> bool:
    """Whether the user may begin a practice at all; for which partners, the form's owners say."""
    return edits_for_a_partner(user)


def may_write_for(user, partner) -> bool:
    """Whose practices the user may bring in and take out as a spreadsheet; the portal anyone's."""
    if user is None or is_administrator(user):
        return True
    return partner.pk in partners_of(user, MemberRole.EDITOR)


def may_write_over(user, practice) -> bool:
    """Whether a row of a spreadsheet may change the practice: as may_edit, and the portal's command."""
    return may_edit(user, practice) or (user is None and practice.state in EDITABLE)


def may_delete(user, practice) -> bool:
    """A draft that was never submitted may go; what has an edition is cited and stays."""
    if practice.state != State.DRAFT or practice.editions.exists() or practice.rounds.exists():
        return False
    return may_edit(user, practice)
