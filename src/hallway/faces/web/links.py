"""Quick links: a list of them, and their forms."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from hallway.core.access.rights import Right
from hallway.core.access.rules import demand
from hallway.core.errors import Conflict, Invalid, NotFound, Stale
from hallway.core.items.commands import delete_item
from hallway.core.items.queries import get_values
from hallway.core.trash.queries import get_deletion
from hallway.faces.web import restoring, versions, writing
from hallway.faces.web.errors import refusal
from hallway.faces.web.frame import frame_of, list_path
from hallway.faces.web.library import Crumb
from hallway.faces.web.parse import Call, href
from hallway.faces.web.render import page, see_other
from hallway.faces.web.writing import Draft
from hallway.faces.web.written import crumbs_of
from hallway.kinds.links.commands import add_link, change_link
from hallway.kinds.links.queries import list_links
from hallway.kinds.links.records import LinkCard
from hallway.kinds.links.rules import ICONS

FIELDS = ("title", "address", "icon", "position")
NAMES = {
    "Title": "title",
    "Address": "address",
    "Icon": "icon",
    "Position": "position",
}
"""The form's fields by the core's names."""


class Link(NamedTuple):
    """A quick link as pages show it."""

    label: str
    href: str
    icon: str


def entry_of(card: LinkCard) -> Link:
    """A quick link as an entry."""
    return Link(card.title, card.address, card.icon)


def show_list(call: Call) -> HttpResponse:
    """The page of a list of links: in their order, each with its form."""
    may_add = call.may(Right.ADD_LIST_ITEMS)
    if call.show == "new":
        demand(call.actor, call.place.mask, Right.ADD_LIST_ITEMS)
        return _form(call, Draft(typed=dict.fromkeys(FIELDS, "")))
    path = call.place.path
    cards = list_links(call.actor, call.site.id, list_id=call.list.id)
    return page(
        call.request,
        "web/links.html",
        frame=frame_of(
            call.actor,
            site=call.site,
            current=path,
        ),
        title=call.list.title,
        crumbs=crumbs_of(call),
        new_href=href(path, show="new") if may_add else "",
        links=[
            (entry_of(one), href(f"{path}/{one.number}") if may_add else "")
            for one in cards
        ],
    )


def show_link(call: Call) -> HttpResponse:
    """The form of a link; whoever may not change it is led to the list."""
    if call.row is None:
        raise NotFound
    if not versions.may(call, Right.EDIT_LIST_ITEMS):
        return HttpResponseRedirect(href(list_path(call.site, call.list)))
    values = get_values(call.actor, call.row.id)
    position = values.get("Position")
    return _form(
        call,
        Draft(
            typed={
                "title": values.get("Title", ""),
                "address": values.get("Address", ""),
                "icon": values.get("Icon", ICONS[0]),
                "position": "" if position is None else f"{position:g}",
            },
            version=call.row.version,
        ),
    )


def _form(
    call: Call, draft: Draft, *, theirs: Any = None, status: int = 200
) -> HttpResponse:
    here = href(list_path(call.site, call.list))
    action = here if call.row is None else f"{here}/{call.row.number}"
    labels = {
        "link": _("Link"),
        "world": _("Web"),
        "file-text": _("Document"),
        "folder": _("Folder"),
        "calendar": _("Calendar"),
        "users": _("People"),
        "headset": _("Help"),
        "news": _("News"),
        "building-community": _("Site"),
        "list-details": _("List"),
    }
    return page(
        call.request,
        "web/linkform.html",
        frame=frame_of(call.actor, current=here),
        status=status,
        title=_("New link") if call.row is None else _("Edit link"),
        crumbs=[*crumbs_of(call), Crumb(_("Link"), action)],
        action=action,
        cancel=here,
        draft=draft,
        typed=draft.typed,
        errors=draft.errors,
        theirs=theirs,
        icons=[(name, labels[name]) for name in ICONS],
        may_delete=call.row is not None and versions.may(call, Right.DELETE_LIST_ITEMS),
    )


def act_on_list(call: Call) -> HttpResponse:
    """Add a link, or bring a deleted one back."""
    if call.value("do") == "restore":
        return restoring.restore(call, call.values("deletion"), back=call.here)
    return _save(call)


def act_on_link(call: Call) -> HttpResponse:
    """Change or delete a link."""
    if call.row is None:
        raise NotFound
    if call.value("do") == "delete":
        path = list_path(call.site, call.list)
        deletion = get_deletion(call.actor, delete_item(call.actor, call.row.id))
        return see_other(
            call.request,
            href(path),
            text=_("Link deleted"),
            undo=href(path, do="restore", deletion=deletion.guid),
        )
    return _save(call)


def _save(call: Call) -> HttpResponse:
    if call.value("do") != "save":
        raise Invalid({"do": _("This page does not know that form.")})
    draft = writing.read(call, FIELDS)
    values: dict[str, Any] = {
        "Title": writing.text_of(draft, "title"),
        "Address": writing.text_of(draft, "address"),
        "Icon": draft.typed["icon"] or None,
        "Position": _position(draft.typed["position"].strip()),
    }
    row, expected = call.row, draft.version or 0
    try:
        if row is None:
            row = writing.make(call, draft, values, add_link)
            stored, expected = get_values(call.actor, row.id), row.version
            is_other = writing.differs(call, row, stored, values)
        else:
            is_other = True
        if is_other:
            change_link(call.actor, row.id, values=values, expect_version=expected)
    except Stale:
        if row is None:
            raise
        call.row = row
        theirs = get_values(call.actor, row.id)
        draft.version = row.version
        return _form(call, draft, theirs=theirs, status=409)
    except (Invalid, Conflict) as error:
        draft.take(error, NAMES)
        return _form(call, draft, status=refusal(error).status)
    return see_other(
        call.request, href(list_path(call.site, call.list)), text=_("Saved")
    )


def _position(typed: str) -> float | str | None:
    """The number typed; what is none stays, for the core to refuse."""
    try:
        return float(typed) if typed else None
    except ValueError:
        return typed
