"""Column values that go along: to a version, to a copy, to another list."""

from __future__ import annotations

from typing import Any

import orjson

from hallway.core.items.keys import keys_of
from hallway.core.items.models import Item
from hallway.core.items.records import ItemRecord
from hallway.core.items.rows import subtree
from hallway.core.lists.rows import columns_of
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

    Columns match by internal name and type.
    """
    if here == there:
        return {}
    new = {(name, kind): number for number, name, kind, _r, _s in columns_of(there)}
    return {
        str(number): str(new[name, kind])
        for number, name, kind, _required, _settings in columns_of(here)
        if (name, kind) in new
    }


def rekey(data: Data, pairs: dict[str, str]) -> Data:
    """Return values keyed by other columns; what has no match keeps its key.

    So nothing is lost on the way there and back.
    """
    return {pairs.get(key, key): value for key, value in data.items()}


def rekey_subtree(ancestry: str, *, here: int, there: int) -> None:
    """Key the values of a subtree that came to a list by that list's columns.

    Those of its versions too: one may be restored.
    """
    pairs = match_columns(here, there)
    if not pairs:
        return
    low, high = subtree(ancestry)
    rows = Item.unscoped.filter(list_id=there, ancestry__gte=low, ancestry__lt=high)
    for item in rows.exclude(data={}).only("pk", "data").iterator():
        data = rekey(item.data, pairs)
        keys = orjson.loads(keys_of(data))
        Item.unscoped.filter(pk=item.pk).update(data=data, keys=keys)
    versions = Version.unscoped.filter(item__in=rows.values("pk"))
    for version in versions.exclude(data={}).only("pk", "data").iterator():
        Version.unscoped.filter(pk=version.pk).update(data=rekey(version.data, pairs))
