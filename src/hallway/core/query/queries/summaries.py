"""What is said of many rows at once: facets, groups, totals."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from hallway.core.access.actors import Actor
from hallway.core.errors import Invalid
from hallway.core.items.records import ItemRecord
from hallway.core.lists.records import ListId
from hallway.core.projections.viewed import sums_of
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
from hallway.core.query.totals import (
    Stages,
    count_sql,
    group_terms,
    kept_totals,
    read_totals,
    staged_totals,
    total_columns,
)
from hallway.core.query.trimming import BROAD
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
NO_WORDS = "CAST(NULL AS text)"


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


def count_below(
    actor: Actor,
    list_id: ListId,
    query: Query,
    *,
    column: str,
    terms: Collection[int],
    asking: Asking,
    folder: ItemRecord | None = None,
) -> Mapping[int, int]:
    """Return how many rows of a question have each of these terms, or one below it.

    A row with several of them counts once.  At most FACETED rows are looked at, and a
    term that none of them has is 0.  Invalid for a column without terms.
    """
    within = find_within(actor, list_id, query, asking, folder)
    asked = within.source.asked(column)
    if asked.refers != "term":
        raise refusal(asked, "This column has no terms.")
    if not terms:
        return {}
    met = all_of(within.met, within.source.files)
    each, term = "", "looked.k"
    if asked.is_many:
        each, term = engine().elements("looked.k", asked.stored, "e")
    among, wanted = engine().is_one_of("a.id", [*terms])
    rows = engine().fetch_all(
        f"WITH few AS (SELECT {asked.value} AS k FROM {within.source.table}"
        f" WHERE {met.sql} LIMIT %s),"
        " looked AS (SELECT row_number() OVER () AS r, k FROM few),"
        f" had AS (SELECT looked.r, {term} AS term"
        f" FROM looked{each and f', {each}'} WHERE looked.k IS NOT NULL)"
        " SELECT a.id, count(DISTINCT had.r) FROM had"
        " JOIN core_term c ON c.id = had.term"
        " JOIN core_term a ON a.of_id = c.of_id AND c.path LIKE a.path || '%%'"
        f" WHERE {among} GROUP BY a.id",
        [*met.parameters, FACETED + 1, *wanted],
    )
    return {**dict.fromkeys(terms, 0), **dict(rows)}


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
    joins = ordering.joins
    rows = _kept(within, query, parts, joins, limit=limit)
    if rows is None:
        rows = _summed(within, query, parts, joins, limit=limit)
    if rows is None:
        rows = _grouped(within, query, parts, joins, limit=limit)
    width = len(parts)
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


def _grouped(
    within: Within, query: Query, parts: Sequence[_Part], joins: Term, *, limit: int
) -> list[tuple[Any, ...]]:
    """Return of each group by what, values, words, count and totals."""
    totals = total_columns(within.source, query.totals)
    met = all_of(within.every, within.source.files)
    return engine().fetch_all(
        f"SELECT {_shown(parts)}, count(*){totals.sql} FROM {within.source.table}"
        f" {joins.sql} WHERE {met.sql} GROUP BY {_places(parts)}"
        f" ORDER BY {_order(query, [part.key for part in parts])} LIMIT %s",
        [*totals.parameters, *joins.parameters, *met.parameters, limit],
    )


def _kept(
    within: Within, query: Query, parts: Sequence[_Part], joins: Term, *, limit: int
) -> list[tuple[Any, ...]] | None:
    """Return the same as `_grouped` from the groups that are kept; None without."""
    kept = within.source.sums.get(sums_of(query, within.columns))
    if kept is None or not kept.is_asked or not within.is_flat:
        return None
    totals = kept_totals(within.source, query.totals)
    if totals is None:
        return None
    alias = within.source.alias
    met = all_of(within.scopes, within.source.files)
    return engine().fetch_all(
        f"SELECT {_shown(parts)}, CAST(sum({alias}.n) AS bigint){totals}"
        f" FROM {kept.table} {alias} {joins.sql} WHERE {met.sql}"
        f" GROUP BY {_places(parts)} HAVING sum({alias}.n) > 0"
        f" ORDER BY {_order(query, [part.key for part in parts])} LIMIT %s",
        [*joins.parameters, *met.parameters, limit],
    )


def _shown(parts: Sequence[_Part]) -> str:
    """Return what is selected of groups: by what, values, words."""
    shown = [part.by for part in parts]
    shown += [f"min({part.value})" for part in parts]
    shown += [f"min({part.words})" for part in parts]
    return ", ".join(shown)


def _stages(within: Within, query: Query) -> Stages | None:
    """Return totals scope by scope, where an index has all that is read so.

    A database that reads it by several processes is quicker in one stage, unless few
    of the scopes are seen.
    """
    if sums_of(query, within.columns) not in within.source.summed:
        return None
    if engine().reads_parallel and within.share and within.share.part >= BROAD:
        return None
    return staged_totals(within.source, query.totals)


def _summed(
    within: Within,
    query: Query,
    parts: Sequence[_Part],
    joins: Term,
    *,
    limit: int,
) -> list[tuple[Any, ...]] | None:
    """Return the same as `_grouped`, the groups of each scope summed up in its order.

    The scopes that are seen lead into the index: no row is trimmed by itself.  None
    without such an index.
    """
    stages = _stages(within, query)
    if stages is None:
        return None
    met = all_of(within.scopes, within.source.files)
    inner, shown = list[str](), list[str]()
    for place, part in enumerate(parts):
        inner += [f"{part.by} AS b{place}", f"min({part.key}) AS q{place}"]
        shown.append(f"b{place}")
        for name, sql in (("v", part.value), ("w", part.words)):
            if sql == part.by:
                shown.append(f"min(b{place})")
            elif sql == NO_WORDS:
                shown.append(f"min({NO_WORDS})")
            else:
                inner.append(f"min({sql}) AS {name}{place}")
                shown.append(f"min({name}{place})")
    # By what first, then values, then words.
    shown = [one for part in range(3) for one in shown[part::3]]
    keys = [f"q{place}" for place in range(len(parts))]
    by = ", ".join((f"{within.source.alias}.scope_id", *(part.by for part in parts)))
    return engine().fetch_all(
        f"SELECT {', '.join(shown)}, CAST(sum(n) AS bigint){stages.outer} FROM (SELECT"
        f" {', '.join(inner)}, count(*) AS n{stages.inner} FROM {within.source.table}"
        f" {joins.sql} WHERE {met.sql} GROUP BY {by}) AS summed"
        f" GROUP BY {_places(parts)} ORDER BY {_order(query, keys)} LIMIT %s",
        [*joins.parameters, *met.parameters, limit],
    )


def _places(parts: Sequence[_Part]) -> str:
    return ", ".join(str(place + 1) for place in range(len(parts)))


def _order(query: Query, keys: Sequence[str]) -> str:
    order = []
    for place, (group, key) in enumerate(zip(query.group, keys, strict=True)):
        way = "DESC NULLS LAST" if group.descending else "ASC NULLS FIRST"
        order += [f"min({key}) {way}", f"{place + 1} {way}"]
    return ", ".join(order)


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
            return _Part(nothing, nothing, NO_WORDS, nothing)
        return _Part(f"o{place}.number", f"o{place}.number", f"o{place}.words", key)
    if asked.kind == "datetime":
        return _Part(by, by, NO_WORDS, by)
    value = asked.value if by == asked.search else by
    return _Part(by, value, NO_WORDS, key)


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
