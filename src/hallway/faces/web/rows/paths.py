"""Where the items of a page of rows are: their addresses."""

from __future__ import annotations

from collections.abc import Sequence

from hallway.core.items.queries import locate
from hallway.core.items.records import ItemId
from hallway.core.query.records import Row
from hallway.faces.web.parse import Call
from hallway.faces.web.rows.parts import has_files

_AT_ONCE = 1000


def paths_of(call: Call, rows: Sequence[Row]) -> dict[ItemId, str]:
    """The path of each item; of files in folders below, by a few statements for all."""
    here = call.place.path
    is_library = has_files(call.list)
    paths = {
        row.item.id: f"{here}/{row.item.name}"
        if row.item.is_folder or is_library
        else f"{here}/{row.item.number}"
        for row in rows
    }
    if not is_library:
        return paths
    deeper = [row.item.id for row in rows if row.item.parent != call.folder.id]
    for start in range(0, len(deeper), _AT_ONCE):
        found = locate(call.actor, deeper[start : start + _AT_ONCE])
        paths |= {one: place.path for one, place in found.items()}
    return paths


def folder_of(path: str) -> str:
    """The path of the folder that something is in."""
    return path.rpartition("/")[0]
