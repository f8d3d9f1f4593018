"""The page that gives a column another type: which, what it would do, doing it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from hallway.core.errors import Conflict, Invalid
from hallway.core.lists.records import ListRecord
from hallway.core.lists.retyping.commands import preview_retyping, retype_column
from hallway.core.lists.retyping.converting import Side, may_become
from hallway.core.lists.types import TYPES
from hallway.faces.web.errors import refusal, said
from hallway.faces.web.frame import list_path
from hallway.faces.web.library import Crumb
from hallway.faces.web.parse import Call, href
from hallway.faces.web.render import see_other
from hallway.faces.web.site_pages.column import NAME, address, column_named
from hallway.faces.web.site_pages.columnform import (
    Setting,
    offered,
    read_settings,
    settings_of,
    type_words,
)
from hallway.faces.web.site_pages.shell import site_page

_LEFT_OUT = ("default", "target", "shown", "extra", "deleting")
"""Settings that stay, or make no sense before the type is there."""
_STAYING = (*_LEFT_OUT, "list", "description")


def show(
    call: Call,
    found: ListRecord,
    crumbs: list[Crumb],
    *,
    errors: dict[str, str] | None = None,
    run: Any = None,
    status: int = 200,
) -> HttpResponse:
    """The types it can become; of one its settings, and what a dry run found."""
    column = column_named(call, found)
    kind = call.value("type")
    title = _("Another type for “%(title)s”") % {"title": column.title}
    here = address(call, found, show="column", column=column.internal_name)
    side = Side(column.type, column.settings)
    words = type_words()
    shared: dict[str, Any] = {
        "name": NAME,
        "title": title,
        "crumbs": [*crumbs, Crumb(column.title, here), Crumb(title, "")],
        "status": status,
        "errors": errors or {},
        "here": here,
        "kind": words.get(column.type, column.type),
    }
    known = {name: about for name, _words, about in offered()}
    if kind not in TYPES or not may_become(side, Side(kind, {})):
        types = [
            (words[name], about, _address(call, found, type=name))
            for name, about in known.items()
            if may_become(side, Side(name, {}))
        ]
        return site_page(call, "web/site/columntypes.html", types=types, **shared)
    path = list_path(call.site, found)
    return site_page(
        call,
        "web/site/columnretype.html",
        column=column,
        type=kind,
        new_kind=words.get(kind, kind),
        settings=_settings(call, kind, errors or {}),
        run=run,
        examples=[]
        if run is None
        else [(one, href(f"{path}/{one.number}")) for one in run.examples],
        action=_address(call, found, type=kind),
        **shared,
    )


def _address(call: Call, found: ListRecord, **query: str) -> str:
    name = call.value("column")
    return address(call, found, show="retype", column=name, **query)


def _settings(call: Call, kind: str, errors: dict[str, str]) -> list[Setting]:
    every = settings_of(call, kind, None, errors=errors)
    return [one for one in every if one.name not in _LEFT_OUT]


def act(call: Call, found: ListRecord, crumbs: list[Crumb]) -> HttpResponse:
    """Try what the form says, or do it."""
    column, kind = column_named(call, found), call.value("type")
    try:
        settings: dict[str, object] = {}
        if kind in TYPES:
            read = read_settings(call, kind, None)
            settings = {name: read[name] for name in read if name not in _STAYING}
        settings["description"] = column.settings.get("description", "")
        if call.value("do") == "try-type":
            run = preview_retyping(
                call.actor, found.id, column.id, type=kind, settings=settings
            )
            return show(call, found, crumbs, run=run)
        run = retype_column(
            call.actor,
            found.id,
            column.id,
            type=kind,
            settings=settings,
            losing=bool(call.value("losing")),
        )
    except Invalid as error:
        return show(call, found, crumbs, errors=dict(error.fields), status=400)
    except Conflict as error:
        status = refusal(error).status
        return show(call, found, crumbs, errors={"": said(error)}, status=status)
    words = type_words().get(kind, kind)
    text = _("“%(title)s” becomes: %(type)s") % {"title": column.title, "type": words}
    return see_other(call.request, address(call, found), text=text)
