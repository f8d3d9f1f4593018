"""The same change for many items of a list, in one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import orjson

from hallway.core.access.actors import Actor
from hallway.core.access.queries import get_item_mask, get_masks
from hallway.core.access.rights import Right
from hallway.core.access.rules import demand
from hallway.core.changes.journal import (
    command,
    lock_lists,
    next_change,
    step,
    unchanged,
)
from hallway.core.contenttypes.columns import type_columns
from hallway.core.contenttypes.rows import BY_NAME, find_types
from hallway.core.errors import Conflict, CoreError, Invalid, NotFound, Stale
from hallway.core.items.asking import find_conditions
from hallway.core.items.commands.create import NO_TOKENS, session_of
from hallway.core.items.projecting import tell_kind
from hallway.core.items.records import Edit, Edited, ItemId, Refused, Way
from hallway.core.items.rows import Held, get_item_row, list_held
from hallway.core.items.saving import Saver
from hallway.core.items.writing import write_values
from hallway.core.kinds import get_kind
from hallway.core.lists.queries import list_columns
from hallway.core.lists.records import ColumnRecord, ListId
from hallway.core.lists.types import TYPES, is_empty
from hallway.core.locks.records import LockRecord
from hallway.core.locks.rows import demand_not_checked_out, locks_covering_each
from hallway.core.locks.rules import check_tokens
from hallway.platform.db import engine

MAX_EDITED = 1000
"""Items of one edit: on SQLite nobody else writes meanwhile."""
Data = dict[str, Any]


@command
def update_many(
    actor: Actor, list_id: ListId, items: Sequence[ItemId], *, edits: Sequence[Edit]
) -> Edited:
    """Change columns of many items of a list; each item has all of it or nothing.

    For people: an item is refused where it would get a value that the list's form asks
    for only under a condition, which the item does not meet.
    What one item is refused for leaves the others as they were asked for.  Invalid if
    an edit makes no sense for its column, or there are more than MAX_EDITED items.
    """
    if len(items) > MAX_EDITED:
        raise Invalid({"item": f"At most {MAX_EDITED:,} items at once."})
    check_edits(actor, list_id, edits)
    work = _Work(actor, list_id, items)
    by_name = {one.internal_name: one for one in work.saver.columns}
    if any(edit.column == BY_NAME for edit in edits):
        by_name |= _types_of(list_id)
    columns = [by_name[edit.column] for edit in edits]
    for edit, column in zip(edits, columns, strict=True):
        work.saver.references.remember(
            column, [data.get(column.key) for data in work.data.values()]
        )
        if edit.way is not Way.EMPTY and TYPES[column.type].refers:
            _look_up(work.saver, column, edit.value)

    conditions = find_conditions(list_id)
    filled = {edit.column for edit in edits if edit.way in (Way.SET, Way.ADD)}

    def changed(held: Held, before: Data) -> Data:
        if held.item.is_folder:
            raise Conflict("That is a folder: it has no values.")
        values = {
            column.internal_name: _value(work.saver, column, edit, before)
            for edit, column in zip(edits, columns, strict=True)
        }
        data = work.saver.change(values, before)
        if conditions is not None:
            conditions.refuse(filled, data, before, conditions.type_of({}, data))
        return data

    return work.run(changed)


@command
def undo_updates(actor: Actor, list_id: ListId, *, first: int, last: int) -> Edited:
    """Take back the actor's own changes of values with these numbers in a list's log.

    An item whose values were changed again since is left as it is: Stale.
    """
    rows = engine().fetch_all(
        "SELECT c.item, c.before, c.after FROM core_change c"
        " JOIN core_stream s ON s.id = c.stream_id"
        " WHERE s.kind = 'list' AND s.ref = %s AND c.n BETWEEN %s AND %s"
        " AND c.actor = %s AND c.verb = 'item.updated' ORDER BY c.n LIMIT %s",
        (list_id, first, last, actor.principal, MAX_EDITED),
    )
    told = {item: (_read(before), _read(after)) for item, before, after in rows}
    if not told:
        raise NotFound
    work = _Work(actor, list_id, [ItemId(one) for one in told])

    def undone(held: Held, now: Data) -> Data:
        before, after = told[held.item.id]
        keys = {*before, *after}
        if any(now.get(key) != after.get(key) for key in keys):
            raise Stale("Somebody else changed it in the meantime.")
        kept = {key: value for key, value in now.items() if key not in keys}
        return work.saver.carry({**kept, **before}, kept=now)

    return work.run(undone)


class _Work:
    """The items of one command, read at once: held, with their data and locks."""

    def __init__(self, actor: Actor, list_id: int, items: Sequence[ItemId]) -> None:
        lock_lists([list_id])
        self._actor = actor
        self._list = list_id
        self._items = list(dict.fromkeys(items))
        self._held = list_held(list_id, self._items)
        self._locks = _locks(self._held)
        scopes = {held.item.scope for held in self._held.values()}
        self._masks = get_masks(actor, scopes)
        self.data = _data_of(self._held)
        self.saver = Saver(actor, list_id)

    def run(self, change: Any) -> Edited:
        """Give each item what `change` makes of it; those refused stay as they are."""
        changed, same, refused = [], [], []
        first = next_change(("list", self._list))
        for item in self._items:
            try:
                held = self._editable(item)
                before = self.data[item]
                data = change(held, before)
                if data == before:
                    same.append(item)
                    continue
                with step():
                    self._write(held, before, data)
                changed.append(item)
            except CoreError as error:
                refused.append(Refused(item, error))
        last = next_change(("list", self._list)) - 1
        if not changed:
            unchanged()
        return Edited(
            changed=tuple(changed),
            same=tuple(same),
            refused=tuple(refused),
            changes=(first, last) if changed else None,
        )

    def _editable(self, item: ItemId) -> Held:
        held = self._held.get(item)
        if held is None:
            raise NotFound
        mask = self._masks[held.item.scope]
        if held.facts.pending:
            mask = get_item_mask(
                self._actor,
                list_id=held.item.list,
                scope=held.item.scope,
                ancestry=held.item.ancestry,
                pending=held.facts.pending,
            )
        demand(self._actor, mask, Right.EDIT_LIST_ITEMS)
        check_tokens(self._actor, self._locks[item], NO_TOKENS)
        demand_not_checked_out(self._actor, held.item)
        return held

    def _write(self, held: Held, before: Data, data: Data) -> None:
        item = held.item
        self.saver.settle(item.id, data)
        session = session_of(self._actor, item, NO_TOKENS)
        write_values(self._actor, held, before=before, data=data, session=session)
        if get_kind(held.facts.kind).saved is not None:
            tell_kind(self._actor, held.facts.kind, get_item_row(item.id), data)


def _locks(held: Mapping[int, Held]) -> dict[int, list[LockRecord]]:
    return locks_covering_each([one.item for one in held.values()]) if held else {}


def _data_of(held: Mapping[int, Held]) -> dict[int, Data]:
    wanted, ids = engine().is_one_of("id", sorted(held))
    rows = engine().fetch_all(f"SELECT id, data FROM core_item WHERE {wanted}", ids)
    return {item: _read(stored) for item, stored in rows}


def _read(stored: Any) -> Data:
    # SQLite gives JSON as text, PostgreSQL's driver may have read it.
    found: Data = orjson.loads(stored) if isinstance(stored, str) else stored or {}
    return found


def check_edits(actor: Actor, list_id: ListId, edits: Sequence[Edit]) -> None:
    """Raise Invalid, by column, for edits that no item of a list could have."""
    columns = {one.internal_name: one for one in list_columns(actor, list_id)}
    if any(edit.column == BY_NAME for edit in edits):
        columns |= _types_of(list_id)
    errors = {}
    for edit in edits:
        column = columns.get(edit.column)
        message = "There is no such column."
        if column is not None:
            message = _wrong_with(edit, column)
        if message:
            errors[edit.column] = message
    if len({edit.column for edit in edits}) < len(edits):
        errors[""] = "One edit for each column."
    if errors:
        raise Invalid(errors)


def _types_of(list_id: int) -> dict[str, ColumnRecord]:
    """Return the content type as a column that every item has, by its name."""
    return {
        one.internal_name: replace(one, required=True)
        for one in type_columns(find_types(list_id))
    }


def _wrong_with(edit: Edit, column: ColumnRecord) -> str:
    """Return what is wrong with an edit, whatever the item; empty for nothing."""
    kind = TYPES[column.type]
    is_part = edit.way in (Way.ADD, Way.REMOVE)
    if is_part and not kind.is_many:
        return "This column has one value."
    if edit.way is Way.EMPTY or (edit.way is Way.SET and is_empty(edit.value)):
        return "A value is needed." if column.required and column.is_given else ""
    if is_part and is_empty(edit.value):
        return "A value is needed."
    try:
        if edit.way is not Way.REMOVE:
            kind.encode(edit.value, column.settings)
    except ValueError as error:
        return str(error)
    return ""


def _look_up(saver: Saver, column: ColumnRecord, value: Any) -> None:
    """Look up once what an edit gives, and none of it again for each item."""
    given = value if isinstance(value, list) else [value]
    saver.references.load(column, [one for one in given if isinstance(one, int)])


def _value(saver: Saver, column: ColumnRecord, edit: Edit, before: Data) -> Any:
    """Return what an item's column gets, as people would give it."""
    if edit.way is Way.EMPTY:
        return None
    if edit.way is Way.SET:
        return edit.value
    old = saver.references.given(column, before.get(column.key))
    given = list(edit.value or [])
    if edit.way is Way.ADD:
        return [*old, *(one for one in given if one not in old)]
    return [one for one in old if one not in given]
