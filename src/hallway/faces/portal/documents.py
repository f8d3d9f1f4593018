"""The documents that are shared with a customer, and the folder for his own."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hallway.core.access.rights import Right
from hallway.core.access.rules import holds
from hallway.core.errors import CoreError, NotFound
from hallway.core.items import queries
from hallway.core.items.commands import put_file
from hallway.core.items.records import ItemRecord, Place
from hallway.core.names import DEFAULT_LIBRARY
from hallway.faces._common.downloads import send_body
from hallway.faces._common.numbers import number
from hallway.faces._common.when import size_words, when
from hallway.faces.portal.errors import refusal, said
from hallway.faces.portal.page import Visit, portal_page
from hallway.kinds.requests.queries import find_customer
from hallway.kinds.requests.records import CustomerRecord
from hallway.kinds.requests.rules import file_name
from hallway.wire.paths import join_href

PAGE = 100


@portal_page("GET")
def enter(visit: Visit) -> HttpResponseBase:
    """Lead to the library of the company looked at."""
    return HttpResponseRedirect(_href(visit.customer))


@portal_page("GET", "POST")
def show(visit: Visit, prefix: str, below: str = "") -> HttpResponseBase:
    """A folder of the library, or the bytes of a file in it."""
    customer = find_customer(visit.actor, prefix)
    place = _place(visit, customer, below)
    item = place.item
    if item is None:
        raise NotFound
    if visit.request.method == "POST":
        return _upload(visit, customer, place, item)
    if not item.is_folder:
        body = queries.open_body(visit.actor, item)
        return send_body(body, item.size, item.name)
    return _folder(visit, customer, place, item)


def entry_of(
    customer: CustomerRecord, path: str, name: str, *, by: str, at: int
) -> dict[str, Any] | None:
    """A file of the library as a line of a list; None for one of another library."""
    home = f"{customer.site_path}/{DEFAULT_LIBRARY}/"
    if not path.startswith(home):
        return None
    below = path.removeprefix(home).split("/")
    return {
        "title": name,
        "file": name,
        "href": _href(customer, *below),
        "by": by,
        "at": at,
    }


def _place(visit: Visit, customer: CustomerRecord, below: str) -> Place:
    names = tuple(name for name in below.split("/") if name)
    if any(name in (".", "..") for name in names):
        raise NotFound
    home = (*customer.site_path.strip("/").split("/"), DEFAULT_LIBRARY)
    place = queries.resolve(visit.actor, (*home, *names))
    # A site below this one may belong to somebody else.
    if place.missing or place.site is None or place.site.id != customer.site:
        raise NotFound
    return place


def _folder(
    visit: Visit,
    customer: CustomerRecord,
    place: Place,
    folder: ItemRecord,
    *,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    listing = queries.list_children(
        visit.actor,
        folder,
        after=number(visit.request.GET.get("after", "")),
        limit=PAGE,
        pending=0 if place.list is None else place.list.pending,
    )
    names = place.path.removeprefix(f"{customer.site_path}/{DEFAULT_LIBRARY}")
    parts = [name for name in names.split("/") if name]
    crumbs = [{"label": _("Documents"), "href": _href(customer)}] + [
        {"label": name, "href": _href(customer, *parts[: n + 1])}
        for n, name in enumerate(parts)
    ]
    rows = []
    for one in listing.items:
        at = when(one.modified, now=visit.now)
        rows.append(
            {
                "name": one.name,
                "folder": one.is_folder,
                "href": _href(customer, *parts, one.name),
                "modified": at.words,
                "iso": at.iso,
                "size": "" if one.is_folder else size_words(one.size),
            }
        )
    return visit.page(
        "portal/documents.html",
        current="documents",
        status=status,
        title=parts[-1] if parts else _("Documents"),
        customer=customer,
        crumbs=crumbs,
        rows=rows,
        next=f"{_href(customer, *parts)}?after={listing.items[-1].number}"
        if listing.has_more
        else "",
        may_add=holds(place.mask, Right.ADD_LIST_ITEMS),
        here=_href(customer, *parts),
        problem=problem,
    )


def _upload(
    visit: Visit, customer: CustomerRecord, place: Place, folder: ItemRecord
) -> HttpResponse:
    if not folder.is_folder:
        raise NotFound
    if not visit.files:
        return _folder(
            visit,
            customer,
            place,
            folder,
            problem=_("Choose a file first."),
            status=400,
        )
    failed, status = [], 200
    for file in visit.files:
        try:
            put_file(visit.actor, folder.id, name=file_name(file.name), body=file.body)
        except CoreError as error:
            failed.append(f"{file.name}: {said(error)}")
            status = refusal(error).status
    if failed:
        return _folder(
            visit, customer, place, folder, problem=" ".join(failed), status=status
        )
    done = len(visit.files)
    text = ngettext("%(count)d file sent", "%(count)d files sent", done)
    return visit.see_other(visit.request.path, text % {"count": done})


def _href(customer: CustomerRecord, *names: str) -> str:
    return join_href(("portal", "documents", customer.prefix, *names), collection=False)
