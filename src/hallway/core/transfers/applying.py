"""Doing what was asked for, some steps in a transaction, each once whatever happens.

What became of a step stands in its row and is written in the transaction that does
it, so a job that is begun again goes on exactly there.
"""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from hallway.core import clock
from hallway.core.access.actors import Actor
from hallway.core.access.rights import Right
from hallway.core.access.rules import demand, holds
from hallway.core.changes.journal import (
    command,
    housekeeping,
    lock_lists,
    step,
    unchanged,
)
from hallway.core.errors import Conflict, CoreError, NotFound, Stale
from hallway.core.items.commands.copy import copy_item
from hallway.core.items.commands.delete import delete_item
from hallway.core.items.commands.move import move_item
from hallway.core.items.naming import free_name
from hallway.core.items.records import History, ItemId, ItemRecord, Overwrite
from hallway.core.items.redirecting import lead_to
from hallway.core.items.rows import (
    Held,
    find_child,
    find_held,
    get_held,
    lists_of,
    subtree,
)
from hallway.core.items.writing import mask_of
from hallway.core.transfers.models import Transfer, TransferStep
from hallway.core.transfers.records import Clash, Kind, State, StepState
from hallway.core.trash.commands import restore_deletion
from hallway.core.trash.records import DeletionId
from hallway.core.versions.commands import restore_version
from hallway.platform.db import engine
from hallway.wire.paths import name_key

BATCH = 50
"""Things of one transaction: on SQLite nobody else writes meanwhile."""
_AT_ONCE = 500
CHANGED = _("Somebody changed it in the meantime.")
GONE = _("It was deleted in the meantime.")
THERE = _("It is there already.")
SKIPPED = _("Something there has its name.")
NO_VERSION = _("Only a file can become a new version, and only of a file.")


class Skipped(CoreError):
    """A step that was left out, as it was asked for."""


@command
def apply_next(actor: Actor, transfer: int, *, many: int = BATCH) -> bool:
    """Do the next steps, at most `many` things or one step; whether nothing is left.

    What one step is refused for leaves the others alone.
    """
    held = _going(transfer)
    # Steps that are refused, or done already, are no change.
    unchanged()
    if held is None:
        return True
    steps = _next(held, many)
    if not steps:
        return _move_on(held, steps)
    folders = [one.to_parent for one in steps]
    lock_lists(lists_of([*folders, *(one.item for one in steps)]))
    for one in steps:
        try:
            with step():
                _do(actor, held, one)
            one.state = StepState.DONE
        except Skipped as error:
            one.state, one.said = StepState.SKIPPED, error.message
        except CoreError as error:
            one.state, one.said = StepState.REFUSED, error.message
        one.save()
    return _move_on(held, steps)


@housekeeping
def refuse_next(actor: Actor, transfer: int, error: CoreError) -> bool:
    """Leave out the next step, which cannot be done; whether nothing is left."""
    held = _going(transfer)
    if held is None:
        return True
    steps = _next(held, 1)
    for one in steps:
        one.state, one.said = StepState.REFUSED, error.message
        one.save(update_fields=["state", "said"])
    return _move_on(held, steps)


def _going(transfer: int) -> Transfer | None:
    held: Transfer | None = (
        Transfer.unscoped.select_for_update().filter(pk=transfer).first()
    )
    return held if held is not None and held.state == State.GOING else None


def _next(held: Transfer, many: int) -> list[TransferStep]:
    waiting = TransferStep.unscoped.filter(transfer=held.pk, state=StepState.WAITING)
    found: list[TransferStep] = []
    for one in waiting.order_by("position")[:_AT_ONCE]:
        many -= one.items
        if found and many < 0:
            break
        found.append(one)
    return found


def _move_on(held: Transfer, steps: list[TransferStep]) -> bool:
    held.done += sum(one.items for one in steps)
    held.modified = clock.now()
    waiting = TransferStep.unscoped.filter(transfer=held.pk, state=StepState.WAITING)
    if not waiting.exists():
        held.state = State.DONE
        if held.undoes is not None and not _did_any(held):
            # Whatever was in the way, it can be tried again.
            held.undoes = None
    held.save()
    return held.state == State.DONE


def _did_any(held: Transfer) -> bool:
    done = TransferStep.unscoped.filter(transfer=held.pk, state=StepState.DONE)
    return done.exists()


def _do(actor: Actor, held: Transfer, one: TransferStep) -> None:
    match one.kind:
        case Kind.MOVE | Kind.COPY:
            _carry(actor, held, one)
        case Kind.BACK:
            item = _living(one)
            if item.parent != one.parent:
                raise Stale(CHANGED)
            move_item(actor, item.id, to=ItemId(one.to_parent), name=one.name)
        case Kind.REMOVE:
            _remove(actor, one)
        case _:
            _revert(actor, one)


def _living(one: TransferStep) -> ItemRecord:
    found = find_held(one.item)
    if found is None:
        raise Stale(GONE)
    return found.item


def _carry(actor: Actor, held: Transfer, one: TransferStep) -> None:
    item, target = _living(one), get_held(one.to_parent)
    mask = mask_of(actor, target.item, target.facts)
    # Before anything is told of the names in there.
    demand(actor, mask, Right.VIEW_LIST_ITEMS)
    demand(actor, mask, Right.ADD_LIST_ITEMS)
    is_move = one.kind == Kind.MOVE
    if is_move and item.parent == target.item.id:
        raise Conflict(THERE)
    one.parent, one.name, name = item.parent or 0, item.name, item.name
    existing = find_child(target.item.id, name_key(name))
    if existing is not None:
        match held.clash:
            case Clash.SKIP:
                raise Skipped(SKIPPED)
            case Clash.REPLACE:
                _replace(actor, one, item, Held(existing, target.facts))
                return
            case Clash.KEEP:
                name = free_name(target.item.id, name, is_folder=bool(item.is_folder))
    if is_move:
        move_item(actor, item.id, to=target.item.id, name=name)
        return
    result = copy_item(
        actor, item.id, to=target.item.id, name=name, history=History(held.history)
    )
    made = result.item
    one.made, one.copied = made.id, result.items
    one.to_major, one.to_minor = made.major, made.minor


def _replace(actor: Actor, one: TransferStep, item: ItemRecord, existing: Held) -> None:
    """Make a file the next version of the one that has its name there."""
    over = existing.item
    if not holds(mask_of(actor, over, existing.facts), Right.VIEW_LIST_ITEMS):
        raise Conflict(SKIPPED)
    if item.is_folder or over.is_folder:
        raise Conflict(NO_VERSION)
    saved = copy_item(
        actor,
        item.id,
        to=ItemId(one.to_parent),
        name=over.name,
        overwrite=Overwrite.ALLOW,
    ).item
    one.made = over.id
    one.major, one.minor = over.major, over.minor
    one.to_major, one.to_minor = saved.major, saved.minor
    if one.kind == Kind.MOVE:
        one.deletion = delete_item(actor, item.id)
        lead_to(item, saved)


def _remove(actor: Actor, one: TransferStep) -> None:
    """Take a copy back; it goes to the recycle bin."""
    found = find_held(one.item)
    if found is None:
        return
    item = found.item
    if item.parent != one.parent or (item.major, item.minor) != (one.major, one.minor):
        raise Stale(CHANGED)
    if item.is_folder:
        _demand_as_made(item, one)
    delete_item(actor, item.id)


def _demand_as_made(folder: ItemRecord, one: TransferStep) -> None:
    """Raise unless a copied folder holds what it was made with, and no more."""
    row = engine().fetch_one(
        "SELECT count(*), max(i.version) FROM core_item i WHERE i.list_id = %s"
        " AND i.ancestry >= %s AND i.ancestry < %s AND i.deletion_id IS NULL",
        [folder.list, *subtree(folder.ancestry)],
    )
    assert row is not None
    if row[0] > one.copied or row[1] > 1:
        raise Stale(CHANGED)


def _revert(actor: Actor, one: TransferStep) -> None:
    """Give a file the content it had before; what became its version comes back."""
    item = _living(one)
    if (item.major, item.minor) != (one.major, one.minor):
        raise Stale(CHANGED)
    restore_version(actor, item.id, major=one.to_major, minor=one.to_minor)
    if one.deletion is not None:
        try:
            restore_deletion(actor, DeletionId(one.deletion))
        except NotFound:
            raise Stale(GONE) from None
