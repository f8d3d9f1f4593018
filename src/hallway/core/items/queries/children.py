"""Listings: children, subtrees, and the places above the lists."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hallway.core.access.actors import Actor
from hallway.core.access.queries import get_item_mask
from hallway.core.access.rights import Right
from hallway.core.access.rules import demand
from hallway.core.access.trim import open_sql, readable_sql
from hallway.core.errors import NotFound
from hallway.core.items.records import ContainerEntry, ItemId, ItemRecord, Place
from hallway.core.items.rows import find_held, item_columns, subtree
from hallway.core.kinds import get_kind
from hallway.core.lists.queries import list_lists
from hallway.core.sites.queries import list_sites
from hallway.core.sites.rules import split_path
from hallway.platform.db import engine
from hallway.wire.paths import name_key


def get_item(actor: Actor, item: ItemId) -> ItemRecord:
    """Return a living item; NotFound if absent, deleted or hidden."""
    held = find_held(item)
    if held is None:
        raise NotFound
    mask = get_item_mask(
        actor,
        list_id=held.item.list,
        scope=held.item.scope,
        ancestry=held.item.ancestry,
        pending=held.facts.pending,
    )
    demand(actor, mask, Right.VIEW_LIST_ITEMS)
    return held.item


def find_item(actor: Actor, list_id: int, number: int) -> ItemRecord:
    """Return the item of a list that has a number; NotFound as for `get_item`."""
    row = engine().fetch_one(
        "SELECT id FROM core_item WHERE list_id = %s AND number = %s",
        (list_id, number),
    )
    if row is None:
        raise NotFound
    return get_item(actor, ItemId(row[0]))


def get_mask_now(actor: Actor, item: ItemRecord) -> int:
    """Return the actor's rights on an item, whether or not a re-stamp is running."""
    return get_item_mask(
        actor,
        list_id=item.list,
        scope=item.scope,
        ancestry=item.ancestry,
        pending=1,
    )


def trimmed_sql(
    actor: Actor, folder: ItemRecord, *, pending: int
) -> tuple[str, list[Any]]:
    """Return the WHERE term that keeps what the actor may see in a folder's list.

    Most items carry the folder's own scope, which the caller has tested already:
    that test comes first and spares the look into the grants.
    """
    if actor.everything is not None:
        return "1 = 1", []
    term, parameters = readable_sql(actor, Right.VIEW_LIST_ITEMS, "i.scope_id")
    if not pending:
        return f"(i.scope_id = %s OR {term})", [folder.scope, *parameters]
    shut, more = open_sql(actor, Right.VIEW_LIST_ITEMS, "i")
    return f"{term} AND {shut}", [*parameters, *more]


def iter_children(
    actor: Actor, folder: ItemRecord, *, pending: int = 1, page: int = 1000
) -> Iterator[list[ItemRecord]]:
    """Yield the visible children of a folder the actor may see, in pages.

    Ordered by name key, keyset paging: every page costs the same.  `folder` must
    come from `resolve` or `get_item` with this actor; `pending` from its list, and
    without it the listing is made as if a re-stamp were running: it never shows more.
    """
    trimmed, parameters = trimmed_sql(actor, folder, pending=pending)
    last = ""
    while True:
        rows = engine().fetch_all(
            f"SELECT {item_columns()}, i.name_key FROM core_item i"
            " WHERE i.parent_id = %s AND i.name_key > %s AND i.deletion_id IS NULL"
            f" AND {trimmed} ORDER BY i.name_key LIMIT %s",
            [folder.id, last, *parameters, page],
        )
        if rows:
            yield [ItemRecord._make(row[:-1]) for row in rows]
        if len(rows) < page:
            return
        last = rows[-1][-1]


def list_descendants(
    actor: Actor, folder: ItemRecord, *, limit: int, pending: int = 1
) -> list[ItemRecord]:
    """Return the visible subtree below a folder, parents before their children.

    At most `limit` + 1 rows, so that the caller can tell that there are more.  An
    item below a hidden folder is left out even where its own scope is open: a
    walk from above never reaches it.
    """
    trimmed, parameters = trimmed_sql(actor, folder, pending=pending)
    rows = engine().fetch_all(
        f"SELECT {item_columns()} FROM core_item i WHERE i.list_id = %s"
        " AND i.ancestry >= %s AND i.ancestry < %s AND i.deletion_id IS NULL"
        f" AND i.id <> %s AND {trimmed}"
        " ORDER BY length(i.ancestry) - length(replace(i.ancestry, '/', '')),"
        " i.ancestry LIMIT %s",
        [folder.list, *subtree(folder.ancestry), folder.id, *parameters, limit + 1],
    )
    reached = {folder.id}
    found = []
    for row in rows:
        item = ItemRecord._make(row)
        if item.parent in reached:
            reached.add(item.id)
            found.append(item)
    return found


def list_places(actor: Actor, place: Place) -> list[ContainerEntry]:
    """Return what a place above the lists holds: libraries, sites, steps to sites."""
    entries: dict[str, ContainerEntry] = {}
    depth = len(split_path(place.path))
    base = "" if place.path == "/" else place.path
    if place.site is not None:
        for found in list_lists(actor, place.site.id):
            if get_kind(found.kind).has_bodies:
                entries[name_key(found.url_name)] = ContainerEntry(
                    found.url_name,
                    f"{base}/{found.url_name}",
                    found.created,
                    found.modified,
                )
    for site in list_sites(actor, below=place.path):
        step = split_path(site.path)[depth]
        entries.setdefault(
            name_key(step),
            ContainerEntry(step, f"{base}/{step}", site.created, site.created),
        )
    return [entries[key] for key in sorted(entries)]
