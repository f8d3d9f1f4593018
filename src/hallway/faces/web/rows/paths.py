"""Where the items of a page of rows are: their addresses."""

from __future__ import annotations

from collections.abc import Sequence

from hallway.core.items.queries import locate
from hallway.core.items.records import ItemId, ItemRecord
from hallway.core.query.records import Row
from hallway.faces.web.parse import Call
from hallway.faces.web.rows.parts import has_files

_AT_ONCE = 1000


def paths_of(call: Call, rows: Sequence[Row]) -> dict[ItemId, str]:
    """The path of each row's item, as `item_paths`."""
    return item_paths(call, [row.item for row in rows])


def item_paths(call: Call, items: Sequence[ItemRecord]) -> dict[ItemId, str]:
    """The path of each item; of files in folders below, by a few statements for all."""
    here = call.place.path
    is_library = has_files(call.list)
    paths = {
        item.id: f"{here}/{item.name}"
        if item.is_folder or is_library
        else f"{here}/{item.number}"
        for item in items
    }
    if not is_library:
        return paths
    deeper = [item.id for item in items if item.parent != call.folder.id]
    for start in range(0, len(deeper), _AT_ONCE):
        found = locate(call.actor, deeper[start : start + _AT_ONCE])
        paths |= {one: place.path for one, place in found.items()}
    return paths


def folder_of(path: str) -> str:
    """The path of the folder that something is in."""
    return path.rpartition("/")[0]
