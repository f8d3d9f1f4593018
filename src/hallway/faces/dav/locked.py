"""Locks as WebDAV shows them (RFC 4918 14.1, 15.8)."""

from __future__ import annotations

from collections.abc import Iterable

from hallway.core import clock
from hallway.core.items.records import ItemRecord
from hallway.core.locks.records import LockRecord
from hallway.wire.davheaders import Depth
from hallway.wire.davxml.names import LockScope
from hallway.wire.davxml.render import activelock


def activelocks(item: ItemRecord, href: str, locks: Iterable[LockRecord]) -> str:
    """Return the ``activelock`` elements of the locks that cover an item at ``href``.

    Tokens are shown to everybody who sees the item: one counts only for the person
    who holds the lock (RFC 4918 6.4).
    """
    return "".join(
        [
            activelock(
                token=lock.token,
                scope=LockScope.SHARED if lock.shared else LockScope.EXCLUSIVE,
                depth=Depth.INFINITY if lock.deep else Depth.ZERO,
                root=root_href(item, href, lock),
                timeout=max((lock.expires - clock.now()) // clock.SECOND, 0),
                owner_xml=lock.owner_xml or None,
            )
            for lock in locks
        ]
    )


def root_href(item: ItemRecord, href: str, lock: LockRecord) -> str:
    """Return the path of the item a lock was taken on: ``href``'s or one above it."""
    ids = item.ancestors
    if lock.item not in ids or lock.item == item.id:
        return href
    above = len(ids) - 1 - ids.index(lock.item)
    parts = href.rstrip("/").split("/")
    return "/".join(parts[: len(parts) - above]) + "/"
