"""How wide the columns of a table are, and keeping another width."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from django.http import HttpResponse
from django.utils.translation import gettext as _

from hallway.core.errors import Forbidden, Invalid
from hallway.core.lists.views.commands import set_width
from hallway.core.lists.views.records import ViewRecord
from hallway.faces._common.numbers import number
from hallway.faces.web.library import Head
from hallway.faces.web.parse import Call, href
from hallway.faces.web.rows import viewbar
from hallway.faces.web.rows.parts import Part, width_of

_BOX, _FIRST = 52, 280


class Widths(NamedTuple):
    """What a table has to know of its columns' widths.

    total     of all of them, where the view gives widths; 0 where it gives none
    is_exact  the first column has a width, too, and does not take the room that is left
    save_href  where another width is kept; empty for who may not change the view
    words     what the script says, as JSON
    """

    total: int
    is_exact: bool
    save_href: str
    words: str


def sized(heads: Sequence[Head], first: Part, shown: Sequence[Part]) -> list[Head]:
    """The heads, each with a width, if any of them has one; else as they are."""
    if not any(part.width for part in (first, *shown)):
        return [*heads]
    widths = [first.width, *(width_of(part) for part in shown)]
    return [
        head._replace(width=width) for head, width in zip(heads, widths, strict=True)
    ]


def widths_of(call: Call, view: ViewRecord, heads: Sequence[Head]) -> Widths:
    """The widths of a table with these heads."""
    is_set = any(head.width for head in heads)
    rest = sum(head.width or 0 for head in heads[1:])
    return Widths(
        total=_BOX + (heads[0].width or _FIRST) + rest if is_set else 0,
        is_exact=bool(heads[0].width),
        **edges(call, view),
    )


def edges(call: Call, view: ViewRecord) -> dict[str, Any]:
    """What the edges of columns are called, and where their places are kept."""
    may = viewbar.may_change(call, view)
    title = {"title": viewbar.title_of(view, call.list)}
    words = {
        "edge": _("Width of {column}"),
        "kept": _("The view “%(title)s” keeps this width") % title,
        "failed": _("The width was not kept."),
    }
    return {
        "save_href": href(call.place.path, view=view.name) if may else "",
        "words": json.dumps(words),
    }


def keep(call: Call) -> HttpResponse:
    """Keep the width of a column in the view the address names; none frees it."""
    _views, view = viewbar.find(call)
    if not viewbar.may_change(call, view):
        raise Forbidden(_("You may not change this view."))
    text = call.value("width").strip()
    width = number(text)
    if text and width is None:
        raise Invalid({"width": _("A width is a number of pixels.")})
    set_width(
        call.actor,
        call.list.id,
        view.name,
        column=call.value("column"),
        width=width or None,
    )
    return HttpResponse(status=204)
