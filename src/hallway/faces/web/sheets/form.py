"""What the form of a plan says."""

from __future__ import annotations

from dataclasses import replace

from hallway.core.sheets.records import ColumnPlan, FileColumn, Mode, Plan, SheetRecord
from hallway.core.sheets.rules import settings_of
from hallway.faces.web.parse import Call
from hallway.faces.web.sheets.words import type_options


def read_plan(call: Call, sheet: SheetRecord) -> Plan:
    """The plan as it was filled in; what makes no sense is left to the core."""
    if sheet.list is None:
        columns = [_new(call, sheet, one) for one in sheet.columns]
        return replace(
            sheet.plan, title=call.value("title").strip(), columns=tuple(columns)
        )
    planned = [_into(call, one) for one in sheet.columns]
    keys = [one.name for one in planned if one.name and call.value(f"key.{one.at}")]
    mode = call.value("mode")
    return replace(
        sheet.plan,
        columns=tuple(planned),
        keys=tuple(keys),
        mode=Mode(mode) if mode in set(Mode) else sheet.plan.mode,
    )


def _new(call: Call, sheet: SheetRecord, column: FileColumn) -> ColumnPlan:
    at = column.at
    chosen = call.value(f"type.{at}")
    if chosen not in dict(type_options()):
        chosen = "text"
    kind, _colon, form = chosen.partition(":")
    return ColumnPlan(
        at=at,
        name="x" if call.value(f"take.{at}") else "",
        title=call.value(f"title.{at}").strip(),
        type=kind,
        form=form,
        settings=settings_of(kind, column.guess, fill=not sheet.whole),
    )


def _into(call: Call, column: FileColumn) -> ColumnPlan:
    return ColumnPlan(
        at=column.at, name=call.value(f"name.{column.at}"), form=column.guess.form
    )
