"""MKCOL: makes a folder (RFC 4918 9.3)."""

from __future__ import annotations

from django.http import HttpResponseBase

from hallway.core.items import commands
from hallway.faces.dav.conditions import check_write
from hallway.faces.dav.errors import Refused
from hallway.faces.dav.parse import Call, demand_free, has_body
from hallway.faces.dav.render import empty


def answer(call: Call) -> HttpResponseBase:
    """Return 201; 405 where something is, 409 where the folder above is missing."""
    parent, name = demand_free(call)
    if has_body(call.environ):
        raise Refused(415, "A MKCOL with a body is not understood here.")
    check_write(call)
    commands.create_folder(call.actor, parent.id, name=name, tokens=call.tokens)
    return empty(201)
