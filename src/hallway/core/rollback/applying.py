"""Doing what was planned, some steps in a transaction, each once whatever happens.

What became of a step stands in its row and is written in the transaction that does
it, so a job that is begun again goes on exactly there.
"""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from hallway.core import clock
from hallway.core.access.actors import Actor
from hallway.core.changes.journal import (
    command,
    housekeeping,
    lock_lists,
    step,
    unchanged,
)
from hallway.core.errors import Conflict, CoreError, NotFound, Stale
from hallway.core.items.commands.delete import delete_item
from hallway.core.items.commands.move import move_item
from hallway.core.items.naming import free_name
from hallway.core.items.records import ItemId, ItemRecord
from hallway.core.items.rows import find_child, find_held, subtree
from hallway.core.rollback.models import Rollback, RollbackStep
from hallway.core.rollback.records import Kind, State, StepState
from hallway.core.trash.commands import restore_deletion
from hallway.core.trash.records import DeletionId, OnClash
from hallway.core.versions.commands import restore_version
from hallway.platform.db import engine
from hallway.wire.paths import name_key

BATCH = 50
"""Steps of one transaction: on SQLite nobody else writes meanwhile."""
CHANGED = _("Somebody changed it in the meantime.")
STILL_IN_IT = _("Something that was there before is still in it.")
NEW_IN_IT = _("Something new has come into it in the meantime.")
_PLACES = (Kind.MOVE, Kind.RENAME, Kind.PLACE)


@command
def apply_next(actor: Actor, rollback: int, *, many: int = BATCH) -> bool:
    """Do the next steps; whether nothing is left to do.

    What one step is refused for leaves the others alone.
    """
    held = _applying(rollback)
    # Steps that are refused, or done already, are no change.
    unchanged()
    if held is None:
        return True
    lock_lists([held.list_id])
    steps = _next(held, many)
    for one in steps:
        try:
            with step():
                _do(actor, held, one)
            one.state = StepState.DONE
        except CoreError as error:
            one.state, one.said = StepState.REFUSED, error.message
        one.save(update_fields=["state", "said"])
    return _move_on(held, len(steps), many)


@housekeeping
def refuse_next(actor: Actor, rollback: int, error: CoreError) -> bool:
    """Leave out the next step, which cannot be done; whether nothing is left."""
    held = _applying(rollback)
    if held is None:
        return True
    steps = _next(held, 1)
    for one in steps:
        one.state, one.said = StepState.REFUSED, error.message
        one.save(update_fields=["state", "said"])
    return _move_on(held, len(steps), 1)


def _applying(rollback: int) -> Rollback | None:
    held: Rollback | None = (
        Rollback.unscoped.select_for_update().filter(pk=rollback).first()
    )
    return held if held is not None and held.state == State.APPLYING else None


def _next(held: Rollback, many: int) -> list[RollbackStep]:
    waiting = RollbackStep.unscoped.filter(rollback=held.pk, state=StepState.PLANNED)
    return list(waiting.order_by("position")[:many])


def _move_on(held: Rollback, did: int, wanted: int) -> bool:
    held.done += did
    held.modified = clock.now()
    if did < wanted:
        held.state = State.DONE
    held.save()
    return held.state == State.DONE


def _do(actor: Actor, held: Rollback, one: RollbackStep) -> None:
    match one.kind:
        case Kind.REMOVE:
            _remove(actor, held, one)
        case Kind.RETURN:
            _bring_back(actor, held, one)
        case Kind.CONTENT:
            item = _living(held, one)
            if (item.major, item.minor) != (one.major, one.minor):
                raise Stale(CHANGED)
            restore_version(actor, item.id, major=one.to_major, minor=one.to_minor)
        case _:
            _put_in_place(actor, held, one)


def _living(held: Rollback, one: RollbackStep) -> ItemRecord:
    found = find_held(one.item)
    if found is None or found.item.list != held.list_id:
        raise Stale(CHANGED)
    return found.item


def _remove(actor: Actor, held: Rollback, one: RollbackStep) -> None:
    found = find_held(one.item)
    if found is None:
        return
    item = found.item
    if item.list != held.list_id or (item.major, item.minor) != (one.major, one.minor):
        raise Stale(CHANGED)
    if item.is_folder:
        _demand_only_new(held, item)
    delete_item(actor, item.id)


def _demand_only_new(held: Rollback, folder: ItemRecord) -> None:
    """Raise unless all that lives in a folder was planned to go with it."""
    below = [held.list_id, *subtree(folder.ancestry)]
    inside = (
        "FROM core_item i WHERE i.list_id = %s AND i.ancestry >= %s"
        " AND i.ancestry < %s AND i.deletion_id IS NULL"
    )
    kept = engine().fetch_one(
        f"SELECT 1 {inside} AND EXISTS (SELECT 1 FROM core_rollbackstep s"
        " WHERE s.rollback_id = %s AND s.item = i.id AND s.kind IN (%s, %s, %s))"
        " LIMIT 1",
        [*below, held.pk, Kind.MOVE, Kind.PLACE, Kind.LEFT],
    )
    if kept is not None:
        raise Conflict(STILL_IN_IT)
    fresh = engine().fetch_one(
        f"SELECT 1 {inside} AND i.created > %s LIMIT 1", [*below, held.created]
    )
    if fresh is not None:
        raise Stale(NEW_IN_IT)


def _bring_back(actor: Actor, held: Rollback, one: RollbackStep) -> None:
    found = find_held(one.item)
    if found is not None:
        return
    row = engine().fetch_one(
        "SELECT deletion_id FROM core_item WHERE id = %s", (one.item,)
    )
    if row is None or row[0] != one.deletion:
        raise Stale(CHANGED)
    back = restore_deletion(actor, DeletionId(row[0]), on_clash=OnClash.RENAME)
    _note_place(held, back.id, back.parent, back.name)


def _note_place(held: Rollback, item: int, parent: int | None, name: str) -> None:
    """Have the steps to come find an item where this one put it."""
    RollbackStep.unscoped.filter(
        rollback=held.pk, item=item, kind__in=_PLACES, state=StepState.PLANNED
    ).update(parent=parent, name=name)


def _put_in_place(actor: Actor, held: Rollback, one: RollbackStep) -> None:
    item = _living(held, one)
    # A step before this one may have given it a place to wait at.
    one.refresh_from_db(fields=["parent", "name"])
    if (item.parent, item.name) == (one.to_parent, one.to_name):
        return
    if (item.parent, item.name) != (one.parent, one.name):
        raise Stale(CHANGED)
    target = find_held(one.to_parent or 0)
    if target is None:
        raise NotFound
    _clear(actor, held, target.item.id, one)
    move_item(actor, item.id, to=target.item.id, name=one.to_name)


def _clear(actor: Actor, held: Rollback, parent: ItemId, one: RollbackStep) -> None:
    """Have what is in the way, and goes elsewhere later, wait under another name."""
    there = find_child(parent, name_key(one.to_name))
    if there is None or there.id == one.item:
        return
    waiting = RollbackStep.unscoped.filter(
        rollback=held.pk,
        item=there.id,
        kind__in=(*_PLACES, Kind.REMOVE),
        state=StepState.PLANNED,
    )
    if waiting.exists():
        name = free_name(parent, there.name, is_folder=there.is_folder)
        move_item(actor, there.id, to=parent, name=name)
        _note_place(held, there.id, parent, name)
