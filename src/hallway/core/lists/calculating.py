"""Calculating anew what stands in calculated columns, when a formula changes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.utils import timezone

from hallway.core import clock
from hallway.core.access.actors import Actor
from hallway.core.changes.journal import housekeeping, lock_lists
from hallway.core.items.models import Item
from hallway.core.items.writing import rewrite_data
from hallway.core.jobs.commands import enqueue
from hallway.core.jobs.context import JobContext
from hallway.core.jobs.registry import job
from hallway.core.lists.formulas import calculate
from hallway.core.lists.rows import column_records

JOB = "lists.calculate"
BATCH = 1_000
"""Rows of one transaction; a list of as many is calculated at once."""


def recalculate(actor: Actor, list_id: int) -> None:
    """Calculate every item of a held list anew: at once, or by a job if it is long."""
    if not any(one.type == "calculated" for one in column_records(list_id)):
        return
    if _calculate(list_id, after=0) is not None:
        enqueue(actor, JOB, key=str(list_id), list_id=list_id)


@job(
    JOB, tries=20, lease=timedelta(seconds=60), system="calculates the items of a list"
)
def calculate_items(actor: Actor, context: JobContext, *, list_id: int) -> None:
    """Calculate batch after batch; begun again, it goes over all anew."""
    after: int | None = 0
    batches = 0
    while after is not None:
        after = calculate_batch(actor, list_id, after=after)
        batches += 1
        context.heartbeat(progress=batches * BATCH)


@housekeeping
def calculate_batch(actor: Actor, list_id: int, *, after: int) -> int | None:
    """Calculate a batch above an id; where the next begins, None at the end."""
    lock_lists([list_id])
    return _calculate(list_id, after=after)


def _calculate(list_id: int, *, after: int) -> int | None:
    columns = column_records(list_id)
    rows = list(
        Item.unscoped.filter(list_id=list_id, pk__gt=after, is_folder=False)
        .order_by("pk")
        .values_list("pk", "data")[:BATCH]
    )
    now, zone = clock.now(), timezone.get_current_timezone()
    changed: dict[int, Mapping[str, Any]] = {}
    for item, data in rows:
        made = dict(data)
        calculate(columns, made, now=now, zone=zone)
        if made != data:
            changed[item] = made
    rewrite_data(changed)
    return rows[-1][0] if len(rows) == BATCH else None
