"""What forms do in a list: add, delete, restore."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hallway.core.errors import (
    Conflict,
    CoreError,
    Forbidden,
    Invalid,
    Locked,
    NotFound,
)
from hallway.core.items.forming import update_in_place
from hallway.core.items.queries import list_numbered, list_numbered_below
from hallway.core.trash.commands import OnClash, restore_deletion
from hallway.core.trash.queries import find_deletion
from hallway.faces.web.actions import MAX_ITEMS
from hallway.faces.web.errors import refusal, said
from hallway.faces.web.files import page as files
from hallway.faces.web.parse import Call
from hallway.faces.web.render import see_other
from hallway.faces.web.rows import (
    bulk,
    calendar,
    defaults,
    deleting,
    export,
    item,
    page,
    sections,
    suggest,
    viewbar,
    widths,
    workbook,
)
from hallway.faces.web.rows.grid import page as grid
from hallway.faces.web.rows.grid import saving as grid_saving
from hallway.faces.web.rows.parts import has_files
from hallway.faces.web.rows.viewing import page as views
from hallway.faces.web.rows.viewing import saving as view_saving


def show(call: Call) -> HttpResponseBase:
    """The table, the form of a new item, or a file of the rows."""
    if call.show == "new":
        return item.show_new(call)
    return show_other(call) or page.show(call)


def show_other(call: Call) -> HttpResponseBase | None:
    """What lists and libraries have alike beside their tables; None for a table."""
    if call.show == "defaults":
        return defaults.show(call)
    if call.show == "suggest":
        return suggest.show(call)
    if call.show == "bulk":
        return bulk.show(call)
    if call.show in ("new-view", "edit-view"):
        return views.show(call)
    if call.query.get("export") == "csv":
        return export.send(call)
    if call.query.get("export") == "xlsx":
        return workbook.send(call)
    if calendar.is_asked(call.request):
        return calendar.send(call)
    if call.query.get("edit") == grid.EDIT:
        return grid.show(call)
    return None


def act(call: Call) -> HttpResponse:
    """Do what a form asks for."""
    action = _ACTIONS.get(call.value("do"))
    if action is not None:
        return action(call)
    done = act_otherwise(call)
    if done is None:
        raise Invalid({"do": _("This page does not know that form.")})
    return done


def act_otherwise(call: Call) -> HttpResponse | None:
    """Do what forms of lists and libraries ask alike; None for any other."""
    action = _ALIKE.get(call.value("do"))
    return None if action is None else action(call)


def _again(call: Call, problem: str, *, status: int = 400) -> HttpResponse:
    """The table once more, and why what was asked was not done."""
    shown = files.show if has_files(call.list) else page.show
    return shown(call, problem=problem, status=status)


def _ask_bulk(call: Call) -> HttpResponse:
    if not call.numbers:
        return _again(call, _("Choose what to edit first."))
    return bulk.ask(call)


def _delete(call: Call) -> HttpResponse:
    items = list_numbered(
        call.actor, call.folder, call.numbers[:MAX_ITEMS], pending=call.list.pending
    )
    if not items:
        return page.show(call, problem=_("Choose what to delete first."), status=400)
    try:
        return deleting.delete(call, items)
    except CoreError as error:
        return page.show(call, problem=said(error), status=refusal(error).status)


def _move_card(call: Call) -> HttpResponse:
    """Put an item of a board into another lane: give it another choice."""
    _views, view = viewbar.find(call)
    find = list_numbered_below if has_files(call.list) else list_numbered
    items = find(call.actor, call.folder, call.numbers[:1], pending=call.list.pending)
    if not items or not view.content.board:
        raise NotFound
    try:
        update_in_place(
            call.actor,
            items[0].id,
            values={view.content.board: call.value("lane") or None},
        )
    except (Invalid, Conflict, Forbidden, Locked) as error:
        return _again(call, said(error), status=refusal(error).status)
    text = _("Moved to “%(lane)s”") % {"lane": call.value("lane") or _("No value")}
    return see_other(call.request, call.request.get_full_path(), text=text)


def _restore(call: Call) -> HttpResponse:
    guids = call.values("deletion")[:MAX_ITEMS]
    for guid in guids:
        found = find_deletion(call.actor, guid)
        restore_deletion(call.actor, found.id, on_clash=OnClash.RENAME)
    text = ngettext(
        "%(count)d item restored", "%(count)d items restored", len(guids)
    ) % {"count": len(guids)}
    return see_other(call.request, call.here, text=text)


_ACTIONS: dict[str, Callable[[Call], HttpResponse]] = {
    "new": item.create,
    sections.ASKED: item.tell_asked_new,
    "delete": _delete,
    "restore": _restore,
}
_ALIKE: dict[str, Callable[[Call], HttpResponse]] = {
    "defaults": defaults.act,
    "save-view": view_saving.save,
    views.PREVIEW: view_saving.preview,
    "delete-view": view_saving.delete,
    "column-width": widths.keep,
    "move-card": _move_card,
    **bulk.ACTIONS,
    "ask-bulk": _ask_bulk,
    "cells": grid_saving.save,
}
