"""A column that gets the values of another in a new type, and takes its place.

The new column stands beside the old one in the state `filling` until every value is
there; whoever writes in the meantime writes both (`items.saving`).  The switch is one
transaction, so that readers see the old answers or the new ones.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db.models import F

from hallway.core import clock
from hallway.core.access.actors import Actor
from hallway.core.changes.journal import (
    command,
    housekeeping,
    lock_lists,
    record,
    unchanged,
)
from hallway.core.contenttypes.models import TypeColumn
from hallway.core.errors import Conflict
from hallway.core.items.models import Item
from hallway.core.items.writing import rewrite_data
from hallway.core.jobs.commands import enqueue
from hallway.core.jobs.context import JobContext
from hallway.core.jobs.registry import job
from hallway.core.lists.itemform.rows import follow_column
from hallway.core.lists.models import Column, List
from hallway.core.lists.retyping.converting import convert
from hallway.core.lists.retyping.naming import naming_of, side_of
from hallway.core.lists.rules import UNIQUE
from hallway.core.lists.uniqueness import hold_unique, let_go
from hallway.core.rowrules.commands import retyped

JOB = "lists.retype"
BATCH = 1_000
"""Rows of one transaction; a column with as many values is filled at once."""


def start_filling(actor: Actor, old: Column, new: Column, *, many: int) -> None:
    """Fill a new column from an old one: at once, or by a job if that is long."""
    if many > BATCH:
        enqueue(actor, JOB, key=str(new.pk), column=new.pk)
        return
    _fill(old, new, after=0)
    switch(actor, old, new)


@job(JOB, tries=20, lease=timedelta(seconds=60), system="gives a column another type")
def fill(actor: Actor, context: JobContext, *, column: int) -> None:
    """Fill batch after batch, then switch; begun again, it goes over all anew."""
    after: int | None = 0
    batches = 0
    while after is not None:
        after = fill_batch(actor, column, after=after)
        batches += 1
        context.heartbeat(progress=batches * BATCH)
    finish_filling(actor, column)


@housekeeping
def fill_batch(actor: Actor, column: int, *, after: int) -> int | None:
    """Fill a batch of items above an id; where the next begins, None at the end."""
    pair = _pair(column)
    if pair is None:
        return None
    lock_lists([pair[0].list_id])
    return _fill(*pair, after=after)


@command
def finish_filling(actor: Actor, column: int) -> None:
    """Let a filled column take the place of the old one."""
    pair = _pair(column)
    if pair is None:
        unchanged()
        return
    lock_lists([pair[0].list_id])
    switch(actor, *pair)


def _pair(column: int) -> tuple[Column, Column] | None:
    new: Column | None = Column.unscoped.filter(pk=column, state="filling").first()
    if new is None:
        return None
    old: Column | None = Column.unscoped.filter(pk=new.origin, state="living").first()
    return None if old is None else (old, new)


def _fill(old: Column, new: Column, *, after: int) -> int | None:
    rows = list(
        Item.unscoped.filter(list_id=old.list_id, pk__gt=after, is_folder=False)
        .order_by("pk")
        .values_list("pk", "data")[:BATCH]
    )
    key = str(old.pk)
    naming = naming_of(old, [data[key] for _item, data in rows if key in data])
    changed: dict[int, Mapping[str, Any]] = {}
    for item, data in rows:
        if key not in data:
            continue
        try:
            found = convert(data[key], side_of(old), side_of(new), naming)
        except ValueError:
            # It stays under the old column's id, in the item and its versions.
            continue
        if data.get(str(new.pk)) != found:
            changed[item] = {**data, str(new.pk): found}
    rewrite_data(changed)
    return rows[-1][0] if len(rows) == BATCH else None


def switch(actor: Actor, old: Column, new: Column) -> None:
    """Put the new column where the old one is; the old one counts as removed."""
    guid = old.guid
    let_go(old.pk)
    Column.unscoped.filter(pk=old.pk).update(
        guid=uuid.uuid4(),
        state="removed",
        removed=clock.now(),
        removed_by=actor.principal,
    )
    TypeColumn.unscoped.filter(column=old).update(column=new)
    follow_column(old.list_id, old.pk, new.pk)
    is_unique = old.is_unique and new.type in UNIQUE
    Column.unscoped.filter(pk=new.pk).update(
        guid=guid,
        state="living",
        title=old.title,
        position=old.position,
        required=old.required and new.type != "yesno",
        is_unique=is_unique,
        is_hidden=old.is_hidden,
        is_read_only=old.is_read_only,
    )
    if is_unique:
        try:
            hold_unique(actor, new)
        except Conflict:
            # Values that differed may be one now; better than to lose the change.
            Column.unscoped.filter(pk=new.pk).update(is_unique=False)
    retyped(actor, old.list_id, old.internal_name)
    record(
        ("list", old.list_id),
        "column.retyped",
        before={"column": old.pk, "type": old.type, "settings": old.settings},
        after={"column": new.pk, "type": new.type, "settings": new.settings},
    )
    List.unscoped.filter(pk=old.list_id).update(
        schema_version=F("schema_version") + 1, modified=clock.now()
    )
