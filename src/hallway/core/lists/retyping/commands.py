"""Giving a column another type, and seeing first what that would do."""

from __future__ import annotations

from collections.abc import Mapping

from hallway.core.access.actors import Actor
from hallway.core.access.queries import get_mask, get_masks
from hallway.core.access.rights import Right
from hallway.core.access.rules import demand, holds
from hallway.core.changes.journal import command, record
from hallway.core.errors import Conflict, Invalid, NotFound
from hallway.core.items.models import Item
from hallway.core.lists.columns import (
    check_column_settings,
    hold_column,
    refuse_brought,
)
from hallway.core.lists.formulas import refuse_used
from hallway.core.lists.itemform.rules import refuse_asked
from hallway.core.lists.models import Column
from hallway.core.lists.records import ColumnId, ListId
from hallway.core.lists.retyping.converting import Side, convert, may_become, say
from hallway.core.lists.retyping.filling import start_filling
from hallway.core.lists.retyping.naming import naming_of, side_of
from hallway.core.lists.retyping.records import DryRun, Failure
from hallway.core.lists.rows import column_records, get_list_row
from hallway.core.lists.site_columns import refuse_other_type
from hallway.core.lists.types import TYPES
from hallway.core.lists.uniqueness import let_go
from hallway.core.rowrules.rules import refuse_ruled

EXAMPLES = 20
_CHUNK = 1_000


def preview_retyping(
    actor: Actor,
    list_id: ListId,
    column: ColumnId,
    *,
    type: str,  # noqa: A002 - the field's own word for it
    settings: Mapping[str, object] | None = None,
) -> DryRun:
    """Return what `retype_column` would do; nothing is changed.

    For who manages the list; Invalid for a type this one cannot become.
    """
    found = get_list_row(list_id)
    demand(actor, get_mask(actor, found.scope), Right.MANAGE_LISTS)
    held = Column.unscoped.select_related("list").filter(
        pk=column, list_id=list_id, state="living"
    )
    old = held.first()
    if old is None:
        raise NotFound
    return _look(actor, old, _new_side(actor, old, type, settings))


@command
def retype_column(
    actor: Actor,
    list_id: ListId,
    column: ColumnId,
    *,
    type: str,  # noqa: A002 - the field's own word for it
    settings: Mapping[str, object] | None = None,
    losing: bool = False,
) -> DryRun:
    """Give a column another type and settings; internal name and GUID stay.

    Conflict, and nothing is changed, if some values do not convert, unless `losing`:
    then they are shown no more, and stay in the items' versions.  Of a long list the
    values are converted by a job; until it is done everybody sees the old column.
    """
    old = hold_column(actor, list_id, column)
    refuse_brought(old)
    refuse_other_type(old)
    if Column.unscoped.filter(origin=old.pk, state="filling").exists():
        raise Conflict("This column is being given another type already.")
    side = _new_side(actor, old, type, settings)
    columns = column_records(list_id)
    refuse_used(old.internal_name, columns, old.list.rule)
    refuse_asked(old.internal_name, columns, old.list.form or ())
    if side.type not in ("person", "persons"):
        refuse_ruled(old.list.row_rule, old.internal_name)
    run = _look(actor, old, side)
    if run.fails and not losing:
        raise Conflict(
            f"{run.fails:,} of {run.fails + run.converts:,} values do not fit the new"
            " type."
        )
    new = Column.unscoped.create(
        list_id=list_id,
        internal_name=old.internal_name,
        title=old.title,
        type=side.type,
        settings=dict(side.settings),
        position=old.position,
        state="filling",
        origin=old.pk,
    )
    record(
        ("list", list_id),
        "column.retyping",
        before={"column": old.pk, "type": old.type},
        after={"column": old.pk, "type": side.type, "fails": run.fails},
    )
    start_filling(actor, old, new, many=run.converts + run.fails)
    return run


def _new_side(
    actor: Actor, old: Column, type_: str, settings: Mapping[str, object] | None
) -> Side:
    if type_ not in TYPES:
        raise Invalid({"type": "There is no such type."})
    # A rule is written for a type, and checked where it is written.
    given = {name: one for name, one in (settings or {}).items() if name != "rule"}
    if type_ in ("lookup", "lookups", "term", "terms", "persons", "person"):
        # One of many, or many of one: what is pointed to stays the same.
        given = {**old.settings, **given}
        given.pop("default", None)
    kept = check_column_settings(actor, type_, given)
    side = Side(type_, kept)
    if not may_become(side_of(old), side):
        raise Invalid({"type": "This column cannot become that type."})
    for name in ("list", "set"):
        if name in kept and kept[name] != old.settings.get(name):
            raise Invalid({name: "What a column points to stays the same."})
    return side


def _look(actor: Actor, old: Column, side: Side) -> DryRun:
    """Try every value that a living item or one in the recycle bin has."""
    key, converts, fails = str(old.pk), 0, 0
    failures: list[tuple[int, int, str, str]] = []
    after = 0
    while True:
        rows = list(
            Item.unscoped.filter(list_id=old.list_id, number__gt=after, is_folder=False)
            .order_by("number")
            .values_list("number", "scope_id", "deletion_id", "data")[:_CHUNK]
        )
        naming = naming_of(old, [data[key] for *_rest, data in rows if key in data])
        for number, scope, deletion, data in rows:
            if key not in data:
                continue
            try:
                convert(data[key], side_of(old), side, naming)
            except ValueError as error:
                fails += 1
                if deletion is None and len(failures) < EXAMPLES * 5:
                    words = say(data[key], side_of(old), naming)[:100]
                    failures.append((number, scope, words, str(error)))
                continue
            converts += 1
        if len(rows) < _CHUNK:
            break
        after = rows[-1][0]
    return DryRun(converts=converts, fails=fails, examples=_seen(actor, failures))


def _seen(
    actor: Actor, failures: list[tuple[int, int, str, str]]
) -> tuple[Failure, ...]:
    masks = get_masks(actor, {scope for _number, scope, *_rest in failures})
    seen = [
        Failure(number, words, reason)
        for number, scope, words, reason in failures
        if holds(masks[scope], Right.VIEW_LIST_ITEMS)
    ]
    return tuple(seen[:EXAMPLES])


@command
def stop_retyping(actor: Actor, list_id: ListId, column: ColumnId) -> None:
    """Leave a column as it is while it is being given another type."""
    old = hold_column(actor, list_id, column)
    filling = Column.unscoped.filter(origin=old.pk, state="filling")
    if not filling.exists():
        raise NotFound
    for one in filling:
        let_go(one.pk)
    filling.delete()
    record(("list", list_id), "column.retyping_stopped", after={"column": old.pk})


__all__ = ["preview_retyping", "retype_column", "stop_retyping"]
