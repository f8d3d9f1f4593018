"""A person's tokens for programs: made, shown once, revoked."""

from __future__ import annotations

from datetime import UTC, datetime

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from hallway.core import clock
from hallway.core.access.actors import Actor
from hallway.core.errors import Invalid, NotFound
from hallway.core.people.commands import create_token, revoke_token
from hallway.core.people.queries import list_tokens
from hallway.core.people.records import TokenId, TokenRecord
from hallway.faces._common.numbers import number
from hallway.faces._common.session import actor_of, to_sign_in

FACE = "web"


class TokenForm(forms.Form):
    """What a new token is called, and how long it lives."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=100,
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "off"}),
    )
    days = forms.TypedChoiceField(
        label=gettext_lazy("Lives for"),
        coerce=int,
        initial=90,
        choices=[
            (7, gettext_lazy("a week")),
            (30, gettext_lazy("30 days")),
            (90, gettext_lazy("90 days")),
            (365, gettext_lazy("a year")),
        ],
        widget=forms.Select(attrs={"class": "select"}),
    )


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def tokens(request: HttpRequest) -> HttpResponseBase:
    """The actor's tokens; a form makes one, a button beside each revokes it."""
    actor = actor_of(request, face=FACE)
    if not actor.is_person:
        return to_sign_in(request)
    if request.method != "POST":
        return _page(request, actor, TokenForm())
    if "revoke" in request.POST:
        return _revoke(request, actor)
    form = TokenForm(request.POST)
    if not form.is_valid():
        return _page(request, actor, form)
    try:
        secret = create_token(
            actor,
            actor.principal,
            name=form.cleaned_data["name"],
            days=form.cleaned_data["days"],
        )
    except Invalid as error:
        for field, message in error.fields.items():
            form.add_error(field, message)
        return _page(request, actor, form)
    # Not behind a redirect: it would have to be kept somewhere on the way.
    return _page(request, actor, TokenForm(), secret=secret)


def _revoke(request: HttpRequest, actor: Actor) -> HttpResponse:
    token = number(request.POST["revoke"])
    if token is None:
        raise Http404
    try:
        revoke_token(actor, TokenId(token))
    except NotFound as error:
        raise Http404 from error
    messages.success(request, _("The token is revoked."))
    return redirect("account_tokens")


def _page(
    request: HttpRequest, actor: Actor, form: TokenForm, *, secret: str = ""
) -> HttpResponse:
    rows = [_row(token) for token in list_tokens(actor, actor.principal)]
    context = {"form": form, "tokens": rows, "secret": secret}
    return render(request, "web/tokens.html", context)


def _row(token: TokenRecord) -> dict[str, object]:
    now = clock.now()
    return {
        "id": token.id,
        "name": token.name,
        "created": _when(token.created),
        "expires": _when(token.expires),
        "last_used": _when(token.last_used),
        "revoked": _when(token.revoked),
        "expired": token.expires is not None and token.expires <= now,
    }


def _when(instant: int | None) -> datetime | None:
    if instant is None:
        return None
    return datetime.fromtimestamp(instant / clock.SECOND, tz=UTC)
