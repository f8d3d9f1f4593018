"""Rows of sheets as they leave the core."""

from __future__ import annotations

from hallway.core.access.actors import Actor
from hallway.core.contenttypes.columns import type_columns
from hallway.core.contenttypes.rows import find_types
from hallway.core.errors import NotFound
from hallway.core.lists.records import ColumnRecord, ListId
from hallway.core.lists.rows import column_records
from hallway.core.sheets.models import Sheet
from hallway.core.sheets.records import SheetId, SheetRecord, State
from hallway.core.sheets.rules import read_columns, read_found, read_plan
from hallway.core.sites.records import SiteId


def sheet_columns(list_id: int) -> list[ColumnRecord]:
    """Return what rows of a list can have: its columns, and a content type."""
    types = type_columns(find_types(list_id), is_open=True)
    return [*column_records(list_id), *types]


def find_sheet(actor: Actor, guid: str) -> Sheet:
    """Return a sheet of the actor's own; NotFound if absent or another's."""
    held: Sheet | None = Sheet.unscoped.filter(guid=guid).first()
    if held is None or held.owner != actor.principal:
        raise NotFound
    return held


def sheet_record(held: Sheet) -> SheetRecord:
    """Return a sheet as it leaves this package."""
    columns, sheets, whole = read_columns(held.columns)
    return SheetRecord(
        id=SheetId(held.pk),
        guid=str(held.guid),
        name=held.name,
        site=SiteId(held.site_id),
        list=None if held.list_id is None else ListId(held.list_id),
        state=State(held.state),
        columns=columns,
        sheets=sheets,
        whole=whole,
        plan=read_plan(held.plan),
        found=read_found(held.found),
        lines=held.lines,
        done=held.done,
        error=held.error,
    )
