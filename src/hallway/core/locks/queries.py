"""Reads of locks."""

from __future__ import annotations

from hallway.core.access.actors import Actor
from hallway.core.items.queries import get_item
from hallway.core.items.records import ItemId, ItemRecord
from hallway.core.locks.records import LockRecord
from hallway.core.locks.rows import locks_covering, locks_of_children, locks_within


def list_locks(actor: Actor, item: ItemId) -> list[LockRecord]:
    """Return the locks that cover an item, deep ones from above included."""
    return locks_covering(get_item(actor, item))


def list_locks_on(actor: Actor, item: ItemRecord) -> list[LockRecord]:
    """Return the locks that cover an item the actor has been shown; one statement."""
    return locks_covering(item)


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


def list_locks_within(
    actor: Actor, folder: ItemRecord
) -> dict[ItemId, list[LockRecord]]:
    """Return the locks below a folder the actor has been shown, however deep."""
    above = set(folder.ancestors)
    found: dict[ItemId, list[LockRecord]] = {}
    for lock in locks_within(folder):
        if lock.item not in above:
            found.setdefault(lock.item, []).append(lock)
    return found
