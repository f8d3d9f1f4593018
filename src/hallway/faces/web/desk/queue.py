"""The queue alone, and the customers whom the helpdesk answers."""

from __future__ import annotations

from django.http import HttpResponseBase

from hallway.faces.web.desk.page import agent_page, desk_page
from hallway.faces.web.parse import Call, href
from hallway.kinds.requests.queries import list_customers_served


@agent_page("GET")
def show_queue(call: Call) -> HttpResponseBase:
    """The requests of a view, and the invitation to open one."""
    return desk_page(call, "web/desk/queue.html")


@agent_page("GET")
def show_customers(call: Call) -> HttpResponseBase:
    """Who the customers are, and where their documents lie."""
    return desk_page(
        call,
        "web/desk/customers.html",
        rows=[
            {
                "title": one.name,
                "href": href(one.site_path),
                "meta": [f"{one.prefix}-…", one.site_path],
                "icon": "building-community",
            }
            for one in list_customers_served(call.actor)
        ],
    )
