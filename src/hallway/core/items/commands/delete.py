"""Deleting to the recycle bin: one stamp on the whole subtree."""

from __future__ import annotations

from hallway.core import clock
from hallway.core.access.actors import Actor
from hallway.core.access.queries import get_masks
from hallway.core.access.rights import Right
from hallway.core.access.rules import demand, holds
from hallway.core.changes.journal import command, count, record
from hallway.core.errors import Forbidden, Stale
from hallway.core.items.commands.create import NO_TOKENS
from hallway.core.items.records import Expect, ItemId
from hallway.core.items.rows import Held, folder_path, get_item_row, subtree
from hallway.core.items.writing import hold, mask_of
from hallway.core.locks.rows import (
    demand_subtree_unlocked,
    demand_unlocked,
    drop_locks,
)
from hallway.core.locks.rules import Tokens
from hallway.core.trash.models import Deletion
from hallway.core.trash.records import DeletionId
from hallway.platform.db import engine


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
    demand_subtree_unlocked(actor, item, tokens)
    demand_unlocked(actor, get_item_row(item.parent), tokens)
    scopes = engine().fetch_all(
        "SELECT scope_id, count(*), COALESCE(sum(size), 0) FROM core_item"
        " WHERE list_id = %s AND ancestry >= %s AND ancestry < %s"
        " AND deletion_id IS NULL GROUP BY scope_id",
        [item.list, *subtree(item.ancestry)],
    )
    masks = get_masks(actor, [scope for scope, _n, _size in scopes])
    if not all(holds(mask, Right.DELETE_LIST_ITEMS) for mask in masks.values()):
        raise Forbidden("It holds things that you may not delete.")
    at = clock.now()
    deletion = Deletion.unscoped.create(
        list_id=item.list,
        item=item.id,
        name=item.name,
        folder=folder_path(item),
        is_folder=bool(item.is_folder),
        items=sum(n for _scope, n, _size in scopes),
        size=sum(size for _scope, _n, size in scopes),
        deleted=at,
        deleted_by=actor.principal,
        staged=at,
    )
    drop_locks(item)
    engine().execute(
        "UPDATE core_item SET deletion_id = %s WHERE list_id = %s"
        " AND ancestry >= %s AND ancestry < %s AND deletion_id IS NULL",
        [deletion.pk, item.list, *subtree(item.ancestry)],
    )
    for scope, n, _size in scopes:
        count(item.list, scope, -n)
    record(
        ("list", item.list),
        "item.deleted",
        item=item.id,
        before={"parent": item.parent, "name": item.name, "number": item.number},
        after={"deletion": deletion.pk},
    )
    return DeletionId(deletion.pk)
