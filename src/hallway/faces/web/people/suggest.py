"""Whom a picker offers while somebody types; a piece of HTML, not a page."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from hallway.core.people.finding.queries import suggest_people, suggest_principals
from hallway.core.people.finding.records import Wanted
from hallway.faces.web.parse import Call
from hallway.faces.web.staff import method_not_allowed, staff_page

LIMIT = 10


@staff_page
def suggest(call: Call) -> HttpResponse:
    """Lines for ``?q=``; ``only=people`` leaves groups out."""
    if call.request.method not in ("GET", "HEAD"):
        return method_not_allowed("GET", "HEAD")
    text = call.query.get("q", "")
    if call.query.get("only") == Wanted.PEOPLE.value:
        found = suggest_people(call.actor, text, limit=LIMIT)
    else:
        found = suggest_principals(call.actor, text, limit=LIMIT)
    response = render(
        call.request,
        "web/people/suggest.html",
        {"matches": [{"match": one, "value": f"#{one.id}"} for one in found]},
    )
    response.headers["Cache-Control"] = "private, no-cache"
    return response
