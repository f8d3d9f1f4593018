"""Planning what takes long to read, and doing what was planned."""

from __future__ import annotations

from datetime import timedelta

from hallway.core.access.actors import Actor
from hallway.core.errors import CoreError, NotFound
from hallway.core.jobs.context import JobContext
from hallway.core.jobs.registry import job
from hallway.core.rollback.applying import BATCH, apply_next, refuse_next
from hallway.core.rollback.commands import APPLY_JOB, PLAN_JOB, forget_old, run_plan
from hallway.core.rollback.records import State
from hallway.core.rollback.rows import find_rollback


@job(PLAN_JOB)
def plan(actor: Actor, context: JobContext, *, rollback: str) -> None:
    """Find out what would have to be done; begun again, from the start."""
    try:
        held = find_rollback(actor, rollback)
    except NotFound:
        return
    if held.state == State.PLANNING:
        run_plan(actor, held)


@job(APPLY_JOB, tries=20)
def apply(actor: Actor, context: JobContext, *, rollback: str) -> None:
    """Do batch after batch; begun again, it goes on after the last one."""
    try:
        held = find_rollback(actor, rollback)
    except NotFound:
        return
    while not _apply_some(actor, held.pk):
        context.heartbeat(progress=find_rollback(actor, rollback).done)


def _apply_some(actor: Actor, rollback: int) -> bool:
    try:
        return apply_next(actor, rollback)
    except CoreError:
        # The batch as a whole is refused: for want of room, say.  One by one, then.
        for _one in range(BATCH):
            if _apply_one(actor, rollback):
                return True
    return False


def _apply_one(actor: Actor, rollback: int) -> bool:
    try:
        return apply_next(actor, rollback, many=1)
    except CoreError as error:
        return refuse_next(actor, rollback, error)


@job("rollback.forget", every=timedelta(days=1), system="forgets old roll-backs")
def forget(actor: Actor, context: JobContext) -> None:
    """Forget plans and reports that nobody needs any more."""
    while n := forget_old(actor):
        context.heartbeat(progress=n)
