"""Reads of pages."""

from __future__ import annotations

from typing import Any

from hallway.core.access.actors import Actor
from hallway.core.access.rights import Right
from hallway.core.access.trim import open_sql, readable_sql
from hallway.core.errors import NotFound
from hallway.core.items.queries import get_item, list_values_of
from hallway.core.items.records import ItemId
from hallway.core.lists.records import ListId
from hallway.kinds.pages.records import Page, PageEntry
from hallway.platform.db import engine
from hallway.wire.paths import sort_key

DEEPEST = 20
"""Pages above one another that are followed."""
MOST = 2_000
"""Pages of one list that are listed."""


def list_pages(actor: Actor, list_id: ListId) -> list[PageEntry]:
    """Return the pages of a list the actor may see, drafts among them, by title."""
    readable, parameters = readable_sql(actor, Right.VIEW_LIST_ITEMS, "i.scope_id")
    shut, more = open_sql(actor, Right.VIEW_LIST_ITEMS, "i")
    rows = engine().fetch_all(
        "SELECT i.id, i.number, p.title, p.summary, p.parent, p.owner, n.title,"
        " p.review, p.published, i.modified, s.path, l.url_name"
        " FROM kind_pages_page p JOIN core_item i ON i.id = p.item_id"
        " JOIN core_list l ON l.id = i.list_id AND l.kind = 'pages'"
        " JOIN core_site s ON s.id = l.site_id"
        " LEFT JOIN core_principal n ON n.id = p.owner"
        f" WHERE l.id = %s AND i.deletion_id IS NULL AND {readable} AND {shut}"
        " ORDER BY i.number LIMIT %s",
        [list_id, *parameters, *more, MOST],
    )
    entries = [_entry(row) for row in rows]
    return sorted(entries, key=lambda one: (sort_key(one.title), one.number))


def get_page(actor: Actor, item: ItemId) -> Page:
    """Return a page with its text and its place; NotFound if absent or hidden."""
    found = get_item(actor, item)
    entries = {one.number: one for one in list_pages(actor, found.list)}
    own = entries.get(found.number)
    if own is None:
        raise NotFound
    return Page(
        item=found,
        entry=own,
        values=list_values_of(actor, [found])[found.id],
        above=_above(own, entries),
        below=tuple(one for one in entries.values() if one.parent == own.number),
    )


def _above(own: PageEntry, entries: dict[int, PageEntry]) -> tuple[PageEntry, ...]:
    above: list[PageEntry] = []
    at = own
    while at.parent is not None and len(above) < DEEPEST:
        higher = entries.get(at.parent)
        # Two pages may name each other.
        if higher is None or higher == own or higher in above:
            break
        above.insert(0, higher)
        at = higher
    return tuple(above)


def _entry(row: tuple[Any, ...]) -> PageEntry:
    path, url_name = row[10], row[11]
    return PageEntry._make(
        [
            *row[:6],
            row[6] or "",
            *row[7:10],
            f"{'' if path == '/' else path}/{url_name}",
        ]
    )
