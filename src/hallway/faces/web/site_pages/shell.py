"""What the own pages of a site share: their frame, and finding what they speak of."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from hallway.core.access.rights import Right
from hallway.core.access.rules import demand
from hallway.core.errors import NotFound
from hallway.core.lists.queries import list_lists
from hallway.core.lists.records import ListRecord
from hallway.faces.web.frame import frame_of
from hallway.faces.web.library import Crumb
from hallway.faces.web.parse import LAYOUTS, Call, href, layout_href
from hallway.faces.web.render import page


def site_page(
    call: Call, template: str, *, name: str, title: str, **context: Any
) -> HttpResponse:
    """A page of a site in its frame; `name` is what stands in its address."""
    demand(call.actor, call.place.mask, Right.VIEW_LIST_ITEMS)
    lists = list_lists(call.actor, call.site.id)
    base = "" if call.site.path == "/" else call.site.path
    crumbs = context.pop("crumbs", [Crumb(title, layout_href(call.site, name))])
    return page(
        call.request,
        template,
        frame=frame_of(
            call.actor,
            site=call.site,
            lists=lists,
            current=f"{base}/{LAYOUTS}/{name}",
            mask=call.place.mask,
        ),
        call=call,
        title=title,
        address=layout_href(call.site, name),
        crumbs=[Crumb(call.site.title, href(call.site.path)), *crumbs],
        **context,
    )


def list_named(call: Call) -> ListRecord:
    """The list an address speaks of by its GUID; NotFound if it is hidden."""
    guid = call.value("list").lower()
    for one in list_lists(call.actor, call.site.id):
        if one.guid == guid:
            return one
    raise NotFound
