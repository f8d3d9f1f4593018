"""Moving and copying what somebody chose: at once, or by a job where it is much."""

from __future__ import annotations

from collections.abc import Sequence

from hallway.core import clock
from hallway.core.access.actors import Actor
from hallway.core.changes.journal import command, housekeeping, lock_lists
from hallway.core.errors import Conflict, Forbidden, Invalid
from hallway.core.items.queries.children import get_item, trimmed_sql
from hallway.core.items.records import History, ItemId, ItemRecord
from hallway.core.items.rows import lists_of, subtree
from hallway.core.jobs.commands import enqueue
from hallway.core.transfers.applying import apply_next
from hallway.core.transfers.models import Transfer, TransferStep
from hallway.core.transfers.records import (
    Clash,
    Kind,
    State,
    StepState,
    TransferRecord,
    Way,
)
from hallway.core.transfers.rows import find_transfer, may_undo, transfer_record
from hallway.platform.db import engine

APPLY_JOB = "transfer.apply"
SHORT = 200
"""Things that are moved or copied while somebody waits."""
MAX_CHOSEN = 500
"""Things that one transfer names; with what is in folders there may be more."""
KEPT_DAYS = 30


def start_transfer(
    actor: Actor,
    items: Sequence[ItemId],
    *,
    to: ItemId,
    way: Way,
    clash: Clash = Clash.REFUSE,
    history: History = History.CURRENT,
) -> TransferRecord:
    """Move or copy things to a folder; more than SHORT of them by a job.

    Each thing goes whole, a folder with all in it, or stays as it is: what one is
    refused for leaves the others alone and stands in its step.  NotFound for what is
    hidden, Invalid for nothing or too much, Conflict where the target is no folder.
    """
    if not 0 < len(set(items)) <= MAX_CHOSEN:
        raise Invalid({"item": f"Choose between 1 and {MAX_CHOSEN} things."})
    chosen = _outermost([get_item(actor, one) for one in dict.fromkeys(items)])
    target = get_item(actor, to)
    if not target.is_folder:
        raise Conflict("That is a file, not a folder.")
    kind = Kind.MOVE if way is Way.MOVE else Kind.COPY
    steps = [
        TransferStep(
            kind=kind,
            item=one.id,
            items=_count(actor, one),
            parent=one.parent or 0,
            name=one.name,
            to_parent=to,
        )
        for one in chosen
    ]
    held = Transfer(
        owner=actor.principal,
        way=way,
        clash=clash,
        history=history.value,
        source=chosen[0].parent or chosen[0].id,
        target=to,
    )
    return _start(actor, held, steps)


def undo_transfer(actor: Actor, guid: str) -> TransferRecord:
    """Take back what a transfer did; Conflict if it is at work, or was undone.

    What was moved goes back where it was, copies go to the recycle bin, and a file
    that got a new version gets the one before as its next.  What somebody changed
    since stays, and is told.
    """
    found = find_transfer(actor, guid)
    if not may_undo(found):
        raise Conflict("There is nothing to undo, or it was undone already.")
    done = TransferStep.unscoped.filter(transfer=found.pk, state=StepState.DONE)
    steps = [_inverse(one) for one in done.order_by("-position")]
    held = Transfer(
        owner=actor.principal,
        way=Way.UNDO,
        clash=Clash.REFUSE,
        history=History.CURRENT.value,
        source=found.target,
        target=found.source,
        undoes=found.pk,
    )
    return _start(actor, held, steps)


def _inverse(one: TransferStep) -> TransferStep:
    if one.to_major or one.to_minor:
        kind = Kind.REVERT if one.major or one.minor else Kind.REMOVE
    else:
        kind = Kind.REMOVE if one.kind == Kind.COPY else Kind.BACK
    return TransferStep(
        kind=kind,
        item=one.made or one.item,
        items=one.items,
        parent=one.to_parent,
        name=one.name,
        to_parent=one.parent,
        made=one.item,
        deletion=one.deletion,
        major=one.to_major,
        minor=one.to_minor,
        to_major=one.major,
        to_minor=one.minor,
        copied=one.copied,
    )


def _outermost(items: list[ItemRecord]) -> list[ItemRecord]:
    """Leave out what goes with a folder that is chosen too."""
    chosen = {one.id for one in items}
    return [one for one in items if not chosen & set(one.ancestors[:-1])]


def _count(actor: Actor, item: ItemRecord) -> int:
    """Return how many things go with one, of those that the actor may see."""
    if not item.is_folder:
        return 1
    trimmed, parameters = trimmed_sql(actor, item, pending=1)
    row = engine().fetch_one(
        "SELECT count(*) FROM core_item i WHERE i.list_id = %s AND i.ancestry >= %s"
        f" AND i.ancestry < %s AND i.deletion_id IS NULL AND {trimmed}",
        [item.list, *subtree(item.ancestry), *parameters],
    )
    return int(row[0]) if row else 1


def _start(actor: Actor, held: Transfer, steps: list[TransferStep]) -> TransferRecord:
    held.many = sum(one.items for one in steps)
    held.state = State.GOING
    held.created = held.modified = clock.now()
    begin = _do_now if held.many <= SHORT else _have_done
    return begin(actor, held, steps)


@command
def _do_now(actor: Actor, held: Transfer, steps: list[TransferStep]) -> TransferRecord:
    places = {held.target, *(one.to_parent for one in steps)}
    lock_lists(lists_of([*places, *(one.item for one in steps)]))
    _keep(held, steps)
    apply_next(actor, held.pk, many=held.many + 1)
    return transfer_record(Transfer.unscoped.get(pk=held.pk))


@housekeeping
def _have_done(
    actor: Actor, held: Transfer, steps: list[TransferStep]
) -> TransferRecord:
    _keep(held, steps)
    enqueue(actor, APPLY_JOB, key=str(held.guid), transfer=str(held.guid))
    return transfer_record(held)


def _keep(held: Transfer, steps: list[TransferStep]) -> None:
    held.pk = None
    held.save(force_insert=True)
    for position, one in enumerate(steps, 1):
        one.pk = None
        one.transfer_id = held.pk
        one.position = position
        one.state = StepState.WAITING
    TransferStep.unscoped.bulk_create(steps)


@housekeeping
def stop_transfer(actor: Actor, guid: str) -> None:
    """Stop a transfer after the things it is at; what is done stays done."""
    held = find_transfer(actor, guid)
    Transfer.unscoped.filter(pk=held.pk, state=State.GOING).update(
        state=State.STOPPED, modified=clock.now()
    )


@housekeeping
def resume_transfer(actor: Actor, guid: str) -> None:
    """Go on with a transfer that was stopped; Conflict for any other."""
    held = find_transfer(actor, guid)
    undone = Transfer.unscoped.filter(undoes=held.pk).exists()
    if held.state != State.STOPPED or undone:
        raise Conflict("This was not stopped, or it was undone already.")
    Transfer.unscoped.filter(pk=held.pk).update(state=State.GOING, modified=clock.now())
    enqueue(actor, APPLY_JOB, key=str(held.guid), transfer=str(held.guid))


@housekeeping
def forget_old(actor: Actor) -> int:
    """Forget what was moved or copied more than 30 days ago; how many."""
    if actor.everything is None:
        raise Forbidden("Only the system forgets what was moved.")
    before = clock.now() - KEPT_DAYS * clock.DAY
    old = Transfer.unscoped.filter(modified__lt=before).exclude(state=State.GOING)
    gone = [row.pk for row in old[:100]]
    TransferStep.unscoped.filter(transfer__in=gone).delete()
    Transfer.unscoped.filter(pk__in=gone).delete()
    return len(gone)
