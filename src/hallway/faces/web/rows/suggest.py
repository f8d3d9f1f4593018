"""What a lookup offers while somebody types; a piece of HTML, not a page."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from hallway.core.access.queries import get_principal_titles
from hallway.core.errors import NotFound
from hallway.core.items.targets import find_shape, list_targets
from hallway.core.lists.queries import list_columns
from hallway.core.lists.types import TYPES
from hallway.faces.web.parse import Call
from hallway.faces.web.rows import cells
from hallway.faces.web.rows.named import Named, shown_people

LIMIT = 10


def show(call: Call) -> HttpResponse:
    """Lines for `q=` and `column=`; NotFound for what is no lookup."""
    columns = list_columns(call.actor, call.list.id)
    column = next(
        (one for one in columns if one.internal_name == call.value("column")), None
    )
    if column is None or TYPES[column.type].refers != "item":
        raise NotFound
    shape = find_shape(call.actor, column)
    if shape is None:
        raise NotFound
    text = call.query.get("q", "").replace("\0", "")[:200]
    targets = list_targets(call.actor, shape, text=text, limit=LIMIT)
    titles = get_principal_titles(call.actor, shown_people(shape, targets))
    named = Named(titles, {}, {})
    response = render(
        call.request,
        "web/rows/suggest.html",
        {
            "targets": [
                (f"#{one.number}", cells.target_words(shape, one, named), one.number)
                for one in targets
            ]
        },
    )
    response.headers["Cache-Control"] = "private, no-cache"
    return response
