"""Which pages show the lists and items of a kind, by the name the kind gives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpResponse, HttpResponseBase

from hallway.core.errors import NotFound
from hallway.faces.web import (
    actions,
    bodies,
    dialogs,
    itemmenu,
    links,
    sharing,
    trash,
)
from hallway.faces.web.events import show as events
from hallway.faces.web.events import write as events_write
from hallway.faces.web.files import comparing, needs, properties
from hallway.faces.web.files import page as files
from hallway.faces.web.frame import BIN
from hallway.faces.web.moving import ask as moving
from hallway.faces.web.moving import result as transfer
from hallway.faces.web.news import show as news
from hallway.faces.web.news import write as news_write
from hallway.faces.web.pages import show as pages
from hallway.faces.web.pages import write as pages_write
from hallway.faces.web.parse import Call
from hallway.faces.web.rollback import page as rollback
from hallway.faces.web.rows import actions as rows
from hallway.faces.web.rows import item as row
from hallway.faces.web.rules import page as rules
from hallway.faces.web.sheets import page as sheets
from hallway.faces.web.site_pages import (
    contents,
    contenttypes,
    limits,
    listing,
    members,
    permissions,
    settings,
    sitecolumns,
)


def _none(call: Call) -> HttpResponse:
    raise NotFound


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """The pages of one kind; `call.row` is the item in `show_row` and `act_on_row`.

    A list's page stands at its address, an item's at `<list>/<number>`; whatever
    follows a hyphen behind the number is for people to read.
    """

    show: Callable[[Call], HttpResponseBase]
    act: Callable[[Call], HttpResponseBase] = _none
    show_row: Callable[[Call], HttpResponseBase] = _none
    act_on_row: Callable[[Call], HttpResponse] = _none


OF_FILES: dict[str, Callable[[Call], HttpResponse]] = {
    "share": sharing.show,
    "menu": itemmenu.show,
    "properties": properties.show,
    "needs": needs.show,
    "compare": comparing.show,
    "note": comparing.show_note,
    "move": moving.show_move,
    "copy": moving.show_copy,
}
"""Pages of a library beside its table and its questions, by what `show` says."""


def _folder(call: Call) -> HttpResponseBase:
    if "download" in call.query:
        return bodies.send_folder(call)
    if call.show in OF_FILES:
        return OF_FILES[call.show](call)
    if call.show in dialogs.DIALOGS:
        return dialogs.show(call, call.show)
    return rows.show_other(call) or files.show(call)


def _act_in_folder(call: Call) -> HttpResponseBase:
    return rows.act_otherwise(call) or actions.act(call)


VIEWS: dict[str, View] = {
    "files": View(show=_folder, act=_act_in_folder),
    "rows": View(
        show=rows.show, act=rows.act, show_row=row.show_row, act_on_row=row.act
    ),
    "events": View(
        show=events.show_list,
        act=events_write.act_on_list,
        show_row=events.show_event,
        act_on_row=events_write.act_on_event,
    ),
    "links": View(
        show=links.show_list,
        act=links.act_on_list,
        show_row=links.show_link,
        act_on_row=links.act_on_link,
    ),
    "pages": View(
        show=pages.show_list,
        act=pages_write.act_on_list,
        show_row=pages.show_page,
        act_on_row=pages_write.act_on_page,
    ),
    "news": View(
        show=news.show_list,
        act=news_write.act_on_list,
        show_row=news.show_post,
        act_on_row=news_write.act_on_post,
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SitePage:
    """A page of a site that is no content, at `<site>/_layouts/<name>`.

    `demand_upload` refuses whose files are not taken; without it, no form has files.
    """

    show: Callable[[Call], HttpResponseBase]
    act: Callable[[Call], HttpResponse] = _none
    demand_upload: Callable[[Call], None] | None = None


SITE_PAGES: dict[str, SitePage] = {
    BIN: SitePage(show=trash.show, act=trash.act),
    contents.NAME: SitePage(show=contents.show, act=contents.act),
    contenttypes.NAME: SitePage(show=contenttypes.show, act=contenttypes.act),
    sitecolumns.NAME: SitePage(show=sitecolumns.show, act=sitecolumns.act),
    limits.NAME: SitePage(show=limits.show, act=limits.act),
    listing.NAME: SitePage(show=listing.show, act=listing.act),
    members.NAME: SitePage(show=members.show, act=members.act),
    permissions.NAME: SitePage(show=permissions.show, act=permissions.act),
    rollback.NAME: SitePage(show=rollback.show, act=rollback.act),
    rules.NAME: SitePage(show=rules.show, act=rules.act),
    transfer.NAME: SitePage(show=transfer.show, act=transfer.act),
    settings.NAME: SitePage(show=settings.show, act=settings.act),
    sheets.NAME: SitePage(
        show=sheets.show, act=sheets.act, demand_upload=sheets.demand_upload
    ),
}


def view_of(name: str) -> View:
    """Return the pages called `name`; those of rows where there are none."""
    return VIEWS.get(name, VIEWS["rows"])
