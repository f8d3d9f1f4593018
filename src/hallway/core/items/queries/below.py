"""What stands at paths below a folder, asked for many of them at once."""

from __future__ import annotations

from collections.abc import Iterable

from hallway.core.access.actors import Actor
from hallway.core.items.queries.children import trimmed_sql
from hallway.core.items.records import ItemRecord
from hallway.core.items.rows import item_columns
from hallway.platform.db import engine
from hallway.wire.paths import name_key

Names = tuple[str, ...]
_AT_ONCE = 400


def find_below(
    actor: Actor, folder: ItemRecord, paths: Iterable[Names], *, pending: int = 1
) -> dict[Names, ItemRecord]:
    """Return what the actor may see at paths of names below a folder, where it is.

    Folders on the way are in the answer too.  A few statements a level, whatever the
    number of paths.  `folder` must come from `resolve` or `get_item` with this actor;
    `pending` from its list.
    """
    wanted: dict[int, set[Names]] = {}
    for path in paths:
        for depth in range(1, len(path) + 1):
            wanted.setdefault(depth, set()).add(path[:depth])
    found: dict[Names, ItemRecord] = {}
    for depth in sorted(wanted):
        parents: dict[Names, ItemRecord] = {(): folder} if depth == 1 else found
        asked = [
            path
            for path in sorted(wanted[depth])
            if path[:-1] in parents and parents[path[:-1]].is_folder
        ]
        there = _children(
            actor,
            folder,
            {(parents[path[:-1]].id, name_key(path[-1])) for path in asked},
            pending=pending,
        )
        for path in asked:
            item = there.get((parents[path[:-1]].id, name_key(path[-1])))
            if item is not None:
                found[path] = item
    return found


def _children(
    actor: Actor, folder: ItemRecord, keys: set[tuple[int, str]], *, pending: int
) -> dict[tuple[int, str], ItemRecord]:
    """What has these names in these folders."""
    trimmed, parameters = trimmed_sql(actor, folder, pending=pending)
    found: dict[tuple[int, str], ItemRecord] = {}
    ordered = sorted(keys)
    for start in range(0, len(ordered), _AT_ONCE):
        some = ordered[start : start + _AT_ONCE]
        either = " OR ".join(["(i.parent_id = %s AND i.name_key = %s)"] * len(some))
        rows = engine().fetch_all(
            f"SELECT {item_columns()}, i.name_key FROM core_item i"
            f" WHERE ({either}) AND i.deletion_id IS NULL AND {trimmed}",
            [*(part for key in some for part in key), *parameters],
        )
        for row in rows:
            item = ItemRecord._make(row[:-1])
            assert item.parent is not None
            found[item.parent, row[-1]] = item
    return found
