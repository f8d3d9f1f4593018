"""Pages that ask one thing: a new folder, a name, files."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _

from hallway.core.access.queries import get_principal_titles
from hallway.core.errors import CoreError, Invalid, NotFound
from hallway.core.items import queries
from hallway.core.items.records import ItemRecord
from hallway.faces.web.errors import refusal, said
from hallway.faces.web.frame import frame_of
from hallway.faces.web.library import crumbs_of
from hallway.faces.web.parse import Call, href
from hallway.faces.web.render import page

DIALOGS = ("new", "upload", "rename", "checkin", "discard")


def show(call: Call, what: str, *, error: CoreError | None = None) -> HttpResponse:
    """The page with the question ``what``; ``error`` stands beside its field."""
    items = queries.list_numbered(
        call.actor, call.folder, call.numbers, pending=call.list.pending
    )
    if what in ("rename", "checkin", "discard") and not items:
        raise NotFound
    title, submit = _words(what, items)
    message = "" if error is None else _message(error)
    return page(
        call.request,
        "web/dialog.html",
        frame=frame_of(
            call.actor,
            site=call.site,
            current=call.place.path,
        ),
        status=200 if error is None else refusal(error).status,
        call=call,
        what=what,
        title=title,
        submit=submit,
        items=items,
        crumbs=crumbs_of(call),
        upload_action=href(call.place.path, do="upload"),
        error=message,
        holder=_holder(call, items[0]) if what == "discard" else "",
        comment=call.value("comment"),
        value=call.value("name") or (items[0].name if what == "rename" else ""),
    )


def _holder(call: Call, item: ItemRecord) -> str:
    """Who else has an item checked out; empty where it is the reader."""
    holder = item.checked_out_to
    if holder is None or holder in call.actor.principals:
        return ""
    return get_principal_titles(call.actor, {holder}).get(holder, "")


def _message(error: CoreError) -> str:
    if isinstance(error, Invalid):
        return " ".join(_(text) for text in error.fields.values())
    return said(error)


def _words(what: str, items: list[ItemRecord]) -> tuple[str, str]:
    count = {"count": len(items), "name": items[0].name if items else ""}
    match what:
        case "new":
            return _("New folder"), _("Create folder")
        case "upload":
            return _("Upload files"), _("Upload")
        case "rename":
            return _("Rename “%(name)s”") % count, _("Rename")
        case "checkin":
            return _("Check in “%(name)s”") % count, _("Check in")
        case _:
            return _("Discard the check-out of “%(name)s”") % count, _("Discard")
