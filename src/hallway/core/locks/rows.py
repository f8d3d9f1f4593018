"""Rows of locks: which of them cover an item."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hallway.core import clock
from hallway.core.access.actors import Actor
from hallway.core.errors import Locked
from hallway.core.items.records import ItemRecord
from hallway.core.items.rows import subtree
from hallway.core.locks.records import LockRecord
from hallway.core.locks.rules import Tokens, check_tokens
from hallway.platform.db import engine

_SELECT = (
    "SELECT k.token, k.item_id, k.owner, p.title, k.owner_xml, k.shared, k.deep,"
    " k.expires, k.timeout FROM core_lock k"
    " JOIN core_principal p ON p.id = k.owner"
)


def _records(sql: str, parameters: Sequence[Any]) -> list[LockRecord]:
    return [
        LockRecord(
            token=token,
            item=item,
            owner=owner,
            owner_name=name,
            owner_xml=xml,
            shared=bool(shared),
            deep=bool(deep),
            expires=expires,
            timeout=timeout,
        )
        for token, item, owner, name, xml, shared, deep, expires, timeout in (
            engine().fetch_all(sql, parameters)
        )
    ]


def locks_covering(item: ItemRecord) -> list[LockRecord]:
    """Return the locks on an item, and the deep ones on the folders above it."""
    ids = item.ancestors
    marks = ", ".join(["%s"] * len(ids))
    return _records(
        f"{_SELECT} WHERE k.item_id IN ({marks}) AND (k.deep OR k.item_id = %s)"
        " AND k.expires > %s ORDER BY k.id",
        [*ids, item.id, clock.now()],
    )


def locks_covering_each(items: Sequence[ItemRecord]) -> dict[int, list[LockRecord]]:
    """Return the locks as `locks_covering` does, by item, in one statement."""
    above = {one for item in items for one in item.ancestors}
    among, ids = engine().is_one_of("k.item_id", sorted(above))
    found = _records(
        f"{_SELECT} WHERE {among} AND k.expires > %s ORDER BY k.id",
        [*ids, clock.now()],
    )
    if not found:
        return {item.id: [] for item in items}
    return {
        item.id: [
            lock
            for lock in found
            if lock.item == item.id or (lock.deep and lock.item in item.ancestors)
        ]
        for item in items
    }


def locks_within(item: ItemRecord) -> list[LockRecord]:
    """Return the locks on an item, above it (deep), and on anything below it."""
    ids = item.ancestors
    marks = ", ".join(["%s"] * len(ids))
    return _records(
        f"{_SELECT} JOIN core_item i ON i.id = k.item_id"
        f" WHERE k.expires > %s AND ((k.item_id IN ({marks})"
        " AND (k.deep OR k.item_id = %s)) OR (i.list_id = %s AND i.ancestry >= %s"
        " AND i.ancestry < %s)) ORDER BY k.id",
        [clock.now(), *ids, item.id, item.list, *subtree(item.ancestry)],
    )


def locks_of_children(folder: ItemRecord) -> list[LockRecord]:
    """Return the locks on a folder and on its direct children themselves."""
    return _records(
        f"{_SELECT} JOIN core_item i ON i.id = k.item_id WHERE k.expires > %s"
        " AND i.parent_id = %s ORDER BY k.id",
        [clock.now(), folder.id],
    )


def demand_unlocked(actor: Actor, item: ItemRecord, tokens: Tokens) -> None:
    """Raise Locked unless the actor may write this item now: locks and check-out."""
    check_tokens(actor, locks_covering(item), tokens)
    demand_not_checked_out(actor, item)


def demand_subtree_unlocked(actor: Actor, item: ItemRecord, tokens: Tokens) -> None:
    """Raise Locked unless an item and all below it may be moved or deleted now."""
    check_tokens(actor, locks_within(item), tokens)
    mine, principals = engine().is_one_of("i.checked_out_to", actor.principals)
    row = engine().fetch_one(
        "SELECT p.title, i.name FROM core_item i JOIN core_principal p"
        " ON p.id = i.checked_out_to WHERE i.list_id = %s AND i.ancestry >= %s"
        " AND i.ancestry < %s AND i.deletion_id IS NULL"
        f" AND i.checked_out_to IS NOT NULL AND NOT ({mine}) LIMIT 1",
        [item.list, *subtree(item.ancestry), *principals],
    )
    if row is not None:
        raise Locked(row[0])


def demand_not_checked_out(actor: Actor, item: ItemRecord) -> None:
    """Raise Locked if somebody else has the item checked out."""
    holder = item.checked_out_to
    if holder is None or holder in actor.principals:
        return
    row = engine().fetch_one(
        "SELECT title FROM core_principal WHERE id = %s", (holder,)
    )
    raise Locked(row[0] if row else "somebody")


def drop_locks(item: ItemRecord) -> None:
    """Remove every lock on an item and below it: they do not move (RFC 4918 9.9)."""
    engine().execute(
        "DELETE FROM core_lock WHERE item_id IN (SELECT i.id FROM core_item i"
        " WHERE i.list_id = %s AND i.ancestry >= %s AND i.ancestry < %s)",
        [item.list, *subtree(item.ancestry)],
    )
