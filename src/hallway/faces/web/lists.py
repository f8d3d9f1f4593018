"""A list that holds no files: its rows, read only so far."""

from __future__ import annotations

from django.http import HttpResponse

from hallway.core.access.queries import get_principal_titles
from hallway.core.items import queries
from hallway.core.items.queries import Order
from hallway.core.lists.queries import list_lists
from hallway.faces.web.frame import frame_of
from hallway.faces.web.library import PAGE, count_words, crumbs_of, row_of, title_of
from hallway.faces.web.parse import Call, href, number
from hallway.faces.web.render import page


def show(call: Call) -> HttpResponse:
    """The page of a list, newest rows first."""
    listing = queries.list_children(
        call.actor,
        call.folder,
        order=Order.MODIFIED,
        descending=True,
        after=number(call.query.get("after", "")),
        limit=PAGE,
        pending=call.list.pending,
    )
    names = get_principal_titles(call.actor, {one.editor for one in listing.items})
    following = listing.items[-1].number if listing.has_more else None
    return page(
        call.request,
        "web/list.html",
        frame=frame_of(
            call.actor,
            site=call.site,
            lists=list_lists(call.actor, call.site.id),
            current=call.place.path,
        ),
        sheet_class="sheet--cols",
        app_class="app--fixed",
        title=title_of(call),
        crumbs=crumbs_of(call),
        rows=[row_of(call, one, names, {}, set()) for one in listing.items],
        count=count_words(listing.total),
        next="" if following is None else href(call.place.path, after=following),
    )
