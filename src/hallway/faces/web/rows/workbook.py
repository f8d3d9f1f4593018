"""The rows of a question as a workbook of Excel, sent while it is made.

It can be changed and brought in again: the last two columns say which item a row is.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _

from hallway.core.access.queries import get_principal_titles
from hallway.core.lists.records import ColumnRecord
from hallway.core.lists.types.times import moment_of
from hallway.core.query.records import Row
from hallway.core.sheets.cells import cell_of, format_of
from hallway.core.sheets.queries import get_names
from hallway.core.sheets.records import GUID, NUMBER
from hallway.faces.web.parse import Call
from hallway.faces.web.rows.export import attachment, exported, pages_of
from hallway.faces.web.rows.parts import has_files
from hallway.faces.web.rows.paths import folder_of, paths_of
from hallway.faces.web.spreadsheet import spoken
from hallway.wire.tables.writing import Cell, Column, write_workbook

_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_WIDE = 40
_WIDTHS = {"text": 28, "note": 40, "link": 30, "datetime": 20, "persons": 28}


def send(call: Call) -> HttpResponseBase:
    """Every row of the question, all of its columns, with what tells items apart."""
    columns = exported(call)
    # Refused before the first byte, if at all.
    pages = pages_of(call)
    first = next(pages, [])
    is_library = has_files(call.list)
    heads = []
    if is_library:
        heads = [
            Column(title=_("Name"), width=_WIDE),
            Column(title=_("Folder"), width=28),
        ]
    heads += [
        Column(
            title=one.title,
            format=format_of(one.type, one.settings),
            width=_WIDTHS.get(one.type, 14),
        )
        for one in columns
    ]
    heads += [
        Column(title=_("Modified"), width=20),
        Column(title=_("Modified by"), width=24),
        # Not translated: by these names they are known again.
        Column(title=NUMBER, width=8),
        Column(title=GUID, width=_WIDE),
    ]
    rows = spoken(_rows(call, columns, first, pages))
    body = write_workbook(call.list.title, heads, rows)
    return attachment(call.list.title, "xlsx", _TYPE, body)


def _rows(
    call: Call,
    columns: list[ColumnRecord],
    first: list[Row],
    pages: Iterator[list[Row]],
) -> Iterator[list[Cell]]:
    zone = timezone.get_current_timezone()
    rows: list[Row] | None = first
    while rows is not None:
        editors = get_principal_titles(call.actor, {row.item.editor for row in rows})
        names = get_names(call.actor, columns, [row.values for row in rows])
        paths = paths_of(call, rows)
        for row in rows:
            made: list[Cell] = []
            if has_files(call.list):
                made = [row.item.name, folder_of(paths[row.item.id])]
            made += [
                cell_of(
                    one.id,
                    one.type,
                    one.settings,
                    row.values.get(one.internal_name),
                    names,
                    zone=zone,
                )
                for one in columns
            ]
            modified = moment_of(row.item.modified).astimezone(zone)
            made.append(modified.replace(tzinfo=None))
            made.append(editors.get(row.item.editor, ""))
            made += [row.item.number, row.item.guid]
            yield made
        rows = next(pages, None)
