"""What would become of each row of a file: the dry run, which writes nothing.

Its outcome is a body of lines of JSON, one for each row that is not as it is
already.  Applying does exactly what they say, and nothing is understood a second time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

import orjson

from hallway.core import clock
from hallway.core.access.actors import Actor
from hallway.core.access.queries import get_mask, get_masks
from hallway.core.access.rights import Right
from hallway.core.access.rules import holds
from hallway.core.contenttypes.columns import type_title
from hallway.core.contenttypes.records import ListType
from hallway.core.contenttypes.rows import BY_NAME, find_types
from hallway.core.items.rows import get_item_row
from hallway.core.items.saving import is_needed, unique_key
from hallway.core.lists.models import UniqueValue
from hallway.core.lists.records import ColumnRecord, ListRecord
from hallway.core.lists.types import TYPES
from hallway.core.sheets.cells import Names, cell_of, is_same, said
from hallway.core.sheets.existing import Existing, Rows
from hallway.core.sheets.matching import NOT_THERE, Keys
from hallway.core.sheets.parsing import (
    Reader,
    Row,
    Target,
    body_lines,
    cell_at,
    targets_of,
)
from hallway.core.sheets.reading import text_of
from hallway.core.sheets.records import CellChange, CellError, Found, Mode, Plan
from hallway.core.sheets.references import References
from hallway.core.sheets.rules import SHOWN, TOLD

BATCH = 500
_LONGEST = 200
_NEEDED = "A value is needed."
_NO_TYPE = "This list has no such content type."
_TAKEN = "Another item has this value already."
_NOT_YOURS = "You may not change this item."
_NOT_ADD = "You may not add items here."


class Checker:
    """One dry run; `lines` gives what is to be done, `found` what that comes to."""

    def __init__(
        self,
        actor: Actor,
        sha256: str,
        plan: Plan,
        found: ListRecord | None,
        columns: Sequence[ColumnRecord],
    ) -> None:
        self._actor = actor
        self._sha256 = sha256
        self._plan = plan
        self._columns = columns
        self._references = References(actor)
        self._targets = targets_of(plan, columns)
        self._reader = Reader(plan, self._targets, self._references)
        self._may_add = found is None or _may_add(actor, found)
        self._rows = None if found is None else Rows(actor, found, columns)
        self._types = None if found is None else find_types(found.id)
        self._keys = Keys(plan, self._targets, self._rows)
        self._unique = {
            one.column.internal_name: set[str]()
            for one in self._targets
            if one.column.is_unique
        }
        self.found = Found(at=clock.now())

    def lines(self, progress: Callable[[int], None]) -> Iterator[bytes]:
        """Give the lines of the result; raises TableError."""
        self._keys.load()
        lines = body_lines(self._sha256, self._plan)
        while batch := list(islice(lines, BATCH)):
            rows = self._reader.read(batch)
            self._name_types(rows)
            there = self._keys.match(rows)
            self._hold_unique(rows, there)
            news = self._changes(rows, there)
            for at, row in enumerate(rows):
                made = self._decide(row, there.get(at), news.get(at, {}))
                if made is not None:
                    yield orjson.dumps(made) + b"\n"
            progress(self.found.lines)

    def _name_types(self, rows: Sequence[Row]) -> None:
        """Say content types as they are called here; an empty cell says none."""
        named = (one for one in self._targets if one.column.internal_name == BY_NAME)
        target = next(named, None)
        if target is None or self._types is None:
            return
        for row in rows:
            try:
                of = self._types.pick(row.values)
            except ValueError:
                cell = text_of(cell_at(row.line, target.at))
                row.fail(target.column.title, cell, _NO_TYPE)
                of = None
            row.values.pop(BY_NAME, None)
            if of is not None:
                row.values[BY_NAME] = type_title(of)

    def _type_of(self, values: Mapping[str, Any]) -> ListType | None:
        if self._types is None:
            return None
        return self._types.pick(values) or self._types.default

    def _decide(
        self, row: Row, item: Existing | None, news: dict[str, Any]
    ) -> dict[str, Any] | None:
        line = row.line.number
        if item is None and not row.errors:
            self._check_new(row)
        if row.errors:
            return self._tell_bad(row)
        if item is None:
            self._count(added=1)
            return {
                "n": line,
                "do": "add",
                "v": {name: one for name, one in row.values.items() if one is not None},
                "k": self._keys.digest(row),
            }
        if not news:
            self._count(same=1)
            return None
        self._count(changed=1)
        return {"n": line, "do": "set", "i": item.number, "e": item.version, "v": news}

    def _check_new(self, row: Row) -> None:
        if not self._may_add:
            row.fail("", "", _NOT_ADD)
        if self._plan.mode is Mode.CHANGE:
            row.fail("", "", NOT_THERE)
        of = self._type_of(row.values)
        for column in self._columns:
            if (
                is_needed(column, of)
                and row.values.get(column.internal_name) is None
                and "default" not in column.settings
            ):
                row.fail(column.title, "", _NEEDED)

    def _tell_bad(self, row: Row) -> dict[str, Any]:
        self._count(bad=1)
        errors = self.found.errors
        if len(errors) < TOLD:
            told = [CellError(row.line.number, *one) for one in row.errors]
            self.found = replace(self.found, errors=(*errors, *told)[:TOLD])
        return {
            "n": row.line.number,
            "do": "bad",
            "x": [list(one) for one in row.errors],
            "c": [text_of(one) for one in row.line.cells],
        }

    def _count(self, **more: int) -> None:
        self.found = replace(
            self.found,
            **{name: getattr(self.found, name) + many for name, many in more.items()},
        )

    def _hold_unique(self, rows: Sequence[Row], there: Mapping[int, Existing]) -> None:
        for target in self._targets:
            column = target.column
            if not column.is_unique:
                continue
            keys = {
                at: unique_key(
                    column.type, TYPES[column.type].encode(value, column.settings)
                )
                for at, row in enumerate(rows)
                if (value := row.values.get(column.internal_name)) is not None
            }
            taken = dict(
                UniqueValue.unscoped.filter(
                    of=column.id, key__in=set(keys.values())
                ).values_list("key", "item")
            )
            seen = self._unique[column.internal_name]
            for at, key in keys.items():
                own = there[at].id if at in there else None
                if key in seen or taken.get(key, own) != own:
                    cell = text_of(cell_at(rows[at].line, target.at))
                    rows[at].fail(column.title, cell, _TAKEN)
                seen.add(key)

    def _changes(
        self, rows: Sequence[Row], there: Mapping[int, Existing]
    ) -> dict[int, dict[str, Any]]:
        """Return what changes in the items that are there already, by row."""
        if not there:
            return {}
        columns = [one.column for one in self._targets]
        names = self._references.names(columns, [one.values for one in there.values()])
        masks = get_masks(self._actor, {one.scope for one in there.values()})
        changes: dict[int, dict[str, Any]] = {}
        for at, item in there.items():
            row = rows[at]
            news = {}
            for target in self._targets:
                column = target.column
                name = column.internal_name
                is_fixed = column.type == "note" and column.settings.get("append")
                if name in self._plan.keys or is_fixed:
                    continue
                if self._is_same(target, row, item.values.get(name), names):
                    # Also where what it names could not be told from others.
                    row.forgive(column.title)
                    continue
                if name not in row.values:
                    continue
                news[name] = row.values[name]
            self._check_needed(row, item, news)
            if news and not holds(masks[item.scope], Right.EDIT_LIST_ITEMS):
                row.fail("", "", _NOT_YOURS)
            if news and self._plan.mode is Mode.ADD:
                news = {}
            if news and not row.errors:
                self._tell_changes(row, item, news, names)
            changes[at] = news
        return changes

    def _check_needed(self, row: Row, item: Existing, news: Mapping[str, Any]) -> None:
        """Note what an item would lack; another content type may need more."""
        of = self._type_of({**item.values, **news})
        for column in self._columns:
            name = column.internal_name
            lacks = news[name] is None if name in news else name not in item.values
            if lacks and (name in news or BY_NAME in news) and is_needed(column, of):
                row.fail(column.title, "", _NEEDED)

    def _is_same(self, target: Target, row: Row, stored: Any, names: Names) -> bool:
        column = target.column
        kind = TYPES[column.type]
        is_read = column.internal_name in row.values
        if not is_read and not kind.refers:
            return False
        given = row.values.get(column.internal_name)
        if given is not None:
            given = kind.encode(given, column.settings)
        ids = stored if isinstance(stored, list) else [stored]
        compared = stored
        if kind.refers == "item" and stored is not None:
            shown = names.items.get(column.id, {})
            numbers = [shown[one][0] for one in ids if one in shown]
            compared = numbers if kind.is_many else (numbers or [0])[0]
        return is_same(
            column.type,
            cell=cell_at(row.line, target.at),
            given=given,
            stored=compared,
            exported=cell_of(
                column.id,
                column.type,
                column.settings,
                stored,
                names,
                zone=None,
            ),
            people=[names.people[one] for one in ids if one in names.people]
            if kind.refers == "principal"
            else (),
        )

    def _tell_changes(
        self, row: Row, item: Existing, news: Mapping[str, Any], names: Names
    ) -> None:
        changes = list(self.found.changes)
        for target in self._targets:
            column = target.column
            if column.internal_name in news and len(changes) < SHOWN:
                old = item.values.get(column.internal_name)
                words = said(column.id, column.type, column.settings, old, names)
                new = text_of(cell_at(row.line, target.at))
                changes.append(
                    CellChange(
                        row.line.number,
                        item.number,
                        column.title,
                        words[:_LONGEST],
                        new[:_LONGEST],
                    )
                )
        self.found = replace(self.found, changes=tuple(changes))


def _may_add(actor: Actor, found: ListRecord) -> bool:
    root = get_item_row(found.root)
    return holds(get_mask(actor, root.scope), Right.ADD_LIST_ITEMS)
