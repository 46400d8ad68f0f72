"""How the login library fits the portal: addresses, mail in the reader's language, no signing up."""

import logging
import time

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import override

from partners import mail
from partners.models import User

logger = logging.getLogger(__name__)


class AccountAdapter(DefaultAccountAdapter):
    """Accounts come by invitation; links lead to this portal; mail goes to the account's address."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_safe_url(self, url: str) -> bool:
        """Whether a login may lead there: to a page of this host, never to another."""
        host, is_secure = self.request.get_host(), self.request.is_secure()
        return url_has_allowed_host_and_scheme(url, {host}, require_https=is_secure)

    def is_reauthentication_required(self, *, app: str, **kwargs) -> bool:
        """Who logged in a moment ago need not type the password again."""
        records = get_authentication_records(self.request, self.request.user)
        latest = max((record["at"] for record in records), default=0)
        return time.time() - latest > app_settings.REAUTHENTICATION_TIMEOUT

    def send_password_reset_mail(self, user: User, email: str, context: dict) -> None:
        """Send the link to the address of the account, in its language."""
        with override(mail.mail_language(user.language)):
            path = reverse(
                "account_reset_password_from_key",
                kwargs={"uidb36": context["uid"], "key": context["key"]},
            )
        address = settings.SITE_URL + path
        self._write(
            "account/email/password_reset_key", user, {"user": user, "password_reset_url": address}
        )

    def send_notification_mail(self, template_prefix, user, context=None, email=None) -> None:
        """Tell a person that the password or the second factor of the account has changed."""
        if user.email:
            self._write(template_prefix, user, {"user": user} | (context or {}))

    def _write(self, template: str, user: User, context: dict) -> None:
        """Send, or note in the log: what the page says must not tell whose mail could not leave."""
        try:
            mail.send(template, to=user.email, language=user.language, context=context)
        except OSError:
            logger.exception("Mail to account %s could not be sent", user.pk)
