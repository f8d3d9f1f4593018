"""Rows of items as raw SQL gives them: the hot paths ask no ORM."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from hallway.core.errors import NotFound
from hallway.core.items.records import ItemRecord
from hallway.platform.db import engine

_PLAIN = [
    "list_id",
    "number",
    "parent_id",
    "ancestry",
    "name",
    "is_folder",
    "scope_id",
    "size",
    "blob_id",
    "sniffed_type",
    "major",
    "minor",
    "content_version",
    "version",
    "created",
    "modified",
    "client_created",
    "client_modified",
    "author",
    "editor",
    "checked_out_to",
]
WIDTH = len(ItemRecord._fields)


def item_columns(alias: str = "i") -> str:
    """Return the columns of an ItemRecord, in order."""
    columns = [f"{alias}.id", engine().guid_text(f"{alias}.guid")]
    return ", ".join(columns + [f"{alias}.{name}" for name in _PLAIN])


def subtree(ancestry: str) -> tuple[str, str]:
    """Return the half-open range of ancestries of an item and all below it."""
    return ancestry, ancestry[:-1] + "0"


class Facts(NamedTuple):
    """What a command must know of the list an item is in.

    `schema` is 1 where the list has no columns but those of its kind; `is_ruled` says
    that the list has a row rule.
    """

    pending: int
    versioning: str
    require_checkout: bool
    site: int
    root: int
    kind: str
    schema: int
    is_ruled: bool


class Held(NamedTuple):
    """An item and its list, read after the list's row lock was taken."""

    item: ItemRecord
    facts: Facts


_HELD = (
    "SELECT {columns}, l.pending, l.versioning, l.require_checkout, l.site_id,"
    " l.root_id, l.kind, l.schema_version, l.row_rule IS NOT NULL FROM core_item i"
    " JOIN core_list l ON l.id = i.list_id"
    " WHERE i.deletion_id IS NULL AND "
)


def _held(row: tuple[Any, ...]) -> Held:
    return Held(ItemRecord._make(row[:WIDTH]), Facts._make(row[WIDTH:]))


def find_held(item: int) -> Held | None:
    """Return a living item and the facts of its list."""
    sql = _HELD.format(columns=item_columns()) + "i.id = %s"
    row = engine().fetch_one(sql, (item,))
    return None if row is None else _held(row)


def get_held(item: int) -> Held:
    """Return a living item and the facts of its list; NotFound if it is gone."""
    found = find_held(item)
    if found is None:
        raise NotFound
    return found


def list_held(list_id: int, items: Iterable[int]) -> dict[int, Held]:
    """Return those of these items that live in a list, by id, in one statement."""
    wanted, ids = engine().is_one_of("i.id", sorted(set(items)))
    sql = _HELD.format(columns=item_columns()) + f"i.list_id = %s AND {wanted}"
    return {row[0]: _held(row) for row in engine().fetch_all(sql, [list_id, *ids])}


def find_child(parent: int, name_key: str) -> ItemRecord | None:
    """Return the living child of a folder that has this name key."""
    row = engine().fetch_one(
        f"SELECT {item_columns()} FROM core_item i WHERE i.parent_id = %s"
        " AND i.name_key = %s AND i.deletion_id IS NULL",
        (parent, name_key),
    )
    return None if row is None else ItemRecord._make(row)


def get_item_row(item: int) -> ItemRecord:
    """Return a living item; NotFound if it is gone."""
    return get_held(item).item


def get_kept_item_row(item: int) -> ItemRecord:
    """Return an item, be it in the recycle bin; NotFound if there is none."""
    row = engine().fetch_one(
        f"SELECT {item_columns()} FROM core_item i WHERE i.id = %s", (item,)
    )
    if row is None:
        raise NotFound
    return ItemRecord._make(row)


def lists_of(items: Iterable[int]) -> list[int]:
    """Return the ids of the lists these items are in now."""
    wanted = sorted(set(items))
    marks = ", ".join(["%s"] * len(wanted))
    rows = engine().fetch_all(
        f"SELECT DISTINCT list_id FROM core_item WHERE id IN ({marks})", wanted
    )
    return [row[0] for row in rows]


def path_key_of(item: ItemRecord) -> str:
    """Return an item's path inside its list, as name keys joined by `/`."""
    ids = item.ancestors[1:]
    marks = ", ".join(["%s"] * len(ids))
    keys: dict[int, str] = dict(
        engine().fetch_all(
            f"SELECT id, name_key FROM core_item WHERE id IN ({marks})", ids
        )
    )
    return "/".join(keys[one] for one in ids)


def folder_path(item: ItemRecord) -> str:
    """Return the names of the folders an item is in, below its list's root."""
    ids = item.ancestors[1:-1]
    if not ids:
        return ""
    marks = ", ".join(["%s"] * len(ids))
    found: dict[int, str] = dict(
        engine().fetch_all(f"SELECT id, name FROM core_item WHERE id IN ({marks})", ids)
    )
    return "/".join(found[one] for one in ids)


def folder_names(rows: list[tuple[Any, ...]]) -> dict[int, str]:
    """Return the names of the folders above items, by id, in one statement."""
    ids = {one for row in rows for one in ItemRecord._make(row[:WIDTH]).ancestors[1:]}
    if not ids:
        return {}
    marks = ", ".join(["%s"] * len(ids))
    return dict(
        engine().fetch_all(
            f"SELECT id, name FROM core_item WHERE id IN ({marks})", sorted(ids)
        )
    )
