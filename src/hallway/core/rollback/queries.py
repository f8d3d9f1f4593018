"""Reads of roll-backs: their owner's alone, and of them what he may see now."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hallway.core.access.actors import Actor
from hallway.core.access.queries import get_masks
from hallway.core.access.rights import Right
from hallway.core.access.rules import holds
from hallway.core.access.trim import open_sql, readable_sql
from hallway.core.items.records import ItemId
from hallway.core.lists.queries import get_list
from hallway.core.lists.records import ListId
from hallway.core.rollback.models import Rollback
from hallway.core.rollback.records import (
    Kind,
    RollbackRecord,
    StepRecord,
    StepState,
    Totals,
)
from hallway.core.rollback.rows import (
    demand_folder,
    find_rollback,
    folder_of,
    is_owner,
    rollback_record,
)
from hallway.platform.db import engine

SHOWN = (Kind.REMOVE, Kind.RETURN, Kind.MOVE, Kind.RENAME, Kind.CONTENT, Kind.LEFT)


def demand_rollback(actor: Actor, folder: ItemId) -> None:
    """Raise unless the actor may roll a folder back; see `rows.demand_folder`."""
    demand_folder(actor, folder)


def may_roll_back(actor: Actor, mask: int) -> bool:
    """Tell whether rights on a folder are enough to roll it back."""
    needed = Right.EDIT_LIST_ITEMS | Right.DELETE_LIST_ITEMS | Right.VIEW_VERSIONS
    return holds(mask, needed)


def get_rollback(actor: Actor, guid: str) -> RollbackRecord:
    """Return a roll-back of the actor's own, as long as he sees its folder."""
    held = find_rollback(actor, guid)
    folder_of(actor, held)
    return rollback_record(held)


def get_totals(actor: Actor, guid: str) -> Totals:
    """Return how many items a roll-back does what with, of those the actor may see."""
    held = find_rollback(actor, guid)
    folder = folder_of(actor, held)
    seen, parameters = _seen(actor)
    rows = engine().fetch_all(
        "SELECT s.kind, s.state, count(*), sum(s.items) FROM core_rollbackstep s"
        " JOIN core_item i ON i.id = s.item WHERE s.rollback_id = %s"
        f" AND s.kind <> %s AND {seen} GROUP BY s.kind, s.state",
        [held.pk, Kind.PLACE, *parameters],
    )
    planned: dict[Kind, int] = dict.fromkeys(SHOWN, 0)
    done: dict[Kind, int] = dict.fromkeys(SHOWN, 0)
    items: dict[Kind, int] = {}
    cannot = refused = 0
    for kind, state, n, things in rows:
        if state == StepState.CANNOT:
            cannot += n
            continue
        planned[Kind(kind)] += n
        items[Kind(kind)] = items.get(Kind(kind), 0) + int(things)
        if state == StepState.DONE:
            done[Kind(kind)] += n
        elif state == StepState.REFUSED:
            refused += n
    return Totals(
        planned=planned,
        done=done,
        cannot=cannot,
        refused=refused,
        removed=items.get(Kind.REMOVE, 0),
        returned=items.get(Kind.RETURN, 0),
        gone=_gone(held) if is_owner(actor, folder.list) else 0,
    )


def _gone(held: Rollback) -> int:
    row = engine().fetch_one(
        "SELECT count(*) FROM core_rollbackstep s WHERE s.rollback_id = %s"
        " AND s.kind = %s AND NOT EXISTS"
        " (SELECT 1 FROM core_item i WHERE i.id = s.item)",
        (held.pk, Kind.LEFT),
    )
    return int(row[0]) if row else 0


def list_steps(
    actor: Actor,
    guid: str,
    *,
    kinds: Sequence[Kind] = SHOWN,
    states: Sequence[StepState] = (),
    after: int = 0,
    limit: int = 100,
) -> tuple[list[StepRecord], int]:
    """Return steps in the order they are done, those that the actor may see.

    The number behind them goes on after the last one; 0 if there are no more.
    """
    held = find_rollback(actor, guid)
    folder_of(actor, held)
    seen, parameters = _seen(actor)
    wanted = list(states or StepState)
    rows = engine().fetch_all(
        "SELECT i.number, i.name, i.is_folder, s.kind, s.state, s.name, s.to_name,"
        " s.to_parent, s.to_major, s.to_minor, s.major, s.minor, s.items, s.said,"
        " s.position FROM core_rollbackstep s JOIN core_item i ON i.id = s.item"
        f" WHERE s.rollback_id = %s AND s.kind IN ({_marks(kinds)})"
        f" AND s.state IN ({_marks(wanted)}) AND s.position > %s AND {seen}"
        " ORDER BY s.position LIMIT %s",
        [held.pk, *kinds, *wanted, after, *parameters, limit + 1],
    )
    places = _places(actor, held, {row[7] for row in rows if row[7] is not None})
    found = [_step(row, places) for row in rows[:limit]]
    return found, rows[limit - 1][14] if len(rows) > limit else 0


def _marks(values: Sequence[object]) -> str:
    return ", ".join(["%s"] * len(values))


def _seen(actor: Actor) -> tuple[str, list[Any]]:
    readable, parameters = readable_sql(actor, Right.VIEW_LIST_ITEMS, "i.scope_id")
    if actor.everything is not None:
        return readable, parameters
    shut, more = open_sql(actor, Right.VIEW_LIST_ITEMS, "i")
    return f"{readable} AND {shut}", [*parameters, *more]


def _places(actor: Actor, held: Rollback, folders: set[int]) -> dict[int, str]:
    """Return the names of the folders among these that the actor sees."""
    if not folders:
        return {}
    among, ids = engine().is_one_of("i.id", sorted(folders))
    rows = engine().fetch_all(
        f"SELECT i.id, i.name, i.scope_id, i.number FROM core_item i WHERE {among}", ids
    )
    masks = get_masks(actor, {row[2] for row in rows})
    title = get_list(actor, ListId(held.list_id)).title
    return {
        item: name if number else title
        for item, name, scope, number in rows
        if holds(masks[scope], Right.VIEW_LIST_ITEMS)
    }


def _step(row: tuple[Any, ...], places: dict[int, str]) -> StepRecord:
    number, name, is_folder, kind, state, before, to_name, to_parent = row[:8]
    to_major, to_minor, major, minor, items, said, _position = row[8:]
    return StepRecord(
        number=number,
        name=name,
        is_folder=bool(is_folder),
        kind=Kind(kind),
        state=StepState(state),
        before=before,
        to_name=to_name,
        to_place=places.get(to_parent, ""),
        version=f"{to_major}.{to_minor}" if to_major or to_minor else "",
        current=f"{major}.{minor}",
        items=items,
        said=said,
    )
