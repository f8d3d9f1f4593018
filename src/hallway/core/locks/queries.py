"""Reads of locks."""

from __future__ import annotations

from hallway.core.access.actors import Actor
from hallway.core.items.queries import get_item
from hallway.core.items.records import ItemId, ItemRecord
from hallway.core.locks.records import LockRecord
from hallway.core.locks.rows import locks_covering, locks_of_children


def list_locks(actor: Actor, item: ItemId) -> list[LockRecord]:
    """Return the locks that cover an item, deep ones from above included."""
    return locks_covering(get_item(actor, item))


def list_locks_below(
    actor: Actor, folder: ItemRecord
) -> dict[ItemId, list[LockRecord]]:
    """Return the locks on the direct children of a folder the actor has been shown.

    Deep locks from the folder upwards cover every child; `list_locks` of the folder
    has them.
    """
    found: dict[ItemId, list[LockRecord]] = {}
    for lock in locks_of_children(folder):
        found.setdefault(lock.item, []).append(lock)
    return found
