"""Column values that go along: to a version, to a copy, to another list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from hallway.core.items.keys import keys_of
from hallway.core.items.models import Item
from hallway.core.items.records import DEFAULTS, ItemRecord
from hallway.core.items.rows import subtree
from hallway.core.items.saving import Saver, drop_unique_below
from hallway.core.lists.rows import columns_of
from hallway.core.lists.types import TYPES
from hallway.core.versions.models import Version

Data = dict[str, Any]


def load_data(item: int) -> Data:
    """Return an item's stored values, by column id."""
    data: Data = Item.unscoped.values_list("data", flat=True).get(pk=item)
    return data


def load_data_below(item: ItemRecord) -> dict[int, Data]:
    """Return the stored values of an item and all below it that have any."""
    low, high = subtree(item.ancestry)
    rows = Item.unscoped.filter(
        list_id=item.list, ancestry__gte=low, ancestry__lt=high
    ).exclude(data={})
    return dict(rows.values_list("pk", "data"))


def match_columns(here: int, there: int) -> dict[str, str]:
    """Return the column ids of one list by those of another.

    Columns match by internal name, type, and what values mean in them: a lookup's list,
    a term's set, an amount's currency.  What a list makes itself is made anew.
    """
    if here == there:
        return {}
    new = {_meaning(column): column[0] for column in columns_of(there)}
    return {
        str(column[0]): str(new[_meaning(column)])
        for column in columns_of(here)
        if TYPES[column[2]].is_given and _meaning(column) in new
    }


def _meaning(column: tuple[int, str, str, bool, Mapping[str, Any]]) -> tuple[Any, ...]:
    _number, name, kind, _required, settings = column
    return name, kind, *(settings.get(one) for one in ("list", "set", "currency"))


def rekey(data: Data, pairs: dict[str, str]) -> Data:
    """Return values keyed by other columns; what has no match keeps its key.

    So nothing is lost on the way there and back.
    """
    found = {pairs.get(key, key): value for key, value in data.items()}
    if DEFAULTS in found:
        found[DEFAULTS] = rekey(found[DEFAULTS], pairs)
    return found


def rekey_subtree(ancestry: str, *, here: int, there: int, saver: Saver | None) -> None:
    """Key the values of a subtree that came to a list by that list's columns.

    Those of its versions too: one may be restored.  What lives holds its unique values
    in the list it came to alone; Invalid where another item has one.
    """
    pairs = match_columns(here, there)
    drop_unique_below(here, there, ancestry)
    if not pairs and saver is None:
        return
    low, high = subtree(ancestry)
    rows = Item.unscoped.filter(list_id=there, ancestry__gte=low, ancestry__lt=high)
    items = rows if saver is not None else rows.exclude(data={})
    for item in items.only("pk", "data", "is_folder", "deletion").iterator():
        data = rekey(item.data, pairs)
        if saver is not None and not item.is_folder:
            data = saver.carry(data, kept=data)
            if item.deletion_id is None:
                saver.settle(item.pk, data)
        keys = orjson.loads(keys_of(data))
        Item.unscoped.filter(pk=item.pk).update(data=data, keys=keys)
    versions = Version.unscoped.filter(item__in=rows.values("pk"))
    for version in versions.exclude(data={}).only("pk", "data").iterator():
        Version.unscoped.filter(pk=version.pk).update(data=rekey(version.data, pairs))
