"""What can be done with one item: the buttons of its pane, the lines of its menu."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from hallway.core.access.queries import get_item_mask
from hallway.core.access.rights import Right
from hallway.core.access.rules import holds
from hallway.core.errors import NotFound
from hallway.core.items import queries
from hallway.core.items.records import ItemRecord
from hallway.core.lists.queries import list_columns
from hallway.design.frame import MenuItem
from hallway.faces.web.parse import Call, href

_TO_HAVE = ("download", "share")
"""Icons of what stands beside Open."""


def show(call: Call) -> HttpResponse:
    """The menu of one row, a piece of HTML: exactly what the reader may do now."""
    item = find_item(call, [])
    if item.id == call.folder.id:
        raise NotFound
    mask = get_item_mask(
        call.actor,
        list_id=item.list,
        scope=item.scope,
        ancestry=item.ancestry,
        pending=call.list.pending,
    )
    response = render(
        call.request, "web/itemmenu.html", {"items": _lines(call, item, mask)}
    )
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _lines(call: Call, item: ItemRecord, mask: int) -> list[MenuItem]:
    """The lines: to have it, to work with it, to look into it, to delete it."""
    path, number = call.place.path, item.number
    address = href(f"{path}/{item.name}")
    actions = actions_of(call, item, mask)
    link = MenuItem(
        label=_("Copy link"), href=address, icon="link", copies=_("Link copied")
    )
    shows = [("details", _("Details"), "info-circle")]
    if not item.is_folder and holds(mask, Right.VIEW_VERSIONS):
        shows.append(("versions", _("Version history"), "history"))
    shows.append(("access", _("Who has access"), "lock"))
    gone = [one for one in actions if one.danger]
    return [
        MenuItem(
            label=_("Open"),
            href=address if item.is_folder else href(f"{path}/{item.name}", web=1),
            icon="folder-open" if item.is_folder else "eye",
        ),
        *(one for one in actions if one.icon in _TO_HAVE),
        link,
        MenuItem(rule=True),
        *(one for one in actions if not one.danger and one.icon not in _TO_HAVE),
        MenuItem(rule=True),
        *(
            MenuItem(label=label, href=href(path, show=show, item=number), icon=icon)
            for show, label, icon in shows
        ),
        *([MenuItem(rule=True)] if gone else []),
        *gone,
    ]


def find_item(call: Call, shown: list[ItemRecord]) -> ItemRecord:
    """The item the address names, else the folder; NotFound for one not here."""
    if not call.numbers:
        return call.folder
    wanted = call.numbers[0]
    for item in shown:
        if item.number == wanted:
            return item
    found = queries.list_numbered(
        call.actor, call.folder, [wanted], pending=call.list.pending
    )
    if not found:
        raise NotFound
    return found[0]


def actions_of(call: Call, item: ItemRecord, mask: int) -> list[MenuItem]:
    """What can be done with an item, each only for those who may."""
    path, number = call.place.path, item.number
    may_edit = holds(mask, Right.EDIT_LIST_ITEMS)
    may_delete = holds(mask, Right.DELETE_LIST_ITEMS)
    actions = []
    if holds(mask, Right.OPEN_ITEMS):
        actions.append(
            MenuItem(
                label=_("Download"),
                href=href(f"{path}/{item.name}", download=1),
                icon="download",
            )
        )
    if may_edit or holds(mask, Right.MANAGE_PERMISSIONS):
        actions.append(
            MenuItem(
                label=_("Share"),
                href=href(path, show="share", item=number),
                icon="share",
            )
        )
    if may_edit and not item.is_folder:
        actions += _checking(call, item, mask)
    if may_edit and not item.is_folder and _has_columns(call):
        actions.append(
            MenuItem(
                label=_("Properties"),
                href=href(path, show="properties", item=number),
                icon="pencil",
            )
        )
    if may_edit:
        actions.append(
            MenuItem(
                label=_("Rename"),
                href=href(path, show="rename", item=number),
                icon="forms",
                key="F2",
            )
        )
    if may_delete:
        actions.append(
            MenuItem(
                label=_("Move to"),
                href=href(path, show="move", item=number),
                icon="folder-symlink",
            )
        )
    actions.append(
        MenuItem(
            label=_("Copy to"), href=href(path, show="copy", item=number), icon="copy"
        )
    )
    if may_delete:
        actions.append(
            MenuItem(
                label=_("Delete"),
                action=href(path, do="delete", item=number),
                icon="trash",
                key=pgettext("key", "Del"),
                danger=True,
            )
        )
    return actions


def _has_columns(call: Call) -> bool:
    """Tell whether there is something to fill in; not for who sees a folder alone."""
    try:
        columns = list_columns(call.actor, call.list.id)
    except NotFound:
        return False
    return any(not one.is_hidden for one in columns)


def _checking(call: Call, item: ItemRecord, mask: int) -> list[MenuItem]:
    """What can be done about a check-out: by its holder, and by who may break it."""
    path, number = call.place.path, item.number
    if item.checked_out_to is None:
        return [
            MenuItem(
                label=_("Check out"),
                action=href(path, do="checkout", item=number),
                icon="file-arrow-right",
            )
        ]
    mine = item.checked_out_to in call.actor.principals
    if not (mine or holds(mask, Right.CANCEL_CHECKOUT)):
        return []
    return [
        MenuItem(
            label=_("Check in"),
            href=href(path, show="checkin", item=number),
            icon="check",
        ),
        MenuItem(
            label=_("Discard check-out") if mine else _("Break check-out"),
            href=href(path, show="discard", item=number),
            icon="arrow-back-up",
        ),
    ]
