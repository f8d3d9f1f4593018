"""Reads of lists and their columns."""

from __future__ import annotations

from hallway.core.access.actors import Actor
from hallway.core.access.queries import get_mask
from hallway.core.access.rights import Right
from hallway.core.access.rules import demand
from hallway.core.access.trim import readable_sql
from hallway.core.errors import NotFound
from hallway.core.lists.models import Column
from hallway.core.lists.records import ColumnId, ColumnRecord, ListId, ListRecord
from hallway.core.sites.records import SiteId
from hallway.platform.db import engine


def list_columns_sql(alias: str = "l") -> str:
    """Return the columns of a ListRecord, in order."""
    plain = (
        "site_id kind title url_name root_id scope_id pending versioning"
        " require_checkout created modified"
    )
    columns = [f"{alias}.id", engine().guid_text(f"{alias}.guid")]
    return ", ".join(columns + [f"{alias}.{name}" for name in plain.split()])


def get_list(actor: Actor, list_id: ListId) -> ListRecord:
    """Return a list; NotFound if absent or hidden."""
    row = engine().fetch_one(
        f"SELECT {list_columns_sql()} FROM core_list l WHERE l.id = %s", (list_id,)
    )
    if row is None:
        raise NotFound
    found = ListRecord._make(row)
    demand(actor, get_mask(actor, found.scope), Right.VIEW_LIST_ITEMS)
    return found


def list_lists(actor: Actor, site: SiteId) -> list[ListRecord]:
    """Return the lists of a site the actor may see, by address."""
    trimmed, parameters = readable_sql(actor, Right.VIEW_LIST_ITEMS, "l.scope_id")
    rows = engine().fetch_all(
        f"SELECT {list_columns_sql()} FROM core_list l"
        f" WHERE l.site_id = %s AND {trimmed} ORDER BY l.url_key",
        [site, *parameters],
    )
    return [ListRecord._make(row) for row in rows]


def list_columns(actor: Actor, list_id: ListId) -> list[ColumnRecord]:
    """Return a list's columns in their order; NotFound if the list is hidden."""
    get_list(actor, list_id)
    return [
        ColumnRecord(
            id=ColumnId(column.pk),
            guid=str(column.guid),
            internal_name=column.internal_name,
            title=column.title,
            type=column.type,
            required=column.required,
            settings=column.settings,
        )
        for column in Column.unscoped.filter(list_id=list_id).order_by(
            "position", "pk"
        )
    ]
