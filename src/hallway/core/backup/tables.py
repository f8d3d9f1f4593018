"""Which tables a backup holds, and rows in a form that both databases take."""

from __future__ import annotations

import base64
import datetime as dt
import uuid
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

import orjson
from django.apps import apps
from django.db import connections, models

CHUNK = 2_000
"""Rows of one part of a backup: a few megabytes at most."""

# Sessions end with a restore, and what hangs on them; Django's own lists of rights have
# no tables here.
_LEFT_OUT = {"sessions.session", "usersessions.usersession"}
_NO_TABLES = {"auth", "contenttypes"}

# PostgreSQL keeps the keys of JSON in an order of its own.
_LINES = orjson.OPT_APPEND_NEWLINE | orjson.OPT_SORT_KEYS

Model = type[models.Model]


def list_models() -> list[Model]:
    """Return the models of every table that a backup holds, by table."""
    found = [
        model
        for model in apps.get_models(include_auto_created=True)
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


def write_rows(model: Model, rows: Sequence[Sequence[Any]]) -> None:
    """Insert rows as `read_rows` gave them, inside a transaction."""
    connection = connections["default"]
    fields = model._meta.concrete_fields
    names = ", ".join(map(connection.ops.quote_name, columns_of(model)))
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


def empty_tables() -> None:
    """Delete every row of every table, inside a transaction that checks keys late."""
    connection = connections["default"]
    with connection.cursor() as cursor:
        for model in reversed(list_models()):
            table = connection.ops.quote_name(model._meta.db_table)
            cursor.execute(f"DELETE FROM {table}")


def settle_sequences() -> None:
    """Let new rows have ids above those that were restored (PostgreSQL)."""
    from django.core.management.color import no_style

    connection = connections["default"]
    statements = connection.ops.sequence_reset_sql(no_style(), list_models())
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


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
