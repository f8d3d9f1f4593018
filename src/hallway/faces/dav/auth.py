"""Who is asking, over WebDAV."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hallway.core.items import queries
from hallway.core.items.records import Place
from hallway.faces._common.credentials import Caller, read_caller

FACE = "dav"


def read(environ: Mapping[str, Any]) -> Caller:
    """Return the caller; raises BadCredentials.

    There is no sign-in page yet: a browser without credentials gets the same 401 as
    any client, and asks for an e-mail address and a token.
    """
    return read_caller(environ.get("HTTP_AUTHORIZATION", ""), face=FACE)


def must_sign_in(caller: Caller, place: Place) -> bool:
    """Tell whether a caller without credentials has nothing to see at ``place``.

    Absent and hidden are the same answer: 401, so that a client offers credentials.
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
