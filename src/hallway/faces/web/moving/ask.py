"""The question where to, with what would come of it; it works without script."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _

from hallway.core.errors import NotFound
from hallway.core.items import queries
from hallway.core.items.records import ItemRecord
from hallway.core.transfers.outlook import get_outlook
from hallway.core.transfers.records import Clash, Way
from hallway.faces.web.frame import frame_of
from hallway.faces.web.library import crumbs_of
from hallway.faces.web.moving.places import (
    Step,
    find_named,
    is_address,
    look,
    place_at,
    target_of,
)
from hallway.faces.web.moving.words import (
    clash_ways,
    clash_words,
    facts_of,
    names_words,
    submit_words,
    title_words,
)
from hallway.faces.web.parse import Call
from hallway.faces.web.render import page, see_other

_LONGEST = 2000


def show_move(call: Call) -> HttpResponse:
    """Ask where to move things."""
    return show(call, Way.MOVE)


def show_copy(call: Call) -> HttpResponse:
    """Ask where to copy things."""
    return show(call, Way.COPY)


def show(call: Call, way: Way, *, problem: str = "", status: int = 200) -> HttpResponse:
    """The page with the question; `problem` is why it was not done."""
    items = chosen(call)
    if not items:
        raise NotFound
    asked = call.value("q").strip()[:_LONGEST]
    found: list[Step] = []
    missing = ""
    if asked and is_address(asked):
        try:
            return see_other(call.request, look(call, way, place_at(call, asked)))
        except NotFound:
            missing = _("There is no place at this address that you may see.")
    elif asked:
        found = find_named(call, way, asked)
        if not found:
            missing = _("No place that you may see is called so.")
    target = target_of(call, way, items)
    outlook, ways = None, []
    folder = target.place.item
    if folder is not None and not target.why_not:
        outlook = get_outlook(call.actor, items, to=folder.id, way=way)
        ways = clash_ways(outlook, folder.id)
    clash = call.value("clash") or Clash.KEEP
    return page(
        call.request,
        "web/moving/ask.html",
        frame=frame_of(call.actor, site=call.site, current=call.place.path),
        status=status,
        call=call,
        way=way.value,
        title=title_words(way, items),
        submit=submit_words(way),
        items=items,
        names=names_words(items),
        crumbs=crumbs_of(call),
        problem=problem,
        target=target,
        asked=asked,
        found=found,
        missing=missing,
        clashes=clash_words(outlook.clashes) if outlook is not None else "",
        clash_ways=ways,
        clash=clash,
        facts=facts_of(way, outlook, items) if outlook is not None else [],
        with_versions=call.value("versions") == "1",
        is_copy=way is Way.COPY,
    )


def chosen(call: Call) -> list[ItemRecord]:
    """The things that are meant, wherever below the folder."""
    return queries.list_numbered_below(
        call.actor, call.folder, call.numbers, pending=call.list.pending
    )
