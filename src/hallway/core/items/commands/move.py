"""Renaming and moving items, within a list and to another."""

from __future__ import annotations

from collections.abc import Iterable

from hallway.core import clock, names
from hallway.core.access.actors import Actor
from hallway.core.access.queries import get_masks
from hallway.core.access.rights import Right
from hallway.core.access.rules import demand, holds
from hallway.core.attachments.rows import bytes_where
from hallway.core.changes.journal import charge, command, count, record
from hallway.core.errors import Conflict, Forbidden
from hallway.core.items.commands.create import NO_TOKENS, TAKEN
from hallway.core.items.commands.delete import delete_held
from hallway.core.items.records import ItemId, ItemRecord, MoveResult, Overwrite
from hallway.core.items.redirecting import leave_all, leave_path
from hallway.core.items.rows import Held, find_child, get_item_row, subtree
from hallway.core.items.saving import Saver, saver_of
from hallway.core.items.shape import demand_same_shape
from hallway.core.items.values import rekey_subtree
from hallway.core.items.writing import hold, mask_of, next_number
from hallway.core.locks.rows import (
    demand_subtree_unlocked,
    demand_unlocked,
    drop_locks,
)
from hallway.core.locks.rules import Tokens
from hallway.core.rowrules.stamping import settle_below
from hallway.platform.db import engine
from hallway.wire.paths import name_key, sort_key

BUSY = "A permission change is still being applied in this list; try again shortly."


@command
def move_item(
    actor: Actor,
    item: ItemId,
    *,
    to: ItemId,
    name: str,
    overwrite: Overwrite = Overwrite.REFUSE,
    tokens: Tokens = NO_TOKENS,
) -> MoveResult:
    """Give an item another name, folder or list; the GUID stays.

    A new name in the same folder needs the right to edit; another folder needs
    those to delete here and to add there.  With Overwrite.ALLOW what has the name
    goes to the recycle bin.  In another list the item gets a new number, and its
    old number and address lead to it.  Conflict if the name is taken, or for a
    move of a folder into itself.
    """
    names.check_name(name)
    everyone = hold(item, to)
    moved, target = everyone[item], everyone[to]
    stays = moved.item.parent == to
    mask = mask_of(actor, moved.item, moved.facts)
    demand(actor, mask, Right.VIEW_LIST_ITEMS)
    target_mask = mask_of(actor, target.item, target.facts)
    if not stays:
        demand(actor, target_mask, Right.VIEW_LIST_ITEMS)
    _check_shape(moved, target)
    if stays:
        demand(actor, mask, Right.EDIT_LIST_ITEMS)
    else:
        demand(actor, mask, Right.DELETE_LIST_ITEMS)
        demand_subtree(actor, moved, Right.DELETE_LIST_ITEMS)
        demand(actor, target_mask, Right.ADD_LIST_ITEMS)
    demand_subtree_unlocked(actor, moved.item, tokens)
    # RFC 4918 7.4: a lock of a folder guards its members' names, renames included.
    demand_unlocked(actor, target.item, tokens)
    if not stays:
        demand_unlocked(actor, get_item_row(moved.item.parent or 0), tokens)
    replaced = _make_room(actor, moved, target, name, overwrite, tokens)
    drop_locks(moved.item)
    _rewrite(actor, moved, target, name)
    after = get_item_row(item)
    _record_moved(moved.item, after)
    return MoveResult(item=after, replaced=replaced)


def _check_shape(moved: Held, target: Held) -> None:
    if moved.item.parent is None:
        raise Forbidden("A library's own folder stays where it is.")
    if not target.item.is_folder:
        raise Conflict("That is a file, not a folder.")
    if target.item.ancestry.startswith(moved.item.ancestry):
        raise Conflict("A folder cannot be moved into itself.")
    demand_same_shape(moved, target)
    if moved.item.parent != target.item.id and (
        moved.facts.pending or target.facts.pending
    ):
        raise Conflict(BUSY)


def demand_subtree(actor: Actor, held: Held, right: Right) -> None:
    """Raise Forbidden unless `right` holds on every scope in a subtree."""
    if actor.everything is not None or not held.item.is_folder:
        return
    scopes = [row[0] for row in _scopes(held.item)]
    if not all(holds(mask, right) for mask in get_masks(actor, scopes).values()):
        raise Forbidden("It holds things that you may not do this with.")


def _scopes(item: ItemRecord) -> Iterable[tuple[int, int]]:
    """Return (scope, living items) of a subtree."""
    return [
        (scope, n)
        for scope, n in engine().fetch_all(
            "SELECT scope_id, count(*) FROM core_item WHERE list_id = %s"
            " AND ancestry >= %s AND ancestry < %s AND deletion_id IS NULL"
            " GROUP BY scope_id",
            [item.list, *subtree(item.ancestry)],
        )
    ]


def _make_room(
    actor: Actor,
    moved: Held,
    target: Held,
    name: str,
    overwrite: Overwrite,
    tokens: Tokens,
) -> bool:
    existing = find_child(target.item.id, name_key(name))
    if existing is None or existing.id == moved.item.id:
        return False
    clear_name(actor, Held(existing, target.facts), overwrite, tokens)
    if moved.item.ancestry.startswith(existing.ancestry):
        raise Conflict("A folder cannot be replaced by what is in it.")
    return True


def clear_name(
    actor: Actor, existing: Held, overwrite: Overwrite, tokens: Tokens
) -> None:
    """Delete what has a wanted name, if that is allowed; else Conflict."""
    mask = mask_of(actor, existing.item, existing.facts)
    if overwrite is Overwrite.REFUSE or not holds(mask, Right.VIEW_LIST_ITEMS):
        raise Conflict(TAKEN)
    delete_held(actor, existing, tokens)


def _rewrite(actor: Actor, moved: Held, target: Held, name: str) -> None:
    db = engine()
    old, new_parent = moved.item, target.item
    if old.parent != new_parent.id:
        if old.list == new_parent.list:
            leave_path(old, old.id)
        _rewrite_subtree(actor, moved, target)
    # The item's own row last: until now it was found by its old ancestry.
    db.execute(
        "UPDATE core_item SET name = %s, name_key = %s, sort_key = %s, parent_id = %s,"
        " version = version + 1, modified = %s, editor = %s WHERE id = %s",
        (
            name,
            name_key(name),
            sort_key(name),
            new_parent.id,
            clock.now(),
            actor.principal,
            old.id,
        ),
    )
    if old.parent != new_parent.id and (moved.facts.is_ruled or target.facts.is_ruled):
        settle_below(new_parent.list, *subtree(f"{new_parent.ancestry}{old.id}/"))


def _rewrite_subtree(actor: Actor, moved: Held, target: Held) -> None:
    db = engine()
    old, new_parent = moved.item, target.item
    parent_scope = _parent_scope(old)
    ancestry = f"{new_parent.ancestry}{old.id}/"
    counts = list(_scopes(old))
    if old.list != new_parent.list:
        leave_all(moved.item)
        _change_list(moved, target, saver_of(actor, target))
    db.execute(
        "UPDATE core_item SET ancestry = %s || substr(ancestry, %s),"
        " scope_id = CASE WHEN scope_id = %s THEN %s ELSE scope_id END"
        " WHERE list_id = %s AND ancestry >= %s AND ancestry < %s",
        [
            ancestry,
            len(old.ancestry) + 1,
            parent_scope,
            new_parent.scope,
            new_parent.list,
            *subtree(old.ancestry),
        ],
    )
    for scope, n in counts:
        count(old.list, scope, -n)
        inherits = scope == parent_scope
        count(new_parent.list, new_parent.scope if inherits else scope, n)


def _parent_scope(item: ItemRecord) -> int:
    row = engine().fetch_one(
        "SELECT scope_id FROM core_item WHERE id = %s", (item.parent,)
    )
    assert row is not None
    return int(row[0])


def _change_list(moved: Held, target: Held, saver: Saver | None) -> None:
    """Give every item of the subtree the other list and a number of it."""
    db = engine()
    old, there = moved.item, target.item.list
    row = db.fetch_one(
        "SELECT count(*) FROM core_item WHERE list_id = %s AND ancestry >= %s"
        " AND ancestry < %s",
        [old.list, *subtree(old.ancestry)],
    )
    assert row is not None
    first = next_number(there, many=row[0])
    db.execute(
        "UPDATE core_item SET list_id = %s, number = n.number FROM ("
        " SELECT id, %s - 1 + row_number() OVER (ORDER BY ancestry) AS number"
        " FROM core_item WHERE list_id = %s AND ancestry >= %s AND ancestry < %s"
        ") AS n WHERE core_item.id = n.id",
        [there, first, old.list, *subtree(old.ancestry)],
    )
    # What was deleted in it before is restored where it is from now on.
    db.execute(
        "UPDATE core_deletion SET list_id = %s WHERE list_id = %s AND id IN ("
        " SELECT deletion_id FROM core_item WHERE list_id = %s AND ancestry >= %s"
        " AND ancestry < %s AND deletion_id IS NOT NULL)",
        [there, old.list, there, *subtree(old.ancestry)],
    )
    db.execute(
        "UPDATE core_scope SET list_id = %s, site_id = %s WHERE item_id IN ("
        " SELECT id FROM core_item WHERE list_id = %s AND ancestry >= %s"
        " AND ancestry < %s)",
        [there, target.facts.site, there, *subtree(old.ancestry)],
    )
    # What was deleted in it before goes along, and its row of the bin with it.
    db.execute(
        "UPDATE core_deletion SET list_id = %s WHERE list_id = %s AND id IN ("
        " SELECT deletion_id FROM core_item WHERE list_id = %s AND ancestry >= %s"
        " AND ancestry < %s AND deletion_id IS NOT NULL)",
        [there, old.list, there, *subtree(old.ancestry)],
    )
    rekey_subtree(old.ancestry, here=old.list, there=there, saver=saver)
    if moved.facts.site != target.facts.site:
        _carry_bytes(moved, target)


def _carry_bytes(moved: Held, target: Held) -> None:
    row = engine().fetch_one(
        "SELECT COALESCE(sum(v.size), 0) FROM core_version v"
        " JOIN core_item i ON i.id = v.item_id WHERE i.list_id = %s"
        " AND i.ancestry >= %s AND i.ancestry < %s",
        [target.item.list, *subtree(moved.item.ancestry)],
    )
    assert row is not None
    attached = bytes_where(
        "i.list_id = %s AND i.ancestry >= %s AND i.ancestry < %s",
        target.item.list,
        *subtree(moved.item.ancestry),
    )
    charge(moved.facts.site, -int(row[0]) - attached)
    charge(target.facts.site, int(row[0]) + attached)


def _record_moved(before: ItemRecord, after: ItemRecord) -> None:
    was = {"parent": before.parent, "name": before.name, "number": before.number}
    now = {"parent": after.parent, "name": after.name, "number": after.number}
    if before.list == after.list:
        verb = "item.renamed" if before.parent == after.parent else "item.moved"
        record(("list", after.list), verb, item=after.id, before=was, after=now)
        return
    record(
        ("list", before.list),
        "item.moved_out",
        item=after.id,
        before=was,
        after={"list": after.list},
    )
    record(
        ("list", after.list),
        "item.moved_in",
        item=after.id,
        before={"list": before.list},
        after=now,
    )
