"""What is said of many rows at once: facets, groups, totals."""

from __future__ import annotations

from typing import NamedTuple

from hallway.core.access.actors import Actor
from hallway.core.errors import Invalid
from hallway.core.items.records import ItemRecord
from hallway.core.lists.records import ListId
from hallway.core.query.fields import (
    Asked,
    Term,
    all_of,
)
from hallway.core.query.paging import (
    ordering_of,
)
from hallway.core.query.records import (
    Asking,
    Facet,
    FacetCounts,
    Group,
    Totalled,
)
from hallway.core.query.targets import find_target
from hallway.core.query.totals import count_sql, group_terms, read_totals, total_columns
from hallway.core.query.values import refusal
from hallway.core.query.within import (
    Targets,
    Within,
    find_within,
    grouped_by,
    read_value,
    targets_of,
)
from hallway.platform.db import engine
from hallway.wire.query import (
    And,
    Query,
    simplified,
)

FACETED = 10_000
"""Rows looked at for the counts of a column's values."""
MAX_GROUPS = 500


def count_values(
    actor: Actor,
    list_id: ListId,
    query: Query,
    *,
    column: str,
    asking: Asking,
    folder: ItemRecord | None = None,
    limit: int = 50,
) -> FacetCounts:
    """Return how often each value of a column occurs among the rows of a question.

    Of many values each counts; of a moment its day does; of texts that differ in case
    or accents alone, all do.  At most FACETED rows are
    looked at, and `limit` values returned.
    """
    within = find_within(actor, list_id, query, asking, folder)
    asked = within.source.asked(column)
    if asked.kind == "guid":
        raise refusal(asked, "Each row has its own.")
    met = all_of(within.met, within.source.files)
    looked = _looked(asked, asking, within, met)
    target = find_target(actor, asked) if asked.refers == "item" else None
    counted = count_sql(asked, target)
    rows = engine().fetch_all(
        f"WITH looked AS ({looked}), counted AS ({counted.sql})"
        " SELECT v, n, words, (SELECT count(*) FROM looked) FROM counted"
        " ORDER BY n DESC, v LIMIT %s",
        [*met.parameters, FACETED + 1, *counted.parameters, limit + 1],
    )
    looked_at = rows[0][3] if rows else 0
    return FacetCounts(
        facets=[
            Facet(
                value=read_value(asked, value),
                count=count,
                words="" if words is None else str(words),
            )
            for value, count, words, _all in rows[:limit]
        ],
        exact=looked_at <= FACETED and len(rows) <= limit,
    )


def _looked(asked: Asked, asking: Asking, within: Within, met: Term) -> str:
    by = grouped_by(asked, asking)
    return (
        f"SELECT {by} AS k, {asked.value if by == asked.search else by} AS v"
        f" FROM {within.source.table} WHERE {met.sql} LIMIT %s"
    )


def list_groups(
    actor: Actor,
    list_id: ListId,
    query: Query,
    *,
    asking: Asking,
    folder: ItemRecord | None = None,
    limit: int = MAX_GROUPS,
) -> list[Group]:
    """Return the groups of a question, in their order, with counts and totals.

    Folders are in no group.  At most `limit` groups; ask within one by its `where`.
    """
    if not query.group:
        raise Invalid({"group": "Say what to group by."})
    within = find_within(actor, list_id, query, asking, folder)
    targets = targets_of(actor, within.source, query.group)
    asked = [within.source.asked(one.field.name) for one in query.group]
    for one in asked:
        if one.is_many or one.stored == "object":
            raise refusal(one, "Rows cannot be grouped by this column.")
    ordering = ordering_of(
        within.source, query.group, folders_first=False, targets=targets
    )
    parts = [
        _part(one, place, ordering.keys[place].sql, asking, targets)
        for place, one in enumerate(asked)
    ]
    totals = total_columns(within.source, query.totals)
    met = all_of(within.every, within.source.files)
    order = []
    for place, group in enumerate(query.group):
        way = "DESC NULLS LAST" if group.descending else "ASC NULLS FIRST"
        order += [f"min({parts[place].key}) {way}", f"{place + 1} {way}"]
    shown = [part.by for part in parts]
    shown += [f"min({part.value})" for part in parts]
    shown += [f"min({part.words})" for part in parts]
    width = len(parts)
    rows = engine().fetch_all(
        f"SELECT {', '.join(shown)}, count(*){totals.sql} FROM {within.source.table}"
        f" {ordering.joins.sql} WHERE {met.sql}"
        f" GROUP BY {', '.join(str(place + 1) for place in range(width))}"
        f" ORDER BY {', '.join(order)} LIMIT %s",
        [
            *totals.parameters,
            *ordering.joins.parameters,
            *met.parameters,
            limit,
        ],
    )
    found = []
    for row in rows:
        given = row[width : 2 * width]
        terms = group_terms(asked, given)
        found.append(
            Group(
                keys=tuple(row[:width]),
                values=tuple(map(read_value, asked, given)),
                words=tuple(
                    None if one is None else str(one)
                    for one in row[2 * width : 3 * width]
                ),
                where=simplified(And(tuple(terms))) or And(()),
                count=row[3 * width],
                totals=read_totals(query.totals, row[3 * width + 1 :]),
            )
        )
    return found


class _Part(NamedTuple):
    """One of the columns rows are grouped by, as SQL.

    by     what is the same for all rows of a group
    value  what stands for it: of texts that differ in case alone, one of them
    words  what is read of a lookup
    key    what groups are ordered by
    """

    by: str
    value: str
    words: str
    key: str


def _part(
    asked: Asked, place: int, key: str, asking: Asking, targets: Targets
) -> _Part:
    by = grouped_by(asked, asking)
    if asked.refers == "item":
        if targets.get(asked.name) is None:
            nothing = "CAST(NULL AS bigint)"
            return _Part(nothing, nothing, "CAST(NULL AS text)", nothing)
        return _Part(f"o{place}.number", f"o{place}.number", f"o{place}.words", key)
    if asked.kind == "datetime":
        return _Part(by, by, "CAST(NULL AS text)", by)
    value = asked.value if by == asked.search else by
    return _Part(by, value, "CAST(NULL AS text)", key)


def total_values(
    actor: Actor,
    list_id: ListId,
    query: Query,
    *,
    asking: Asking,
    folder: ItemRecord | None = None,
) -> tuple[Totalled, ...]:
    """Return the totals of all rows that meet a question, folders left out."""
    within = find_within(actor, list_id, query, asking, folder)
    totals = total_columns(within.source, query.totals)
    met = all_of(within.every, within.source.files)
    row = engine().fetch_one(
        f"SELECT count(*){totals.sql} FROM {within.source.table} WHERE {met.sql}",
        [*totals.parameters, *met.parameters],
    )
    return read_totals(query.totals, () if row is None else row[1:])
