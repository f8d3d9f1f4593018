"""A file on a page of ours: what is in it, and the way to the next one."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _

from hallway.core.access.rights import Right
from hallway.core.access.rules import demand
from hallway.core.previews.queries import find_neighbours
from hallway.core.previews.records import Way
from hallway.core.previews.rules import way_of
from hallway.faces.web.frame import frame_of
from hallway.faces.web.library import crumbs_of
from hallway.faces.web.parse import Call, href
from hallway.faces.web.render import page
from hallway.faces.web.viewer.contents import contents_of
from hallway.faces.web.viewer.pictures import pages_of
from hallway.faces.web.when import size_words, when

ASKED = "web"
"""The address of a file with this in its query is that of its page, as SharePoint's."""


def viewer_href(path: str) -> str:
    """The address of the page that shows a file."""
    return href(path, **{ASKED: 1})


def show(call: Call) -> HttpResponse:
    """The page of a file; it is for whoever may open the file."""
    item, path = call.folder, call.place.path
    demand(call.actor, call.place.mask, Right.OPEN_ITEMS)
    above = path.rpartition("/")[0]
    beside = find_neighbours(call.actor, item, pending=call.list.pending)
    crumbs = crumbs_of(call)
    way = way_of(item.name, item.sniffed_type)
    contents = contents_of(call, way) if way is not Way.PAGES else pages_of(call)
    size = size_words(item.size)
    words = {"when": when(item.modified, now=call.now).words, "size": size}
    return page(
        call.request,
        "web/viewer.html",
        frame=frame_of(call.actor, site=call.site, current=path),
        call=call,
        title=item.name,
        crumbs=crumbs[:-1],
        about=_("Changed %(when)s · %(size)s") % words,
        file_href=call.here,
        download_href=href(path, download=1),
        details_href=href(above, show="details", item=item.number),
        back_href=href(above),
        before=beside.before,
        before_href=viewer_href(f"{above}/{beside.before}") if beside.before else "",
        after=beside.after,
        after_href=viewer_href(f"{above}/{beside.after}") if beside.after else "",
        contents=contents,
    )
