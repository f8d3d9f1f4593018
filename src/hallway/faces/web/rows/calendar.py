"""A column of days or moments as a calendar that programs can keep up with.

They ask with `Authorization`, as WebDAV's clients do: they have no session.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import islice

from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from hallway.core.errors import Invalid
from hallway.core.lists.queries import list_columns
from hallway.core.lists.records import ColumnRecord
from hallway.core.lists.types import kind_of
from hallway.core.lists.types.times import moment_of
from hallway.core.query.records import Row
from hallway.faces.web.parse import Call, href
from hallway.faces.web.rows import cells
from hallway.faces.web.rows.export import pages_of
from hallway.faces.web.rows.paths import paths_of
from hallway.faces.web.when import utc
from hallway.wire import ical

WORD = "ical"
"""What `export` says of it in an address."""
MOST = 10_000
"""Events of one calendar."""
_KINDS = ("date", "datetime")
_DAY = timedelta(days=1)


def is_asked(request: HttpRequest) -> bool:
    """Tell whether a request is for a calendar."""
    is_read = request.method in ("GET", "HEAD")
    return is_read and request.GET.get("export") == WORD


def columns_of(columns: list[ColumnRecord]) -> list[ColumnRecord]:
    """The columns that can be a calendar."""
    return [
        one
        for one in columns
        if not one.is_hidden and kind_of(one.type, one.settings) in _KINDS
    ]


def send(call: Call) -> HttpResponseBase:
    """The rows of the address's question that have a value in `column`.

    `end` names the column of their last day or moment; Invalid for one of neither.
    """
    columns = list_columns(call.actor, call.list.id)
    starts = _column(columns, call.query.get("column", ""))
    wanted = call.query.get("end", "")
    ends = _column(columns, wanted) if wanted else None
    # Refused before the first byte, if at all.
    pages = pages_of(call)
    first = next(pages, [])
    events = islice(_events(call, columns, starts, ends, first, pages), MOST)
    response = StreamingHttpResponse(
        ical.render_all(events, name=call.list.title),
        content_type="text/calendar; charset=utf-8",
    )
    name = f"{call.list.title}.ics"
    response.headers["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=name) or "attachment"
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _column(columns: list[ColumnRecord], name: str) -> ColumnRecord:
    for one in columns_of(columns):
        if name in ("", one.internal_name):
            return one
    raise Invalid({"column": _("This column has no days or moments.")})


def _events(
    call: Call,
    columns: list[ColumnRecord],
    starts: ColumnRecord,
    ends: ColumnRecord | None,
    first: list[Row],
    pages: Iterator[list[Row]],
) -> Iterator[ical.Event]:
    rows: list[Row] | None = first
    while rows is not None:
        paths = paths_of(call, rows)
        for row in rows:
            begins = _at(starts, row)
            if begins is None:
                continue
            over = None if ends is None else _at(ends, row)
            begins, over = _span(begins, over)
            yield ical.Event(
                uid=row.item.guid,
                stamp=utc(row.item.modified),
                starts=begins,
                ends=over,
                summary=cells.title_of(row.item, row.values, columns),
                url=call.request.build_absolute_uri(href(paths[row.item.id])),
            )
        rows = next(pages, None)


def _at(column: ColumnRecord, row: Row) -> datetime | date | None:
    value = row.values.get(column.internal_name)
    if value is None:
        return None
    if kind_of(column.type, column.settings) == "date":
        return date.fromisoformat(value)
    return moment_of(value)


def _span(
    begins: datetime | date, over: datetime | date | None
) -> tuple[datetime | date, datetime | date | None]:
    """What an event's calendar says: of whole days, the day after the last one."""
    if isinstance(begins, datetime) and (over is None or isinstance(over, datetime)):
        return begins, over if over is not None and over > begins else None
    first = begins.date() if isinstance(begins, datetime) else begins
    last = over.date() if isinstance(over, datetime) else over
    last = first if last is None or last < first else last
    return first, last + _DAY if last < date.max else None
