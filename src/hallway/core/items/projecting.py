"""Telling an item's kind of the values it has now, inside a command."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hallway.core.access.actors import Actor
from hallway.core.items.records import ItemRecord
from hallway.core.items.rows import get_item_row
from hallway.core.kinds import get_kind
from hallway.core.lists.rows import columns_of


def tell_kind(
    actor: Actor, kind: str, item: ItemRecord, data: Mapping[str, Any]
) -> ItemRecord:
    """Tell the kind called `kind` that an item has these values, by column id.

    Returns the item as it is then: the kind may have set it aside as a draft.
    """
    saved = get_kind(kind).saved
    if saved is None or item.is_folder:
        return item
    values = {
        name: data[str(column)]
        for column, name, *_rest in columns_of(item.list)
        if str(column) in data
    }
    saved(actor, item, values)
    return get_item_row(item.id)
