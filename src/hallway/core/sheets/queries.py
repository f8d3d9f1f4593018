"""Reads of sheets; each is its owner's alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any
from uuid import UUID

import orjson

from hallway.core.access.actors import Actor
from hallway.core.errors import NotFound
from hallway.core.lists.queries import get_list
from hallway.core.lists.records import ColumnRecord, ListId
from hallway.core.sheets.cells import Names
from hallway.core.sheets.parsing import (
    Reader,
    body_lines,
    cell_at,
    planned_columns,
    targets_of,
)
from hallway.core.sheets.reading import text_of
from hallway.core.sheets.records import PreviewRow, SheetRecord
from hallway.core.sheets.references import References
from hallway.core.sheets.rows import find_sheet, sheet_columns, sheet_record
from hallway.core.sheets.rules import read_plan
from hallway.platform.storage import get_store
from hallway.wire.tables.records import TableError

PREVIEWED = 20
"""Rows of a preview."""


def get_sheet(actor: Actor, guid: str) -> SheetRecord:
    """Return a sheet of the actor's own; NotFound if absent or another's."""
    try:
        UUID(guid)
    except ValueError:
        raise NotFound from None
    return sheet_record(find_sheet(actor, guid))


def list_preview(actor: Actor, guid: str) -> list[PreviewRow]:
    """Return the first rows of a sheet as they are, with what is wrong in each cell.

    Cells are those of the file's columns, in their order.
    """
    held = find_sheet(actor, guid)
    plan = read_plan(held.plan)
    columns = columns_for(actor, held.list_id, guid)
    targets = targets_of(plan, columns)
    reader = Reader(plan, targets, References(actor))
    try:
        lines = list(islice(body_lines(held.blob_id, plan), PREVIEWED))
    except TableError:
        return []
    by_title = {one.column.title: one.at for one in targets}
    rows = []
    for row in reader.read(lines):
        wrong = {by_title.get(title, -1): text for title, _value, text in row.errors}
        cells = [
            (text_of(cell_at(row.line, one.at)), wrong.get(one.at, ""))
            for one in plan.columns
        ]
        rows.append(PreviewRow(row.line.number, cells))
    return rows


def get_names(
    actor: Actor, columns: Sequence[ColumnRecord], rows: Sequence[Mapping[str, Any]]
) -> Names:
    """Return what files say where these rows refer to something.

    `rows` are values by internal name that the actor was shown; what of it is hidden
    from him has no name.
    """
    return References(actor).names(columns, rows)


def columns_for(actor: Actor, list_id: int | None, guid: str) -> list[ColumnRecord]:
    """Return the columns that a sheet's rows go into: a list's, or those planned."""
    if list_id is None:
        return planned_columns(read_plan(find_sheet(actor, guid).plan))
    return sheet_columns(get_list(actor, ListId(list_id)).id)


def iter_bad_rows(actor: Actor, guid: str) -> Iterator[tuple[int, list[str], str]]:
    """Yield the rows with errors of a checked sheet: line, cells, what is wrong."""
    held = find_sheet(actor, guid)
    if held.result_id is None:
        return
    with get_store().open(held.result_id) as file:
        for line in file:
            row = orjson.loads(line)
            if row["do"] == "bad":
                said = "; ".join(
                    f"{title}: {message}" if title else message
                    for title, _value, message in row["x"]
                )
                yield row["n"], row["c"], said
