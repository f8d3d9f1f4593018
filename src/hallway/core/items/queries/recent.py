"""What has changed lately, wherever the actor may see it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from hallway.core.access.actors import Actor
from hallway.core.access.rights import Right
from hallway.core.access.trim import open_sql, readable_sql
from hallway.core.items.records import ItemRecord
from hallway.core.items.rows import WIDTH, folder_names, item_columns
from hallway.core.names import ASSET_LIBRARY
from hallway.core.sites.records import SiteId
from hallway.platform.db import engine
from hallway.wire.paths import name_key

WINDOW = 5000
"""Changes looked back over: what bounds the cost, however much there is."""


class RecentFile(NamedTuple):
    """A file that changed; the titles are empty where the actor may not see them."""

    item: ItemRecord
    path: str
    site: str
    library: str
    editor: str


def list_recent_files(
    actor: Actor,
    *,
    limit: int = 12,
    site: SiteId | None = None,
    editors: Sequence[int] = (),
) -> list[RecentFile]:
    """Return the files changed last that the actor may see, newest first.

    Everywhere, or in one site, by anybody or by one of `editors`, but for the pictures
    of pages.  Found through the newest WINDOW changes of the log, in two statements
    whatever the number of rows.
    """
    readable, parameters = readable_sql(actor, Right.VIEW_LIST_ITEMS, "i.scope_id")
    shut, more = open_sql(actor, Right.VIEW_LIST_ITEMS, "i")
    in_sites, of_sites = readable_sql(actor, Right.VIEW_LIST_ITEMS, "s.scope_id")
    in_lists, of_lists = readable_sql(actor, Right.VIEW_LIST_ITEMS, "l.scope_id")
    where = "1 = 1" if site is None else "l.site_id = %s"
    in_site = [] if site is None else [site]
    if editors:
        where += f" AND i.editor IN ({', '.join(['%s'] * len(editors))})"
    rows = engine().fetch_all(
        f"SELECT {item_columns()}, s.path, l.url_name,"
        f" CASE WHEN {in_sites} THEN s.title ELSE '' END,"
        f" CASE WHEN {in_lists} THEN l.title ELSE '' END,"
        " n.title FROM core_item i"
        " JOIN core_list l ON l.id = i.list_id JOIN core_site s ON s.id = l.site_id"
        " LEFT JOIN core_principal n ON n.id = i.editor"
        # Counted, not reckoned from the last number: numbers have gaps.
        " WHERE i.id IN (SELECT c.item FROM (SELECT item FROM core_change"
        " ORDER BY id DESC LIMIT %s) c WHERE c.item IS NOT NULL)"
        " AND i.deletion_id IS NULL AND i.blob_id IS NOT NULL AND l.url_key <> %s"
        f" AND {readable} AND {shut} AND {where}"
        " ORDER BY i.modified DESC, i.id DESC LIMIT %s",
        [
            *of_sites,
            *of_lists,
            WINDOW,
            name_key(ASSET_LIBRARY),
            *parameters,
            *more,
            *in_site,
            *editors,
            limit,
        ],
    )
    if not rows:
        return []
    names = folder_names(rows)
    return [_recent(row, names) for row in rows]


def _recent(row: tuple[Any, ...], names: dict[int, str]) -> RecentFile:
    item = ItemRecord._make(row[:WIDTH])
    site_path, url_name, site, library, editor = row[WIDTH:]
    parts = [url_name, *(names[one] for one in item.ancestors[1:])]
    base = "" if site_path == "/" else site_path
    return RecentFile(
        item=item,
        path=f"{base}/{'/'.join(parts)}",
        site=site,
        library=library,
        editor=editor or "",
    )
