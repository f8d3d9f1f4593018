"""COPY: a new item with the content and dead properties of another (RFC 4918 9.8)."""

from __future__ import annotations

from django.http import HttpResponseBase

from hallway.core.items import commands
from hallway.core.items.records import Depth as Reach
from hallway.faces.dav.conditions import check_write
from hallway.faces.dav.destination import read_target, to_core
from hallway.faces.dav.parse import Call, movable_item
from hallway.faces.dav.render import empty
from hallway.wire.davheaders import Depth


def answer(call: Call) -> HttpResponseBase:
    """Return 201, or 204 where something was replaced."""
    item = movable_item(call)
    depth = call.depth(Depth.ZERO, Depth.INFINITY)
    target = read_target(call, item)
    check_write(call)
    with target.conflicts():
        copied = commands.copy_item(
            call.actor,
            item.id,
            to=target.folder.id,
            name=target.name,
            overwrite=to_core(target.overwrite),
            depth=Reach.SELF if depth is Depth.ZERO else Reach.ALL,
            tokens=call.tokens,
        )
    return empty(204 if copied.replaced else 201)
