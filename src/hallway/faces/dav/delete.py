"""DELETE: to the recycle bin (RFC 4918 9.6)."""

from __future__ import annotations

from django.http import HttpResponseBase

from hallway.core.items import commands
from hallway.faces.dav.conditions import check_write
from hallway.faces.dav.parse import Call, movable_item
from hallway.faces.dav.render import empty
from hallway.wire.davheaders import Depth


def answer(call: Call) -> HttpResponseBase:
    """Return 204: the whole subtree goes, or nothing."""
    item = movable_item(call)
    if item.is_folder:
        call.depth(Depth.INFINITY)
    expect = check_write(call)
    commands.delete_item(call.actor, item.id, tokens=call.tokens, expect=expect)
    return empty(204)
