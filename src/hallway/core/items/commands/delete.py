"""Deleting to the recycle bin: one stamp on the whole subtree."""

from __future__ import annotations

from hallway.core.access.actors import Actor
from hallway.core.access.rights import Right
from hallway.core.access.rules import demand
from hallway.core.changes.journal import command, record
from hallway.core.errors import Forbidden, Stale
from hallway.core.items.commands.create import NO_TOKENS
from hallway.core.items.records import Expect, ItemId
from hallway.core.items.rows import Held, folder_path, get_item_row
from hallway.core.items.writing import hold, mask_of
from hallway.core.locks.rows import demand_unlocked
from hallway.core.locks.rules import Tokens
from hallway.core.trash.records import DeletionId
from hallway.core.trash.taking import take


@command
def delete_item(
    actor: Actor,
    item: ItemId,
    *,
    tokens: Tokens = NO_TOKENS,
    expect: Expect | None = None,
) -> DeletionId:
    """Move an item, and all below it, to the recycle bin.

    Needs the right to delete on everything in it; Forbidden otherwise, and nothing
    is deleted.  Locked if somebody works on anything in it.
    """
    held = hold(item)[item]
    mask = mask_of(actor, held.item, held.facts)
    demand(actor, mask, Right.VIEW_LIST_ITEMS)
    if expect is not None and not expect.met_by(held.item):
        raise Stale("Somebody else changed it in the meantime.")
    return delete_held(actor, held, tokens)


def delete_held(actor: Actor, held: Held, tokens: Tokens) -> DeletionId:
    """Delete an item whose list is held."""
    item = held.item
    demand(actor, mask_of(actor, item, held.facts), Right.DELETE_LIST_ITEMS)
    if item.parent is None:
        raise Forbidden("A library is deleted in its settings, not here.")
    demand_unlocked(actor, get_item_row(item.parent), tokens)
    deletion = take(actor, item, tokens, name=item.name, folder=folder_path(item))
    record(
        ("list", item.list),
        "item.deleted",
        item=item.id,
        before={"parent": item.parent, "name": item.name, "number": item.number},
        after={"deletion": deletion},
    )
    return deletion
