"""Checking files out and in, and giving a check-out up, in a folder's page."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _

from hallway.core.errors import Conflict, Forbidden, Invalid, Locked, NotFound
from hallway.core.items import queries
from hallway.core.items.records import ItemRecord
from hallway.core.locks.commands import check_in, check_out, undo_check_out
from hallway.faces.web import dialogs
from hallway.faces.web.errors import refusal, said
from hallway.faces.web.files import page as files
from hallway.faces.web.parse import Call, href
from hallway.faces.web.render import see_other


def out(call: Call) -> HttpResponse:
    """Reserve a file for the reader; refused where somebody else has it."""
    item = _item(call)
    try:
        check_out(call.actor, item.id)
    except (Conflict, Forbidden, Invalid, Locked) as error:
        return files.show(call, problem=said(error), status=refusal(error).status)
    return see_other(
        call.request,
        _back(call, item),
        text=_("“%(name)s” is checked out to you") % {"name": item.name},
        undo=href(call.place.path, do="discard", item=item.number),
    )


def ask_in(call: Call) -> HttpResponse:
    """Lead to the question what was changed."""
    item = _item(call)
    return see_other(
        call.request, href(call.place.path, show="checkin", item=item.number)
    )


def back(call: Call) -> HttpResponse:
    """Check a file in; the comment goes to its newest version."""
    item = _item(call)
    try:
        check_in(call.actor, item.id, comment=call.value("comment").strip())
    except (Conflict, Forbidden, Invalid, Locked) as error:
        return dialogs.show(call, "checkin", error=error)
    return see_other(
        call.request,
        _back(call, item),
        text=_("“%(name)s” checked in") % {"name": item.name},
    )


def discard(call: Call) -> HttpResponse:
    """End a check-out and take its saves back; an owner breaks another's so."""
    item = _item(call)
    try:
        undo_check_out(call.actor, item.id)
    except (Conflict, Forbidden, Locked) as error:
        return files.show(call, problem=said(error), status=refusal(error).status)
    return see_other(
        call.request,
        _back(call, item),
        text=_("Check-out of “%(name)s” discarded") % {"name": item.name},
    )


def _back(call: Call, item: ItemRecord) -> str:
    return href(call.place.path, show="details", item=item.number)


def _item(call: Call) -> ItemRecord:
    found = queries.list_numbered(
        call.actor, call.folder, call.numbers[:1], pending=call.list.pending
    )
    if not found:
        raise NotFound
    return found[0]
