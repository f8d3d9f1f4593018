"""Writes to the columns of lists."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from django.db.models import F

from hallway.core import clock
from hallway.core.access.actors import Actor
from hallway.core.access.rights import Right
from hallway.core.changes.journal import command, record, unchanged
from hallway.core.errors import Conflict, Invalid, NotFound
from hallway.core.items.models import Item
from hallway.core.kinds import get_kind
from hallway.core.lists.holding import hold_list
from hallway.core.lists.models import Column, List
from hallway.core.lists.records import ColumnId, ListId
from hallway.core.lists.rules import check_settings
from hallway.core.lists.types import TYPES
from hallway.core.names import check_title

_INTERNAL = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}")


@command
def add_column(
    actor: Actor,
    list_id: ListId,
    *,
    internal_name: str,
    title: str,
    type: str,  # noqa: A002 - the field's own word for it
    required: bool = False,
    settings: Mapping[str, object] | None = None,
) -> ColumnId:
    """Add a typed column; Invalid for an unknown type, Conflict for a taken name."""
    hold_list(actor, list_id, Right.MANAGE_LISTS)
    if not _INTERNAL.fullmatch(internal_name):
        raise Invalid(
            {"internal_name": "Letters, digits and “_”, starting with a letter."}
        )
    if type not in TYPES:
        known = ", ".join(sorted(TYPES))
        raise Invalid({"type": f"There is no column type “{type}”; known: {known}."})
    kept = check_settings(type, settings or {})
    position = Column.unscoped.filter(list_id=list_id).count()
    column = Column.unscoped.create(
        list_id=list_id,
        internal_name=internal_name,
        title=check_title(title.strip() or internal_name),
        type=type,
        required=required,
        settings=kept,
        position=position,
    )
    record(
        ("list", list_id),
        "column.added",
        after={"column": column.pk, "internal_name": internal_name, "type": type},
    )
    _schema_moved(list_id)
    return ColumnId(column.pk)


@command
def rename_column(
    actor: Actor, list_id: ListId, column: ColumnId, *, title: str
) -> None:
    """Change what people read for a column; its internal name stays."""
    held = _column(actor, list_id, column)
    title = check_title(title)
    if title == held.title:
        unchanged()
        return
    record(
        ("list", list_id),
        "column.renamed",
        before={"column": column, "title": held.title},
        after={"column": column, "title": title},
    )
    Column.unscoped.filter(pk=column).update(title=title)
    _schema_moved(list_id)


@command
def set_column(
    actor: Actor,
    list_id: ListId,
    column: ColumnId,
    *,
    required: bool,
    settings: Mapping[str, object],
) -> None:
    """Say whether a column needs a value, and its settings, all of them.

    See `lists.rules.check_settings` for these.  Values that are there stay as they
    are; Conflict for a column that the list's kind brought.
    """
    held = _column(actor, list_id, column)
    kept = check_settings(held.type, settings)
    if (held.required, held.settings) == (required, kept):
        unchanged()
        return
    _refuse_brought(held)
    record(
        ("list", list_id),
        "column.set",
        before={
            "column": column,
            "required": held.required,
            "settings": held.settings,
        },
        after={"column": column, "required": required, "settings": kept},
    )
    Column.unscoped.filter(pk=column).update(required=required, settings=kept)
    _schema_moved(list_id)


@command
def remove_column(actor: Actor, list_id: ListId, column: ColumnId) -> int:
    """Take a column away; how many items have a value that is shown no more.

    The values themselves stay where they are, in the items and in their versions.
    Conflict for a column that the list's kind brought.
    """
    held = _column(actor, list_id, column)
    _refuse_brought(held)
    items = Item.unscoped.filter(
        list_id=list_id, deletion__isnull=True, data__has_key=str(column)
    )
    kept = int(items.count())
    record(
        ("list", list_id),
        "column.removed",
        before={
            "column": column,
            "internal_name": held.internal_name,
            "title": held.title,
            "type": held.type,
            "required": held.required,
            "settings": held.settings,
            "values": kept,
        },
    )
    Column.unscoped.filter(pk=column).delete()
    _schema_moved(list_id)
    return kept


@command
def order_columns(
    actor: Actor, list_id: ListId, *, columns: Sequence[ColumnId]
) -> None:
    """Put a list's columns in this order; Conflict unless each is named once."""
    hold_list(actor, list_id, Right.MANAGE_LISTS)
    rows = Column.unscoped.filter(list_id=list_id).order_by("position", "pk")
    before = list(rows.values_list("pk", flat=True))
    if sorted(before) != sorted(columns):
        raise Conflict("The columns of this list have changed; look again.")
    if before == list(columns):
        unchanged()
        return
    record(
        ("list", list_id),
        "columns.ordered",
        before={"columns": before},
        after={"columns": list(columns)},
    )
    for position, column in enumerate(columns):
        Column.unscoped.filter(pk=column).update(position=position)
    _schema_moved(list_id)


def _column(actor: Actor, list_id: int, column: int) -> Column:
    hold_list(actor, list_id, Right.MANAGE_LISTS)
    held: Column | None = (
        Column.unscoped.select_related("list")
        .filter(pk=column, list_id=list_id)
        .first()
    )
    if held is None:
        raise NotFound
    return held


def _refuse_brought(column: Column) -> None:
    brought = get_kind(column.list.kind).columns
    if any(one.internal_name == column.internal_name for one in brought):
        raise Conflict("This column belongs to every list of this kind.")


def _schema_moved(list_id: int) -> None:
    List.unscoped.filter(pk=list_id).update(
        schema_version=F("schema_version") + 1, modified=clock.now()
    )
