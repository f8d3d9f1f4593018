"""Reads of transfers: their owner's alone, and of them what he may see now."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hallway.core.access.actors import Actor
from hallway.core.access.rights import Right
from hallway.core.access.trim import open_sql, readable_sql
from hallway.core.items.records import ItemId
from hallway.core.transfers.models import Transfer
from hallway.core.transfers.records import (
    Kind,
    StepRecord,
    StepState,
    Totals,
    TransferRecord,
)
from hallway.core.transfers.rows import find_transfer, transfer_record
from hallway.platform.db import engine

LOOKED_AT = 30
"""Transfers of a person that are looked back over for where things went."""


def get_transfer(actor: Actor, guid: str) -> TransferRecord:
    """Return a transfer of the actor's own; NotFound for any other."""
    return transfer_record(find_transfer(actor, guid))


def get_totals(actor: Actor, guid: str) -> Totals:
    """Return how many of the chosen things went, of those the actor may see."""
    held = find_transfer(actor, guid)
    seen, parameters = _seen(actor)
    rows: dict[str, int] = dict(
        engine().fetch_all(
            "SELECT s.state, count(*) FROM core_transferstep s"
            f" JOIN core_item i ON i.id = s.item WHERE s.transfer_id = %s AND {seen}"
            " GROUP BY s.state",
            [held.pk, *parameters],
        )
    )
    return Totals(
        done=rows.get(StepState.DONE, 0),
        skipped=rows.get(StepState.SKIPPED, 0),
        refused=rows.get(StepState.REFUSED, 0),
        waiting=rows.get(StepState.WAITING, 0),
    )


def list_steps(
    actor: Actor,
    guid: str,
    *,
    states: Sequence[StepState] = (),
    limit: int = 500,
) -> list[StepRecord]:
    """Return the steps of a transfer, those whose things the actor may see now."""
    held = find_transfer(actor, guid)
    seen, parameters = _seen(actor)
    wanted = list(states or StepState)
    marks = ", ".join(["%s"] * len(wanted))
    rows = engine().fetch_all(
        "SELECT s.kind, s.state, s.name, i.name, i.is_folder, s.items, s.said"
        " FROM core_transferstep s JOIN core_item i ON i.id = s.item"
        f" WHERE s.transfer_id = %s AND s.state IN ({marks}) AND {seen}"
        " ORDER BY s.position LIMIT %s",
        [held.pk, *wanted, *parameters, limit],
    )
    return [
        StepRecord(
            kind=Kind(kind),
            state=StepState(state),
            name=name,
            now=now,
            is_folder=bool(is_folder),
            items=items,
            said=said,
        )
        for kind, state, name, now, is_folder, items, said in rows
    ]


def list_recent_targets(actor: Actor) -> list[ItemId]:
    """Return the folders that the actor moved or copied to last, the newest first.

    Some may be out of sight, or gone: `locate` tells.
    """
    rows = Transfer.unscoped.filter(owner=actor.principal, undoes=None)
    found = rows.order_by("-pk").values_list("target", flat=True)[:LOOKED_AT]
    return [ItemId(one) for one in dict.fromkeys(found)]


def _seen(actor: Actor) -> tuple[str, list[Any]]:
    readable, parameters = readable_sql(actor, Right.VIEW_LIST_ITEMS, "i.scope_id")
    if actor.everything is not None:
        return readable, parameters
    shut, more = open_sql(actor, Right.VIEW_LIST_ITEMS, "i")
    return f"{readable} AND {shut}", [*parameters, *more]
