"""Giving rows the scope that their list's rule says; inside a command with the list.

A row without permissions of its own inherits its folder's scope, or where the list has
a rule the scope derived from that for those whose own it is.  Folders always inherit
as they are: they are seen by all who see the list.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import orjson

from hallway.core.changes.journal import count
from hallway.core.rowrules.records import RowRule
from hallway.core.rowrules.rules import owners_of
from hallway.core.rowrules.scopes import Derived, parse_rule
from hallway.platform.db import engine

_CHUNK = 500
_PERSONS = ("person", "persons")


def new_scope(
    list_id: int, base: int, *, author: int, data: Mapping[str, Any], rule: Any
) -> int:
    """Return the scope of a row that is made in a folder with the scope `base`.

    rule  `core_list.row_rule` as the database gave it
    """
    if rule is None:
        return base
    said = parse_rule(rule)
    owners = owners_of(author, data, _keys(list_id, said))
    return Derived(list_id, _site_of(list_id), said).get(base, owners)


def inherited_scope(item: int) -> int | None:
    """Return the scope that a row has, or would have without its own.

    None for a folder, which has its parent's.
    """
    rows = _rows("i.id = %s", [item], limit=1)
    if not rows:
        return None
    return _Wanted(rows[0][7], _rule_column(rows[0][7])).of(rows[0])


def settle_item(item: int) -> bool:
    """Give a row the scope its values say; False if it had it."""
    return settle_rows("i.id = %s", [item], limit=1).changed > 0


def settle_below(list_id: int, low: str, high: str) -> None:
    """Give the rows of a range of ancestries the scopes they must have."""
    after, n = 0, _BATCH
    while n == _BATCH:
        done = settle_rows(
            "i.list_id = %s AND i.ancestry >= %s AND i.ancestry < %s AND i.id > %s",
            [list_id, low, high, after],
            limit=_BATCH,
        )
        after, n = done.last, done.seen


def settle_list(list_id: int) -> int:
    """Give all rows of a list the scopes they must have; how many had others."""
    after, n, changed = 0, _BATCH, 0
    while n == _BATCH:
        done = settle_rows(
            "i.list_id = %s AND i.id > %s", [list_id, after], limit=_BATCH
        )
        after, n = done.last, done.seen
        changed += done.changed
    return changed


def is_ruled(list_id: int) -> bool:
    """Tell whether a list has a row rule."""
    return _rule_column(list_id) is not None


_BATCH = 5_000


class Settled:
    """How many rows were looked at and changed, and the id of the last."""

    def __init__(self, seen: int, changed: int, last: int) -> None:
        self.seen = seen
        self.changed = changed
        self.last = last


def settle_rows(where: str, parameters: list[Any], *, limit: int) -> Settled:
    """Give the first rows of one list that meet a condition the scopes they must have.

    Rows with permissions of their own keep those; what is in the bin is not left out.
    """
    rows = _rows(where, parameters, limit=limit)
    if not rows:
        return Settled(0, 0, 0)
    list_id = rows[0][7]
    wanted = _Wanted(list_id, _rule_column(list_id))
    inheriting = [row for row in rows if row[2] != row[0]]
    if len(rows) > 1:
        wanted.load(inheriting)
    moved: list[tuple[int, int]] = []
    for row in inheriting:
        item, scope, _own, _base, _author, _data, deletion, _list = row
        right = wanted.of(row)
        if right != scope:
            moved.append((item, right))
            if deletion is None:
                count(list_id, scope, -1)
                count(list_id, right, 1)
    for start in range(0, len(moved), _CHUNK):
        _write(moved[start : start + _CHUNK])
    return Settled(len(rows), len(moved), rows[-1][0])


def _write(pairs: Sequence[tuple[int, int]]) -> None:
    """Give items their scopes, all in one statement."""
    marks = ", ".join(["(%s, %s)"] * len(pairs))
    engine().execute(
        "UPDATE core_item SET scope_id = v.column2"
        f" FROM (VALUES {marks}) AS v WHERE core_item.id = v.column1",
        [value for pair in pairs for value in pair],
    )


def find_strays(
    list_id: int, *, after: int, limit: int
) -> tuple[list[tuple[int, str]], int | None]:
    """Return (item, name) of rows with other scopes than they must have; reads only.

    Of the rows above an id; and where the next batch begins, None at the end.
    """
    rows = _rows("i.list_id = %s AND i.id > %s", [list_id, after], limit=limit)
    wanted = _Wanted(list_id, _rule_column(list_id))
    wanted.load()
    wrong = [row[0] for row in rows if row[2] != row[0] and not wanted.is_met(row)]
    names: list[tuple[int, str]] = []
    for start in range(0, len(wrong), _CHUNK):
        among, ids = engine().is_one_of("id", wrong[start : start + _CHUNK])
        names += engine().fetch_all(
            f"SELECT id, name FROM core_item WHERE {among} ORDER BY id", ids
        )
    return names, rows[-1][0] if len(rows) == limit else None


class _Wanted:
    """Says which scope a row of a list must have."""

    def __init__(self, list_id: int, stored: Any) -> None:
        self._is_ruled = stored is not None
        rule = parse_rule(stored)
        self._keys = _keys(list_id, rule) if self._is_ruled else ()
        self._derived = Derived(list_id, _site_of(list_id), rule)

    def load(self, rows: Iterable[tuple[Any, ...]] = ()) -> None:
        """Look all scopes up at once, and make those that these rows lack."""
        if self._is_ruled:
            self._derived.load()
            self._derived.make((int(row[3]), self._owners(row)) for row in rows)

    def of(self, row: tuple[Any, ...]) -> int:
        """Return the scope, made if there is none yet."""
        base = int(row[3])
        if not self._is_ruled:
            return base
        return self._derived.get(base, self._owners(row))

    def is_met(self, row: tuple[Any, ...]) -> bool:
        """Tell whether a row has its scope; makes none."""
        if not self._is_ruled:
            return int(row[1]) == int(row[3])
        return self._derived.find(int(row[3]), self._owners(row)) == int(row[1])

    def _owners(self, row: tuple[Any, ...]) -> tuple[int, ...]:
        data = orjson.loads(row[5]) if isinstance(row[5], str) else row[5]
        return owners_of(row[4], data, self._keys)


def _rows(where: str, parameters: list[Any], *, limit: int) -> list[tuple[Any, ...]]:
    """Return (id, scope, its item, folder's scope, author, data, deletion, list)."""
    return engine().fetch_all(
        "SELECT i.id, i.scope_id, s.item_id, p.scope_id, i.author, i.data,"
        " i.deletion_id, i.list_id FROM core_item i"
        " JOIN core_item p ON p.id = i.parent_id"
        " LEFT JOIN core_scope s ON s.id = i.scope_id"
        f" WHERE {where} AND NOT i.is_folder ORDER BY i.id LIMIT %s",
        [*parameters, limit],
    )


def _rule_column(list_id: int) -> Any:
    row = engine().fetch_one("SELECT row_rule FROM core_list WHERE id = %s", (list_id,))
    return None if row is None else row[0]


def _site_of(list_id: int) -> int:
    row = engine().fetch_one("SELECT site_id FROM core_list WHERE id = %s", (list_id,))
    assert row is not None
    return int(row[0])


def _keys(list_id: int, rule: RowRule) -> tuple[str, ...]:
    """Return the keys in items' data of the columns a rule names."""
    if not rule.columns:
        return ()
    rows = engine().fetch_all(
        "SELECT id, internal_name, type FROM core_column"
        " WHERE list_id = %s AND state = 'living' ORDER BY id",
        (list_id,),
    )
    return tuple(
        str(column)
        for column, name, kind in rows
        if name in rule.columns and kind in _PERSONS
    )
