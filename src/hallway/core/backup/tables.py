"""Which tables a backup holds, and rows in a form that both databases take."""

from __future__ import annotations

import base64
import datetime as dt
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

import orjson
from django.apps import apps
from django.db import connections, models

from hallway.platform.db import engine

CHUNK = 2_000
"""Rows of one part of a backup: a few megabytes at most."""

# Sessions end with a restore, and what hangs on them; Django's own lists of rights have
# no tables here.
_LEFT_OUT = {"sessions.session", "usersessions.usersession"}
_NO_TABLES = {"auth", "contenttypes"}

# PostgreSQL keeps the keys of JSON in an order of its own.
_LINES = orjson.OPT_APPEND_NEWLINE | orjson.OPT_SORT_KEYS

Model = type[models.Model]


def list_models(registry: Any = apps) -> list[Model]:
    """Return the models of every table that a backup holds, by table."""
    found = [
        model
        for model in registry.get_models(include_auto_created=True)
        if model._meta.managed
        and model._meta.label_lower not in _LEFT_OUT
        and model._meta.app_label not in _NO_TABLES
    ]
    return sorted(found, key=lambda model: model._meta.db_table)


def columns_of(model: Model) -> list[str]:
    """Return the columns of a table in their order."""
    return [str(field.column) for field in model._meta.concrete_fields]


def read_rows(model: Model, *, using: str) -> Iterator[list[list[Any]]]:
    """Yield the rows of a table in chunks, by primary key, as JSON can say them."""
    names = [field.attname for field in model._meta.concrete_fields]
    every = model._base_manager  # noqa: SLF001 - every row, whoever may see it
    rows = (
        every.using(using).order_by("pk").values_list(*names).iterator(chunk_size=CHUNK)
    )
    chunk: list[list[Any]] = []
    for row in rows:
        chunk.append([_plain(value) for value in row])
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def write_rows(
    model: Model, columns: Sequence[str], rows: Sequence[Sequence[Any]]
) -> None:
    """Insert rows as `read_rows` gave them, inside a transaction.

    `columns` names their values: a table that grew may have another order.
    """
    connection = connections["default"]
    by_column = {field.column: field for field in model._meta.concrete_fields}
    fields = [by_column[column] for column in columns]
    names = ", ".join(map(connection.ops.quote_name, columns))
    marks = ", ".join(["%s"] * len(fields))
    table = connection.ops.quote_name(model._meta.db_table)
    prepared = [
        [
            field.get_db_prep_save(_typed(field, value), connection)
            for field, value in zip(fields, row, strict=True)
        ]
        for row in rows
    ]
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", prepared)


def empty_tables(every: Iterable[Model]) -> None:
    """Delete every row of these tables, in a transaction that checks keys late."""
    connection = connections["default"]
    with connection.cursor() as cursor:
        for model in every:
            table = connection.ops.quote_name(model._meta.db_table)
            cursor.execute(f"DELETE FROM {table}")


def last_ids() -> dict[str, int]:
    """Return the highest id that each table ever gave.

    More than the highest there is, where rows were deleted: the change log speaks of
    those, so nothing else may have their ids.
    """
    found = {
        model._meta.db_table: engine().get_last_id(model._meta.db_table)
        for model in list_models()
    }
    return {table: last for table, last in found.items() if last is not None}


def settle_ids(last: Mapping[str, int], tables: Iterable[str]) -> None:
    """Let new rows have ids above those that were given before."""
    for table in tables:
        engine().set_last_id(table, last.get(table, 0))


def dumps(rows: Sequence[Sequence[Any]]) -> bytes:
    """Return rows as lines of JSON."""
    return b"".join(orjson.dumps(row, option=_LINES) for row in rows)


def loads(text: bytes) -> list[list[Any]]:
    """Return the rows of lines of JSON; ValueError for anything else."""
    return [orjson.loads(line) for line in text.splitlines() if line]


def _plain(value: Any) -> Any:
    match value:
        case uuid.UUID():
            return str(value)
        case dt.datetime():
            return value.astimezone(dt.UTC).isoformat()
        case dt.date() | Decimal():
            return str(value)
        case bytes() | memoryview():
            return base64.b64encode(bytes(value)).decode("ascii")
        case _:
            return value


def _typed(field: models.Field[Any, Any], value: Any) -> Any:
    if value is None or isinstance(field, models.JSONField):
        return value
    if isinstance(field, models.BinaryField):
        return base64.b64decode(value)
    if isinstance(field, models.ForeignKey):
        return field.target_field.to_python(value)
    return field.to_python(value)
