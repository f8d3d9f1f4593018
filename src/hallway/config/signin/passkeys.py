"""Passkeys: the library's forms and one of its views, with our words."""

from typing import Any

from allauth.mfa.webauthn import forms, views
from django import forms as django_forms
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

NAME = 100
"""The longest name of a passkey."""


class _Checked:
    """A form whose credential is a passkey's answer."""

    def clean_credential(self) -> Any:
        """Whose passkey it was; one sentence for whatever was wrong with it."""
        try:
            return super().clean_credential()  # type: ignore[misc]
        except (ValidationError, AttributeError, KeyError, TypeError) as error:
            # What is no answer at all trips the library up in several ways.
            if getattr(error, "code", "") == "too_many_login_attempts":
                raise
            said = _("This passkey was not accepted. Try again, or use another way.")
            raise ValidationError(said) from error


class AuthenticateForm(_Checked, forms.AuthenticateWebAuthnForm):
    """A passkey as the second step."""


class LoginForm(_Checked, forms.LoginWebAuthnForm):
    """A passkey instead of a password."""


class ReauthenticateForm(_Checked, forms.ReauthenticateWebAuthnForm):
    """A passkey that confirms who is signed in."""


class AddForm(forms.AddWebAuthnForm):
    """A new passkey: what it is called, and whether it does without a password."""

    name = django_forms.CharField(label=gettext_lazy("Name"), max_length=NAME)
    passwordless = django_forms.BooleanField(
        label=gettext_lazy("Sign in without a password, too"),
        help_text=gettext_lazy(
            "Leave this on for a phone or a computer. A security key without PIN can"
            " only confirm what a password has begun."
        ),
        required=False,
        initial=True,
    )

    def clean(self) -> dict[str, Any]:
        """The passkey's answer; one sentence for whatever was wrong with it."""
        try:
            cleaned: dict[str, Any] = super().clean()
        except (ValidationError, AttributeError, KeyError, TypeError) as error:
            said = _("This passkey was not accepted. Try again.")
            raise ValidationError(said) from error
        if "credential" not in cleaned:
            raise ValidationError(_("No passkey was made. Try again."))
        return cleaned


class EditForm(forms.EditWebAuthnForm):
    """What a passkey is called."""

    name = django_forms.CharField(label=gettext_lazy("Name"), max_length=NAME)


class ReauthenticateView(views.ReauthenticateWebAuthnView):
    """Confirms by a passkey who is signed in."""

    def form_invalid(self, form: Any) -> HttpResponse:
        """The same page with what was wrong; the library leads to the start page."""
        answer: HttpResponse = self.render_to_response(self.get_context_data(form=form))
        return answer


reauthenticate = ReauthenticateView.as_view()
