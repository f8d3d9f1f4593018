"""Keeping the words of items, inside the commands that name them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import orjson

from hallway.core.changes.journal import Journal
from hallway.core.items.rows import subtree
from hallway.core.kinds import get_kind
from hallway.core.search.rules import words
from hallway.platform.db import engine

_CHUNK = 400
_NAMING = frozenset(
    [
        "item.created",
        "item.moved",
        "item.renamed",
        "item.updated",
        "item.restored",
        "item.version_restored",
    ]
)


def follow(journal: Journal) -> None:
    """Index what a command has named; in its transaction, so right at once."""
    items: dict[int, None] = {}
    for (kind, ref), verb, item, _before, after in journal.rows:
        if verb in _NAMING and item is not None:
            items[item] = None
        elif verb == "item.moved_in" and item is not None:
            _carry(item)
            items[item] = None
        elif verb == "list.added":
            items[_root(after["list"])] = None
        elif verb in ("list.renamed", "list.restored"):
            items[_root(ref if kind == "list" else after["list"])] = None
    if items:
        index_items(list(items))


def _root(list_id: int) -> int:
    row = engine().fetch_one("SELECT root_id FROM core_list WHERE id = %s", (list_id,))
    assert row is not None
    return int(row[0])


def _carry(item: int) -> None:
    """Let the words of a subtree that came from another list stand in this one."""
    row = engine().fetch_one(
        "SELECT list_id, ancestry FROM core_item WHERE id = %s", (item,)
    )
    if row is None:
        return
    list_id, ancestry = row
    engine().execute(
        "UPDATE core_word SET list_id = %s WHERE item_id IN (SELECT i.id"
        " FROM core_item i WHERE i.list_id = %s AND i.ancestry >= %s"
        " AND i.ancestry < %s)",
        (list_id, list_id, *subtree(ancestry)),
    )


def index_items(items: Sequence[int]) -> None:
    """Write the words of these items anew."""
    for start in range(0, len(items), _CHUNK):
        _index(items[start : start + _CHUNK])


def _index(items: Sequence[int]) -> None:
    db = engine()
    marks = ", ".join(["%s"] * len(items))
    rows = _named(items)
    db.execute(f"DELETE FROM core_word WHERE item_id IN ({marks})", list(items))
    parameters: list[Any] = []
    for row in rows:
        for word in words(_title(*row[2:])):
            parameters += [row[0], row[1], word]
    for start in range(0, len(parameters), 600):
        chunk = parameters[start : start + 600]
        values = ", ".join(["(%s, %s, %s)"] * (len(chunk) // 3))
        db.execute(
            f"INSERT INTO core_word (item_id, list_id, word) VALUES {values}", chunk
        )


def _named(items: Sequence[int]) -> list[tuple[Any, ...]]:
    marks = ", ".join(["%s"] * len(items))
    return engine().fetch_all(
        "SELECT i.id, i.list_id, i.name, i.is_folder, i.parent_id, l.kind, l.title,"
        " CASE WHEN i.blob_id IS NULL THEN i.data ELSE NULL END, c.id"
        " FROM core_item i JOIN core_list l ON l.id = i.list_id"
        " LEFT JOIN core_column c ON c.list_id = l.id AND c.internal_name = 'Title'"
        " AND c.state = 'living'"
        f" WHERE i.id IN ({marks})",
        list(items),
    )


def _title(
    name: str,
    is_folder: Any,
    parent: int | None,
    kind: str,
    list_title: str,
    data: Any,
    column: int | None,
) -> str:
    if parent is None:
        return list_title
    if is_folder or get_kind(kind).has_bodies:
        return name
    values = orjson.loads(data) if isinstance(data, str) else data or {}
    return str(values.get(str(column), ""))


def stale_items(items: Iterable[int]) -> list[int]:
    """Return those of these items whose words are not what they should be."""
    wanted = list(items)
    if not wanted:
        return []
    marks = ", ".join(["%s"] * len(wanted))
    stored: dict[int, set[tuple[int, str]]] = {one: set() for one in wanted}
    for item, list_id, word in engine().fetch_all(
        f"SELECT item_id, list_id, word FROM core_word WHERE item_id IN ({marks})",
        wanted,
    ):
        stored[item].add((list_id, word))
    return [
        row[0]
        for row in _named(wanted)
        if stored[row[0]] != {(row[1], word) for word in words(_title(*row[2:]))}
    ]
