"""Pages that ask one thing: a new folder, a name, files, where to."""

from __future__ import annotations

from typing import NamedTuple

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hallway.core.access.queries import get_principal_titles
from hallway.core.access.rights import Right
from hallway.core.access.rules import holds
from hallway.core.errors import Conflict, CoreError, Invalid, NotFound
from hallway.core.items import queries
from hallway.core.items.records import ItemRecord, Place
from hallway.faces.web.errors import refusal, said
from hallway.faces.web.frame import frame_of
from hallway.faces.web.library import Crumb, crumbs_of
from hallway.faces.web.parse import Call, href, split
from hallway.faces.web.render import page

DIALOGS = ("new", "upload", "rename", "move", "copy", "checkin", "discard")
_FOLDERS = 200


class Step(NamedTuple):
    """A folder to look into."""

    label: str
    href: str
    icon: str


class Target(NamedTuple):
    """Where to: the folder looked at, what is in it, and the way to it."""

    path: str
    crumbs: list[Crumb]
    steps: list[Step]
    why_not: str
    """Why nothing can be put here; empty where it can."""


def show(call: Call, what: str, *, error: CoreError | None = None) -> HttpResponse:
    """The page with the question ``what``; ``error`` stands beside its field."""
    find = queries.list_numbered
    if what in ("move", "copy"):
        find = queries.list_numbered_below
    items = find(call.actor, call.folder, call.numbers, pending=call.list.pending)
    if what in ("rename", "move", "copy", "checkin", "discard") and not items:
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
        taken=isinstance(error, Conflict),
        holder=_holder(call, items[0]) if what == "discard" else "",
        comment=call.value("comment"),
        value=call.value("name") or (items[0].name if what == "rename" else ""),
        target=_target(call, what) if what in ("move", "copy") else None,
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
        case "discard":
            return _("Discard the check-out of “%(name)s”") % count, _("Discard")
        case "move":
            title = ngettext("Move “%(name)s”", "Move %(count)d items", len(items))
            return title % count, _("Move here")
        case _:
            title = ngettext("Copy “%(name)s”", "Copy %(count)d items", len(items))
            return title % count, _("Copy here")


def _target(call: Call, what: str) -> Target:
    asked = call.value("to")
    place = queries.resolve(call.actor, split(asked)) if asked else call.place
    if place.missing or (place.item is not None and not place.item.is_folder):
        raise NotFound
    return Target(
        path=place.path,
        crumbs=[
            Crumb(_("Everything"), _look(call, what, "/")),
            *(
                Crumb(name, _look(call, what, "/" + "/".join(split(place.path)[:n])))
                for n, name in enumerate(split(place.path), 1)
                # Above the sites there is nothing to choose from.
                if (n, name) != (1, "sites")
            ),
        ],
        steps=_steps(call, what, place),
        why_not=_why_not(call, what, place),
    )


def _look(call: Call, what: str, path: str) -> str:
    return href(call.place.path, show=what, item=call.numbers, to=path)


def _steps(call: Call, what: str, place: Place) -> list[Step]:
    base = "" if place.path == "/" else place.path
    if place.item is None:
        return [
            Step(one.name, _look(call, what, one.path), "folder")
            for one in queries.list_places(call.actor, place)
        ]
    listing = queries.list_children(
        call.actor,
        place.item,
        limit=_FOLDERS,
        pending=0 if place.list is None else place.list.pending,
    )
    carried = set(call.numbers) if place.path == call.place.path else set()
    return [
        Step(one.name, _look(call, what, f"{base}/{one.name}"), "folder")
        for one in listing.items
        if one.is_folder and one.number not in carried
    ]


def _why_not(call: Call, what: str, place: Place) -> str:
    if place.item is None:
        return _("Choose a library first.")
    if not holds(place.mask, Right.ADD_LIST_ITEMS):
        return _("You may not add anything here.")
    if place.item.id == call.folder.id:
        return _("This is where it is now.")
    return ""
