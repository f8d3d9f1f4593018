"""What pages of items with a text share: addresses, the form's page, the menu."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from django.http import HttpResponse
from django.utils.translation import gettext as _

from hallway.core.access.rights import Right
from hallway.core.items.commands import delete_item
from hallway.core.items.records import ItemId, ItemRecord
from hallway.core.trash.queries import get_deletion
from hallway.design.frame import MenuItem
from hallway.faces.web import versions
from hallway.faces.web.frame import frame_of, list_path
from hallway.faces.web.library import Crumb
from hallway.faces.web.parse import Call, href
from hallway.faces.web.render import page, see_other
from hallway.faces.web.versions import read_version
from hallway.faces.web.writing import Draft
from hallway.wire.links import slug


class Entry(Protocol):
    """A post, a page or an event as lists show it."""

    @property
    def item(self) -> ItemId:
        """Its item."""

    @property
    def number(self) -> int:
        """Its number in its list."""

    @property
    def title(self) -> str:
        """Its title."""

    @property
    def list_path(self) -> str:
        """The path of its list."""


def item_href(entry: Entry, **query: str | int | None) -> str:
    """The address of an item, with the words of its title."""
    words = slug(entry.title)
    name = f"{entry.number}-{words}" if words else str(entry.number)
    return href(f"{entry.list_path}/{name}", **query)


def crumbs_of(call: Call, *entries: Entry) -> list[Crumb]:
    """The way from the site to the list, and on to what stands in it."""
    return [
        Crumb(call.site.title, href(call.site.path)),
        Crumb(call.list.title, href(list_path(call.site, call.list))),
        *(Crumb(one.title, item_href(one)) for one in entries),
    ]


def form(
    call: Call,
    template: str,
    draft: Draft,
    *,
    entry: Entry | None,
    title: str,
    status: int,
    **more: Any,
) -> HttpResponse:
    """The page of a form, of a new item where there is no `entry`."""
    here = href(list_path(call.site, call.list))
    return page(
        call.request,
        template,
        frame=frame_of(call.actor, current=here),
        status=status,
        title=title,
        crumbs=crumbs_of(call) if entry is None else crumbs_of(call, entry),
        action=here if entry is None else item_href(entry),
        draft=draft,
        typed=draft.typed,
        errors=draft.errors,
        **more,
    )


def versions_page(call: Call, entry: Entry, item: ItemRecord) -> HttpResponse:
    """The versions of an item, each to be made current again."""
    address = item_href(entry)
    return page(
        call.request,
        "web/versions.html",
        frame=frame_of(call.actor, current=entry.list_path),
        title=entry.title,
        back=address,
        crumbs=crumbs_of(call, entry),
        versions=versions.versions_of(call, item, action=address),
    )


def delete(call: Call, entry: Entry) -> HttpResponse:
    """Put an item into the recycle bin; the toast brings it back."""
    deletion = get_deletion(call.actor, delete_item(call.actor, entry.item))
    return see_other(
        call.request,
        href(entry.list_path),
        text=_("“%(title)s” deleted") % {"title": entry.title},
        undo=href(entry.list_path, do="restore", deletion=deletion.guid),
    )


def restore_version(call: Call, item: ItemId, by: Callable[..., object]) -> str:
    """Make current the version that a form names; what is said of it then."""
    version = call.value("version")
    major, minor = read_version(version)
    by(call.actor, item, major=major, minor=minor)
    return _("Version %(number)s restored") % {"number": version}


def versions_action(entry: Entry) -> MenuItem:
    """The menu's way to the versions."""
    return MenuItem(
        label=_("Versions"), href=item_href(entry, show="versions"), icon="history"
    )


def unpublish_action(entry: Entry) -> MenuItem:
    """The menu's way back to a draft."""
    return MenuItem(
        label=_("Make it a draft again"),
        action=item_href(entry),
        name="do",
        value="unpublish",
        icon="eye-off",
    )


def delete_actions(call: Call, entry: Entry) -> list[MenuItem]:
    """The menu's way into the recycle bin, for whoever may."""
    if not versions.may(call, Right.DELETE_LIST_ITEMS):
        return []
    return [
        MenuItem(
            label=_("Delete"),
            action=item_href(entry),
            name="do",
            value="delete",
            icon="trash",
            danger=True,
        )
    ]
