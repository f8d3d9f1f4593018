"""Reads: what a page that shows a file needs beside the file."""

from __future__ import annotations

from hallway.core.access.actors import Actor
from hallway.core.errors import NotFound
from hallway.core.items.queries import get_item
from hallway.core.items.queries.children import trimmed_sql
from hallway.core.items.records import ItemRecord
from hallway.core.previews.records import Neighbours
from hallway.platform.db import engine


def find_neighbours(actor: Actor, item: ItemRecord, *, pending: int = 1) -> Neighbours:
    """Return the files before and after one in its folder, in the order of names.

    Only what the actor may see; none where he does not see the folder.
    """
    if item.parent is None:
        return Neighbours()
    try:
        folder = get_item(actor, item.parent)
    except NotFound:
        return Neighbours()
    trimmed, parameters = trimmed_sql(actor, folder, pending=pending)
    names = []
    for beyond, way in (("<", "DESC"), (">", "ASC")):
        row = engine().fetch_one(
            "SELECT i.name FROM core_item i WHERE i.parent_id = %s"
            " AND i.deletion_id IS NULL AND NOT i.is_folder"
            f" AND (i.sort_key, i.number) {beyond}"
            " (SELECT s.sort_key, s.number FROM core_item s WHERE s.id = %s)"
            f" AND {trimmed} ORDER BY i.sort_key {way}, i.number {way} LIMIT 1",
            [folder.id, item.id, *parameters],
        )
        names.append("" if row is None else str(row[0]))
    return Neighbours(*names)
