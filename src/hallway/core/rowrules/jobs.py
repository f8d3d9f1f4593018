"""The job that gives the rows of a long list the scopes its rule says."""

from __future__ import annotations

from datetime import timedelta

from hallway.core.access.actors import Actor
from hallway.core.access.breaking import move_permission_epoch
from hallway.core.access.models import PendingScope
from hallway.core.changes.journal import (
    command,
    housekeeping,
    lock_lists,
    record,
    unchanged,
)
from hallway.core.jobs.context import JobContext
from hallway.core.jobs.registry import job
from hallway.core.lists.models import List
from hallway.core.rowrules.commands import JOB
from hallway.core.rowrules.scopes import sweep
from hallway.core.rowrules.stamping import Settled, settle_rows

BATCH = 2_000
"""Rows of one transaction: about 50 ms on either database."""


@job(JOB, tries=20, lease=timedelta(seconds=60), system="applies a list's row rule")
def apply(actor: Actor, context: JobContext, *, list_id: int) -> None:
    """Go over a list batch after batch; begun again, it goes over all anew."""
    after, n = 0, 0
    while True:
        done = apply_batch(actor, list_id, after=after)
        n += done.seen
        context.heartbeat(progress=n)
        if done.seen < BATCH:
            break
        after = done.last
    finish(actor, list_id)


@housekeeping
def apply_batch(actor: Actor, list_id: int, *, after: int) -> Settled:
    """Give the rows above an id the scopes they must have, a batch of them."""
    lock_lists([list_id])
    return settle_rows("i.list_id = %s AND i.id > %s", [list_id, after], limit=BATCH)


@command
def finish(actor: Actor, list_id: int) -> None:
    """Open what was closed meanwhile: every row has its scope."""
    lock_lists([list_id])
    pending = PendingScope.unscoped.filter(list_id=list_id, rows_only=True)
    held: List | None = List.unscoped.filter(pk=list_id).first()
    n, _ = pending.delete()
    if not n or held is None:
        unchanged()
        return
    held.pending -= n
    held.save(update_fields=["pending"])
    sweep(list_id)
    move_permission_epoch(held.site_id)
    record(("list", list_id), "row_rule.applied", after={"rule": held.row_rule})


@job("rowrules.sweep", every=timedelta(hours=24), system="drops unused permissions")
def sweep_all(actor: Actor, context: JobContext) -> None:
    """Drop the derived scopes that no row carries any more."""
    lists = List.unscoped.filter(
        scopes__base__isnull=False, scopes__scopecount__n=0, pending=0
    )
    for n, list_id in enumerate(sorted(set(lists.values_list("pk", flat=True))), 1):
        sweep_list(actor, list_id)
        context.heartbeat(progress=n)


@housekeeping
def sweep_list(actor: Actor, list_id: int) -> None:
    """Drop those of one list."""
    lock_lists([list_id])
    sweep(list_id)
