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
    entries = _entries(actor, list_id, "true ORDER BY i.number LIMIT %s", [MOST])
    return sorted(entries, key=_by_title)


def _by_title(one: PageEntry) -> tuple[str, int]:
    return sort_key(one.title), one.number


def _entries(
    actor: Actor, list_id: ListId, which: str, parameters: list[Any]
) -> list[PageEntry]:
    readable, of_readable = readable_sql(actor, Right.VIEW_LIST_ITEMS, "i.scope_id")
    shut, of_shut = open_sql(actor, Right.VIEW_LIST_ITEMS, "i")
    rows = engine().fetch_all(
        "SELECT i.id, i.number, p.title, p.summary, p.parent, p.owner, n.title,"
        " p.review, p.published, i.modified, s.path, l.url_name"
        " FROM kind_pages_page p JOIN core_item i ON i.id = p.item_id"
        " JOIN core_list l ON l.id = i.list_id AND l.kind = 'pages'"
        " JOIN core_site s ON s.id = l.site_id"
        " LEFT JOIN core_principal n ON n.id = p.owner"
        f" WHERE l.id = %s AND i.deletion_id IS NULL AND {readable} AND {shut}"
        f" AND {which}",
        [list_id, *of_readable, *of_shut, *parameters],
    )
    return [_entry(row) for row in rows]


def get_page(actor: Actor, item: ItemId) -> Page:
    """Return a page with its text and its place; NotFound if absent or hidden."""
    found = get_item(actor, item)
    # Itself and what is below it; what is above it one by one, as few as there are.
    near = _entries(
        actor, found.list, "(i.number = %s OR p.parent = %s)", [found.number] * 2
    )
    own = next((one for one in near if one.number == found.number), None)
    if own is None:
        raise NotFound
    below = [one for one in near if one.parent == own.number]
    return Page(
        item=found,
        entry=own,
        values=list_values_of(actor, [found])[found.id],
        above=_above(actor, found.list, own),
        below=tuple(sorted(below, key=_by_title)),
    )


def _above(actor: Actor, list_id: ListId, own: PageEntry) -> tuple[PageEntry, ...]:
    above: list[PageEntry] = []
    at = own
    while at.parent is not None and len(above) < DEEPEST:
        higher = _entries(actor, list_id, "i.number = %s", [at.parent])
        # Two pages may name each other.
        if not higher or higher[0] == own or higher[0] in above:
            break
        at = higher[0]
        above.insert(0, at)
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
