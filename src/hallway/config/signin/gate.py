"""What holds of every session, whatever face it reaches.

One place, before any view: no face can forget it.  Programs that bring a token have no
session; they are not asked (see docs/reference/sign-in.md).
"""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.contrib.auth.signals import user_logged_in
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
)
from django.urls import reverse
from django.utils.translation import gettext as _

from hallway.core.people.factors.queries import lacks_factor
from hallway.faces._common.session import person_of, wants_page

LONGEST_SESSION = timedelta(days=30)
"""A session ends so long after it began, however much it is used."""
RENEW_EVERY = timedelta(days=1)
"""A session in use is given its 14 days anew at most so often."""

_BEGAN, _RENEWED = "began", "renewed"
_FREE = frozenset({"/favicon.ico", "/healthz", "/readyz", "/metrics"})
_THEMES = ("/_layouts/theme", "/portal/theme")
# What somebody needs who has to set up a second factor: that, and the way out.
_SET_UP = frozenset(
    {
        "account_login",
        "account_logout",
        "account_reauthenticate",
        "mfa_index",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        "mfa_activate_totp",
        "mfa_deactivate_totp",
        "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes",
        "mfa_download_recovery_codes",
        "mfa_list_webauthn",
        "mfa_add_webauthn",
        "mfa_edit_webauthn",
        "mfa_remove_webauthn",
    }
)


class GateMiddleware:
    """Ends sessions that are too old, and asks for second factors that are required."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        """Django's middleware protocol."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer; a session in use is renewed with it."""
        response = self.get_response(request)
        session: Any = getattr(request, "session", None)
        if session is not None and session.accessed and SESSION_KEY in session:
            _renew(session)
        return response

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        """What stands in the way of a view, or None."""
        has_session = settings.SESSION_COOKIE_NAME in request.COOKIES
        path = request.path_info
        if not has_session or path in _FREE or path.startswith("/static/"):
            return None
        session = request.session
        if SESSION_KEY in session and _is_over(session):
            logout(request)
            return None
        if not lacks_factor(person_of(request, face="web")):
            return None
        # Templates say why this page is shown.
        request.factor_due = True  # type: ignore[attr-defined]
        match = request.resolver_match
        is_set_up = match is not None and match.url_name in _SET_UP
        if is_set_up or path in _THEMES:
            return None
        return _to_set_up(request)


def begin(session: Any) -> None:
    """Write down when a session began."""
    session[_BEGAN] = session[_RENEWED] = int(time.time())


def listen() -> None:
    """Have the start of every session written into it."""
    user_logged_in.connect(_begin, dispatch_uid="hallway.session.began")


def _begin(*, request: HttpRequest, **_: Any) -> None:
    begin(request.session)


def _is_over(session: Any) -> bool:
    # One that does not say when it began is as old as can be.
    began = session.get(_BEGAN, 0)
    return bool(time.time() - began >= LONGEST_SESSION.total_seconds())


def _renew(session: Any) -> None:
    renewed = session.get(_RENEWED, 0)
    if time.time() - renewed >= RENEW_EVERY.total_seconds():
        session[_RENEWED] = int(time.time())


def _to_set_up(request: HttpRequest) -> HttpResponse:
    there = reverse("mfa_index")
    response: HttpResponse
    if wants_page(request):
        response = HttpResponseRedirect(there)
    else:
        said = _("Set up your second factor first: %(url)s") % {
            "url": f"{settings.HALLWAY.url}{there}"
        }
        response = HttpResponse(
            f"{said}\n", status=403, content_type="text/plain; charset=utf-8"
        )
    response.headers["Cache-Control"] = "no-store"
    return response
