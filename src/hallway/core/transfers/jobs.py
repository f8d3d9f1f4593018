"""Moving and copying what takes long, and forgetting what was."""

from __future__ import annotations

from datetime import timedelta

from hallway.core.access.actors import Actor
from hallway.core.errors import CoreError, NotFound
from hallway.core.jobs.context import JobContext
from hallway.core.jobs.registry import job
from hallway.core.transfers.applying import BATCH, apply_next, refuse_next
from hallway.core.transfers.commands import APPLY_JOB, forget_old
from hallway.core.transfers.rows import find_transfer


@job(APPLY_JOB, tries=20)
def apply(actor: Actor, context: JobContext, *, transfer: str) -> None:
    """Do batch after batch; begun again, it goes on after the last one."""
    try:
        held = find_transfer(actor, transfer)
    except NotFound:
        return
    while not _apply_some(actor, held.pk):
        context.heartbeat(progress=find_transfer(actor, transfer).done)


def _apply_some(actor: Actor, transfer: int) -> bool:
    try:
        return apply_next(actor, transfer)
    except CoreError:
        # The batch as a whole is refused: for want of room, say.  One by one, then.
        for _one in range(BATCH):
            if _apply_one(actor, transfer):
                return True
    return False


def _apply_one(actor: Actor, transfer: int) -> bool:
    try:
        return apply_next(actor, transfer, many=1)
    except CoreError as error:
        return refuse_next(actor, transfer, error)


@job("transfer.forget", every=timedelta(days=1), system="forgets what was moved")
def forget(actor: Actor, context: JobContext) -> None:
    """Forget transfers that nobody needs any more."""
    while n := forget_old(actor):
        context.heartbeat(progress=n)
