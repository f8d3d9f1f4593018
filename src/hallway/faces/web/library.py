"""A folder of a library on its own address: the list, and the pane beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hallway.core.access.queries import get_principal_titles
from hallway.core.access.rights import Right
from hallway.core.items import queries
from hallway.core.items.queries import Listing, Order
from hallway.core.items.records import ItemId, ItemRecord
from hallway.core.lists.queries import list_lists
from hallway.core.locks.queries import list_locks_below
from hallway.core.locks.records import LockRecord
from hallway.faces._common.numbers import number
from hallway.faces.web.details import pane_of
from hallway.faces.web.frame import frame_of, list_path
from hallway.faces.web.parse import Call, href, layout_href, split
from hallway.faces.web.render import page
from hallway.faces.web.when import When, size_words, when

PAGE = 200
COUNTED = 1000


class Crumb(NamedTuple):
    """A step of the way down to where one is."""

    label: str
    href: str


class Mark(NamedTuple):
    """An icon beside a name, and what it says."""

    icon: str
    words: str


class Row(NamedTuple):
    """A line of the list."""

    number: int
    name: str
    href: str
    is_folder: bool
    modified: When
    by: str
    size: str
    marks: tuple[Mark, ...]
    menu: str
    chosen: bool
    meta: str
    """What stands below the name where it is narrow."""


class Head(NamedTuple):
    """A column's head: a way to sort by it."""

    label: str
    sort_href: str
    sorted: str
    num: bool
    shrinks: int | None


class Sorting(NamedTuple):
    """How the list is sorted."""

    order: Order
    descending: bool

    @property
    def query(self) -> dict[str, str | None]:
        """What an address says of it; nothing for the usual order."""
        usual = self == (Order.NAME, False)
        sign = "-" if self.descending else ""
        return {"sort": None if usual else f"{sign}{self.order.value}"}


def show(call: Call, *, problem: str = "", status: int = 200) -> HttpResponse:
    """The page of a folder; ``problem`` says why what was asked was not done."""
    sorting = read_sorting(call.query.get("sort", ""))
    lists = list_lists(call.actor, call.site.id)
    listing = queries.list_children(
        call.actor,
        call.folder,
        order=sorting.order,
        descending=sorting.descending,
        after=number(call.query.get("after", "")),
        before=number(call.query.get("before", "")),
        limit=PAGE,
        pending=call.list.pending,
    )
    return page(
        call.request,
        "web/library.html",
        frame=frame_of(
            call.actor, site=call.site, lists=lists, current=call.place.path
        ),
        status=status,
        call=call,
        problem=problem,
        title=title_of(call),
        crumbs=crumbs_of(call),
        may_add=call.may(Right.ADD_LIST_ITEMS),
        may_delete=call.may(Right.DELETE_LIST_ITEMS),
        may_share=call.may(Right.EDIT_LIST_ITEMS) or call.may(Right.MANAGE_PERMISSIONS),
        pane=pane_of(call, listing.items),
        new_href=href(call.place.path, show="new"),
        new_words=_("New folder"),
        upload_href=href(call.place.path, show="upload"),
        upload_words=_("Upload files"),
        upload_action=href(call.place.path, do="upload"),
        about_href=href(call.place.path, show="details"),
        settings_href=layout_href(call.site, "list", list=call.list.guid)
        if call.may(Right.MANAGE_LISTS)
        else "",
        access_href=href(call.place.path, show="access"),
        sheet_class="sheet--cols",
        app_class="app--fixed",
        **_table(call, listing, sorting),
    )


def _table(call: Call, listing: Listing, sorting: Sorting) -> dict[str, Any]:
    people = {item.editor for item in listing.items} | {
        item.checked_out_to for item in listing.items if item.checked_out_to is not None
    }
    names = get_principal_titles(call.actor, people)
    locks = list_locks_below(call.actor, call.folder) if listing.items else {}
    chosen = set(call.numbers)
    return {
        "rows": [row_of(call, one, names, locks, chosen) for one in listing.items],
        "columns": list(_heads(call, sorting)),
        "count": count_words(listing.total),
        "back": _edge(call, sorting, listing, before=True),
        "next": _edge(call, sorting, listing, before=False),
    }


def row_of(
    call: Call,
    item: ItemRecord,
    names: Mapping[int, str],
    locks: Mapping[ItemId, list[LockRecord]],
    chosen: set[int],
) -> Row:
    """The line of one item."""
    marks = []
    for lock in locks.get(item.id, ())[:1]:
        words = _("Locked by %(name)s") % {"name": lock.owner_name}
        marks.append(Mark("lock", words))
    if item.checked_out_to is not None:
        holder = {"name": names.get(item.checked_out_to, "")}
        words = _("Checked out to %(name)s") % holder
        marks.append(Mark("file-arrow-right", words))
    if item.scope != call.folder.scope:
        marks.append(Mark("users", _("Shared: has permissions of its own")))
    modified = when(item.modified, now=call.now)
    by = names.get(item.editor, "")
    size = "" if item.is_folder else size_words(item.size)
    return Row(
        number=item.number,
        name=item.name,
        href=href(f"{call.place.path}/{item.name}"),
        is_folder=bool(item.is_folder),
        modified=modified,
        by=by,
        size=size,
        marks=tuple(marks),
        menu=href(call.place.path, show="details", item=item.number),
        chosen=item.number in chosen,
        meta=" · ".join(word for word in (modified.words, by, size) if word),
    )


def count_words(total: int) -> str:
    """How many there are, exactly up to a thousand."""
    if total > COUNTED:
        return _("more than %(count)s items") % {"count": f"{COUNTED:,}"}
    return ngettext("%(count)d item", "%(count)d items", total) % {"count": total}


def read_sorting(text: str) -> Sorting:
    """The order an address asks for; by name where it says nothing sensible."""
    try:
        return Sorting(Order(text.removeprefix("-")), text.startswith("-"))
    except ValueError:
        return Sorting(Order.NAME, descending=False)


def _heads(call: Call, sorting: Sorting) -> Iterable[Head]:
    for order, label, num, shrinks in (
        (Order.NAME, _("Name"), False, None),
        (Order.MODIFIED, _("Modified"), False, 1),
        (Order.EDITOR, _("Modified by"), False, 2),
        (Order.SIZE, _("Size"), True, 1),
    ):
        is_now = sorting.order is order
        # Newest and largest first: what people look for.
        first_down = order in (Order.MODIFIED, Order.SIZE)
        descending = not sorting.descending if is_now else first_down
        query = Sorting(order, descending).query
        way = "descending" if sorting.descending else "ascending"
        yield Head(
            label=label,
            sort_href=href(call.place.path, **query),
            sorted=way if is_now else "",
            num=num,
            shrinks=shrinks,
        )


def _edge(call: Call, sorting: Sorting, listing: Listing, *, before: bool) -> str:
    """The address of the page before or after this one; empty where there is none."""
    if before and listing.has_fewer and listing.items:
        edge = {"before": listing.items[0].number}
    elif not before and listing.has_more and listing.items:
        edge = {"after": listing.items[-1].number}
    else:
        return ""
    return href(call.place.path, **sorting.query, **edge)


def title_of(call: Call) -> str:
    """The name of a folder; of the list at its root."""
    return call.list.title if call.folder.parent is None else call.folder.name


def crumbs_of(call: Call) -> list[Crumb]:
    """The way from the site down to the folder."""
    root = list_path(call.site, call.list)
    crumbs = [
        Crumb(call.site.title, href(call.site.path)),
        Crumb(call.list.title, href(root)),
    ]
    names = split(call.place.path)[len(split(root)) :]
    for depth, name in enumerate(names, 1):
        crumbs.append(Crumb(name, href("/".join((root, *names[:depth])))))
    return crumbs
