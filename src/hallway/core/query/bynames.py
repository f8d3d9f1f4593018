"""Rows in the order of what a column leads to, persons or items: each by an index.

Joined and sorted by names, a million rows take seconds.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby
from typing import Any, NamedTuple

from hallway.core.query.fields import Term, all_of
from hallway.core.query.paging import Edge, Ordering
from hallway.core.query.trimming import WALKED
from hallway.core.query.walking import is_short, look
from hallway.core.query.within import Within
from hallway.platform.db import engine
from hallway.wire.query import Query

MOST = 1_000
"""Persons or items a column leads to, at most, whose rows are read so."""
TRIED = 64
"""Of them, those whose rows are looked at for a page before all are sorted instead."""
Keyed = list[tuple[Any, ...]]


class _Stretch(NamedTuple):
    """The rows of all whose names sort alike, mostly one, each by itself."""

    key: Any
    rows: list[Term]


def keyed_by_names(
    within: Within, query: Query, ordering: Ordering, edge: Edge | None, *, limit: int
) -> Keyed | None:
    """Return the ids and keys of a page's rows, nearest to its edge first.

    None where rows are not ordered by a person or a lookup alone, no index has them so,
    too many are led to, or those have too few rows that are met.
    """
    column = _column(within, query, ordering)
    if column is None:
        return None
    backwards = edge is not None and not edge.is_after
    down = _by_name(ordering).descending != backwards
    by_number = _without_name(ordering)
    found, tried = Keyed(), 0
    for stretch in _stretches(within, column, ordering, edge):
        if stretch is None:
            return None
        wanted = limit - len(found)
        met = Keyed()
        for one in stretch.rows:
            rows = look(within, by_number, one, backwards=backwards, limit=wanted)
            tried += 1
            if tried > TRIED or (len(rows) < wanted and not is_short(within, one)):
                return None
            met += rows
        met.sort(key=lambda row: row[-1], reverse=down)
        found += [(*row[:-1], stretch.key, row[-1]) for row in met[:wanted]]
        if len(found) == limit:
            break
    return found


def _column(within: Within, query: Query, ordering: Ordering) -> str | None:
    """Return the SQL of the column that alone orders rows by names, if indexed."""
    share = within.share
    if len(query.order) != 1 or query.skip or share is None or share.part < WALKED:
        return None
    value = within.source.asked(query.order[0].field.name).value
    is_indexed = (value,) in within.source.ordered
    return value if is_indexed and ordering.joins.sql else None


def _by_name(ordering: Ordering) -> Any:
    return ordering.keys[int(ordering.is_ranked)]


def _without_name(ordering: Ordering) -> Ordering:
    keys = tuple(key for key in ordering.keys if key is not _by_name(ordering))
    return replace(ordering, keys=keys, joins=Term("", []))


def _stretches(
    within: Within, column: str, ordering: Ordering, edge: Edge | None
) -> Iterator[_Stretch | None]:
    """Yield the stretches of a page in their order; None if there are too many."""
    backwards = edge is not None and not edge.is_after
    down = _by_name(ordering).descending != backwards
    sign = "<" if down else ">"
    ranks = (0, 1) if ordering.is_ranked else (1,)
    for rank in reversed(ranks) if backwards else ranks:
        name = number = None
        if edge is not None:
            *at, name, number = edge.values
            if at and at[0] != rank:
                if (rank < at[0]) != backwards:
                    continue
                number = None
        of_rank = Term(f"{within.source.rank} = %s", [rank])
        named = _named(within, column, ordering, of_rank)
        if named is None:
            yield None
            return
        for key, ids in reversed(named) if down else named:
            rest = of_rank
            if number is not None:
                if _sorted(key) != _sorted(name):
                    if (_sorted(key) < _sorted(name)) != down:
                        continue
                else:
                    beyond = f"{within.source.alias}.number {sign} %s"
                    rest = all_of(of_rank, Term(beyond, [number]))
            yield _Stretch(key, [all_of(rest, _is(column, one)) for one in ids])


def _is(column: str, one: int | None) -> Term:
    if one is None:
        return Term(f"{column} IS NULL", [])
    return Term(f"{column} = %s", [one])


def _sorted(key: Any) -> tuple[bool, Any]:
    """Nothing comes first."""
    return key is not None, 0 if key is None else key


def _named(
    within: Within, column: str, ordering: Ordering, of_rank: Term
) -> list[tuple[Any, list[int | None]]] | None:
    """Return what a column leads to, by the keys of the names, in order.

    First what has no name: nothing, or what is not for the reader.  Each is found
    behind the one before: an index is entered once for each.  None if it is more than
    `MOST`.
    """
    table = within.source.table
    # It is the column that the join ends with.
    join, parameters = ordering.joins
    join = f"{join.removesuffix(column)}who.id"
    rows = engine().fetch_all(
        f"WITH RECURSIVE who(id) AS (SELECT (SELECT min({column}) FROM {table}"
        f" WHERE {of_rank.sql}) UNION ALL SELECT (SELECT min({column}) FROM {table}"
        f" WHERE {of_rank.sql} AND {column} > who.id) FROM who"
        f" WHERE who.id IS NOT NULL) SELECT who.id, {_by_name(ordering).sql} FROM who"
        f" {join} WHERE who.id IS NOT NULL LIMIT %s",
        [*of_rank.parameters, *of_rank.parameters, *parameters, MOST + 1],
    )
    if len(rows) > MOST:
        return None
    found = sorted(((key, one) for one, key in rows), key=lambda one: _sorted(one[0]))
    named = [(key, [one for _key, one in same]) for key, same in groupby(found, _key)]
    if named and named[0][0] is None:
        return [(None, [None, *named[0][1]]), *named[1:]]
    return [(None, [None]), *named]


def _key(found: tuple[Any, int]) -> Any:
    return found[0]
