"""The page an invitation leads to: a name, a password, and in."""

from typing import Any

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.core import ratelimit
from django import forms
from django.contrib.auth import get_user_model, logout, password_validation
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import (
    sensitive_post_parameters,
    sensitive_variables,
)
from django.views.decorators.http import require_http_methods

from hallway.core.access.actors import ANONYMOUS
from hallway.core.errors import Conflict, Invalid, NotFound
from hallway.core.people.invitations.commands import accept_invitation
from hallway.core.people.invitations.queries import find_invitation
from hallway.core.people.invitations.records import InvitationRecord

_STRANGER = ANONYMOUS.through("web")


class InvitedForm(forms.Form):
    """What somebody is called, and the password he will sign in with."""

    name = forms.CharField(
        label=gettext_lazy("Your name"),
        max_length=255,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    password1 = forms.CharField(
        label=gettext_lazy("Password"),
        help_text=gettext_lazy("At least 8 characters, and not a common one."),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password2 = forms.CharField(
        label=gettext_lazy("Password, once more"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        """A form for whoever has this address."""
        super().__init__(*args, **kwargs)
        self.email = email

    def clean(self) -> dict[str, Any]:
        """Both passwords, which have to be one, and not like the name or address."""
        cleaned = super().clean() or {}
        password = cleaned.get("password1")
        again = cleaned.get("password2")
        if password and again and password != again:
            said = _("You must type the same password each time.")
            self.add_error("password2", said)
        elif password:
            model: Any = get_user_model()
            person = model(email=self.email)
            person.first_name = cleaned.get("name", "")
            try:
                password_validation.validate_password(password, person)
            except forms.ValidationError as error:
                self.add_error("password1", error)
        return cleaned


@never_cache
@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "POST"])
def invited(request: HttpRequest, token: str) -> HttpResponseBase:
    """The form of an invitation; looking, as mail scanners do, uses nothing up."""
    limited: HttpResponseBase | None
    limited = ratelimit.consume_or_429(request, action="invited", limit_get=True)
    if limited is not None:
        return limited
    try:
        invitation = find_invitation(_STRANGER, token)
    except NotFound:
        return _over(request)
    form = InvitedForm(
        request.POST if request.method == "POST" else None,
        email=invitation.email,
        initial={"name": invitation.name},
    )
    if request.method != "POST":
        return _page(request, invitation, form)
    if not form.is_valid():
        return _page(request, invitation, form, status=400)
    try:
        person = accept_invitation(
            _STRANGER,
            token,
            name=form.cleaned_data["name"],
            password=form.cleaned_data["password1"],
        )
    except Invalid as error:
        for field, message in error.fields.items():
            form.add_error("name" if field == "name" else "password1", _(message))
        return _page(request, invitation, form, status=400)
    except (NotFound, Conflict):
        return _over(request)
    return _sign_in(request, person)


def _sign_in(request: HttpRequest, person: int) -> HttpResponseBase:
    if request.user.is_authenticated:
        # Somebody else's session in this browser is none of the invited one's.
        logout(request)
    model: Any = get_user_model()
    user = model.objects.get(pk=person)
    record_authentication(request, user, "password")
    answer: HttpResponseBase = perform_login(request, Login(user=user))
    return answer


def _page(
    request: HttpRequest,
    invitation: InvitationRecord,
    form: InvitedForm,
    *,
    status: int = 200,
) -> HttpResponse:
    shown = {"invitation": invitation, "form": form, "action": request.path}
    return render(request, "account/invited.html", shown, status=status)


def _over(request: HttpRequest) -> HttpResponse:
    # The same for whatever is not open: nothing tells a guess from a used one.
    shown = {"at_sign_in": reverse("account_login")}
    return render(request, "account/invitation_over.html", shown, status=404)
