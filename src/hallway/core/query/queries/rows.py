"""Rows: filtered, sorted, page by page, trimmed to who asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from hallway.core.access.actors import Actor
from hallway.core.items.records import ItemRecord
from hallway.core.items.rows import WIDTH, item_columns
from hallway.core.lists.records import ColumnRecord, ListId
from hallway.core.projections.asked import note_asked
from hallway.core.projections.viewed import asked_of
from hallway.core.query.bynames import keyed_by_names
from hallway.core.query.fields import TRUE, Term, all_of
from hallway.core.query.paging import (
    Edge,
    Ordering,
    indexed_alike,
    lost,
    order_sql,
    ordering_of,
    ranked_segments,
    read_token,
    reads_in_order,
    segments,
    write_token,
)
from hallway.core.query.records import (
    Asking,
    Row,
    RowPage,
)
from hallway.core.query.trimming import WALKED
from hallway.core.query.walking import is_short, look, walked
from hallway.core.query.within import (
    Within,
    conditions_of,
    find_within,
    targets_of,
)
from hallway.platform.db import engine
from hallway.wire.query import (
    Condition,
    Query,
    Scope,
)

COUNTED = 1000
"""Rows counted exactly; beyond, a total is only known to be more."""
PAGE, MAX_PAGE = 100, 5000


def list_rows(
    actor: Actor,
    list_id: ListId,
    query: Query,
    *,
    asking: Asking,
    folder: ItemRecord | None = None,
) -> RowPage:
    """Return a page of the rows that meet a question.

    query   its `token` says where the page begins, its `limit` how long it is at most;
            its `folder` is not read
    folder  whose rows are asked, by the question's scope; the list's root without one.
            It must come from `resolve` or `get_item`.

    NotFound for a hidden list; Invalid names the column that cannot be asked so.
    """
    within = find_within(actor, list_id, query, asking, folder)
    if within.source.is_own and not query.token:
        wanted = asked_of(query, within.columns)
        if wanted is not None:
            note_asked(list_id, wanted)
    folders_first = query.scope in (Scope.DEFAULT, Scope.ALL)
    targets = targets_of(actor, within.source, query.order)
    ordering = ordering_of(
        within.source, query.order, folders_first=folders_first, targets=targets
    )
    edge = _edge(within, ordering, read_token(ordering, query.token))
    limit = PAGE if query.limit is None else max(0, min(query.limit, MAX_PAGE))
    backwards = edge is not None and not edge.is_after
    keyed = keyed_by_names(within, query, ordering, edge, limit=limit + 1)
    if keyed is None:
        keyed = _keyed(within, ordering, edge, limit=limit + 1, skip=query.skip)
    over = len(keyed) > limit
    keyed = keyed[:limit]
    if backwards:
        keyed.reverse()
    has_next = backwards or over
    has_previous = (over if backwards else edge is not None) or query.skip > 0
    return RowPage(
        rows=_rows(within, [row[0] for row in keyed]),
        total=_count(within) if query.counted else None,
        next=write_token(ordering, keyed[-1][1:], is_after=True)
        if keyed and has_next
        else "",
        previous=write_token(ordering, keyed[0][1:], is_after=False)
        if keyed and has_previous
        else "",
    )


def count_rows(
    actor: Actor,
    list_id: ListId,
    query: Query,
    *,
    asking: Asking,
    folder: ItemRecord | None = None,
) -> int:
    """Return how many rows meet a question, counted up to COUNTED + 1."""
    return _count(find_within(actor, list_id, query, asking, folder))


def list_marked(
    actor: Actor,
    list_id: ListId,
    rows: Sequence[Row],
    marks: Sequence[Condition],
    *,
    asking: Asking,
) -> dict[int, int]:
    """Return, by item number, which of these conditions each row meets first.

    rows are those of a page of the same list; one that meets none has no entry.  One
    statement, however many rows and conditions.
    """
    if not rows or not marks:
        return {}
    within = find_within(actor, list_id, Query(scope=Scope.ALL), asking, None)
    made = conditions_of(actor, within.found, within.source, asking)
    among, ids = engine().is_one_of(
        f"{within.source.alias}.id", [row.item.id for row in rows]
    )
    cases, parameters = [], []
    for place, mark in enumerate(marks):
        term = made.term(mark)
        cases.append(f"WHEN {term.sql} THEN {place}")
        parameters += term.parameters
    found = engine().fetch_all(
        f"SELECT {within.source.alias}.number, CASE {' '.join(cases)} END"
        f" FROM {within.source.table} WHERE {among} AND {within.met.sql}",
        [*parameters, *ids, *within.met.parameters],
    )
    return {number: place for number, place in found if place is not None}


def _edge(within: Within, ordering: Ordering, edge: Edge | None) -> Edge | None:
    """Return an edge with its values: of one that is a number, those of its row.

    A row that went, or is hidden, or meets the question no more, tells nothing.
    """
    if edge is None or edge.number is None:
        return edge
    row = engine().fetch_one(
        f"SELECT {ordering.columns} FROM {within.source.table} {ordering.joins.sql}"
        f" WHERE {within.met.sql} AND {within.source.alias}.number = %s",
        [*ordering.joins.parameters, *within.met.parameters, edge.number],
    )
    if row is None:
        raise lost()
    return Edge(tuple(row), edge.is_after)


def _keyed(
    within: Within, ordering: Ordering, edge: Edge | None, *, limit: int, skip: int
) -> list[tuple[Any, ...]]:
    """Return the ids and keys of a page's rows, nearest to its edge first."""
    backwards = edge is not None and not edge.is_after
    by = order_sql(ordering, backwards=backwards)
    source, found = within.source, list[tuple[Any, ...]]()
    cut = segments(ordering, edge)
    if source.is_own and ordering.is_ranked:
        cut = ranked_segments(ordering, edge, ranks=_ranks(within))
    alike = None
    if skip == 0 and within.share is not None and within.share.part >= WALKED:
        alike = reads_in_order(source, ordering, within.alike)
    for segment in cut:
        wanted = limit - len(found)
        if alike is not None:
            ranked = TRUE if ordering.is_ranked else source.files
            stretch = all_of(ranked, alike, segment)
            seen = look(within, ordering, stretch, backwards=backwards, limit=wanted)
            if len(seen) == wanted:
                return found + seen
            if is_short(within, stretch):
                found += seen
                continue
        met = all_of(within.met, segment)
        found += engine().fetch_all(
            f"SELECT {source.alias}.id, {ordering.columns}"
            f" FROM {source.table} {ordering.joins.sql}"
            f" WHERE {met.sql} ORDER BY {by} LIMIT %s OFFSET %s",
            [
                *ordering.joins.parameters,
                *met.parameters,
                wanted,
                skip if edge is None else 0,
            ],
        )
        if len(found) >= limit:
            break
    return found


def _ranks(within: Within) -> tuple[int, ...]:
    """Return the ranks to look for: most lists have no folders, and an index knows."""
    source = within.source
    any_folder = f"SELECT 1 FROM {source.table} WHERE {source.alias}.rank = 0 LIMIT 1"
    found = engine().once(any_folder, lambda: engine().fetch_one(any_folder))
    return (1,) if found is None else (0, 1)


def _rows(within: Within, ids: Sequence[int]) -> list[Row]:
    if not ids:
        return []
    among, parameters = engine().is_one_of("i.id", ids)
    rows = {
        row[0]: row
        for row in engine().fetch_all(
            f"SELECT {item_columns()}, i.data FROM core_item i WHERE {among}",
            parameters,
        )
    }
    return [_row(rows[one], within.columns) for one in ids if one in rows]


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


def _count(within: Within) -> int:
    if within.whole is not None and _ranks(within) == (1,):
        return _count_scopes(within, within.whole)
    counted = _count_walked(within)
    if counted > COUNTED:
        return counted
    row = engine().fetch_one(
        f"SELECT count(*) FROM (SELECT 1 FROM {within.source.table}"
        f" WHERE {within.met.sql} LIMIT %s) AS counted",
        [*within.met.parameters, COUNTED + 1],
    )
    return 0 if row is None else int(row[0])


def _count_scopes(within: Within, scopes: Term) -> int:
    """Return how many rows somebody sees, by how many each scope is known to have."""
    # By the scopes, not by the list's counts: a planner believes a list has few.
    counts = engine().join_each(
        "core_scopecount", "c", "c.list_id = %s AND c.scope_id = held.scope_id"
    )
    row = engine().fetch_one(
        "SELECT COALESCE(sum(c.n), 0) FROM"
        f" (SELECT DISTINCT scope_id FROM ({scopes.sql}) AS granted) AS held {counts}",
        [*scopes.parameters, within.found.id],
    )
    return 0 if row is None else min(int(row[0]), COUNTED + 1)


def _count_walked(within: Within) -> int:
    """Return how many rows are met among some of those alike in an index.

    An index tells which of them are seen, and leads to no other row.
    """
    share = within.share
    if share is None or share.part < WALKED:
        return 0
    alike = indexed_alike(within.source, within.alike)
    walk = walked(within, all_of(within.source.files, alike))
    row = engine().fetch_one(
        f"SELECT count(*) FROM (SELECT 1 FROM {walk.sql} LIMIT %s) AS counted",
        [*walk.parameters, COUNTED + 1],
    )
    return 0 if row is None else int(row[0])
