"""Reads of lists and their columns."""

from __future__ import annotations

from collections.abc import Sequence

from hallway.core.access.actors import Actor, PrincipalId
from hallway.core.access.queries import get_mask
from hallway.core.access.rights import Right
from hallway.core.access.rules import demand
from hallway.core.access.trim import probe_sql, readable_sql
from hallway.core.lists.models import Column, List
from hallway.core.lists.records import (
    ColumnId,
    ColumnRecord,
    ListId,
    ListRecord,
    RemovedColumn,
)
from hallway.core.lists.rows import (
    column_records,
    get_list_row,
    list_columns_sql,
    record_of,
)
from hallway.core.sites.records import SiteId
from hallway.platform.db import engine
from hallway.wire.paths import path_key


def get_list(actor: Actor, list_id: ListId) -> ListRecord:
    """Return a list; NotFound if absent or hidden."""
    found = get_list_row(list_id)
    demand(actor, get_mask(actor, found.scope), Right.VIEW_LIST_ITEMS)
    return found


def list_lists(
    actor: Actor, site: SiteId, *, limit: int | None = None
) -> list[ListRecord]:
    """Return the lists of a site the actor may see, by address; all without a limit."""
    trimmed, parameters = probe_sql(actor, Right.VIEW_LIST_ITEMS, "l.scope_id")
    sql = (
        f"SELECT {list_columns_sql()} FROM core_list l"
        f" WHERE l.site_id = %s AND l.deletion_id IS NULL AND {trimmed}"
        " ORDER BY l.url_key"
    )
    parameters = [site, *parameters]
    if limit is not None:
        sql += " LIMIT %s"
        parameters.append(limit)
    rows = engine().fetch_all(sql, parameters)
    return [ListRecord._make(row) for row in rows]


def find_list_at(actor: Actor, site: SiteId, url_name: str) -> ListRecord | None:
    """Return the list of a site that the actor may see at an address, if there is."""
    trimmed, parameters = probe_sql(actor, Right.VIEW_LIST_ITEMS, "l.scope_id")
    row = engine().fetch_one(
        f"SELECT {list_columns_sql()} FROM core_list l WHERE l.site_id = %s"
        f" AND l.deletion_id IS NULL AND l.url_key = %s AND {trimmed}",
        [site, path_key(url_name), *parameters],
    )
    return None if row is None else ListRecord._make(row)


def list_columns(actor: Actor, list_id: ListId) -> list[ColumnRecord]:
    """Return a list's columns in their order; NotFound if the list is hidden."""
    get_list(actor, list_id)
    return column_records(list_id)


def list_removed_columns(actor: Actor, list_id: ListId) -> list[RemovedColumn]:
    """Return the columns that can be brought back, the last removed first.

    For who manages the list; Forbidden otherwise, NotFound if it is hidden.
    """
    found = get_list(actor, list_id)
    demand(actor, get_mask(actor, found.scope), Right.MANAGE_LISTS)
    rows = Column.unscoped.filter(list_id=list_id, state="removed")
    return [
        RemovedColumn(
            ColumnId(one.pk),
            one.internal_name,
            one.title,
            one.type,
            one.removed,
            PrincipalId(one.removed_by),
        )
        for one in rows.order_by("-removed", "-pk")
    ]


def list_origins(actor: Actor, list_id: ListId) -> dict[int, ColumnRecord]:
    """Return what retyped columns of a list were before, by the ids they had.

    Earlier versions of items have their values under these.
    """
    get_list(actor, list_id)
    living = Column.unscoped.filter(list_id=list_id, state="living")
    origins = living.filter(origin__isnull=False).values("origin")
    return {one.pk: record_of(one) for one in Column.unscoped.filter(pk__in=origins)}


def get_rule(actor: Actor, list_id: ListId) -> dict[str, str]:
    """Return what every item of a list must meet: `formula` and `message`, or neither.

    NotFound if the list is hidden.
    """
    get_list(actor, list_id)
    rule = List.unscoped.values_list("rule", flat=True).get(pk=list_id)
    return {name: str(text) for name, text in rule.items()}


def count_column_values(actor: Actor, list_id: ListId, column: ColumnId) -> int:
    """Return how many living items the actor sees have a value in a column."""
    get_list(actor, list_id)
    trimmed, parameters = readable_sql(actor, Right.VIEW_LIST_ITEMS, "i.scope_id")
    value = engine().json_value("i.data", str(int(column)), "text")
    row = engine().fetch_one(
        "SELECT count(*) FROM core_item i WHERE i.list_id = %s"
        f" AND i.deletion_id IS NULL AND {value} IS NOT NULL AND {trimmed}",
        [list_id, *parameters],
    )
    assert row is not None
    return int(row[0])


def count_items(actor: Actor, lists: Sequence[ListRecord]) -> dict[ListId, int]:
    """Return how many items, folders included, of each list the actor may see.

    A list whose permissions are just being changed has no number.
    """
    settled = [one.id for one in lists if not one.pending]
    if not settled:
        return {}
    trimmed, parameters = readable_sql(actor, Right.VIEW_LIST_ITEMS, "c.scope_id")
    marks = ", ".join(["%s"] * len(settled))
    rows = engine().fetch_all(
        "SELECT c.list_id, sum(c.n) FROM core_scopecount c"
        f" WHERE c.list_id IN ({marks}) AND {trimmed} GROUP BY c.list_id",
        [*settled, *parameters],
    )
    return {**dict.fromkeys(settled, 0), **{one: int(n) for one, n in rows}}
