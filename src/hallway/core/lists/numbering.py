"""Numbers for the items that are there when an autonumber column is added."""

from __future__ import annotations

from datetime import timedelta

from hallway.core.access.actors import Actor
from hallway.core.changes.journal import housekeeping, lock_lists
from hallway.core.items.models import Item
from hallway.core.items.writing import rewrite_data
from hallway.core.jobs.commands import enqueue
from hallway.core.jobs.context import JobContext
from hallway.core.jobs.registry import job
from hallway.core.lists.models import Column
from hallway.platform.db import engine

JOB = "lists.number"
BATCH = 1_000
"""Rows of one transaction; as many are numbered at once, without a job."""


def number_items(actor: Actor, column: Column) -> None:
    """Give every item of a held list a number in a new column, the oldest first.

    New items get the numbers above those at once; a long list gets its own by a job.
    """
    rows = Item.unscoped.filter(list_id=column.list_id, is_folder=False)
    many = rows.count()
    Column.unscoped.filter(pk=column.pk).update(counter=many)
    if many > BATCH:
        enqueue(actor, JOB, key=str(column.pk), column=column.pk, until=many)
        return
    _number(column.pk, column.list_id, after=0, value=1)


def renumber_items(column: Column) -> None:
    """Number the items that came while an autonumber column was away."""
    after: int | None = 0
    value = column.counter + 1
    while after is not None:
        after, value = _number(column.pk, column.list_id, after=after, value=value)
    Column.unscoped.filter(pk=column.pk).update(counter=value - 1)


@job(JOB, tries=20, lease=timedelta(seconds=60), system="numbers the items of a list")
def number_more(actor: Actor, context: JobContext, *, column: int, until: int) -> None:
    """Number batch after batch; begun again, it goes on where it was."""
    list_id = (
        Column.unscoped.filter(pk=column).values_list("list_id", flat=True).first()
    )
    if list_id is None:
        return
    value = engine().json_value("data", str(column), "integer")
    row = engine().fetch_one(
        f"SELECT count(*) FROM core_item WHERE list_id = %s AND {value} <= %s",
        (list_id, until),
    )
    assert row is not None
    at: int | None = 0
    next_value = row[0] + 1
    while at is not None:
        at, next_value = number_batch(
            actor, column, list_id, after=at, value=next_value
        )
        context.heartbeat(progress=next_value - 1)


@housekeeping
def number_batch(
    actor: Actor, column: int, list_id: int, *, after: int, value: int
) -> tuple[int | None, int]:
    """Number one batch; where the next begins, None at the end, and with which."""
    lock_lists([list_id])
    if not Column.unscoped.filter(pk=column).exists():
        return None, value
    return _number(column, list_id, after=after, value=value)


def _number(
    column: int, list_id: int, *, after: int, value: int
) -> tuple[int | None, int]:
    """Items that have a number already keep it; `after` is a number of an item."""
    rows = list(
        Item.unscoped.filter(list_id=list_id, number__gt=after, is_folder=False)
        .order_by("number")
        .values_list("pk", "number", "data")[:BATCH]
    )
    changed = {}
    for item, _number_of, data in rows:
        if str(column) not in data:
            changed[item] = {**data, str(column): value}
            value += 1
    rewrite_data(changed)
    return (rows[-1][1] if len(rows) == BATCH else None), value
