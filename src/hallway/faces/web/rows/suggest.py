"""What a lookup or a term set offers while somebody types; a piece of HTML."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from hallway.core.access.queries import get_principal_titles
from hallway.core.errors import NotFound
from hallway.core.items.targets import find_shape, list_targets
from hallway.core.lists.queries import list_columns
from hallway.core.lists.records import ColumnRecord
from hallway.core.lists.types import TYPES
from hallway.core.terms.queries import suggest_terms
from hallway.faces.web.parse import Call
from hallway.faces.web.rows import cells
from hallway.faces.web.rows.named import Named, shown_people

LIMIT = 10


def show(call: Call) -> HttpResponse:
    """Lines for `q=` and `column=`; NotFound for what is neither a lookup nor terms."""
    columns = list_columns(call.actor, call.list.id)
    column = next(
        (one for one in columns if one.internal_name == call.value("column")), None
    )
    if column is not None and TYPES[column.type].refers == "term":
        return _terms(call, column)
    if column is None or TYPES[column.type].refers != "item":
        raise NotFound
    shape = find_shape(call.actor, column)
    if shape is None:
        raise NotFound
    text = call.query.get("q", "").replace("\0", "")[:200]
    targets = list_targets(call.actor, shape, text=text, limit=LIMIT)
    titles = get_principal_titles(call.actor, shown_people(shape, targets))
    named = Named(titles, {}, {}, {})
    return _lines(
        call,
        [
            (f"#{one.number}", cells.target_words(shape, one, named), str(one.number))
            for one in targets
        ],
    )


def _terms(call: Call, column: ColumnRecord) -> HttpResponse:
    found = suggest_terms(
        call.actor,
        str(column.settings.get("set", "")),
        call.query.get("q", "").replace("\0", "")[:200],
        language=get_language() or "en",
        limit=LIMIT,
    )
    return _lines(
        call,
        [
            (
                f"#{one.id}",
                one.title,
                " > ".join(one.under)
                or (one.matched if one.matched != one.title else ""),
            )
            for one in found
        ],
    )


def _lines(call: Call, targets: list[tuple[str, str, str]]) -> HttpResponse:
    response = render(call.request, "web/rows/suggest.html", {"targets": targets})
    response.headers["Cache-Control"] = "private, no-cache"
    return response
