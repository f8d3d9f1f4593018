"""Doing what a check found, a batch in a transaction: each row once, whatever happens.

How far it is stands in the sheet's own row and moves in the transaction that makes the
rows, so a job that is begun again goes on exactly there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import orjson

from hallway.core import clock
from hallway.core.access.actors import Actor
from hallway.core.changes.journal import command, housekeeping, lock_lists, unchanged
from hallway.core.errors import Conflict, CoreError, Invalid, Locked, NotFound, Stale
from hallway.core.items.commands import create_item, update_values
from hallway.core.items.records import ItemId
from hallway.core.lists.queries import get_list
from hallway.core.lists.records import ListId
from hallway.core.lists.rows import column_records
from hallway.core.sheets.existing import Existing, Rows
from hallway.core.sheets.matching import key_of
from hallway.core.sheets.models import Sheet
from hallway.core.sheets.parsing import targets_of
from hallway.core.sheets.records import CellError, State
from hallway.core.sheets.rows import sheet_columns
from hallway.core.sheets.rules import TOLD, read_found, read_plan, write_found
from hallway.platform.storage import get_store

BATCH = 200
"""Rows of one transaction: on SQLite nobody else writes meanwhile."""
_LOOKED_UP = 1000
_CHANGED = "The list changed since the file was checked. Check it again."


def demand_unchanged(actor: Actor, held: Sheet) -> None:
    """Raise Stale if what a check found of the list's rows holds no more."""
    plan = read_plan(held.plan)
    found = read_found(held.found)
    target = get_list(actor, ListId(held.list_id or 0))
    columns = sheet_columns(target.id)
    rows = Rows(actor, target, columns)
    keys = [
        one
        for one in targets_of(plan, columns)
        if one.column.internal_name in plan.keys
    ]
    new_keys: set[str] = set()
    versions: dict[int, int] = {}
    for step in _steps(held, limit=None):
        if step["do"] == "add" and step["k"]:
            new_keys.add(step["k"])
        elif step["do"] == "set":
            versions[step["i"]] = step["e"]
    numbers = sorted(versions)
    for start in range(0, len(numbers), _LOOKED_UP):
        asked = numbers[start : start + _LOOKED_UP]
        there = rows.numbered(asked)
        if any(
            one not in there or there[one].version != versions[one] for one in asked
        ):
            raise Stale(_CHANGED)
    if keys and any(
        key_of(keys, one.values) in new_keys for one in rows.all(since=found.at)
    ):
        raise Stale(_CHANGED)


def _steps(held: Sheet, *, limit: int | None) -> Iterator[dict[str, Any]]:
    """Read what is to be done from where it is; moves the sheet's offset along."""
    if held.result_id is None:
        return
    offset = held.offset if limit is not None else 0
    many = 0
    with get_store().open(held.result_id, offset=offset) as file:
        for line in file:
            if limit is not None:
                if many == limit:
                    return
                many += 1
                held.offset += len(line)
            yield orjson.loads(line)


@command
def apply_next(actor: Actor, sheet: int, *, many: int = BATCH) -> bool:
    """Do the next steps of a sheet, all or none; whether nothing is left to do.

    Raises what the first row is refused for that the list does not take.
    """
    held = _applying(sheet)
    # Rows that are left out are no change.
    unchanged()
    return held is None or apply_batch(actor, held, many=many)


@housekeeping
def leave_next(actor: Actor, sheet: int, error: CoreError) -> bool:
    """Leave out the next step of a sheet, which was refused."""
    held = _applying(sheet)
    if held is None:
        return True
    steps = list(_steps(held, limit=1))
    found = read_found(held.found)
    if isinstance(error, Stale):
        found = replace(found, overtaken=found.overtaken + 1)
    else:
        found = replace(found, refused=found.refused + 1)
    if steps and len(found.errors) < TOLD:
        told = CellError(steps[0]["n"], "", "", error.message)
        found = replace(found, errors=(*found.errors, told))
    held.found = write_found(found)
    return _move_on(held, len(steps), 1)


def _applying(sheet: int) -> Sheet | None:
    held: Sheet | None = Sheet.unscoped.select_for_update().filter(pk=sheet).first()
    return held if held is not None and held.state == State.APPLYING else None


def apply_batch(actor: Actor, held: Sheet, *, many: int = BATCH) -> bool:
    """Do the next steps inside a command; whether nothing is left to do."""
    steps = list(_steps(held, limit=many))
    list_id = ListId(held.list_id or 0)
    numbers = [step["i"] for step in steps if step["do"] == "set"]
    there: dict[int, Existing] = {}
    if numbers:
        lock_lists([list_id])
        rows = Rows(actor, get_list(actor, list_id), column_records(list_id))
        there = rows.numbered(numbers)
    for step in steps:
        try:
            _do(actor, list_id, step, there)
        except CoreError as error:
            raise _of_line(error, step["n"]) from error
    return _move_on(held, len(steps), many)


def _move_on(held: Sheet, did: int, wanted: int) -> bool:
    held.done += did
    held.modified = clock.now()
    if did < wanted:
        held.state = State.DONE
    held.save()
    return held.state == State.DONE


def _do(
    actor: Actor,
    list_id: ListId,
    step: dict[str, Any],
    there: Mapping[int, Existing],
) -> None:
    if step["do"] == "add":
        create_item(actor, list_id, values=step["v"])
    elif step["do"] == "set":
        item = there.get(step["i"])
        if item is None:
            raise Stale(_CHANGED)
        update_values(
            actor, ItemId(item.id), values=step["v"], expect_version=step["e"]
        )


def _of_line(error: CoreError, line: int) -> CoreError:
    message = f"Line {line:,}: {error.message}"
    match error:
        case Stale():
            return Stale(_CHANGED)
        case Invalid():
            return Invalid({"rows": message})
        case Locked() | NotFound():
            return error
        case _:
            return Conflict(message)
