"""Where the same content lies already."""

from __future__ import annotations

from collections.abc import Sequence

from hallway.core.access.actors import Actor
from hallway.core.access.rights import Right
from hallway.core.access.trim import open_sql, readable_sql
from hallway.core.items.queries.located import locate
from hallway.core.items.records import ItemId, Located
from hallway.core.names import ASSET_LIBRARY
from hallway.platform.db import engine
from hallway.wire.paths import name_key

MOST = 3
"""Places told of one file."""
_ASKED = 100


def list_same_content(
    actor: Actor, items: Sequence[ItemId]
) -> dict[ItemId, list[Located]]:
    """Return, for each of some files, where else the actor may read its content.

    Only what is current counts, not earlier versions; empty files have none in common.
    At most MOST places a file, the oldest first, and some for the first hundred files.
    """
    asked = list(items)[:_ASKED]
    if not asked:
        return {}
    # To see that it is there and to read it are two rights.
    seen, one = readable_sql(actor, Right.VIEW_LIST_ITEMS, "i.scope_id")
    opened, two = readable_sql(actor, Right.OPEN_ITEMS, "i.scope_id")
    shut, three = open_sql(actor, Right.OPEN_ITEMS, "i")
    marks = ", ".join(["%s"] * len(asked))
    rows = engine().fetch_all(
        "SELECT id, other FROM (SELECT id, other,"
        " row_number() OVER (PARTITION BY id ORDER BY other) AS n FROM"
        " (SELECT DISTINCT m.id, i.id AS other FROM core_item m"
        # Versions have an index by what they hold, items none.
        " JOIN core_version v ON v.blob_id = m.blob_id"
        " JOIN core_item i ON i.id = v.item_id AND i.blob_id = m.blob_id"
        " JOIN core_list l ON l.id = i.list_id"
        f" WHERE m.id IN ({marks}) AND m.size > 0 AND i.id <> m.id"
        f" AND i.deletion_id IS NULL AND l.url_key <> %s AND {seen} AND {opened}"
        f" AND {shut}) same) ranked WHERE n <= %s",
        [*asked, name_key(ASSET_LIBRARY), *one, *two, *three, MOST],
    )
    places = locate(actor, {other for _item, other in rows})
    found: dict[ItemId, list[Located]] = {}
    for item, other in rows:
        if other in places:
            found.setdefault(item, []).append(places[other])
    return found
