"""A person's own address: changed by a link that only the new one's reader has."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate
from allauth.core import ratelimit
from allauth.core.exceptions import ReauthenticationRequired
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from hallway.core.access.actors import PrincipalId
from hallway.core.errors import Conflict, Invalid, NotFound
from hallway.core.people.actors import get_actor
from hallway.core.people.commands import change_email
from hallway.faces._common.session import actor_of, to_sign_in
from hallway.wire.paths import name_key

LIFE = 24 * 3600
"""How long the link in the mail holds, in seconds."""
_SALT = "hallway.change-email"


class AddressForm(forms.Form):
    """The new address."""

    email = forms.EmailField(
        label=gettext_lazy("New address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def __init__(self, *args: Any, current: str, **kwargs: Any) -> None:
        """A form for whoever has the address `current`."""
        super().__init__(*args, **kwargs)
        self.current = current

    def clean_email(self) -> str:
        """The address, if it is another one."""
        email = str(self.cleaned_data["email"]).strip()
        if email == self.current:
            raise forms.ValidationError(_("This is your address already."))
        return email


@never_cache
@require_http_methods(["GET", "POST"])
def address(request: HttpRequest) -> HttpResponseBase:
    """The person's address, and a form that has a link sent to another one."""
    actor = actor_of(request, face="web")
    if not actor.is_person:
        return to_sign_in(request)
    if not did_recently_reauthenticate(request):
        raise ReauthenticationRequired
    person: Any = request.user
    form = AddressForm(
        request.POST if request.method == "POST" else None, current=person.email
    )
    if request.method != "POST" or not form.is_valid():
        status = 200 if request.method != "POST" else 400
        shown = {"form": form, "email": person.email}
        return render(request, "account/address.html", shown, status=status)
    limited: HttpResponseBase | None
    limited = ratelimit.consume_or_429(request, action="change_email", user=person)
    if limited is not None:
        return limited
    _send(person, form.cleaned_data["email"])
    # Whoever has the address by now: the answer is the same.
    said = _("Open the link that was sent to %(email)s. It works for a day.")
    messages.success(request, said % {"email": form.cleaned_data["email"]})
    return redirect("account_email")


@never_cache
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponseBase:
    """Where the link leads: a button, for what fetches links must change nothing."""
    found = _read(token)
    if found is None:
        return _over(request)
    person, new = found
    if request.method != "POST":
        shown = {"email": new, "action": request.path}
        return render(request, "account/address_confirm.html", shown)
    old = person.email
    try:
        change_email(get_actor(PrincipalId(person.pk), face="web"), email=new)
    except (Conflict, Invalid, NotFound):
        # Somebody has it by now, which is for nobody else to know.
        return _over(request)
    get_adapter().send_mail("account/email/address_changed", old, {"new": new})
    return render(request, "account/address_changed.html", {"email": new})


def _send(person: Any, new: str) -> None:
    adapter = get_adapter()
    model: Any = get_user_model()
    others = model.objects.filter(email_key=name_key(new)).exclude(pk=person.pk)
    if others.exists():
        adapter.send_mail("account/email/address_taken", new, {})
    else:
        path = reverse("account_email_confirm", args=[_token(person, new)])
        link = f"{settings.HALLWAY.url}{path}"
        adapter.send_mail("account/email/address_confirm", new, {"link": link})
    adapter.send_mail("account/email/address_asked", person.email, {"new": new})


def _token(person: Any, new: str) -> str:
    return signing.dumps([person.pk, new, _state(person)], salt=_SALT)


def _read(token: str) -> tuple[Any, str] | None:
    try:
        number, new, state = signing.loads(token, salt=_SALT, max_age=LIFE)
    except signing.BadSignature:
        return None
    model: Any = get_user_model()
    person = model.objects.filter(pk=number, is_active=True).first()
    if person is None or not constant_time_compare(state, _state(person)):
        return None
    return person, new


def _state(person: Any) -> str:
    """What a link is bound to: another address or password since then, and it is dead.

    So it works once, and a thief's link ends when its owner takes the account back.
    """
    bound = f"{person.email_key}\n{person.password}"
    return salted_hmac(_SALT, bound, algorithm="sha256").hexdigest()[:32]


def _over(request: HttpRequest) -> HttpResponse:
    return render(request, "account/address_over.html", status=404)
