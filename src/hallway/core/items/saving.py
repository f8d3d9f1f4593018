"""What the columns of a list make of values on their way into an item.

Every command that writes values goes through a `Saver`: it encodes what people gave,
looks up what that refers to, gives new items what they begin with and their numbers,
and holds values unique.  It runs inside a command that holds the list.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import orjson
from django.utils import timezone

from hallway.core import clock
from hallway.core.access.actors import Actor
from hallway.core.contenttypes.records import ListType
from hallway.core.contenttypes.rows import BY_ID, BY_NAME, find_types
from hallway.core.errors import Conflict, Invalid
from hallway.core.items.records import DEFAULTS, ItemRecord
from hallway.core.items.references import References
from hallway.core.items.rows import Held, subtree
from hallway.core.lists.formulas import broken_rules, calculate
from hallway.core.lists.models import Column, UniqueValue
from hallway.core.lists.records import ColumnRecord
from hallway.core.lists.retyping.converting import Side, convert
from hallway.core.lists.retyping.naming import naming_of, side_of
from hallway.core.lists.rows import record_of
from hallway.core.lists.rules import begin_with
from hallway.core.lists.types import TYPES, is_empty
from hallway.core.lists.types.times import EPOCH
from hallway.platform.db import engine
from hallway.wire.paths import fold

Data = dict[str, Any]
_NEEDED = "A value is needed."
_OURS = "This value is made by the list itself."
_TAKEN = "Another item has this value already."
_TYPED = frozenset([BY_ID, BY_NAME])


class Saver:
    """Writes values to the items of one list, for one command."""

    def __init__(self, actor: Actor, list_id: int) -> None:
        self._actor = actor
        self._list = list_id
        rows = Column.unscoped.filter(list_id=list_id, state__in=("living", "filling"))
        every = list(rows.select_related("list").order_by("position", "pk"))
        self._rule: Mapping[str, Any] = every[0].list.rule if every else {}
        has_types = every[0].list.has_types if every else True
        self._types = find_types(list_id) if has_types else None
        living = {one.pk: one for one in every if one.state == "living"}
        self.columns = [record_of(one) for one in living.values()]
        # Columns that get the values of another: both are written.
        self._filling = [
            (living[one.origin], one)
            for one in every
            if one.state == "filling" and one.origin in living
        ]
        self.references = References(actor)

    def begin(self, values: Mapping[str, Any], *, ancestors: tuple[int, ...]) -> Data:
        """Return the data of a new item; Invalid names each field that is wrong.

        ancestors  ids of the folders it comes into, the list's root first: what is not
                   among `values` begins as the nearest of them says, or the column
        """
        of, values = self._typed(values, {})
        given = {**self.beginning(values, ancestors, of), **values}
        data, errors = self._encode(given, {}, asked=values, of=of)
        if not errors:
            self._number(data)
        return self._finished(data, errors)

    def change(self, values: Mapping[str, Any], before: Mapping[str, Any]) -> Data:
        """Return the data of an item that had `before`; Invalid names each field."""
        of, values = self._typed(values, before)
        return self._finished(*self._encode(values, before, asked=values, of=of))

    def _typed(
        self, values: Mapping[str, Any], before: Mapping[str, Any]
    ) -> tuple[ListType | None, Mapping[str, Any]]:
        """Return the content type that an item is to have, and its other values."""
        if self._types is None:
            return None, values
        try:
            of = self._types.pick(values)
        except ValueError:
            name = BY_ID if values.get(BY_ID) else BY_NAME
            raise Invalid({name: "This list has no such content type."}) from None
        if of is None:
            of = self._types.of(before) if before else self._types.default
        left = {name: one for name, one in values.items() if name not in _TYPED}
        return of, left

    def _finished(self, data: Data, errors: Mapping[str, str]) -> Data:
        """Return data with what is calculated; Invalid for errors and broken rules."""
        now, zone = clock.now(), timezone.get_current_timezone()
        calculate(self.columns, data, now=now, zone=zone)
        broken = broken_rules(self.columns, self._rule, data, now=now, zone=zone)
        if broken or errors:
            raise Invalid({**broken, **errors})
        return data

    def begin_file(self, *, ancestors: tuple[int, ...]) -> Data:
        """Return the data a new file begins with; what is needed may come later."""
        data: Data = {}
        of = self._types.default if self._types is not None else None
        if self._types is not None and of is not None:
            self._types.stamp(data, of)
        given = self.beginning({}, ancestors, of)
        for column in self.columns:
            if column.internal_name in given:
                try:
                    self._put(column, given[column.internal_name], data, {})
                except ValueError:
                    # Whom or what it names is gone: it begins with nothing.
                    continue
        self._number(data)
        self._calculate(data)
        return data

    def _calculate(self, data: Data) -> None:
        zone = timezone.get_current_timezone()
        calculate(self.columns, data, now=clock.now(), zone=zone)

    def carry(self, data: Mapping[str, Any], *, kept: Mapping[str, Any]) -> Data:
        """Return data that came from elsewhere: another item, or an earlier version.

        What the list itself makes is as in `kept`, the item's data here so far, or
        made anew.
        """
        carried = dict(data)
        if self._types is not None:
            self._types.carry(carried)
        self._from_origins(carried)
        self._fill(carried, {})
        for column in self.columns:
            if column.type == "autonumber":
                carried.pop(column.key, None)
                if column.key in kept:
                    carried[column.key] = kept[column.key]
        self._number(carried)
        self._calculate(carried)
        return carried

    def settle(self, item: int, data: Mapping[str, Any]) -> None:
        """Note the unique values a living item has; Invalid if another has one."""
        errors = {}
        for column in self.columns:
            if column.is_unique and not note_unique(column, item, data):
                errors[column.internal_name] = _TAKEN
        if errors:
            raise Invalid(errors)

    def beginning(
        self,
        values: Mapping[str, Any],
        ancestors: tuple[int, ...],
        of: ListType | None = None,
    ) -> dict[str, Any]:
        """Return what is not among `values` begins with, as if somebody gave it.

        Of the columns of a content type alone, if one is given.
        """
        own = folder_defaults(ancestors)
        moment = timezone.localtime(EPOCH + timedelta(microseconds=clock.now()))
        found = {}
        for column in self.columns:
            settings = column.settings
            if of is not None and column.id not in of.columns:
                continue
            if column.key in own:
                settings = {**settings, "default": own[column.key]}
            if column.internal_name in values or "default" not in settings:
                continue
            found[column.internal_name] = begin_with(
                column.type, settings, me=self._actor.principal, now=moment
            )
        return found

    def _encode(
        self,
        values: Mapping[str, Any],
        before: Mapping[str, Any],
        *,
        asked: Mapping[str, Any],
        of: ListType | None,
    ) -> tuple[Data, dict[str, str]]:
        errors: dict[str, str] = {}
        data = dict(before)
        if self._types is not None and of is not None:
            self._types.stamp(data, of)
        by_name = {column.internal_name: column for column in self.columns}
        for name, value in values.items():
            column = by_name.get(name)
            if column is None:
                errors[name] = "There is no such column."
                continue
            try:
                self._put(column, value, data, before)
            except ValueError as error:
                # Whom or what a default names may be gone: it begins with nothing.
                if name in asked:
                    errors[name] = str(error)
                continue
            is_closed = column.is_read_only and self._actor.everything is None
            if (
                is_closed
                and name in asked
                and data.get(column.key) != before.get(column.key)
            ):
                errors[name] = "This column cannot be changed."
        for column in self.columns:
            if column.key not in data and is_needed(column, of):
                errors.setdefault(column.internal_name, _NEEDED)
        return data, self._fill(data, before) | errors

    def _put(
        self, column: ColumnRecord, value: Any, data: Data, before: Mapping[str, Any]
    ) -> None:
        kind = TYPES[column.type]
        old = before.get(column.key)
        if column.origin is not None:
            # What it was before its type changed is in earlier versions.
            data.pop(str(column.origin), None)
        if not kind.is_given:
            if not is_empty(value) and value != old:
                raise ValueError(_OURS)
            return
        if is_empty(value):
            if column.type == "note" and column.settings.get("append"):
                # Only added to: nothing new leaves what was said last.
                return
            found = self.references.keep_hidden(column, old)
        else:
            found = kind.encode(value, column.settings)
            if kind.refers and found is not None:
                found = self.references.resolve(column, found, old)
        if found is None:
            data.pop(column.key, None)
        else:
            data[column.key] = found

    def _fill(self, data: Data, before: Mapping[str, Any]) -> dict[str, str]:
        """Write what is being retyped in both types; messages for new misfits."""
        errors = {}
        for old, new in self._filling:
            value, key = data.get(str(old.pk)), str(new.pk)
            data.pop(key, None)
            if value is None:
                continue
            naming = naming_of(old, [value])
            try:
                data[key] = convert(value, side_of(old), side_of(new), naming)
            except ValueError as error:
                if value != before.get(str(old.pk)):
                    errors[old.internal_name] = (
                        f"This column is being given another type. {error}"
                    )
        return errors

    def _from_origins(self, data: Data) -> None:
        """Give retyped columns the values that an earlier version has for them."""
        lacking = {
            column.origin: column
            for column in self.columns
            if column.origin is not None
            and column.key not in data
            and str(column.origin) in data
        }
        if not lacking:
            return
        for old in Column.unscoped.filter(pk__in=lacking):
            column = lacking[old.pk]
            value = data[str(old.pk)]
            new = Side(column.type, column.settings)
            try:
                naming = naming_of(old, [value])
                data[column.key] = convert(value, side_of(old), new, naming)
            except ValueError:
                # It stays where it is, and is shown no more.
                continue

    def _number(self, data: Data) -> None:
        for column in self.columns:
            if column.type == "autonumber" and column.key not in data:
                data[column.key] = next_counter(column.id)


def is_needed(column: ColumnRecord, of: ListType | None) -> bool:
    """Tell whether an item of a content type needs a value; None for the only one."""
    if not column.is_given:
        return False
    if of is None:
        return column.required
    said = of.columns.get(column.id)
    if said is None or said.hidden:
        return False
    return said.required or column.required


def list_beginnings(
    actor: Actor, folder: ItemRecord, *, of: ListType | None = None
) -> dict[str, Any]:
    """Return what a new item in a folder begins with, as if its maker gave it.

    By internal name; the folder must come from `resolve` or `get_item`.
    """
    return Saver(actor, folder.list).beginning({}, folder.ancestors, of)


def saver_of(actor: Actor, held: Held) -> Saver | None:
    """Return what saves values that come from elsewhere; None if nothing needs it.

    The columns of a kind make no values and hold none unique.
    """
    return Saver(actor, held.item.list) if held.facts.schema > 1 else None


def next_counter(column: int, *, many: int = 1) -> int:
    """Take `many` numbers of an autonumber column; return the first of them."""
    row = engine().fetch_one(
        "UPDATE core_column SET counter = counter + %s WHERE id = %s RETURNING counter",
        (many, column),
    )
    assert row is not None
    return int(row[0]) - many + 1


def folder_defaults(ancestors: tuple[int, ...]) -> dict[str, Any]:
    """Return what folders say their new items begin with, the nearest's word last."""
    # The root folder has none: a list's own defaults stand in its columns.
    below = ancestors[1:]
    if not below:
        return {}
    wanted, ids = engine().is_one_of("id", below)
    rows: dict[int, Any] = dict(
        engine().fetch_all(f"SELECT id, data FROM core_item WHERE {wanted}", ids)
    )
    found: dict[str, Any] = {}
    for one in below:
        stored = rows.get(one) or {}
        data = orjson.loads(stored) if isinstance(stored, str) else stored
        found |= data.get(DEFAULTS, {})
    return found


def unique_key(column_type: str, value: Any) -> str:
    """Return what values are compared by: texts without case and accents."""
    text = fold(value) if TYPES[column_type].is_prose else orjson.dumps(value).decode()
    return hashlib.sha256(text.encode()).hexdigest()


def note_unique(column: ColumnRecord, item: int, data: Mapping[str, Any]) -> bool:
    """Note an item's value of a unique column; False if another item has it."""
    value = data.get(column.key)
    mine = UniqueValue.unscoped.filter(of=column.id, item=item)
    if value is None:
        mine.delete()
        return True
    key = unique_key(column.type, value)
    held = mine.values_list("key", flat=True).first()
    if held == key:
        return True
    mine.delete()
    row = engine().fetch_one(
        "INSERT INTO core_uniquevalue (of, key, item) VALUES (%s, %s, %s)"
        " ON CONFLICT (of, key) DO NOTHING RETURNING id",
        (column.id, key, item),
    )
    return row is not None


def drop_unique(deletion: int) -> None:
    """Let others have the unique values of what a deletion takes."""
    engine().execute(
        "DELETE FROM core_uniquevalue WHERE item IN"
        " (SELECT id FROM core_item WHERE deletion_id = %s)",
        (deletion,),
    )


def settle_restored(list_id: int, deletion: int) -> None:
    """Note the unique values of what comes back; Conflict if another has one by now."""
    columns = [record_of(one) for one in unique_columns(list_id)]
    if not columns:
        return
    for item, number, stored in engine().fetch_all(
        "SELECT id, number, data FROM core_item"
        " WHERE deletion_id = %s AND NOT is_folder ORDER BY id",
        (deletion,),
    ):
        data = orjson.loads(stored) if isinstance(stored, str) else stored
        for column in columns:
            if not note_unique(column, item, data):
                raise Conflict(
                    f"Item {number} has a value in “{column.title}” that another item"
                    " has by now; change that one first."
                )


def drop_unique_below(here: int, there: int, ancestry: str) -> None:
    """Let others in a list have the unique values of a subtree that left it."""
    low, high = subtree(ancestry)
    engine().execute(
        "DELETE FROM core_uniquevalue WHERE of IN (SELECT id FROM core_column"
        " WHERE list_id = %s AND is_unique) AND item IN (SELECT id FROM core_item"
        " WHERE list_id = %s AND ancestry >= %s AND ancestry < %s)",
        (here, there, low, high),
    )


def unique_columns(list_id: int) -> list[Column]:
    """Return the columns of a list whose values are unique."""
    return list(Column.unscoped.filter(list_id=list_id, state="living", is_unique=True))
