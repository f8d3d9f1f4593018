"""The queue alone, and the customers whom the helpdesk answers."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponseBase
from django.utils.translation import gettext as _

from hallway.design.keys import at_the_desk
from hallway.faces.web.desk.page import (
    agent_page,
    desk_page,
    new_href,
    plain_page,
    request_href,
)
from hallway.faces.web.desk.words import state_words
from hallway.faces.web.parse import Call, href
from hallway.faces.web.when import when
from hallway.kinds.requests.queries import (
    list_customer_summaries,
    list_longest_waiting,
)
from hallway.kinds.requests.records import CustomerSummary, RequestRecord


@agent_page("GET")
def show_queue(call: Call) -> HttpResponseBase:
    """The requests of a view, and who waits for an answer the longest."""
    return desk_page(
        call,
        "web/desk/queue.html",
        waiting=[
            _waiting(call, one) for one in list_longest_waiting(call.actor, limit=6)
        ],
        keys=[at_the_desk()],
    )


@agent_page("GET")
def show_customers(call: Call) -> HttpResponseBase:
    """Who the customers are, how each is doing, and where their documents lie."""
    return plain_page(
        call,
        "web/desk/customers.html",
        rows=[_row(call, one) for one in list_customer_summaries(call.actor)],
        new_href=new_href(),
    )


def _waiting(call: Call, one: RequestRecord) -> dict[str, Any]:
    since = when(one.last_customer or one.opened, now=call.now).words
    state, kind = state_words(one.state)
    return {
        "title": one.subject,
        "href": f"{request_href(call, one.ref)}#latest",
        "meta": [
            one.ref,
            f"{one.requester_name}, {one.organisation_name}",
            since,
        ],
        "pill": state,
        "kind": kind,
    }


def _row(call: Call, one: CustomerSummary) -> dict[str, Any]:
    customer = one.customer
    at = None if one.activity is None else when(one.activity, now=call.now)
    return {
        "name": customer.name,
        "prefix": customer.prefix,
        "documents": href(customer.site_path),
        "new": new_href(customer.prefix),
        "open": one.open,
        "people": one.people,
        "at": at,
        "few": _("%(count)d open") % {"count": one.open},
    }
