"""What was done to many items but for some: which were left as they are, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from django.http import HttpResponse
from django.utils.translation import gettext as _

from hallway.core.errors import CoreError, Invalid, NotFound
from hallway.core.items.queries import list_values_of
from hallway.core.items.records import ItemRecord
from hallway.core.lists.queries import list_columns
from hallway.core.lists.records import ColumnRecord
from hallway.faces.web.errors import said
from hallway.faces.web.frame import frame_of
from hallway.faces.web.library import Crumb, crumbs_of
from hallway.faces.web.parse import Call, href
from hallway.faces.web.render import page
from hallway.faces.web.rows import cells
from hallway.faces.web.rows.paths import item_paths

Refused = tuple[ItemRecord, CoreError]


class Told(NamedTuple):
    """An item that was left as it is, and why."""

    title: str
    href: str
    why: str


def show(
    call: Call,
    refused: Sequence[Refused],
    *,
    title: str,
    text: str,
    undo: str = "",
    status: int = 200,
) -> HttpResponse:
    """Say what was done, and to which items it was not; `undo` takes it back."""
    return page(
        call.request,
        "web/rows/bulk.html",
        frame=frame_of(
            call.actor,
            site=call.site,
            current=call.place.path,
        ),
        status=status,
        call=call,
        step="told",
        title=title,
        crumbs=[*crumbs_of(call), Crumb(title, "")],
        back=call.here,
        text=text,
        told=_told(call, refused),
        undo=undo,
    )


def _told(call: Call, refused: Sequence[Refused]) -> list[Told]:
    items = [item for item, _error in refused]
    columns = _columns(call)
    values = list_values_of(call.actor, items)
    titles = {one.internal_name: one.title for one in columns}
    paths = item_paths(call, items)
    told = []
    for item, error in refused:
        words = item.name
        if not item.is_folder and item.sha256 is None:
            words = cells.title_of(item, values.get(item.id, {}), columns)
        told.append(Told(words, href(paths[item.id]), _why(error, titles)))
    return told


def _columns(call: Call) -> list[ColumnRecord]:
    try:
        return list_columns(call.actor, call.list.id)
    except NotFound:
        # Who was given but a folder has names alone.
        return []


def _why(error: CoreError, titles: Mapping[str, str]) -> str:
    if not isinstance(error, Invalid):
        return said(error)
    return " ".join(
        f"{titles[name]}: {_(text)}" if name in titles else _(text)
        for name, text in error.fields.items()
    )
