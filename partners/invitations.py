"""Accounts by invitation: a letter with a link, which its holder accepts, once.

The link's token is stored as a digest only; sending again makes a new one, and the old link dies.
"""

import datetime
import hashlib
import secrets

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from partners import mail, permissions
from partners.choices import InvitationState, MemberRole
from partners.models import Invitation, Membership, Partner, User

HOLDS_FOR = datetime.timedelta(days=14)


class NotOpen(Exception):
    """The invitation cannot be accepted, sent or revoked now; `because` is its state."""

    def __init__(self, state: InvitationState):
        super().__init__(state.label)
        self.because = state


def invite(
    *, email: str, partner: Partner, roles: list[str], language: str, by: User
) -> Invitation:
    """Make an invitation and send it; `sent_at` stays empty when the mail could not be sent.

    Raises PermissionDenied when it is not theirs to give, ValidationError when it would be the second
    open one for this address, gives nothing new, or gives roles to oneself.
    """
    if not permissions.may_invite(by, partner, roles):
        raise PermissionDenied
    for reason in reasons_against(email=email, partner=partner, roles=roles, by=by):
        raise ValidationError(reason)
    invitation = Invitation(
        email=email.lower(),
        partner=partner,
        roles=sorted(roles),
        language=language,
        invited_by=by,
    )
    return _mail(invitation, _renew(invitation))


def reasons_against(*, email: str, partner: Partner, roles: list[str], by: User) -> list[str]:
    """Return why this address cannot be invited; tells nothing of people of other partners."""
    if not permissions.may_give_roles_to(by, account_of(email)):
        return [_("This is your own address: ask an administrator to give you further roles.")]
    invitations = Invitation.objects.open().filter(partner=partner, email__iexact=email)
    if invitations.exists():
        return [_("An invitation to this address is open already: send it again, or revoke it.")]
    held = Membership.objects.filter(partner=partner, user__email__iexact=email)
    if set(roles) <= set(held.values_list("role", flat=True)):
        return [_("This person has these roles already.")]
    return []


def send_again(invitation: Invitation, *, by: User) -> Invitation:
    """Send a new link, which holds as long as a first one; raises PermissionDenied or NotOpen."""
    with transaction.atomic():
        held = _still_open(invitation, by=by)
        token = _renew(held)
    return _mail(held, token)


def revoke(invitation: Invitation, *, by: User) -> None:
    """Make the link worthless; raises PermissionDenied or NotOpen."""
    with transaction.atomic():
        held = _still_open(invitation, by=by)
        held.revoked_at = timezone.now()
        held.save(update_fields=["revoked_at"])


def _still_open(invitation: Invitation, *, by: User) -> Invitation:
    """Hold the row as it is now: its reader may have accepted since the page was shown."""
    rows = Invitation.objects.select_related("partner", "invited_by")
    held = rows.select_for_update(of=("self",)).get(pk=invitation.pk)
    if not permissions.may_invite(by, held.partner, held.roles):
        raise PermissionDenied
    if held.accepted_at or held.revoked_at:
        raise NotOpen(held.state)
    return held


def find(token: str) -> Invitation | None:
    """Return the invitation that a link belongs to, whatever its state."""
    rows = Invitation.objects.select_related("partner", "invited_by")
    return rows.filter(token_sha256=digest(token)).first()


def state_of(invitation: Invitation) -> InvitationState:
    """Return the state as its holder finds it.

    Who may not invite any more, or has the invited address by now, has revoked it; it waits while the
    account of the address is switched off.
    """
    state, by = invitation.state, invitation.invited_by
    if state != InvitationState.OPEN:
        return state
    account = account_of(invitation.email)
    is_theirs = permissions.may_invite(by, invitation.partner, invitation.roles)
    if not is_theirs or not permissions.may_give_roles_to(by, account):
        return InvitationState.REVOKED
    return InvitationState.SWITCHED_OFF if account and not account.is_active else state


def account_of(email: str) -> User | None:
    """Return the account that has an address already, switched off or not."""
    return User.objects.filter(email__iexact=email).first()


def accept(token: str, *, person: User | None = None) -> User:
    """Give the roles to the account of the invited address, or to `person`, a new one.

    `person` is an unsaved User with names, language and password; who has an account already needs
    none, and whose account was made in the same moment gets the roles in that one. Returns the account.
    Raises NotOpen; one link is accepted once, however often it is sent.
    """
    with transaction.atomic():
        rows = Invitation.objects.select_for_update(of=("self",)).select_related("partner")
        invitation = rows.filter(token_sha256=digest(token)).first()
        state = state_of(invitation) if invitation else InvitationState.REVOKED
        if state != InvitationState.OPEN:
            raise NotOpen(state)
        account = account_of(invitation.email) or _new_account(invitation, person)
        for role in invitation.roles:
            Membership.objects.get_or_create(user=account, partner=invitation.partner, role=role)
        invitation.accepted_at = timezone.now()
        invitation.save(update_fields=["accepted_at"])
    return account


def _new_account(invitation: Invitation, person: User) -> User:
    """Save a person under the invited address; return who was saved under it in the same moment."""
    person.email = invitation.email
    person.username = _user_name(invitation.email)
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError:
        if account := account_of(invitation.email):
            return account
        raise
    return person


def _user_name(email: str) -> str:
    """Return the address, or more than it where an account is called so that has another by now."""
    is_taken = User.objects.filter(username=email).exists()
    return f"{email[:140]}-{secrets.token_hex(4)}" if is_taken else email


def _renew(invitation: Invitation) -> str:
    """Save the invitation with a new link, and return the token of that link."""
    token = secrets.token_urlsafe(32)
    invitation.token_sha256 = digest(token)
    invitation.expires_at = timezone.now() + HOLDS_FOR
    invitation.sent_at = None
    invitation.save()
    return token


def _mail(invitation: Invitation, token: str) -> Invitation:
    try:
        mail.send(
            "partners/mail/invitation",
            to=invitation.email,
            language=invitation.language,
            context=_told(invitation, token),
        )
    except OSError:
        return invitation
    invitation.sent_at = timezone.now()
    invitation.save(update_fields=["sent_at"])
    return invitation


def _told(invitation: Invitation, token: str) -> dict:
    return {
        "partner": invitation.partner,
        "roles": roles_shown(invitation),
        "by": invitation.invited_by.get_full_name() or invitation.invited_by.get_username(),
        "address": address(token, invitation.language),
        "expires_at": invitation.expires_at,
    }


def roles_shown(invitation: Invitation) -> list[str]:
    """Return the names of the roles, in the reader's language once they are shown."""
    return [MemberRole(role).label for role in invitation.roles]


def address(token: str, language: str) -> str:
    """Return the link of an invitation, in the language of its mail."""
    with override(mail.mail_language(language)):
        return settings.SITE_URL + reverse("invitation", args=[token])


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
