"""The rows of a question as a file for a spreadsheet, sent while it is made."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace

from django.http import HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from hallway.core.contenttypes.columns import type_columns
from hallway.core.lists.queries import list_columns
from hallway.core.lists.records import ColumnRecord
from hallway.core.query.queries import list_rows
from hallway.core.query.records import Row
from hallway.faces.web.parse import Call
from hallway.faces.web.rows import cells, viewbar
from hallway.faces.web.rows.kinds import with_types
from hallway.faces.web.rows.named import Named, name_all
from hallway.faces.web.rows.parts import has_files, parts_of
from hallway.faces.web.rows.paths import folder_of, paths_of
from hallway.faces.web.rows.question import asking, read
from hallway.faces.web.spreadsheet import Line, defused, spoken
from hallway.faces.web.when import when

FIRST, CHUNK = 500, 2_500
"""Rows of the first statement and of each further one, and in memory at a time.

The first ones are on their way soon; a list without an index is gone through at each.
"""


def send(call: Call) -> HttpResponseBase:
    """Every row of the question, all of its columns; readable by Excel too."""
    columns = exported(call)
    # Refused before the first byte, if at all.
    pages = pages_of(call)
    first = next(pages, [])
    return attachment(
        call.list.title,
        "csv",
        "text/csv; charset=utf-8",
        spoken(_lines(call, columns, first, pages)),
    )


def exported(call: Call) -> list[ColumnRecord]:
    """The columns that a file has: those of the view, in its order, then the type."""
    columns = list_columns(call.actor, call.list.id)
    _views, view = viewbar.find(call)
    parts = parts_of(view.content, columns, call.list)
    shown = [part.column for part in parts if part.column]
    return [*shown, *type_columns(call.types)]


def attachment(
    title: str, ending: str, kind: str, body: Iterator[str] | Iterator[bytes]
) -> HttpResponseBase:
    """A file that is sent while it is made."""
    response = StreamingHttpResponse(body, content_type=kind)
    response.headers["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=f"{title}.{ending}")
        or "attachment"
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def pages_of(call: Call) -> Iterator[list[Row]]:
    """The rows of the address's question, folders left out, some at a time."""
    _views, view = viewbar.find(call)
    question = read(call, list_columns(call.actor, call.list.id), view)
    token = ""
    while True:
        found = list_rows(
            call.actor,
            call.list.id,
            replace(
                question.query(limit=CHUNK if token else FIRST, page=token),
                counted=False,
            ),
            asking=asking(call),
            folder=call.folder,
        )
        rows = [row for row in found.rows if not row.item.is_folder]
        yield rows if call.types is None else with_types(call, rows)
        if not found.next:
            return
        token = found.next


def _lines(
    call: Call,
    columns: list[ColumnRecord],
    first: list[Row],
    pages: Iterator[list[Row]],
) -> Iterator[str]:
    writer = csv.writer(Line())
    is_library = has_files(call.list)
    heads = [_("Name"), _("Folder")] if is_library else []
    heads += [column.title for column in columns]
    heads += [_("Size in bytes")] if is_library else []
    heads += [_("Number"), _("Modified"), _("Modified by")]
    yield "\ufeff" + str(writer.writerow([defused(head) for head in heads]))
    rows: list[Row] | None = first
    while rows is not None:
        named = name_all(
            call.actor,
            [row.values for row in rows],
            columns,
            people={row.item.editor for row in rows},
        )
        paths = paths_of(call, rows)
        for row in rows:
            line = []
            if is_library:
                folder = folder_of(paths[row.item.id])
                line += [defused(row.item.name), defused(folder)]
            line += [
                _field(column, row.values.get(column.internal_name), named)
                for column in columns
            ]
            line += [str(row.item.size)] if is_library else []
            modified = when(row.item.modified, now=row.item.modified).iso
            line += [str(row.item.number), modified]
            line.append(defused(named.people.get(row.item.editor, "")))
            yield str(writer.writerow(line))
        rows = next(pages, None)


def _field(column: ColumnRecord, value: object, named: Named) -> str:
    text = cells.plain(column, value, named.people, named=named)
    return text if cells.is_figure(column) else defused(text)
