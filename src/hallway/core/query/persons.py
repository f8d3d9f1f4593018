"""Rows in the order of persons' names: person by person, each by an index.

Joined and sorted, a million rows take seconds.
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
"""Persons in a column whose rows are read so."""
TRIED = 64
"""Persons whose rows are looked at for one page before all rows are sorted instead."""
Keyed = list[tuple[Any, ...]]


class _Stretch(NamedTuple):
    """The rows of persons whose names sort alike, mostly one, each by itself."""

    key: str | None
    rows: list[Term]


def keyed_by_person(
    within: Within, query: Query, ordering: Ordering, edge: Edge | None, *, limit: int
) -> Keyed | None:
    """Return the ids and keys of a page's rows, nearest to its edge first.

    None where rows are not ordered by a person alone, no index has them so, too many
    persons are there, or those there have too few rows that are met.
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
    """Return the SQL of the person that alone orders rows, if an index has it."""
    share = within.share
    if len(query.order) != 1 or query.skip or share is None or share.part < WALKED:
        return None
    value = within.source.asked(query.order[0].field.name).value
    is_indexed = (value,) in within.source.ordered
    return value if is_indexed and _by_name(ordering).sql == "o0.title_key" else None


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
        name: str | None = None
        number = None
        if edge is not None:
            *at, name, number = edge.values
            if at and at[0] != rank:
                if (rank < at[0]) != backwards:
                    continue
                number = None
        of_rank = Term(f"{within.source.rank} = %s", [rank])
        named = _named(within, column, of_rank)
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


def _is(column: str, person: int | None) -> Term:
    if person is None:
        return Term(f"{column} IS NULL", [])
    return Term(f"{column} = %s", [person])


def _sorted(key: str | None) -> tuple[bool, str]:
    return key is not None, key or ""


def _named(
    within: Within, column: str, of_rank: Term
) -> list[tuple[str | None, list[int | None]]] | None:
    """Return who is in a column, by the keys of their names, in order; nobody first.

    Each is found behind the one before: an index is entered once for each.  None if
    there are more than `MOST`.
    """
    table = within.source.table
    rows = engine().fetch_all(
        f"WITH RECURSIVE who(id) AS (SELECT (SELECT min({column}) FROM {table}"
        f" WHERE {of_rank.sql}) UNION ALL SELECT (SELECT min({column}) FROM {table}"
        f" WHERE {of_rank.sql} AND {column} > who.id) FROM who"
        " WHERE who.id IS NOT NULL) SELECT who.id, p.title_key FROM who"
        " LEFT JOIN core_principal p ON p.id = who.id WHERE who.id IS NOT NULL"
        " LIMIT %s",
        [*of_rank.parameters, *of_rank.parameters, MOST + 1],
    )
    if len(rows) > MOST:
        return None
    found = sorted(((key, one) for one, key in rows), key=lambda one: _sorted(one[0]))
    # The first of all is nobody.
    named = [(key, [one for _key, one in same]) for key, same in groupby(found, _key)]
    if named and named[0][0] is None:
        return [(None, [None, *named[0][1]]), *named[1:]]
    return [(None, [None]), *named]


def _key(found: tuple[str | None, int]) -> str | None:
    return found[0]
