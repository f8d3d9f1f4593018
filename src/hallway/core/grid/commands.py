"""Rows of a table that somebody edits in place: each written whole, or not at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from hallway.core.access.actors import Actor
from hallway.core.contenttypes.columns import type_columns
from hallway.core.contenttypes.rows import BY_NAME, find_types
from hallway.core.errors import CoreError, Invalid, NotFound, Stale
from hallway.core.grid.reading import Read, read_rows
from hallway.core.grid.records import Act, Entry, Outcome, Spelling, State
from hallway.core.items.asking import find_conditions
from hallway.core.items.commands import create_item, delete_item, update_values
from hallway.core.items.queries import get_item
from hallway.core.items.records import ItemId
from hallway.core.lists.records import ColumnRecord, ListRecord
from hallway.core.lists.rows import column_records
from hallway.core.lists.types import TYPES, is_empty
from hallway.core.sheets.existing import Existing, Rows
from hallway.core.sheets.references import References
from hallway.core.trash.commands import OnClash, restore_deletion
from hallway.core.trash.queries import find_deletion, get_deletion

MAX_ROWS = 200
"""Rows that go in at once."""


def enter_rows(
    actor: Actor,
    found: ListRecord,
    entries: Sequence[Entry],
    *,
    parent: ItemId,
    spelling: Spelling,
) -> list[Outcome]:
    """Do what each row says; one that is refused leaves the others as they are.

    parent  the folder that new rows come into
    Nobody overwrites what he has not seen: a row that somebody changed since is
    overtaken.  A cell that the list's form asks for only under a condition is filled
    where that is met.  Invalid for more than MAX_ROWS.
    """
    if len(entries) > MAX_ROWS:
        raise Invalid({"rows": f"At most {MAX_ROWS} rows at once."})
    every = [*column_records(found.id), *type_columns(find_types(found.id))]
    columns = {one.internal_name: one for one in every}
    rows = Rows(actor, found, list(columns.values()))
    there = rows.numbered(one.number for one in entries if one.number is not None)
    form = _Form(actor, found, parent)
    read = read_rows(
        [one.cells for one in entries], columns, References(actor), spelling
    )
    return [
        _enter(actor, found, entry, row, form, columns, there)
        for entry, row in zip(entries, read, strict=True)
    ]


def _enter(
    actor: Actor,
    found: ListRecord,
    entry: Entry,
    row: Read,
    form: _Form,
    columns: Mapping[str, ColumnRecord],
    there: Mapping[int, Existing],
) -> Outcome:
    try:
        if entry.act is Act.RESTORE:
            return _restore(actor, found, entry)
        if entry.number is None:
            return _make(actor, found, entry, row, form)
        item = there.get(entry.number)
        if item is None:
            return Outcome(state=State.GONE, number=entry.number)
        if entry.act is Act.DELETE:
            return _delete(actor, entry, item)
        return _change(actor, entry, row, columns, item, form)
    except Stale:
        return Outcome(state=State.OVERTAKEN, number=entry.number)
    except Invalid as error:
        return _refused(entry, errors=error.fields)
    except CoreError as error:
        return _refused(entry, error=error)


def _refused(
    entry: Entry,
    *,
    errors: Mapping[str, str] | None = None,
    error: CoreError | None = None,
) -> Outcome:
    return Outcome(
        state=State.REFUSED, number=entry.number, errors=errors or {}, error=error
    )


class _Form:
    """What the list's form says of rows; nothing where it has no conditions."""

    def __init__(self, actor: Actor, found: ListRecord, parent: ItemId) -> None:
        self.parent = parent
        self._actor = actor
        self._conditions = find_conditions(found.id) if found.has_form else None
        self._begun: dict[str, dict[str, Any]] = {}

    def check_new(self, values: Mapping[str, Any]) -> None:
        """Raise Invalid for what a new row would not be asked for."""
        if self._conditions is None:
            return
        of = self._conditions.type_of(values, {})
        key = "" if of is None else of.type_id
        if key not in self._begun:
            folder = get_item(self._actor, self.parent)
            self._begun[key] = self._conditions.beginning(self._actor, folder, of)
        base = self._begun[key]
        given = self._conditions.over(values, base)
        self._conditions.refuse(values, given, base, of)

    def check(self, news: Mapping[str, Any], item: Existing) -> None:
        """Raise Invalid for what a row would not be asked for."""
        if self._conditions is None:
            return
        of = self._conditions.type_of(
            {BY_NAME: news.get(BY_NAME) or item.values.get(BY_NAME)}, {}
        )
        base = self._conditions.keyed(item.values)
        given = self._conditions.over(news, base)
        self._conditions.refuse(news, given, base, of)


def _make(
    actor: Actor, found: ListRecord, entry: Entry, row: Read, form: _Form
) -> Outcome:
    if row.errors:
        return _refused(entry, errors=row.errors)
    # What is left empty begins as the list says.
    values = {name: one for name, one in row.values.items() if not is_empty(one)}
    form.check_new(values)
    made = create_item(
        actor, found.id, values=values, parent=form.parent, guid=entry.guid
    )
    return Outcome(state=State.SAVED, number=made.number)


def _change(
    actor: Actor,
    entry: Entry,
    row: Read,
    columns: Mapping[str, ColumnRecord],
    item: Existing,
    form: _Form,
) -> Outcome:
    if row.errors:
        return _refused(entry, errors=row.errors)
    news = {
        name: value
        for name, value in row.values.items()
        if not _is_same(columns[name], value, item.values.get(name))
    }
    if news:
        form.check(news, item)
        update_values(actor, ItemId(item.id), values=news, expect_version=entry.version)
    return Outcome(state=State.SAVED, number=item.number)


def _is_same(column: ColumnRecord, value: Any, stored: Any) -> bool:
    """Tell whether a value is what stands there; of lookups nobody can tell here."""
    if is_empty(value):
        return stored is None
    kind = TYPES[column.type]
    return kind.refers != "item" and kind.encode(value, column.settings) == stored


def _delete(actor: Actor, entry: Entry, item: Existing) -> Outcome:
    if item.version != entry.version:
        raise Stale("Somebody else changed it in the meantime.")
    deletion = get_deletion(actor, delete_item(actor, ItemId(item.id)))
    return Outcome(state=State.DELETED, number=item.number, deletion=deletion.guid)


def _restore(actor: Actor, found: ListRecord, entry: Entry) -> Outcome:
    deletion = find_deletion(actor, entry.deletion)
    if deletion.list != found.id:
        raise NotFound
    back = restore_deletion(actor, deletion.id, on_clash=OnClash.RENAME)
    return Outcome(state=State.SAVED, number=back.number)
