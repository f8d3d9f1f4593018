"""Rows of a list's own table, looked at in the order of an index.

The index tells which of them somebody sees and where they lie: most rows of others are
passed by without a look into the table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from hallway.core.query.fields import TRUE, Term, all_of
from hallway.core.query.paging import Key, Ordering, order_sql
from hallway.core.query.within import SEEN, Within
from hallway.platform.db import engine

LOOKED, WALK = 3_000, 100_000
"""Rows that somebody sees looked at in their order before other ways are tried, and
rows passed by for that, at most."""


def look(
    within: Within, ordering: Ordering, stretch: Term, *, backwards: bool, limit: int
) -> list[tuple[Any, ...]]:
    """Return the first rows of a stretch that an index has in order.

    Of the first `_steps` there: fewer than `limit` say nothing of those that come
    later.  The index alone tells which of them are seen.
    """
    named = ordering.named(SEEN)
    by = order_sql(ordering, backwards=backwards)
    walk = walked(within, stretch, keys=ordering.keys, by=f" ORDER BY {by}")
    again = ""
    if not engine().keeps_order:
        # All of one rank: named again, it would keep a planner from knowing the order.
        keys = named.keys[1:] if ordering.is_ranked else named.keys
        inner = replace(named, keys=keys)
        again = f" ORDER BY {order_sql(inner, backwards=backwards)}"
    return engine().fetch_all(
        f"SELECT {SEEN}.id, {named.columns} FROM {walk.sql}{again} LIMIT %s",
        [*walk.parameters, limit],
    )


def walked(
    within: Within, stretch: Term, *, keys: Sequence[Key] = (), by: str = ""
) -> Term:
    """Return what stands behind FROM for the rows met among the first of a stretch."""
    source = within.source
    alias = source.alias
    named = "".join(f", {key.sql} AS k{place}" for place, key in enumerate(keys))
    joined = ""
    if within.beyond != TRUE:
        table = source.table.removesuffix(f" {alias}")
        joined = engine().join_each(table, alias, f"{alias}.id = {SEEN}.id")
    seen = all_of(within.walked, within.beyond)
    return Term(
        f"(SELECT {alias}.id, {alias}.scope_id, {alias}.parent_id{named}"
        f" FROM {source.table} WHERE {stretch.sql}{by} LIMIT %s)"
        f" AS {SEEN} {joined} WHERE {seen.sql}",
        [*stretch.parameters, _steps(within), *seen.parameters],
    )


def _steps(within: Within) -> int:
    """Return how many rows are looked at in their order before others are tried."""
    part = 1.0 if within.share is None else within.share.part
    return min(WALK, int(LOOKED / part))


def is_short(within: Within, stretch: Term) -> bool:
    """Tell whether a first look saw all that there is."""
    steps = _steps(within)
    row = engine().fetch_one(
        f"SELECT count(*) FROM (SELECT 1 FROM {within.source.table}"
        f" WHERE {stretch.sql} LIMIT %s) AS counted",
        [*stretch.parameters, steps + 1],
    )
    return row is not None and row[0] <= steps
