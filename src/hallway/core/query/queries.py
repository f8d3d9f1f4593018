"""Questions to a list: filtered, sorted, page by page, trimmed to who asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import orjson

from hallway.core.access.actors import Actor
from hallway.core.items.queries.children import trimmed_sql
from hallway.core.items.records import ItemRecord
from hallway.core.items.rows import WIDTH, get_item_row, item_columns
from hallway.core.lists.queries import get_list
from hallway.core.lists.records import ColumnRecord, ListId
from hallway.core.lists.rows import column_records
from hallway.core.query.records import (
    Facet,
    FacetCounts,
    Filter,
    Row,
    RowPage,
    Sort,
)
from hallway.core.query.terms import Field, Term, field_called, fields_of, where
from hallway.platform.db import engine
from hallway.wire.paths import sort_key

COUNTED = 1000
"""Rows counted exactly; beyond, a total is only known to be more."""
FACETED = 10_000
"""Rows looked at for the counts of a column's values."""
_RANK = "CASE WHEN i.is_folder THEN 0 ELSE 1 END"


class _Scope(NamedTuple):
    """The rows an actor may see, before any filter, and what they can be asked."""

    columns: list[ColumnRecord]
    fields: dict[str, Field]
    rows: Term


def list_rows(
    actor: Actor,
    list_id: ListId,
    *,
    folder: ItemRecord | None = None,
    filters: Sequence[Filter] = (),
    text: str = "",
    sort: Sort | None = None,
    after: int | None = None,
    before: int | None = None,
    limit: int = 100,
) -> RowPage:
    """Return a page of a list's rows that meet every filter.

    folder         its direct children alone, folders first; without, the list's rows
                   wherever they are.  It must come from `resolve` or `get_item`.
    text           words, each of which is in one of the texts
    after, before  numbers of the items at the edge of the page wanted; one that is
                   hidden or gone counts as absent, and the first page is returned

    NotFound for a hidden list; Invalid names the column that cannot be asked so.
    """
    sort = sort or Sort()
    scope = _scope(actor, list_id, folder)
    conditions = where(scope.fields, filters, text)
    met = _all(scope.rows, *conditions)
    if conditions:
        met = _all(met, Term("NOT i.is_folder", []))
    order = _order(field_called(scope.fields, sort.column), list_id, sort)
    edge = _edge(after or before, order, scope.rows)
    backwards = edge is not None and after is None
    rows = engine().fetch_all(*_page(met, order, edge, backwards, limit))
    over = len(rows) > limit
    found = [_row(row, scope.columns) for row in rows[:limit]]
    if backwards:
        found.reverse()
    counted = engine().fetch_one(
        f"SELECT count(*) FROM (SELECT 1 FROM core_item i WHERE {met.sql}"
        " AND i.deletion_id IS NULL LIMIT %s) AS counted",
        [*met.parameters, COUNTED + 1],
    )
    assert counted is not None
    return RowPage(
        rows=found,
        total=counted[0],
        has_more=backwards or over,
        has_fewer=over if backwards else edge is not None,
    )


def count_values(
    actor: Actor,
    list_id: ListId,
    *,
    column: str,
    folder: ItemRecord | None = None,
    filters: Sequence[Filter] = (),
    text: str = "",
    limit: int = 50,
) -> FacetCounts:
    """Return how often each value of a column occurs among the rows of a question.

    At most FACETED rows are looked at, and `limit` values returned.
    """
    scope = _scope(actor, list_id, folder)
    field = field_called(scope.fields, column)
    met = _all(
        scope.rows,
        Term("NOT i.is_folder AND i.deletion_id IS NULL", []),
        *where(scope.fields, filters, text),
    )
    rows = engine().fetch_all(
        f"SELECT v, count(*) FROM (SELECT {field.value} AS v FROM core_item i"
        f" WHERE {met.sql} LIMIT %s) AS looked GROUP BY v ORDER BY count(*) DESC, v",
        [*met.parameters, FACETED + 1],
    )
    looked = sum(count for _value, count in rows)
    return FacetCounts(
        facets=[
            Facet(value=_read(field, value), count=count)
            for value, count in rows[:limit]
        ],
        exact=looked <= FACETED and len(rows) <= limit,
    )


def _read(field: Field, value: Any) -> Any:
    return bool(value) if field.type == "yesno" and value is not None else value


def _scope(actor: Actor, list_id: ListId, folder: ItemRecord | None) -> _Scope:
    found = get_list(actor, list_id)
    columns = column_records(list_id)
    within = Term("i.parent_id = %s", [0 if folder is None else folder.id])
    if folder is None or folder.list != list_id:
        folder = get_item_row(found.root)
        within = Term("i.list_id = %s AND NOT i.is_folder", [list_id])
    trimmed = Term(*trimmed_sql(actor, folder, pending=found.pending))
    return _Scope(columns, fields_of(columns), _all(within, trimmed))


def _all(*terms: Term) -> Term:
    return Term(
        " AND ".join(term.sql for term in terms),
        [parameter for term in terms for parameter in term.parameters],
    )


class _Order(NamedTuple):
    """How rows are ordered: the key's SQL, a join it needs, and the way."""

    key: str
    join: str
    descending: bool


def _order(field: Field, list_id: int, sort: Sort) -> _Order:
    if field.type != "person":
        return _Order(field.order, "", sort.descending)
    # Titles are folded here, so that the order is the same on both databases.
    people = engine().fetch_all(
        "SELECT p.id, p.title FROM core_principal p WHERE p.id IN"
        f" (SELECT {field.value} FROM core_item i WHERE i.list_id = %s)",
        (list_id,),
    )
    ranked = sorted(people, key=lambda row: (sort_key(row[1]), row[0]))
    pairs = [f"({int(row[0])}, {place})" for place, row in enumerate(ranked)]
    values = ", ".join(pairs) or "(0, 0)"
    join = f" LEFT JOIN (VALUES {values}) AS ranked ON ranked.column1 = {field.value}"
    return _Order("ranked.column2", join, sort.descending)


def _edge(number: int | None, order: _Order, rows: Term) -> tuple[Any, ...] | None:
    """Return where an item stands in the order, also one deleted since."""
    if number is None:
        return None
    return engine().fetch_one(
        f"SELECT {_RANK}, {order.key}, i.number FROM core_item i{order.join}"
        f" WHERE {rows.sql} AND i.number = %s",
        [*rows.parameters, number],
    )


def _page(
    met: Term,
    order: _Order,
    edge: tuple[Any, ...] | None,
    backwards: bool,  # noqa: FBT001 - private
    limit: int,
) -> tuple[str, list[Any]]:
    given = f"CASE WHEN {order.key} IS NULL THEN 0 ELSE 1 END"
    rank_down, key_down = backwards, order.descending != backwards
    ways = (
        (_RANK, rank_down),
        (given, key_down),
        (order.key, key_down),
        ("i.number", key_down),
    )
    beyond = Term("1 = 1", [])
    if edge is not None:
        rank, key, number = edge
        values = (rank, int(key is not None), key, number)
        beyond = _beyond(
            [
                (sql, down, value)
                for (sql, down), value in zip(ways, values, strict=True)
                if value is not None
            ]
        )
    by = ", ".join(f"{sql} {'DESC' if down else 'ASC'}" for sql, down in ways)
    return (
        f"SELECT {item_columns()}, i.data FROM core_item i{order.join}"
        f" WHERE {met.sql} AND i.deletion_id IS NULL AND {beyond.sql}"
        f" ORDER BY {by} LIMIT %s",
        [*met.parameters, *beyond.parameters, limit + 1],
    )


def _beyond(steps: Sequence[tuple[str, bool, Any]]) -> Term:
    """Return the condition that a row comes after an edge, step by step."""
    (sql, down, value), *rest = steps
    sign = "<" if down else ">"
    if not rest:
        return Term(f"{sql} {sign} %s", [value])
    inner = _beyond(rest)
    return Term(
        f"({sql} {sign} %s OR ({sql} = %s AND {inner.sql}))",
        [value, value, *inner.parameters],
    )


def _row(row: tuple[Any, ...], columns: Sequence[ColumnRecord]) -> Row:
    stored: Mapping[str, Any] | str = row[WIDTH]
    # SQLite gives JSON as text, PostgreSQL's driver may have read it.
    data = orjson.loads(stored) if isinstance(stored, str) else stored
    return Row(
        item=ItemRecord._make(row[:WIDTH]),
        values={
            column.internal_name: data[str(column.id)]
            for column in columns
            if str(column.id) in data
        },
    )
