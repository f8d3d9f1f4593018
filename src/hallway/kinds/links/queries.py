"""Reads of quick links."""

from __future__ import annotations

from hallway.core.access.actors import Actor
from hallway.core.access.rights import Right
from hallway.core.access.trim import open_sql, readable_sql
from hallway.core.lists.records import ListId
from hallway.core.sites.records import SiteId
from hallway.kinds.links.records import LinkCard
from hallway.kinds.links.rules import ICONS
from hallway.platform.db import engine
from hallway.wire.links import is_safe_link


def list_links(
    actor: Actor,
    site: SiteId,
    *,
    list_id: ListId | None = None,
    limit: int = 100,
) -> list[LinkCard]:
    """Return the links of a site, or of one list of it, in their order.

    What is not safe to follow, however it got there, is left out.
    """
    readable, of_items = readable_sql(actor, Right.VIEW_LIST_ITEMS, "i.scope_id")
    shut, of_pending = open_sql(actor, Right.VIEW_LIST_ITEMS, "i")
    one_list = "1 = 1" if list_id is None else "l.id = %s"
    rows = engine().fetch_all(
        "SELECT i.id, i.number, i.version, k.title, k.address, k.icon, k.position,"
        " l.id FROM kind_links_link k JOIN core_item i ON i.id = k.item_id"
        " JOIN core_list l ON l.id = i.list_id AND l.kind = 'links'"
        f" WHERE l.site_id = %s AND {one_list} AND i.deletion_id IS NULL"
        f" AND {readable} AND {shut} ORDER BY l.id, k.position, i.id LIMIT %s",
        [
            site,
            *([] if list_id is None else [list_id]),
            *of_items,
            *of_pending,
            limit,
        ],
    )
    icons = {name: name for name in ICONS}
    cards = [
        LinkCard._make([*row[:5], icons.get(row[5], ICONS[0]), *row[6:]])
        for row in rows
    ]
    return [one for one in cards if is_safe_link(one.address)]
