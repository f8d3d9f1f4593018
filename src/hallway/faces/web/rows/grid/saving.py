"""What the grid sends, and what it is answered: row by row, as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from hallway.core.errors import Invalid
from hallway.core.grid.commands import MAX_ROWS, enter_rows
from hallway.core.grid.records import Act, Entry, Given, Outcome
from hallway.core.lists.queries import list_columns
from hallway.core.query.queries import list_rows
from hallway.core.query.records import NUMBER
from hallway.faces.web.errors import said
from hallway.faces.web.parse import Call
from hallway.faces.web.rows import viewbar
from hallway.faces.web.rows.grid.lines import GridLine, lines_of
from hallway.faces.web.rows.grid.page import grid_parts
from hallway.faces.web.rows.grid.texts import spelling
from hallway.faces.web.rows.question import asking, read
from hallway.wire.query import Field, In, Query, Scope

_BROKEN = "This is not what the grid sends."
_LARGEST = 2**53


def save(call: Call) -> HttpResponse:
    """Do what rows say, each for itself; an answer for each, in their order.

    `state`    what came of it; see `core.grid.records`
    `html`     the row as it is now, where the reader sees it
    `errors`   what is wrong in cells, by internal name; `message`: in the row
    `deletion` by which a deleted row comes back
    """
    entries = read_entries(call.value("rows"))
    outcomes = enter_rows(
        call.actor,
        call.list,
        entries,
        parent=call.folder.id,
        spelling=spelling(),
    )
    shown = _rendered(call, outcomes)
    response = JsonResponse(
        {
            "rows": [
                {
                    "state": one.state.value,
                    "html": shown.get(one.number or 0, ""),
                    "errors": {name: _(text) for name, text in one.errors.items()},
                    "message": "" if one.error is None else said(one.error),
                    "deletion": one.deletion,
                }
                for one in outcomes
            ]
        }
    )
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _rendered(call: Call, outcomes: Sequence[Outcome]) -> dict[int, str]:
    numbers = sorted({one.number for one in outcomes if one.number is not None})
    if not numbers:
        return {}
    columns = list_columns(call.actor, call.list.id)
    _views, view = viewbar.find(call)
    parts = grid_parts(call, read(call, columns, view), columns)
    found = list_rows(
        call.actor,
        call.list.id,
        Query(
            where=In(Field(NUMBER), tuple(numbers)),
            scope=Scope.RECURSIVE,
            limit=MAX_ROWS,
        ),
        asking=asking(call),
        folder=call.folder,
    )
    return {
        line.number or 0: row_html(line)
        for line in lines_of(call, found.rows, parts, columns)
    }


def row_html(line: GridLine) -> str:
    """A row of the grid."""
    return render_to_string("web/rows/grid/row.html", {"line": line})


def read_entries(text: str) -> list[Entry]:
    """The rows that were sent; Invalid for what no grid sends."""
    try:
        sent = json.loads(text)
    except (ValueError, RecursionError):
        sent = None
    if not isinstance(sent, list) or len(sent) > MAX_ROWS:
        raise Invalid({"rows": _BROKEN})
    return [_entry(one) for one in sent]


def _entry(sent: Any) -> Entry:
    if not isinstance(sent, dict):
        raise Invalid({"rows": _BROKEN})
    cells = sent.get("cells", {})
    act = sent.get("act", Act.SAVE.value)
    if not isinstance(cells, dict) or act not in set(Act):
        raise Invalid({"rows": _BROKEN})
    number = _whole(sent.get("number"))
    guid = _guid(sent.get("guid"))
    if number is None and guid is None and act != Act.RESTORE:
        raise Invalid({"rows": _BROKEN})
    return Entry(
        act=Act(act),
        number=number,
        version=_whole(sent.get("version")) or 0,
        guid=guid,
        cells={str(name): _cell(one) for name, one in cells.items()},
        deletion=str(sent.get("deletion") or ""),
    )


def _cell(sent: Any) -> str | Given:
    if isinstance(sent, str):
        return sent.replace("\0", "")
    if isinstance(sent, dict) and {*sent} == {"is"}:
        return Given(value=sent["is"])
    raise Invalid({"rows": _BROKEN})


def _whole(sent: Any) -> int | None:
    if isinstance(sent, bool) or not isinstance(sent, int) or not 0 < sent < _LARGEST:
        return None
    return sent


def _guid(sent: Any) -> UUID | None:
    try:
        return UUID(sent) if isinstance(sent, str) else None
    except ValueError:
        raise Invalid({"rows": _BROKEN}) from None
