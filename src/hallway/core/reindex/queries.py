"""How large lists are, and how they are indexed."""

from __future__ import annotations

from hallway.core.access.actors import Actor
from hallway.core.errors import Forbidden
from hallway.core.projections.queries import TableState, list_tables
from hallway.core.reindex.records import ListState
from hallway.platform.db import engine

IN_ITEM_TABLE = "in item table"
"""No typed table of its own: values are read from the items' JSON."""


def list_states(actor: Actor) -> list[ListState]:
    """Return the state of every list, by address; Forbidden for non-administrators."""
    if actor.everything is None:
        raise Forbidden("Only an administrator may see the state of all lists.")
    tables = list_tables(actor)
    rows = engine().fetch_all(
        "SELECT l.id, s.path, l.url_name, l.kind,"
        " (SELECT COALESCE(sum(n), 0) FROM core_scopecount c WHERE c.list_id = l.id),"
        " (SELECT COALESCE(sum(v.size), 0) FROM core_item i"
        " JOIN core_version v ON v.item_id = i.id WHERE i.list_id = l.id)"
        " + (SELECT COALESCE(sum(a.size), 0) FROM core_item i"
        " JOIN core_attachment a ON a.item_id = i.id WHERE i.list_id = l.id)"
        " FROM core_list l JOIN core_site s ON s.id = l.site_id"
        " WHERE l.deletion_id IS NULL ORDER BY s.path_key, l.url_key"
    )
    return [
        ListState(
            path=f"{path.rstrip('/')}/{url}",
            kind=kind,
            items=int(items),
            size=int(size),
            projection=_words(tables.get(list_id)),
        )
        for list_id, path, url, kind, items, size in rows
    ]


def _words(table: TableState | None) -> str:
    if table is None:
        return IN_ITEM_TABLE
    if table.state == "filling":
        return "own table, being filled"
    words = f"own table: {table.columns} columns, {table.indexes} indexes"
    return f"{words}, {table.asked} often asked" if table.asked else words
