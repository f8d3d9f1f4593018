"""Rows of transfers: their owner's alone."""

from __future__ import annotations

import uuid

from hallway.core.access.actors import Actor
from hallway.core.errors import NotFound
from hallway.core.items.records import ItemId
from hallway.core.transfers.models import Transfer, TransferStep
from hallway.core.transfers.records import State, StepState, TransferRecord, Way


def find_transfer(actor: Actor, guid: str) -> Transfer:
    """Return a transfer of the actor's own; NotFound for any other."""
    try:
        wanted = uuid.UUID(guid)
    except ValueError:
        raise NotFound from None
    held: Transfer | None = Transfer.unscoped.filter(guid=wanted).first()
    if held is None or held.owner != actor.principal:
        raise NotFound
    return held


def may_undo(held: Transfer) -> bool:
    """Tell whether something of a transfer can be taken back."""
    return (
        held.way != Way.UNDO
        and held.state != State.GOING
        and TransferStep.unscoped.filter(
            transfer=held.pk, state=StepState.DONE
        ).exists()
        and not Transfer.unscoped.filter(undoes=held.pk).exists()
    )


def transfer_record(held: Transfer) -> TransferRecord:
    """Return a transfer as it leaves this package."""
    return TransferRecord(
        guid=str(held.guid),
        way=Way(held.way),
        source=ItemId(held.source),
        target=ItemId(held.target),
        state=State(held.state),
        many=held.many,
        done=held.done,
        created=held.created,
        is_undo=held.way == Way.UNDO,
        may_undo=may_undo(held),
    )
