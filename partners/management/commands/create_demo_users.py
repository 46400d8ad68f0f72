"""Accounts to try the workspace with, one per role; never in production."""

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from partners.choices import MemberRole
from partners.models import Membership, Partner, User
from partners.permissions import GUARDED_ROLES

EVERYWHERE = (MemberRole.EDITOR, MemberRole.REVIEWER, MemberRole.COORDINATOR)
# Publishers in two organisations: nobody publishes a practice of their own.
CAST = (
    *((role, slug) for slug in ("prato", "tecos", "itee") for role in EVERYWHERE),
    (MemberRole.PUBLISHER, "prato"),
    (MemberRole.PUBLISHER, "wyca"),
)


class Command(BaseCommand):
    help = (
        "Make accounts for trying the workspace: editor, reviewer and coordinator of three partners, "
        "publishers of two. Can be run again: the password is set anew, keys of apps stay as they are."
    )

    def add_arguments(self, parser):
        parser.add_argument("--password", required=True, help="the password of all of them")
        parser.add_argument(
            "--no-second-factor",
            action="store_true",
            help="let publishers and coordinators set up the second step of the login themselves",
        )

    def handle(self, *, password, no_second_factor, **options):
        if settings.PRODUCTION:
            raise CommandError("Demo accounts are not made on a portal in production.")
        if not password:
            raise CommandError("The password is empty.")
        with transaction.atomic():
            made = [self._make(role, slug, password) for role, slug in CAST]
            if not no_second_factor:
                self._give_keys([user for user, role in made if role in GUARDED_ROLES])
        self._tell([user for user, _role in made])

    def _make(self, role: MemberRole, slug: str, password: str) -> tuple[User, MemberRole]:
        partner = Partner.objects.filter(slug=slug).first()
        if partner is None:
            raise CommandError(f"There is no partner {slug}: run load_smarty first.")
        name = f"{role}-{slug}"
        user, _is_new = User.objects.get_or_create(
            username=name, defaults={"email": f"{name}@portal.example"}
        )
        user.set_password(password)
        user.is_active = True
        user.save()
        Membership.objects.get_or_create(user=user, partner=partner, role=role)
        return user, role

    def _give_keys(self, users: list[User]) -> None:
        for user in users:
            if not user.second_factor:
                TOTP.activate(user, generate_totp_secret())
                RecoveryCodes.activate(user)

    def _tell(self, users: list[User]) -> None:
        self.stdout.write("Demo accounts, all with the password given:")
        for user in users:
            self.stdout.write(f"  {user.username:22}{self._keys(user)}")
        self.stdout.write(
            "Where a key is shown, the login asks for a second step: put the key into any "
            "authenticator app, or use a recovery code, each once.\n"
            "Publishers and coordinators without a key set it up at their first login."
        )

    def _keys(self, user: User) -> str:
        kept = {row.type: row for row in Authenticator.objects.filter(user=user)}
        if Authenticator.Type.TOTP not in kept:
            return ""
        codes = kept[Authenticator.Type.RECOVERY_CODES].wrap().get_unused_codes()
        secret = kept[Authenticator.Type.TOTP].data["secret"]
        return f"key {secret}  recovery codes {' '.join(codes[:3])}"
