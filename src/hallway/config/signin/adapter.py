"""What the sign-in library does here: the core writes, and nobody signs himself up."""

import logging
import smtplib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hallway.core.access.actors import Actor, PrincipalId
from hallway.core.people.actors import get_actor
from hallway.core.people.commands import change_password, note_sign_in
from hallway.wire.paths import name_key

logger = logging.getLogger(__name__)


class Adapter(DefaultAccountAdapter):
    """The library's hooks."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("This address and password do not match."),
        "too_many_login_attempts": _(
            "Too many tries that failed. Wait five minutes, or ask for a new password."
        ),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: a person is added by an administrator or invited."""
        return False

    def new_user(self, request: HttpRequest) -> AbstractBaseUser:
        """Refused: a person without a principal cannot be."""
        raise PermissionDenied

    def save_user(
        self,
        request: HttpRequest,
        user: AbstractBaseUser,
        form: Any,
        commit: bool = True,  # noqa: FBT001, FBT002 - the library's signature
    ) -> AbstractBaseUser:
        """Refused as ``new_user``."""
        raise PermissionDenied

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Begin a session under a new key, and record it."""
        super().login(request, user)
        note_sign_in(_actor(user))

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        """Replace the password by the core's command, and lift the account's limit."""
        change_password(_actor(user), password=password)
        user.refresh_from_db(fields=["password"])
        self._delete_login_attempts_cached_email(self.request, email=_address(user))

    def reauthenticate(self, user: AbstractBaseUser, password: str) -> bool:
        """Whether this is the person's password; counts against his limit."""
        found = self.authenticate(self.request, email=_address(user), password=password)
        return found is not None and found.pk == user.pk

    def get_reauthentication_methods(
        self, user: AbstractBaseUser
    ) -> list[dict[str, Any]]:
        """The ways to prove once more who one is, each with our words."""
        words = {
            reverse("account_reauthenticate"): _("Use the password"),
            reverse("mfa_reauthenticate"): _("Use a code"),
            reverse("mfa_reauthenticate_webauthn"): _("Use a passkey"),
        }
        methods = super().get_reauthentication_methods(user)
        return [
            {**one, "description": words.get(one["url"], one["description"])}
            for one in methods
        ]

    def get_from_email(self) -> str:
        """The sender."""
        return str(settings.HALLWAY.mail_sender)

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The address in the mail: ours as set, whatever host was asked."""
        path = reverse(
            "account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"}
        )
        return f"{settings.HALLWAY.url}{path.replace('UID-KEY', key)}"

    def send_mail(
        self, template_prefix: str, email: str, context: dict[str, Any]
    ) -> None:
        """Send a mail. What goes wrong is logged: the page says no more than ever."""
        context = {"url": settings.HALLWAY.url, "email": email, **context}
        try:
            self.render_mail(template_prefix, email, context).send()
        except (OSError, smtplib.SMTPException) as error:
            kind = type(error).__name__
            logger.warning("mail.not_sent", extra={"error": kind})

    def send_notification_mail(
        self,
        template_prefix: str,
        user: AbstractBaseUser,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tell a person what happened to his account, at his own address."""
        found = {
            "timestamp": timezone.now(),
            "ip": self.get_client_ip(self.request),
            "user_agent": self.get_http_user_agent(self.request),
        }
        address = email or user.email  # type: ignore[attr-defined]
        self.send_mail(template_prefix, address, found | (context or {}))


def _actor(user: AbstractBaseUser) -> Actor:
    return get_actor(PrincipalId(user.pk), face="web")


def _address(user: AbstractBaseUser) -> str:
    return name_key(user.email)  # type: ignore[attr-defined]
