"""MOVE: to another folder, another name, another library (RFC 4918 9.9)."""

from __future__ import annotations

from django.http import HttpResponseBase

from hallway.core.items import commands
from hallway.faces.dav.conditions import check_write
from hallway.faces.dav.destination import read_target, to_core
from hallway.faces.dav.parse import Call, movable_item
from hallway.faces.dav.render import empty
from hallway.wire.davheaders import Depth


def answer(call: Call) -> HttpResponseBase:
    """Return 201, or 204 where something was replaced; locks do not move along."""
    item = movable_item(call)
    if item.is_folder:
        call.depth(Depth.INFINITY)
    target = read_target(call, item)
    check_write(call)
    with target.conflicts():
        moved = commands.move_item(
            call.actor,
            item.id,
            to=target.folder.id,
            name=target.name,
            overwrite=to_core(target.overwrite),
            tokens=call.tokens,
        )
    return empty(204 if moved.replaced else 201)
