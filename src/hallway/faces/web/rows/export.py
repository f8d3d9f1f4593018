"""The rows of a question as a file for a spreadsheet, sent while it is made."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace

from django.http import HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from hallway.core.lists.queries import list_columns
from hallway.core.lists.records import ColumnRecord
from hallway.core.query.queries import list_rows
from hallway.faces.web.parse import Call
from hallway.faces.web.rows import cells
from hallway.faces.web.rows.named import Named, name_all
from hallway.faces.web.rows.question import Question, asking, read
from hallway.faces.web.spreadsheet import Line, defused, spoken
from hallway.faces.web.when import when

_CHUNK = 500


def send(call: Call) -> HttpResponseBase:
    """Every row of the question, all of its columns; readable by Excel too."""
    every = list_columns(call.actor, call.list.id)
    columns = [one for one in every if not one.is_hidden]
    question = read(call, every)
    # Refused before the first byte, if at all.
    pages = _pages(call, question)
    first = next(pages, [])
    response = StreamingHttpResponse(
        spoken(_lines(call, columns, first, pages)),
        content_type="text/csv; charset=utf-8",
    )
    name = f"{call.list.title}.csv"
    response.headers["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=name) or "attachment"
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-cache"
    return response


Rows = list[tuple[int, int, int, dict[str, object]]]


def _pages(call: Call, question: Question) -> Iterator[Rows]:
    token = ""
    while True:
        found = list_rows(
            call.actor,
            call.list.id,
            replace(question.query(limit=_CHUNK, page=token), counted=False),
            asking=asking(call),
            folder=call.folder,
        )
        yield [
            (row.item.number, row.item.modified, row.item.editor, dict(row.values))
            for row in found.rows
            if not row.item.is_folder
        ]
        if not found.next:
            return
        token = found.next


def _lines(
    call: Call, columns: list[ColumnRecord], first: Rows, pages: Iterator[Rows]
) -> Iterator[str]:
    writer = csv.writer(Line())
    heads = [column.title for column in columns]
    heads += [_("Number"), _("Modified"), _("Modified by")]
    yield "\ufeff" + str(writer.writerow([defused(head) for head in heads]))
    rows: Rows | None = first
    while rows is not None:
        named = name_all(
            call.actor,
            [values for *_rest, values in rows],
            columns,
            people={editor for _number, _modified, editor, _values in rows},
        )
        for item, modified, editor, values in rows:
            line = [
                _field(column, values.get(column.internal_name), named)
                for column in columns
            ]
            line += [str(item), when(modified, now=modified).iso]
            line.append(defused(named.people.get(editor, "")))
            yield str(writer.writerow(line))
        rows = next(pages, None)


def _field(column: ColumnRecord, value: object, named: Named) -> str:
    text = cells.plain(column, value, named.people, named=named)
    return text if cells.is_figure(column) else defused(text)
