"""Writes to the columns of lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import F

from hallway.core import clock
from hallway.core.access.actors import Actor
from hallway.core.access.rights import Right
from hallway.core.changes.journal import command, record, unchanged
from hallway.core.contenttypes.linking import include_everywhere, refuse_typed
from hallway.core.errors import Conflict, Invalid, NotFound
from hallway.core.items.models import Item
from hallway.core.kinds import get_kind
from hallway.core.lists.calculating import recalculate
from hallway.core.lists.formulas import (
    check_formula,
    check_rule,
    in_order,
    refuse_used,
)
from hallway.core.lists.holding import hold_list
from hallway.core.lists.itemform.rules import refuse_asked
from hallway.core.lists.lookups import check_target
from hallway.core.lists.models import Column, List
from hallway.core.lists.numbering import number_items, renumber_items
from hallway.core.lists.records import ColumnId, ColumnRecord, ListId
from hallway.core.lists.rows import column_records
from hallway.core.lists.rules import check_internal_name, check_settings
from hallway.core.lists.site_columns import refuse_other_settings
from hallway.core.lists.types import TYPES
from hallway.core.lists.uniqueness import check_unique, hold_unique, let_go
from hallway.core.names import check_title
from hallway.core.rowrules.rules import refuse_ruled


@command
def add_column(
    actor: Actor,
    list_id: ListId,
    *,
    internal_name: str,
    title: str,
    type: str,  # noqa: A002 - the field's own word for it
    required: bool = False,
    unique: bool = False,
    hidden: bool = False,
    read_only: bool = False,
    settings: Mapping[str, object] | None = None,
) -> ColumnId:
    """Add a typed column; Invalid for an unknown type, Conflict for a taken name.

    See `lists.rules.check_settings` for the settings.  An autonumber column numbers
    the items that are there, the oldest first.
    """
    hold_list(actor, list_id, Right.MANAGE_LISTS)
    column = insert_column(
        actor,
        list_id,
        internal_name=internal_name,
        title=title,
        type=type,
        required=required,
        unique=unique,
        hidden=hidden,
        read_only=read_only,
        settings=settings or {},
    )
    include_everywhere(column)
    return ColumnId(column.pk)


def insert_column(
    actor: Actor,
    list_id: int,
    *,
    internal_name: str,
    title: str,
    type: str,  # noqa: A002 - the field's own word for it
    settings: Mapping[str, object],
    required: bool = False,
    unique: bool = False,
    hidden: bool = False,
    read_only: bool = False,
    site_column: int | None = None,
    came: Mapping[str, object] | None = None,
) -> Column:
    """Add a column to a list that is held, whose right to it is settled."""
    check_internal_name(internal_name)
    if type not in TYPES:
        known = ", ".join(sorted(TYPES))
        raise Invalid({"type": f"There is no column type “{type}”; known: {known}."})
    kept = check_column_settings(actor, type, settings)
    _check_formulas(list_id, internal_name, title, type, kept)
    _check_flags(type, kept, required=required, unique=unique, hidden=hidden)
    position = Column.unscoped.filter(list_id=list_id, state="living").count()
    column: Column = Column.unscoped.create(
        list_id=list_id,
        internal_name=internal_name,
        title=check_title(title.strip() or internal_name),
        type=type,
        required=required,
        is_unique=unique,
        is_hidden=hidden,
        is_read_only=read_only,
        settings=kept,
        position=position,
        site_column_id=site_column,
        came=came or {},
    )
    if type == "autonumber":
        number_items(actor, column)
    if type == "calculated":
        recalculate(actor, list_id)
    record(
        ("list", list_id),
        "column.added",
        after={"column": column.pk, "internal_name": internal_name, "type": type},
    )
    schema_moved(list_id)
    return column


@command
def rename_column(
    actor: Actor, list_id: ListId, column: ColumnId, *, title: str
) -> None:
    """Change what people read for a column; its internal name stays."""
    held = hold_column(actor, list_id, column)
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
    schema_moved(list_id)


@command
def set_column(
    actor: Actor,
    list_id: ListId,
    column: ColumnId,
    *,
    required: bool,
    settings: Mapping[str, object],
    unique: bool | None = None,
    hidden: bool | None = None,
    read_only: bool | None = None,
) -> None:
    """Say whether a column needs a value, and its settings, all of them.

    See `lists.rules.check_settings` for these; what is None stays.  Values that are
    there stay as they are; Conflict for a column that the list's kind brought, and
    where values are to be unique and some stand there more than once.
    """
    held = hold_column(actor, list_id, column)
    kept = check_column_settings(actor, held.type, settings, old=held.settings)
    _check_formulas(list_id, held.internal_name, held.title, held.type, kept)
    before = _flags(held)
    after = {
        "required": required,
        "unique": held.is_unique if unique is None else unique,
        "hidden": held.is_hidden if hidden is None else hidden,
        "read_only": held.is_read_only if read_only is None else read_only,
    }
    if (before, held.settings) == (after, kept):
        unchanged()
        return
    refuse_brought(held)
    refuse_other_settings(held, kept)
    _check_flags(
        held.type,
        kept,
        required=required,
        unique=after["unique"],
        hidden=after["hidden"],
    )
    if after["unique"] and not held.is_unique:
        hold_unique(actor, held)
    elif held.is_unique and not after["unique"]:
        let_go(held.pk)
    record(
        ("list", list_id),
        "column.set",
        before={"column": column, **before, "settings": held.settings},
        after={"column": column, **after, "settings": kept},
    )
    Column.unscoped.filter(pk=column).update(
        required=required,
        is_unique=after["unique"],
        is_hidden=after["hidden"],
        is_read_only=after["read_only"],
        settings=kept,
    )
    if held.settings.get("formula") != kept.get("formula"):
        recalculate(actor, list_id)
    schema_moved(list_id)


@command
def remove_column(actor: Actor, list_id: ListId, column: ColumnId) -> int:
    """Take a column away; how many items have a value that is shown no more.

    The values themselves stay where they are, in the items and in their versions, and
    `restore_column` brings the column back.  Conflict for one that the list's kind
    brought.
    """
    held = hold_column(actor, list_id, column)
    refuse_brought(held)
    refuse_typed(held)
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
    columns = column_records(list_id)
    refuse_used(held.internal_name, columns, held.list.rule)
    refuse_asked(held.internal_name, columns, held.list.form or ())
    let_go(held.pk)
    Column.unscoped.filter(origin=column, state="filling").delete()
    refuse_ruled(held.list.row_rule, held.internal_name)
    Column.unscoped.filter(pk=column).update(
        state="removed", removed=clock.now(), removed_by=actor.principal
    )
    schema_moved(list_id)
    return kept


@command
def restore_column(actor: Actor, list_id: ListId, column: ColumnId) -> None:
    """Bring a removed column back, last of all, with the values it had.

    Conflict where another column has its name by now, or where its values are unique
    and some stand there more than once.
    """
    held = hold_column(actor, list_id, column, state="removed")
    last = Column.unscoped.filter(list_id=list_id, state="living").count()
    Column.unscoped.filter(pk=column).update(
        state="living", position=last, removed=None, removed_by=None
    )
    if held.is_unique:
        hold_unique(actor, held)
    if held.type == "autonumber":
        renumber_items(held)
    if held.type == "calculated":
        kept = dict(held.settings)
        _check_formulas(list_id, held.internal_name, held.title, held.type, kept)
        Column.unscoped.filter(pk=column).update(settings=kept)
        recalculate(actor, list_id)
    record(
        ("list", list_id),
        "column.restored",
        after={"column": column, "internal_name": held.internal_name},
    )
    schema_moved(list_id)


@command
def order_columns(
    actor: Actor, list_id: ListId, *, columns: Sequence[ColumnId]
) -> None:
    """Put a list's columns in this order; Conflict unless each is named once."""
    hold_list(actor, list_id, Right.MANAGE_LISTS)
    rows = Column.unscoped.filter(list_id=list_id, state="living").order_by(
        "position", "pk"
    )
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
    schema_moved(list_id)


def _check_formulas(
    list_id: int, name: str, title: str, kind: str, settings: dict[str, Any]
) -> None:
    """Complete the settings of what is calculated or has a rule; Invalid if wrong."""
    if kind != "calculated" and "rule" not in settings:
        return
    others = [one for one in column_records(list_id) if one.internal_name != name]
    own = ColumnRecord(
        id=ColumnId(0),
        guid="",
        internal_name=name,
        title=title,
        type=kind,
        required=False,
        settings=settings,
    )
    if "rule" in settings:
        settings["rule"] = check_rule(settings["rule"], [*others, own])
        if not settings["rule"]:
            del settings["rule"]
    if kind != "calculated":
        return
    checked = check_formula(settings.get("formula"), others)
    settings["formula"] = checked.text
    settings["result"] = checked.result
    settings["uses"] = list(checked.uses)
    in_order([*others, own])


_FIXED = {
    "list": "What a column looks up stays the same.",
    "set": "The terms of a column stay the same.",
    "currency": "The currency of a column stays the same.",
}


def check_column_settings(
    actor: Actor,
    kind: str,
    settings: Mapping[str, object],
    *,
    old: Mapping[str, object] | None = None,
) -> dict[str, Any]:
    """Return settings as they are stored, over those before; Invalid names one."""
    kept = check_settings(kind, settings)
    if TYPES[kind].refers == "item":
        check_target(actor, kept)
    for name, message in _FIXED.items():
        # Numbers would mean something else from now on.
        if old is not None and name in kept and old.get(name) != kept[name]:
            raise Invalid({name: message})
    return kept


def _flags(column: Column) -> dict[str, bool]:
    return {
        "required": column.required,
        "unique": column.is_unique,
        "hidden": column.is_hidden,
        "read_only": column.is_read_only,
    }


def _check_flags(
    kind: str,
    settings: Mapping[str, object],
    *,
    required: bool,
    unique: bool,
    hidden: bool,
) -> None:
    if unique:
        check_unique(kind)
    if required and hidden and "default" not in settings:
        raise Invalid(
            {"required": "Nobody can give a hidden column the value it would need."}
        )


def hold_column(
    actor: Actor, list_id: int, column: int, *, state: str = "living"
) -> Column:
    """Return a column whose list is held; refused for who does not manage it."""
    hold_list(actor, list_id, Right.MANAGE_LISTS)
    held: Column | None = (
        Column.unscoped.select_related("list")
        .filter(pk=column, list_id=list_id, state=state)
        .first()
    )
    if held is None:
        raise NotFound
    return held


def refuse_brought(column: Column) -> None:
    """Raise Conflict for a column that the list's kind brought."""
    brought = get_kind(column.list.kind).columns
    if any(one.internal_name == column.internal_name for one in brought):
        raise Conflict("This column belongs to every list of this kind.")


def schema_moved(list_id: int) -> None:
    """Note that a list's columns or types are others now."""
    List.unscoped.filter(pk=list_id).update(
        schema_version=F("schema_version") + 1, modified=clock.now()
    )
