"""Who is asking: the account of a session, with its second factor read along."""

from allauth.account.auth_backends import AuthenticationBackend

from partners.models import User


class PeopleBackend(AuthenticationBackend):
    """Logs in by user name or e-mail address."""

    def get_user(self, user_id: int) -> User | None:
        """Return the account of a session in one query; None once it is switched off."""
        user = User.objects.with_second_factor().filter(pk=user_id).first()
        return user if user and self.user_can_authenticate(user) else None
