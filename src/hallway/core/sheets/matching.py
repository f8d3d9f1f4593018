"""Which items the rows of a file are about, told by their keys."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from hallway.core.lists.types import TYPES
from hallway.core.sheets.existing import Existing, Rows
from hallway.core.sheets.parsing import Row, Target, cell_at
from hallway.core.sheets.reading import text_of
from hallway.core.sheets.records import GUID, Plan
from hallway.core.sheets.references import parse_guid
from hallway.wire.paths import fold

NOT_THERE = "No item of the list has this key."
_NO_KEY = "The key is empty."
_TWICE = "An earlier row has this key too."
_SEVERAL = "Several items of the list have this key."


class Keys:
    """Finds the items that the rows of a file are about."""

    def __init__(
        self, plan: Plan, targets: Sequence[Target], rows: Rows | None
    ) -> None:
        self._rows = rows
        self._keys = plan.keys if rows is not None else ()
        by_name = {one.column.internal_name: one for one in targets}
        self._columns = [by_name[one] for one in self._keys if one in by_name]
        self._at = next((one.at for one in plan.columns if one.name in self._keys), 0)
        self._index: dict[str, int] = {}
        self._seen: set[str] = set()

    def load(self) -> None:
        """Learn the keys of the items that are there; 0 stands for several."""
        if self._rows is None or not self._columns:
            return
        for item in self._rows.all():
            key = key_of(self._columns, item.values)
            self._index[key] = 0 if key in self._index else item.number

    def match(self, rows: Sequence[Row]) -> dict[int, Existing]:
        """Return the items by the places of their rows; notes what is wrong."""
        if self._rows is None or not self._keys:
            return {}
        if self._columns:
            return self._match_columns(self._rows, rows)
        return self._match_known(self._rows, rows)

    def digest(self, row: Row) -> str:
        """Return the key of a row, where columns make it."""
        return (
            key_of(self._columns, _encoded(self._columns, row))
            if (self._columns)
            else ""
        )

    def _match_columns(self, there: Rows, rows: Sequence[Row]) -> dict[int, Existing]:
        wanted: dict[int, int] = {}
        for at, row in enumerate(rows):
            values = _encoded(self._columns, row)
            if any(
                one.column.title == error[0]
                for one in self._columns
                for error in row.errors
            ):
                continue
            if not values:
                row.fail(self._columns[0].column.title, "", _NO_KEY)
                continue
            key = key_of(self._columns, values)
            if self._note(key, row, self._columns[0].column.title):
                continue
            number = self._index.get(key)
            if number == 0:
                row.fail(self._columns[0].column.title, "", _SEVERAL)
            elif number is not None:
                wanted[at] = number
        found = there.numbered(wanted.values())
        # One that was deleted just now is new again.
        return {at: found[one] for at, one in wanted.items() if one in found}

    def _match_known(self, there: Rows, rows: Sequence[Row]) -> dict[int, Existing]:
        wanted: dict[int, str] = {}
        for at, row in enumerate(rows):
            cell = text_of(cell_at(row.line, self._at)).strip()
            if not cell or self._note(cell.lower(), row, self._keys[0]):
                # Without one it is a new row.
                continue
            wanted[at] = cell
        found: Mapping[Any, Existing]
        if self._keys[0] == GUID:
            known = {one: parse_guid(one) for one in wanted.values()}
            found = there.known(one for one in known.values() if one)
            places: dict[int, Any] = {at: known[one] for at, one in wanted.items()}
        else:
            places = {at: _integer(one) for at, one in wanted.items()}
            found = there.numbered(one for one in places.values() if one)
        for at, place in places.items():
            if place not in found:
                rows[at].fail(self._keys[0], wanted[at], NOT_THERE)
        return {at: found[one] for at, one in places.items() if one in found}

    def _note(self, key: str, row: Row, title: str) -> bool:
        if key in self._seen:
            row.fail(title, "", _TWICE)
            return True
        self._seen.add(key)
        return False


def _integer(text: str) -> int | None:
    is_number = text.isascii() and text.isdigit() and len(text) < 16
    return int(text) if is_number else None


def _encoded(columns: Sequence[Target], row: Row) -> dict[str, Any]:
    return {
        one.column.internal_name: TYPES[one.column.type].encode(
            value, one.column.settings
        )
        for one in columns
        if (value := row.values.get(one.column.internal_name)) is not None
    }


def key_of(columns: Sequence[Target], values: Mapping[str, Any]) -> str:
    """Return what rows and items of equal keys have in common; texts are folded."""
    parts = [
        fold(value) if TYPES[one.column.type].is_prose and value is not None else value
        for one in columns
        for value in (values.get(one.column.internal_name),)
    ]
    return hashlib.blake2b(orjson.dumps(parts), digest_size=12).hexdigest()
