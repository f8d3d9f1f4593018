"""The job that carries a change of permissions through a large subtree."""

from __future__ import annotations

from datetime import timedelta

from hallway.core.access.actors import Actor
from hallway.core.access.models import PendingScope, Scope
from hallway.core.access.stamping import drop_scope, stamp
from hallway.core.access.targets import Target
from hallway.core.changes.journal import housekeeping, lock_lists, record
from hallway.core.items.rows import subtree
from hallway.core.jobs.context import JobContext
from hallway.core.jobs.registry import job
from hallway.platform.db import engine

BATCH = 5_000
"""Rows of one transaction: about 50 ms on either database."""


@job(
    "access.restamp",
    tries=20,
    lease=timedelta(seconds=60),
    system="applies a change of permissions",
)
def restamp(actor: Actor, context: JobContext, *, pending: int) -> None:
    """Re-stamp batch after batch until nothing carries the old scope.

    Runs again from where it was after a crash: the pending row stands until the
    last batch, in whose transaction it goes.
    """
    moved, begin = 0, ""
    while (batch := restamp_batch(actor, pending, begin=begin)) is not None:
        n, begin = batch
        moved += n
        context.heartbeat(progress=moved)


@housekeeping
def restamp_batch(
    actor: Actor, pending: int, *, begin: str = ""
) -> tuple[int, str] | None:
    """Re-stamp one batch; return its rows and where the next begins, or None at last.

    `begin` spares each batch the look at all that earlier ones did.  Only a batch
    from the very beginning ends it: what came meanwhile may stand anywhere.
    """
    row: PendingScope | None = PendingScope.unscoped.filter(pk=pending).first()
    if row is None:
        return None
    lock_lists([row.list_id])
    low, high = subtree(row.ancestry)
    n, end = stamp(
        row.list_id,
        max(low, begin),
        high,
        old=row.old_id,
        new=row.new_id,
        limit=BATCH,
    )
    if n or begin:
        return n, end if n else ""
    old, target = row.old_id, _owner_of(row)
    PendingScope.unscoped.filter(pk=pending).delete()
    engine().execute(
        "UPDATE core_list SET pending = pending - 1 WHERE id = %s", (row.list_id,)
    )
    drop_scope(old, target)
    record(
        ("list", row.list_id),
        "inheritance.applied",
        after={"old": old, "new": row.new_id},
    )
    return None


def _owner_of(row: PendingScope) -> Target:
    """Return the top of the subtree; it owned the old scope if that was restored."""
    top = int(row.ancestry[1:-1].split("/")[-1])
    old = Scope.unscoped.get(pk=row.old_id)
    site, root = engine().fetch_all(
        "SELECT site_id, root_id FROM core_list WHERE id = %s", (row.list_id,)
    )[0]
    owned = old.item_id == top or (
        top == root and old.list_id == row.list_id and old.item_id is None
    )
    return Target(
        site=site,
        list=row.list_id,
        item=None if top == root else top,
        root=root,
        ancestry=row.ancestry,
        scope=row.old_id,
        parent_scope=row.new_id,
        owns_scope=owned,
        pending=0,
    )
