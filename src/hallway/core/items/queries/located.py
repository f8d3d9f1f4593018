"""Items from anywhere, with where they are, in a few statements for all of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import orjson

from hallway.core.access.actors import Actor
from hallway.core.access.queries import get_masks
from hallway.core.access.rights import Right
from hallway.core.access.rules import holds
from hallway.core.access.trim import open_sql, readable_sql
from hallway.core.items.records import ItemId, ItemRecord, Located
from hallway.core.items.rows import WIDTH, folder_names, item_columns
from hallway.core.kinds import get_kind
from hallway.platform.db import engine


def locate(actor: Actor, items: Iterable[int]) -> dict[ItemId, Located]:
    """Return those of these items that the actor may see, with their addresses.

    What is hidden, gone or in a recycle bin is left out.  Four statements whatever
    the number of items, at most a thousand.
    """
    wanted = sorted(set(items))[:1000]
    if not wanted:
        return {}
    readable, parameters = readable_sql(actor, Right.VIEW_LIST_ITEMS, "i.scope_id")
    shut, more = open_sql(actor, Right.VIEW_LIST_ITEMS, "i")
    marks = ", ".join(["%s"] * len(wanted))
    rows = engine().fetch_all(
        f"SELECT {item_columns()}, i.data, l.kind, s.path, l.url_name, s.title,"
        " l.title, s.scope_id, l.scope_id FROM core_item i"
        " JOIN core_list l ON l.id = i.list_id JOIN core_site s ON s.id = l.site_id"
        f" WHERE i.id IN ({marks}) AND i.deletion_id IS NULL AND {readable} AND {shut}",
        [*wanted, *parameters, *more],
    )
    if not rows:
        return {}
    masks = get_masks(actor, {scope for row in rows for scope in row[-2:]})
    names = folder_names(rows)
    titles = _title_columns({row[2] for row in rows})
    return {row[0]: _located(row, masks, names, titles) for row in rows}


def _title_columns(lists: set[int]) -> dict[int, str]:
    marks = ", ".join(["%s"] * len(lists))
    return {
        list_id: str(column)
        for list_id, column in engine().fetch_all(
            "SELECT list_id, id FROM core_column WHERE internal_name = 'Title'"
            " AND state = 'living'"
            f" AND list_id IN ({marks})",
            sorted(lists),
        )
    }


def _located(
    row: tuple[Any, ...],
    masks: dict[int, int],
    names: dict[int, str],
    titles: dict[int, str],
) -> Located:
    item = ItemRecord._make(row[:WIDTH])
    data, kind, site_path, url_name, site, library, site_scope, list_scope = row[WIDTH:]
    sees_site = holds(masks[site_scope], Right.VIEW_LIST_ITEMS)
    sees_list = holds(masks[list_scope], Right.VIEW_LIST_ITEMS)
    base = f"{'' if site_path == '/' else site_path}/{url_name}"
    inside = [names[one] for one in item.ancestors[1:]]
    title = item.name
    if item.parent is None:
        title = library
    elif not (item.is_folder or get_kind(kind).has_bodies):
        inside = [str(item.number)]
        values = orjson.loads(data) if isinstance(data, str) else data
        title = str(values.get(titles.get(item.list, ""), "") or item.number)
    return Located(
        item=item,
        title=title,
        kind=kind,
        path="/".join([base, *inside]),
        site=site if sees_site else "",
        site_path=site_path if sees_site else "",
        library=library if sees_list else "",
    )
