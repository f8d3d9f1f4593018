"""The rows that are in a list already, as whoever brings others in sees them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple
from uuid import UUID

import orjson

from hallway.core.access.actors import Actor
from hallway.core.contenttypes.columns import type_title
from hallway.core.contenttypes.rows import BY_NAME, find_types
from hallway.core.items.queries.children import trimmed_sql
from hallway.core.items.rows import get_item_row
from hallway.core.lists.records import ColumnRecord, ListRecord
from hallway.platform.db import engine

_PAGE = 1000


class Existing(NamedTuple):
    """An item of the list with its values by internal name, in their stored form."""

    id: int
    number: int
    guid: str
    version: int
    scope: int
    values: dict[str, Any]


class Rows:
    """The rows of one list that one actor sees."""

    def __init__(
        self, actor: Actor, found: ListRecord, columns: Sequence[ColumnRecord]
    ) -> None:
        folder = get_item_row(found.root)
        self._trimmed = trimmed_sql(actor, folder, pending=found.pending)
        self._list = found.id
        self._names = {one.key: one.internal_name for one in columns}
        # Read where it is asked for.
        wanted = any(one.internal_name == BY_NAME for one in columns)
        self._types = find_types(found.id) if wanted else None

    def numbered(self, numbers: Iterable[int]) -> dict[int, Existing]:
        """Return those of these numbers that there are, by number."""
        where, given = engine().is_one_of("i.number", sorted(set(numbers)))
        return {one.number: one for one in self._read(where, given)}

    def known(self, guids: Iterable[str]) -> dict[str, Existing]:
        """Return those of these GUIDs that there are, by GUID."""
        wanted = sorted({UUID(one).hex for one in guids})
        if not wanted:
            return {}
        marks = ", ".join(["%s"] * len(wanted))
        return {one.guid: one for one in self._read(f"i.guid IN ({marks})", wanted)}

    def all(self, *, since: int = 0) -> Iterator[Existing]:
        """Return every row changed at or after `since`, by number, page by page."""
        last = 0
        while True:
            page = self._read(
                "i.number > %s AND i.modified >= %s", [last, since], limit=_PAGE
            )
            yield from page
            if len(page) < _PAGE:
                return
            last = page[-1].number

    def _read(
        self, where: str, parameters: Sequence[Any], *, limit: int | None = None
    ) -> list[Existing]:
        trimmed, mine = self._trimmed
        end = "" if limit is None else f" ORDER BY i.number LIMIT {limit}"
        rows = engine().fetch_all(
            f"SELECT i.id, i.number, {engine().guid_text('i.guid')}, i.version,"
            " i.scope_id, i.data FROM core_item i WHERE i.list_id = %s"
            f" AND NOT i.is_folder AND i.deletion_id IS NULL AND {where}"
            f" AND {trimmed}{end}",
            [self._list, *parameters, *mine],
        )
        return [Existing._make([*row[:5], self._values(row[5])]) for row in rows]

    def _values(self, stored: Any) -> dict[str, Any]:
        # SQLite gives JSON as text, PostgreSQL's driver may have read it.
        data = orjson.loads(stored) if isinstance(stored, str) else stored
        values = {
            self._names[key]: value for key, value in data.items() if key in self._names
        }
        if self._types is not None:
            values[BY_NAME] = type_title(self._types.of(data))
        return values
