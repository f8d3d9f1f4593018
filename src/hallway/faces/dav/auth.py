"""Who is asking, over WebDAV and from a browser at the same address."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase

from hallway.core.items import queries
from hallway.core.items.records import Place
from hallway.faces._common.credentials import Caller, read_caller
from hallway.faces._common.session import actor_of, to_sign_in, wants_page
from hallway.faces.dav.errors import Unauthorized

FACE = "dav"


def read(request: HttpRequest) -> Caller:
    """Return the caller; raises BadCredentials and BadCsrf.

    What the header says counts before the session: a client that sends a token has
    no page that could be tricked, so it needs no CSRF token.
    """
    authorization = request.META.get("HTTP_AUTHORIZATION", "")
    if authorization:
        return read_caller(authorization, face=FACE)
    return Caller(actor_of(request, face=FACE))


def challenge(request: HttpRequest) -> HttpResponseBase:
    """Return what asks for credentials: the sign-in page for a browser, else 401."""
    if wants_page(request) and "HTTP_AUTHORIZATION" not in request.META:
        return to_sign_in(request)
    return Unauthorized()


def must_sign_in(caller: Caller, place: Place) -> bool:
    """Tell whether a caller without credentials has nothing to see at ``place``.

    Absent and hidden are the same answer: a stranger is asked to sign in.
    """
    if caller.actor.is_person:
        return False
    if place.missing:
        return True
    # The home path always resolves; a stranger may see nothing in it.
    return (
        place.is_container
        and place.site is None
        and not queries.list_places(caller.actor, place)
    )
