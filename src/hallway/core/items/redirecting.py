"""Rows that lead from where an item was to where it is now."""

from __future__ import annotations

from hallway.core.items.records import ItemId, ItemRecord
from hallway.core.items.rows import path_key_of, subtree
from hallway.core.items.rules import path_digest
from hallway.platform.db import engine


def leave_all(old: ItemRecord) -> None:
    """Let the old numbers, and the old address of the item itself, lead to it."""
    leave_path(old, old.id)
    engine().execute(
        "INSERT INTO core_itemredirect (list_id, number, path_key, item_id)"
        " SELECT list_id, number, '', id FROM core_item"
        " WHERE list_id = %s AND ancestry >= %s AND ancestry < %s"
        " ON CONFLICT (list_id, number) DO UPDATE SET item_id = excluded.item_id",
        [old.list, *subtree(old.ancestry)],
    )


def leave_path(old: ItemRecord, to: ItemId) -> None:
    """Let the address at which an item is lead to `to`: one row an address."""
    digest = path_digest(path_key_of(old))
    db = engine()
    db.execute(
        "DELETE FROM core_itemredirect WHERE list_id = %s AND path_key = %s",
        (old.list, digest),
    )
    db.execute(
        "INSERT INTO core_itemredirect (list_id, number, path_key, item_id)"
        " VALUES (%s, NULL, %s, %s)",
        (old.list, digest, to),
    )


def lead_to(gone: ItemRecord, to: ItemRecord) -> None:
    """Let the address and the number of what became part of another lead there."""
    leave_path(gone, to.id)
    engine().execute(
        "INSERT INTO core_itemredirect (list_id, number, path_key, item_id)"
        " VALUES (%s, %s, '', %s)"
        " ON CONFLICT (list_id, number) DO UPDATE SET item_id = excluded.item_id",
        (gone.list, gone.number, to.id),
    )
