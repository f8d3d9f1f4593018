"""Column values of items, by internal name."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import orjson

from hallway.core.access.actors import Actor
from hallway.core.items.queries.children import get_item
from hallway.core.items.records import DEFAULTS, ItemId, ItemRecord, Values
from hallway.core.lists.models import Column
from hallway.core.lists.records import ColumnRecord, ListId
from hallway.core.lists.rows import columns_of, record_of
from hallway.core.lists.types import TYPES
from hallway.platform.db import engine

_CHUNK = 1000


def get_values(actor: Actor, item: ItemId) -> Values:
    """Return an item's values in their stored form; NotFound if it is hidden.

    What is absent has no entry.  See `lists.types` for the stored forms.
    """
    return list_values_of(actor, (get_item(actor, item),))[item]


def get_folder_defaults(actor: Actor, folder: ItemId) -> Values:
    """Return what a folder itself says new items in it begin with, as it was given.

    By internal name; NotFound if it is hidden.
    """
    found = get_item(actor, folder)
    row = engine().fetch_one("SELECT data FROM core_item WHERE id = %s", (folder,))
    assert row is not None
    data = _read(row[0])
    own = data.get(DEFAULTS, {})
    return {
        name: own[str(column)]
        for column, name, *_rest in columns_of(found.list)
        if str(column) in own
    }


def list_values_of(actor: Actor, items: Iterable[ItemRecord]) -> dict[ItemId, Values]:
    """Return the values of items the actor has been shown already.

    Each by internal name and in its stored form; one statement a thousand items, and
    one a list.
    """
    shown = list(items)
    names: dict[ListId, dict[str, str]] = {}
    for one in shown:
        if one.list not in names:
            names[one.list] = {
                str(column): name for column, name, *_rest in columns_of(one.list)
            }
    data: dict[int, dict[str, Any]] = {}
    for start in range(0, len(shown), _CHUNK):
        ids = [one.id for one in shown[start : start + _CHUNK]]
        marks = ", ".join(["%s"] * len(ids))
        for item, stored in engine().fetch_all(
            f"SELECT id, data FROM core_item WHERE id IN ({marks})", ids
        ):
            data[item] = _read(stored)
    return {
        one.id: {
            names[one.list][key]: value
            for key, value in data.get(one.id, {}).items()
            if key in names[one.list]
        }
        for one in shown
    }


def list_unplaced(actor: Actor, item: ItemRecord) -> list[tuple[ColumnRecord, Any]]:
    """Return values that an item brought from another list and has no column for here.

    Each with the column it had there, hidden ones left out; `item` must have been shown
    to the actor.  Nothing of the list they are from is told beside.
    """
    row = engine().fetch_one("SELECT data FROM core_item WHERE id = %s", (item.id,))
    data = _read(row[0]) if row is not None else {}
    own = {str(column) for column, *_rest in columns_of(item.list)}
    others = [int(key) for key in data if key.isdigit() and key not in own]
    if not others:
        return []
    found = Column.unscoped.filter(pk__in=others, state="living", is_hidden=False)
    return [
        (record_of(one), data[str(one.pk)])
        for one in found.exclude(list=item.list).order_by("list", "position", "pk")
        if TYPES[one.type].is_given
    ]


def _read(stored: Any) -> dict[str, Any]:
    # SQLite gives JSON as text, PostgreSQL's driver may have read it.
    found: dict[str, Any] = orjson.loads(stored) if isinstance(stored, str) else stored
    return found
