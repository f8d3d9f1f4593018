"""Drafts: what is not published is set aside, so that every face hides it.

An item without a `Published` value has permissions of its own: those of its list that
let one edit.  Kinds that have drafts call `keep_hidden` from what they hook into every
change of values, so it holds whichever way the values came.
"""

from __future__ import annotations

from hallway.core.access.actors import Actor
from hallway.core.access.commands import bring_back, set_aside
from hallway.core.access.records import Securable
from hallway.core.errors import Conflict
from hallway.core.items.records import ItemRecord
from hallway.platform.db import engine


def keep_hidden(
    actor: Actor, item: ItemRecord, *, published: bool, was: bool | None
) -> None:
    """Set an item aside while it is a draft, and open it when it is published.

    `was` tells whether it was published before this change, None for a new item.
    """
    if published == was or (published and was is None):
        return
    if published:
        bring_back(actor, securable_of(item))
        return
    if owns_scope(item):
        if was is None:
            return
        raise Conflict(
            "It has permissions of its own; let it inherit those of its list first."
        )
    set_aside(actor, securable_of(item))


def securable_of(item: ItemRecord) -> Securable:
    """Return an item as the permission commands want it."""
    row = engine().fetch_one(
        "SELECT site_id FROM core_list WHERE id = %s", (item.list,)
    )
    assert row is not None
    return Securable(site=row[0], list=item.list, item=item.id)


def owns_scope(item: ItemRecord) -> bool:
    """Tell whether an item has permissions of its own."""
    row = engine().fetch_one(
        "SELECT scope_id FROM core_item WHERE id = %s", (item.parent,)
    )
    return row is not None and row[0] != item.scope
