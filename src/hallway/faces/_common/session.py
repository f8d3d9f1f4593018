"""From a browser's session to an Actor, for every face that browsers reach.

A session counts for nothing in a request that writes unless the request carries the
CSRF token too: a cookie is sent along by whatever page made the browser ask.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.middleware.csrf import CsrfViewMiddleware
from django.urls import reverse

from hallway.core.access.actors import ANONYMOUS, Actor, PrincipalId
from hallway.core.errors import NotFound
from hallway.core.people.actors import get_actor
from hallway.faces._common.lost import is_form, signed_out

# RFC 9110 9.2.1. PROPFIND and its like read as well, but no form or link of another
# page needs them: asking for the token costs nobody anything.
_KNOWN = "_hallway_actor"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class BadCsrf(Exception):
    """A request that writes by a session cookie, without the token (403)."""


def actor_of(request: HttpRequest, *, face: str) -> Actor:
    """Return who is signed in, a stranger without a session that still holds.

    The person's own row is read with the session: one who was shut out, or whose
    password was changed elsewhere, is a stranger at his next request. Raises BadCsrf.
    """
    actor = person_of(request, face=face)
    if actor.is_person and request.method not in SAFE:
        _demand_token(request)
    return actor


def person_of(request: HttpRequest, *, face: str) -> Actor:
    """Return who is signed in, for a face that asks forms for their token itself."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return ANONYMOUS.through(face)
    person: Any = getattr(request, "user", None)
    if person is None or not person.is_authenticated:
        return ANONYMOUS.through(face)
    # Read once a request: the gate before the views asks too.
    known: Actor | None = getattr(request, _KNOWN, None)
    if known is None or known.principal != person.pk:
        try:
            known = get_actor(PrincipalId(person.pk), face=face)
        except NotFound:
            return ANONYMOUS.through(face)
        setattr(request, _KNOWN, known)
    return known.through(face)


def wants_page(request: HttpRequest) -> bool:
    """Tell whether this is a browser that opens a page: GET, Accept names HTML."""
    return request.method == "GET" and any(
        (accepted.main_type, accepted.sub_type) == ("text", "html")
        for accepted in request.accepted_types
    )


def to_sign_in(request: HttpRequest) -> HttpResponseBase:
    """Return the way to the sign-in page, and from there back to what was asked.

    Who sent a form is told that his session is over, and sees what he had typed.
    """
    if is_form(request):
        return signed_out(request)
    # Django's own escaping: a path that begins with two slashes stays a path.
    query = urlencode({"next": request.get_full_path()})
    response = HttpResponseRedirect(f"{reverse('account_login')}?{query}")
    response.headers["Cache-Control"] = "no-store"
    return response


class _Check(CsrfViewMiddleware):
    def _reject(self, request: HttpRequest, reason: str) -> Any:  # noqa: ARG002
        return reason


def _demand_token(request: HttpRequest) -> None:
    # The middleware has looked already where the view is not exempt from it.
    if getattr(request, "csrf_processing_done", False):
        return
    check: Any = _Check(lambda _: HttpResponseBase())
    check.process_request(request)
    if check.process_view(request, None, (), {}) is not None:
        raise BadCsrf
