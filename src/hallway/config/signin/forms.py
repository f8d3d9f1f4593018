"""The sign-in library's forms over the core's people."""

from typing import Any

from allauth.account import forms
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.password_reset import request_password_reset
from django.contrib.auth import get_user_model
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.http import HttpRequest

from hallway.wire.paths import name_key


class LoginForm(forms.LoginForm):
    """Address and password; limits count one address however it is written."""

    def clean_login(self) -> str:
        """The address's key."""
        return name_key(super().clean_login())


class ResetPasswordForm(forms.ResetPasswordForm):
    """Asks for a mail; unknown addresses get one too, so that none is given away."""

    def clean_email(self) -> str:
        """The address; whom it belongs to is kept for ``save``."""
        email = str(self.cleaned_data["email"]).strip()
        model: Any = get_user_model()
        self.users = model.objects.filter(email_key=name_key(email), is_active=True)
        return name_key(email)

    def save(self, request: HttpRequest, **_: Any) -> str:
        """Send the mail to the address as it is kept, else as it was typed."""
        person = self.users.first()
        typed = str(self.data["email"]).strip()
        if person is None:
            get_adapter().send_mail("account/email/unknown_account", typed, {})
        else:
            generator = PasswordResetTokenGenerator()
            request_password_reset(request, person.email, [person], generator)
        return typed


class UserTokenForm(forms.UserTokenForm):
    """The key of a mail; of no use once the person is shut out."""

    def _get_user(self, uidb36: str) -> Any:
        person = super()._get_user(uidb36)
        return person if person is not None and person.is_active else None
