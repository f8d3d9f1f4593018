"""Files of rows, and bringing them into lists of the seeded world."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import openpyxl

from hallway.core.access.actors import Actor
from hallway.core.items.queries import list_values_of
from hallway.core.items.queries.children import list_descendants
from hallway.core.items.rows import get_item_row
from hallway.core.lists.queries import list_columns
from hallway.core.lists.records import ListId, ListRecord
from hallway.core.lists.rows import get_list_row
from hallway.core.sheets.commands import apply_sheet, check_sheet, set_plan, stage_sheet
from hallway.core.sheets.queries import get_sheet
from hallway.core.sheets.records import Bad, Mode, SheetRecord, State
from tests.world import SYSTEM, World, stage


def csv(*lines: Iterable[str], separator: str = ",") -> bytes:
    text = "\n".join(separator.join(line) for line in lines)
    return f"{text}\n".encode()


def xlsx(*rows: Iterable[Any]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(list(row))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def put(
    world: World,
    body: bytes,
    *,
    who: str = "owner",
    into: ListId | None = None,
    name: str = "things.csv",
) -> SheetRecord:
    return stage_sheet(
        world.actor(who), world.hr, name=name, body=stage(body), list_id=into
    )


def again(world: World, sheet: SheetRecord, who: str = "owner") -> SheetRecord:
    return get_sheet(world.actor(who), sheet.guid)


def checked(world: World, sheet: SheetRecord, who: str = "owner") -> SheetRecord:
    check_sheet(world.actor(who), sheet.guid)
    found = again(world, sheet, who)
    assert found.state is State.CHECKED, found.error
    return found


def keyed(
    world: World,
    sheet: SheetRecord,
    *keys: str,
    mode: Mode = Mode.BOTH,
    who: str = "owner",
) -> SheetRecord:
    set_plan(world.actor(who), sheet.guid, replace(sheet.plan, keys=keys, mode=mode))
    return again(world, sheet, who)


def bring(
    world: World, sheet: SheetRecord, *, bad: Bad = Bad.STOP, who: str = "owner"
) -> SheetRecord:
    return apply_sheet(world.actor(who), sheet.guid, bad=bad)


def list_of(sheet: SheetRecord) -> ListRecord:
    assert sheet.list is not None
    return get_list_row(sheet.list)


def rows(list_id: ListId, actor: Actor = SYSTEM) -> list[Mapping[str, Any]]:
    root = get_item_row(get_list_row(list_id).root)
    items = list_descendants(actor, root, limit=10_000)
    values = list_values_of(actor, items)
    return [values[one.id] for one in sorted(items, key=lambda one: one.number)]


def types(list_id: ListId) -> dict[str, str]:
    return {one.internal_name: one.type for one in list_columns(SYSTEM, list_id)}
