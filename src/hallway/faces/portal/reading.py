"""Lists of requests, and the files in them."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpResponseBase
from django.utils.translation import gettext as _

from hallway.faces._common.downloads import send_body
from hallway.faces.portal.page import Visit, portal_page
from hallway.faces.portal.words import row_of
from hallway.kinds.requests.queries import (
    find_position,
    find_request,
    list_requests,
    open_attachment,
)
from hallway.kinds.requests.records import Shown

PAGE = 50


@portal_page("GET")
def show_all(visit: Visit) -> HttpResponseBase:
    """Requests of the company, or one's own; open, solved or all."""
    query = visit.request.GET
    shown = next((one for one in Shown if one.value == query.get("show")), Shown.OPEN)
    whose = "mine" if query.get("whose") == "mine" else "all"
    customer = visit.customer
    at = query.get("after", "")
    found = list_requests(
        visit.actor,
        customer.organisation,
        shown=shown,
        requester=visit.actor.principal if whose == "mine" else None,
        limit=PAGE + 1,
        after=find_position(visit.actor, at) if at else None,
    )
    states = (
        (Shown.OPEN, _("Open")),
        (Shown.SOLVED, _("Solved")),
        (Shown.ALL, _("All")),
    )
    return visit.page(
        "portal/requests.html",
        current="requests",
        customer=customer,
        rows=[row_of(one, visit.actor, now=visit.now) for one in found[:PAGE]],
        tabs=[
            {
                "label": label,
                "href": _href(state.value, whose),
                "current": state is shown,
            }
            for state, label in states
        ],
        people=[
            {
                "label": label,
                "href": _href(shown.value, value),
                "current": value == whose,
            }
            for value, label in (("all", _("My company")), ("mine", _("Mine")))
        ],
        next=_href(shown.value, whose, after=found[PAGE - 1].mark)
        if len(found) > PAGE
        else "",
        is_open=shown is Shown.OPEN,
    )


@portal_page("GET")
def send_file(visit: Visit, ref: str, attachment: str) -> HttpResponseBase:
    """A file of a message, to be kept by the browser."""
    request = find_request(visit.actor, ref)
    found, body = open_attachment(visit.actor, request.item, attachment)
    return send_body(body, found.size, found.name)


def _href(shown: str, whose: str, **more: str) -> str:
    return f"/portal/requests?{urlencode({'show': shown, 'whose': whose, **more})}"
