"""What a list's own table looks like: its columns, what they are filled with, indexes.

The table holds the living items of one list, each column of the list as a real one,
and the facts of items that questions ask for.  The JSON on the item's row stays the
truth: what the table does not hold is read there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import NamedTuple

import orjson

from hallway.core.items.keys import search_name, sort_name
from hallway.core.lists.records import ColumnRecord
from hallway.core.lists.types import type_of
from hallway.core.projections.sums import Sums, read_sums
from hallway.platform.db import engine

FACTS = {
    "list_id": "integer",
    "number": "integer",
    "parent_id": "integer",
    "ancestry": "text",
    "name": "text",
    "name_key": "text",
    "sort_key": "text",
    "scope_id": "integer",
    "created": "integer",
    "modified": "integer",
    "author": "integer",
    "editor": "integer",
    "size": "integer",
}
"""Columns copied from the item's row, and their kinds; `is_folder` becomes `rank`."""

KEPT = 24
"""Different questions whose counts are kept with a table."""
INDEXED = 24
"""Columns of a list that have an index."""
_FOLDED = "+"


PLACED = ("scope_id", "parent_id")
"""What tells of a row whether somebody sees it, and where it lies."""


class Index(NamedTuple):
    """An index of a table: columns, or one long text that is only compared.

    beside  what is read of a row in it, but does not order it
    totals  of these, what is totalled in a way that can be kept; None where it cannot
    """

    name: str
    columns: tuple[str, ...]
    only_equal: str = ""
    beside: tuple[str, ...] = ()
    totals: tuple[str, ...] | None = None

    @property
    def orders(self) -> str:
        """Return the columns by which it has a table's rows in order, with commas.

        The last is what they are ordered by, among those alike in the others; the
        rank before it, and the number behind it, are not told.  Nothing if it has none.
        """
        first, *rest = self.columns
        if first != "rank" or rest[-1] != "number":
            return ""
        return ",".join(rest[:-1] if len(rest) > 1 else rest)

    @property
    def sums(self) -> str:
        """Return what of a row it has, scope by scope, with commas; else nothing."""
        if self.columns[0] != "rank" or "scope_id" not in self.columns:
            return ""
        return ",".join((*self.columns[1:], *self.beside))


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """A table and the columns of its list that it holds.

    kinds    how each is kept, by its id: text, number, integer, flag; with a `+` its
             sort key and its folded text stand beside it
    ordered  columns of the table by which an index has its rows in order: see
             `Index.orders`
    summed   groups and totals for which an index has all that is read, scope by scope:
             see `Index.sums`
    sums     groups and totals that are kept, by what `Index.sums` says of their index
    asked    how often it was asked what an index on these columns, with commas, would
             answer
    """

    table: str
    kinds: Mapping[str, str]
    ordered: frozenset[str] = frozenset()
    summed: frozenset[str] = frozenset()
    sums: Mapping[str, Sums] = field(default_factory=dict)
    asked: Mapping[str, int] = field(default_factory=dict)

    def dump(self) -> str:
        """Return it as text, for `read_shape`."""
        return orjson.dumps(
            {
                "table": self.table,
                "kinds": dict(self.kinds),
                "ordered": sorted(self.ordered),
                "summed": sorted(self.summed),
                "sums": {key: one.dump() for key, one in self.sums.items()},
                "asked": dict(self.asked),
            }
        ).decode()

    def without(self, columns: Iterable[ColumnRecord]) -> Shape:
        """Return it with those columns alone that are still kept so."""
        now = kinds_of(columns)
        kinds = {key: kind for key, kind in self.kinds.items() if now.get(key) == kind}
        there = {*FACTS, *names_kept(kinds)}
        sums = {
            key: one
            for key, one in self.sums.items()
            if there.issuperset((*one.columns, *one.totals))
        }
        return replace(self, kinds=kinds, sums=sums)


@lru_cache(maxsize=512)
def read_shape(text: str) -> Shape:
    """Return what `dump` wrote."""
    given = orjson.loads(text)
    return Shape(
        table=given["table"],
        kinds=given["kinds"],
        ordered=frozenset(given["ordered"]),
        summed=frozenset(given.get("summed", ())),
        sums={key: read_sums(one) for key, one in given.get("sums", {}).items()},
        asked=given.get("asked", {}),
    )


def kind_kept(column: ColumnRecord) -> str:
    """Return how a column's values are kept."""
    type_ = type_of(column.type, column.settings)
    as_json = type_.is_many or type_.stored == "object"
    kept = "text" if as_json else type_.stored
    return f"{kept}{_FOLDED}" if type_.is_text else kept


def kinds_of(columns: Iterable[ColumnRecord]) -> dict[str, str]:
    """Return how each column of a list is kept, by its id."""
    return {column.key: kind_kept(column) for column in columns}


def names_kept(kinds: Mapping[str, str]) -> dict[str, str]:
    """Return the columns of a table that hold what a list's columns do, with kinds."""
    found = {}
    for key, kind in kinds.items():
        found[value_name(int(key))] = kind.removesuffix(_FOLDED)
        if kind.endswith(_FOLDED):
            found[sort_name(int(key))] = found[search_name(int(key))] = "text"
    return found


def value_name(column: int) -> str:
    """Return the name of the column that holds a column's values."""
    return f"c{column}"


def create_table(shape: Shape) -> None:
    """Make the table, empty."""
    typed = engine().column_type
    lines = [
        "id bigint PRIMARY KEY" if engine().locks_rows else "id integer PRIMARY KEY"
    ]
    lines += [f"{name} {typed(kind)}" for name, kind in FACTS.items()]
    lines += ["is_folder boolean", f"rank {typed('integer')}"]
    for key, kind in shape.kinds.items():
        lines.append(f"c{key} {typed(kind.removesuffix(_FOLDED))}")
        if kind.endswith(_FOLDED):
            lines += [f"{sort_name(int(key))} {typed('text')}"]
            lines += [f"{search_name(int(key))} {typed('text')}"]
    engine().execute_ddl(f"CREATE TABLE {shape.table} ({', '.join(lines)})")


@lru_cache(maxsize=512)
def _statement(text: str) -> tuple[str, str, str]:
    """Return names, what they are filled with from `t`, and how a row is replaced."""
    shape = read_shape(text)
    names = ["id", *FACTS, "is_folder", "rank"]
    values = [f"t.{name}" for name in ("id", *FACTS, "is_folder")]
    values.append("CASE WHEN t.is_folder THEN 0 ELSE 1 END")
    for key, kind in shape.kinds.items():
        names.append(value_name(int(key)))
        values.append(engine().json_kept("t.data", key, kind.removesuffix(_FOLDED)))
        if kind.endswith(_FOLDED):
            for name in (sort_name(int(key)), search_name(int(key))):
                names.append(name)
                values.append(engine().json_value("t.keys", name, "text"))
    replaced = ", ".join(f"{name} = excluded.{name}" for name in names[1:])
    return ", ".join(names), ", ".join(values), replaced


def fill_sql(shape: Shape, rows: str) -> str:
    """Return the statement that writes rows, called `t` in `rows`, into the table."""
    names, values, replaced = _statement(shape.dump())
    return (
        f"INSERT INTO {shape.table} ({names}) SELECT {values} FROM {rows}"
        f" ON CONFLICT (id) DO UPDATE SET {replaced}"
    )


def expected_sql(shape: Shape, list_id: int) -> tuple[str, str]:
    """Return the columns of the table, and the question for what should be in them."""
    names, values, _replaced = _statement(shape.dump())
    rows = f"core_item t WHERE t.list_id = {list_id} AND {LIVING}"
    return names, f"SELECT {values} FROM {rows}"


LIVING = "t.deletion_id IS NULL AND t.number > 0"
"""What an item `t` must be to stand in its list's table."""


def indexes(
    shape: Shape, columns: Iterable[ColumnRecord], *, has_bodies: bool
) -> list[Index]:
    """Return the indexes that let a list be sorted and filtered by what it has."""
    table = shape.table
    found = [
        _ordered(table, "number"),
        _ordered(table, "modified", "number"),
        _ordered(table, "created", "number"),
        _ordered(table, "author", "number"),
        _ordered(table, "editor", "number"),
        Index(f"{table}_scope", ("scope_id", "number")),
        Index(
            f"{table}_parent",
            ("parent_id", "rank", "sort_key" if has_bodies else "number"),
        ),
    ]
    if has_bodies:
        found += [
            _ordered(table, "sort_key", "number"),
            _ordered(table, "size", "number"),
            Index(f"{table}_name", ("name_key",)),
            Index(f"{table}_place", ("ancestry",)),
        ]
    kept = [one for one in columns if one.key in shape.kinds][:INDEXED]
    for column in kept:
        type_ = type_of(column.type, column.settings)
        if type_.is_many or type_.stored == "object":
            continue
        number = int(column.id)
        if type_.is_text:
            found.append(_ordered(table, sort_name(number), "number"))
        if column.type == "text":
            name = search_name(number)
            found.append(Index(f"{table}_{name}", (name,), only_equal=name))
        elif not type_.is_prose:
            found.append(_ordered(table, value_name(number), "number"))
    return found


def _ordered(table: str, *columns: str) -> Index:
    name = columns[0] if columns[0] != "number" else "order"
    return Index(f"{table}_w_{name}", ("rank", *columns), beside=PLACED)
