"""Rolling a library or a folder back to a moment: planned, looked at, done."""

from __future__ import annotations

from hallway.core import clock
from hallway.core.access.actors import Actor
from hallway.core.changes.journal import (
    command,
    housekeeping,
    lock_lists,
    record,
    unchanged,
)
from hallway.core.errors import Conflict, Forbidden, Invalid
from hallway.core.items.records import ItemId
from hallway.core.jobs.commands import enqueue
from hallway.core.rollback.models import Rollback, RollbackStep
from hallway.core.rollback.past import changes_of
from hallway.core.rollback.planning import Planner
from hallway.core.rollback.records import RollbackRecord, State, StepState
from hallway.core.rollback.rows import (
    demand_folder,
    find_rollback,
    rollback_record,
)

PLAN_JOB, APPLY_JOB = "rollback.plan", "rollback.apply"
SHORT = 2_000
"""Changes of a list that are read while somebody waits."""
KEPT_DAYS = 30
_AT_ONCE = 500


def start_rollback(actor: Actor, folder: ItemId, *, moment: int) -> RollbackRecord:
    """Begin to find out what a folder would need to be as it was; nothing changes yet.

    `moment` in microseconds: Invalid where it is still to come, or where the folder
    was not there.  Needs the rights to edit and to delete in the folder.  What the log
    of a long-lived list says is read by a job.
    """
    folder_held = demand_folder(actor, folder)
    if moment >= clock.now():
        raise Invalid({"moment": "Choose a moment that is past."})
    if moment < folder_held.item.created:
        raise Invalid({"moment": "It was not there at that moment."})
    held = _begin(actor, folder, folder_held.item.list, moment)
    if changes_of(held.list_id) <= SHORT:
        run_plan(actor, held)
        held = find_rollback(actor, str(held.guid))
    else:
        _have_planned(actor, held)
    return rollback_record(held)


@housekeeping
def _begin(actor: Actor, folder: int, list_id: int, moment: int) -> Rollback:
    now = clock.now()
    made: Rollback = Rollback.unscoped.create(
        owner=actor.principal,
        list_id=list_id,
        folder=folder,
        moment=moment,
        state=State.PLANNING,
        created=now,
        modified=now,
    )
    return made


@housekeeping
def _have_planned(actor: Actor, held: Rollback) -> None:
    enqueue(actor, PLAN_JOB, key=str(held.guid), rollback=str(held.guid))


def run_plan(actor: Actor, held: Rollback) -> None:
    """Plan a roll-back and keep the plan; what is read is read in no transaction."""
    folder = demand_folder(actor, ItemId(held.folder))
    planner = Planner(actor, folder.item, held.moment)
    steps = planner.plan()
    _keep(actor, held, steps, planner.size)


@housekeeping
def _keep(actor: Actor, held: Rollback, steps: list[RollbackStep], size: int) -> None:
    row: Rollback | None = (
        Rollback.unscoped.select_for_update().filter(pk=held.pk).first()
    )
    if row is None or row.state != State.PLANNING:
        return
    for step in steps:
        step.rollback_id = row.pk
    RollbackStep.unscoped.bulk_create(steps, batch_size=_AT_ONCE)
    row.many = sum(1 for step in steps if step.state == StepState.PLANNED)
    row.size = size
    row.state = State.PLANNED
    row.modified = clock.now()
    row.save()


@command
def apply_rollback(actor: Actor, guid: str) -> RollbackRecord:
    """Do what was planned, by a job; it goes on after whatever stops it.

    Each item is asked about again: what somebody changed since the plan was made, or
    has open, is left as it is and told.  Nothing is overwritten: contents come back as
    new versions, what is new goes to the recycle bin.  Conflict if another roll-back of
    the library is at work, or this one is not ready.
    """
    found = find_rollback(actor, guid)
    demand_folder(actor, ItemId(found.folder))
    lock_lists([found.list_id])
    held: Rollback = Rollback.unscoped.select_for_update().get(pk=found.pk)
    if held.state not in (State.PLANNED, State.STOPPED):
        raise Conflict("This is not ready, or it was done already.")
    others = Rollback.unscoped.filter(list=held.list_id, state=State.APPLYING)
    if others.exists():
        raise Conflict("Something else is being rolled back in this library.")
    if held.state == State.PLANNED:
        record(
            ("list", held.list_id),
            "list.rolled_back",
            item=held.folder,
            after={"moment": held.moment, "many": held.many},
        )
    else:
        unchanged()
    held.state = State.APPLYING
    held.modified = clock.now()
    held.save()
    enqueue(actor, APPLY_JOB, key=str(held.guid), rollback=str(held.guid))
    return rollback_record(held)


@housekeeping
def stop_rollback(actor: Actor, guid: str) -> None:
    """Stop a roll-back after the items it is at; what is done stays done."""
    held = find_rollback(actor, guid)
    Rollback.unscoped.filter(pk=held.pk, state=State.APPLYING).update(
        state=State.STOPPED, modified=clock.now()
    )


@housekeeping
def forget_old(actor: Actor) -> int:
    """Forget plans and reports that are older than 30 days; how many."""
    if actor.everything is None:
        raise Forbidden("Only the system forgets plans.")
    before = clock.now() - KEPT_DAYS * clock.DAY
    old = Rollback.unscoped.filter(modified__lt=before).exclude(state=State.APPLYING)
    gone = [row.pk for row in old[:100]]
    RollbackStep.unscoped.filter(rollback__in=gone).delete()
    Rollback.unscoped.filter(pk__in=gone).delete()
    return len(gone)
