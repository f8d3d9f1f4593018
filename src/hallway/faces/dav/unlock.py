"""UNLOCK: gives a lock back (RFC 4918 9.11)."""

from __future__ import annotations

from django.http import HttpResponseBase

from hallway.core.errors import Conflict
from hallway.core.locks import commands
from hallway.faces.dav.conditions import check_if
from hallway.faces.dav.errors import Refused
from hallway.faces.dav.parse import Call, found_item
from hallway.faces.dav.render import empty
from hallway.wire.davheaders import parse_lock_token


def answer(call: Call) -> HttpResponseBase:
    """Return 204; 409 for a token that is no lock of this resource."""
    item = found_item(call)
    header = call.header("LOCK_TOKEN")
    if header is None:
        raise Refused(400, "An UNLOCK needs a Lock-Token.")
    token = parse_lock_token(header)
    check_if(call)
    try:
        commands.unlock_item(call.actor, item.id, token=token)
    except Conflict as conflict:
        raise Refused(
            409, conflict.message, condition="lock-token-matches-request-uri"
        ) from conflict
    return empty(204)
