"""Column values that go along: to a version, to a copy, to another list."""

from __future__ import annotations

from typing import Any

import orjson
from django.db.models import QuerySet

from hallway.core.items.keys import keys_of
from hallway.core.items.models import Item
from hallway.core.items.records import DEFAULTS, ItemRecord
from hallway.core.items.rows import subtree
from hallway.core.items.saving import Saver, drop_unique_below
from hallway.core.lists.models import Column
from hallway.core.lists.retyping.converting import convert, may_become
from hallway.core.lists.retyping.naming import naming_of, side_of
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


class Matcher:
    """Finds for the values of one list the columns of another.

    Columns match by internal name, type, and what values mean in them: a lookup's list,
    a term's set, an amount's currency.  A column of the same name and another type
    takes those values that can be converted, and back again to the very same.  What a
    list makes itself is made anew.
    """

    def __init__(self, here: int, there: int) -> None:
        self._is_same = here == there
        self._own: set[str] = set()
        self._there: dict[str, Column] = {}
        self._known: dict[str, Column | None] = {}
        if not self._is_same:
            self._there = {one.internal_name: one for one in _columns(list=there)}
            self._own = {str(one.pk) for one in self._there.values()}
            self._known = {str(one.pk): one for one in _columns(list=here)}

    def rekey(self, data: Data) -> Data:
        """Return values keyed by the other list's columns; the rest keeps its key.

        So nothing is lost on the way there and back.
        """
        if self._is_same or not data:
            return data
        found: Data = {}
        for key, value in data.items():
            if key == DEFAULTS:
                found[key] = self.rekey(value)
                continue
            new, moved = self._matched(key, value)
            # What has a column of its own here is not put over by another's.
            if new != key and (new in data or new in found):
                new, moved = key, value
            found[new] = moved
        return found

    def target_of(self, column: Column) -> Column | None:
        """Return the column that takes values of one of the first list's, if any."""
        new = self._there.get(column.internal_name)
        if new is None or not TYPES[column.type].is_given:
            return None
        if _meaning(new) == _meaning(column):
            return new
        return new if _may_become(column, new) else None

    def _matched(self, key: str, value: Any) -> tuple[str, Any]:
        column = self._find(key)
        new = self.target_of(column) if column is not None else None
        if column is None or new is None:
            return key, value
        if _meaning(new) == _meaning(column):
            return str(new.pk), value
        try:
            return str(new.pk), _there_and_back(value, column, new)
        except ValueError:
            return key, value

    def _find(self, key: str) -> Column | None:
        """Return a column by its id: also of a list that an item was in before."""
        if not key.isdigit() or key in self._own:
            return None
        if key not in self._known:
            self._known[key] = _columns(pk=int(key)).first()
        return self._known[key]


def _columns(**which: int) -> QuerySet[Column]:
    return Column.unscoped.filter(state="living", **which)


def _meaning(column: Column) -> tuple[Any, ...]:
    settings = column.settings
    return column.type, *(settings.get(one) for one in ("list", "set", "currency"))


def _may_become(old: Column, new: Column) -> bool:
    if not TYPES[new.type].is_given:
        return False
    # Whom a list of people means is not told by their names.
    refers = {TYPES[old.type].refers, TYPES[new.type].refers}
    if refers != {""} and _meaning(old)[1:] != _meaning(new)[1:]:
        return False
    return may_become(side_of(old), side_of(new))


def _there_and_back(value: Any, old: Column, new: Column) -> Any:
    """Return a value converted; ValueError where it would not come back the same."""
    here, there = side_of(old), side_of(new)
    if not may_become(there, here):
        raise ValueError("There is no way back.")
    found = convert(value, here, there, naming_of(old, [value]))
    if convert(found, there, here, naming_of(new, [found])) != value:
        raise ValueError("It would not come back the same.")
    return found


def rekey_subtree(ancestry: str, *, here: int, there: int, saver: Saver | None) -> None:
    """Key the values of a subtree that came to a list by that list's columns.

    Those of its versions too: one may be restored.  What lives holds its unique values
    in the list it came to alone; Invalid where another item has one.
    """
    matcher = Matcher(here, there)
    drop_unique_below(here, there, ancestry)
    low, high = subtree(ancestry)
    rows = Item.unscoped.filter(list_id=there, ancestry__gte=low, ancestry__lt=high)
    items = rows if saver is not None else rows.exclude(data={})
    for item in items.only("pk", "data", "is_folder", "deletion").iterator():
        data = matcher.rekey(item.data)
        if saver is not None and not item.is_folder:
            data = saver.carry(data, kept=data)
            if item.deletion_id is None:
                saver.settle(item.pk, data)
        keys = orjson.loads(keys_of(data))
        Item.unscoped.filter(pk=item.pk).update(data=data, keys=keys)
    versions = Version.unscoped.filter(item__in=rows.values("pk"))
    for version in versions.exclude(data={}).only("pk", "data").iterator():
        data = matcher.rekey(version.data)
        if data != version.data:
            Version.unscoped.filter(pk=version.pk).update(data=data)
