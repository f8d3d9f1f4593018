"""Rows of lists as raw SQL gives them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from hallway.core.errors import NotFound
from hallway.core.lists.models import Column
from hallway.core.lists.records import ColumnId, ColumnRecord, ListRecord
from hallway.platform.db import engine

_PLAIN = (
    "site_id kind title url_name root_id scope_id pending versioning"
    " require_checkout created modified description"
)


def list_columns_sql(alias: str = "l") -> str:
    """Return the columns of a ListRecord, in order."""
    columns = [f"{alias}.id", engine().guid_text(f"{alias}.guid")]
    columns += [f"{alias}.{name}" for name in _PLAIN.split()]
    columns.append(
        "(SELECT p.shape FROM core_projection p"
        f" WHERE p.list_id = {alias}.id AND p.state = 'ready')"
    )
    columns.append(f"{alias}.form IS NOT NULL")
    return ", ".join(columns)


def get_list_row(list_id: int) -> ListRecord:
    """Return a living list; NotFound if there is none."""
    return engine().once(
        ("list", list_id), lambda: _row("l.id = %s AND l.deletion_id IS NULL", list_id)
    )


def get_kept_list_row(list_id: int) -> ListRecord:
    """Return a list, be it in the recycle bin; NotFound if there is none."""
    return _row("l.id = %s", list_id)


def _row(where: str, list_id: int) -> ListRecord:
    row = engine().fetch_one(
        f"SELECT {list_columns_sql()} FROM core_list l WHERE {where}", (list_id,)
    )
    if row is None:
        raise NotFound
    return ListRecord._make(row)


def columns_of(list_id: int) -> list[tuple[int, str, str, bool, Mapping[str, Any]]]:
    """Return a list's columns as `lists.types.encode` wants them."""
    return list(
        Column.unscoped.filter(list_id=list_id, state="living").values_list(
            "pk", "internal_name", "type", "required", "settings"
        )
    )


def column_records(list_id: int) -> list[ColumnRecord]:
    """Return a list's columns in their order."""
    return list(engine().once(("columns", list_id), lambda: _records(list_id)))


def _records(list_id: int) -> list[ColumnRecord]:
    # Every page of a list asks this: no models.
    rows = engine().fetch_all(
        f"SELECT c.id, {engine().guid_text('c.guid')}, c.internal_name, c.title,"
        " c.type, c.required, c.settings, c.is_unique, c.is_hidden, c.is_read_only,"
        " c.origin, c.site_column_id FROM core_column c"
        " WHERE c.list_id = %s AND c.state = 'living' ORDER BY c.position, c.id",
        (list_id,),
    )
    return [_column(row) for row in rows]


def _column(row: tuple[Any, ...]) -> ColumnRecord:
    pk, guid, name, title, type_, required, settings, *marks, origin, site = row
    unique, hidden, read_only = map(bool, marks)
    return ColumnRecord(
        id=ColumnId(pk),
        guid=guid,
        internal_name=name,
        title=title,
        type=type_,
        required=bool(required),
        settings=orjson.loads(settings) if isinstance(settings, str) else settings,
        is_unique=unique,
        is_hidden=hidden,
        is_read_only=read_only,
        origin=origin,
        site_column=site,
    )


def record_of(column: Column) -> ColumnRecord:
    """Return a column as it leaves this package."""
    return ColumnRecord(
        id=ColumnId(column.pk),
        guid=str(column.guid),
        internal_name=column.internal_name,
        title=column.title,
        type=column.type,
        required=column.required,
        settings=column.settings,
        is_unique=column.is_unique,
        is_hidden=column.is_hidden,
        is_read_only=column.is_read_only,
        origin=column.origin,
        site_column=column.site_column_id,
    )
