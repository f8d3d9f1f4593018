"""Opening a request for a customer who rang up, wrote elsewhere, or stands there."""

from __future__ import annotations

import secrets

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils.translation import gettext as _

from hallway.core.access.actors import PrincipalId
from hallway.core.errors import Invalid
from hallway.faces._common.numbers import number
from hallway.faces.web.desk.page import (
    NEW_REQUEST,
    agent_page,
    files_of,
    new_href,
    plain_page,
)
from hallway.faces.web.desk.words import priority_words
from hallway.faces.web.parse import Call
from hallway.faces.web.render import see_other
from hallway.kinds.requests.commands import open_request
from hallway.kinds.requests.queries import (
    get_customer_served,
    list_customers_served,
    list_members,
)
from hallway.kinds.requests.records import CustomerRecord
from hallway.kinds.requests.rules import LONGEST_SUBJECT, NORMAL, PRIORITIES


@agent_page("GET", "POST")
def open_new(call: Call) -> HttpResponseBase:
    """First for which customer, then the request; each step has an address."""
    prefix = call.query.get("customer", "")
    if not prefix:
        return _choose(call)
    customer = get_customer_served(call.actor, prefix)
    if call.request.method != "POST":
        return _form(call, customer)
    try:
        made = open_request(
            call.actor,
            customer.organisation,
            requester=PrincipalId(number(call.value("requester")) or 0),
            subject=call.value("subject"),
            body=call.value("body"),
            files=files_of(call),
            priority=call.value("priority") or NORMAL,
            assignee=call.actor.principal if call.value("mine") else None,
            token=call.value("token") or None,
        )
    except Invalid as error:
        wrong = {field: _(message) for field, message in error.fields.items()}
        return _form(call, customer, wrong=wrong, status=400)
    names = {"ref": made.ref, "name": made.requester_name}
    return see_other(
        call.request,
        f"/desk/requests/{made.ref}?view=open",
        text=_("Request %(ref)s is open for %(name)s") % names,
    )


def _choose(call: Call) -> HttpResponseBase:
    customers = list_customers_served(call.actor)
    if len(customers) == 1:
        return HttpResponseRedirect(new_href(customers[0].prefix))
    return plain_page(
        call,
        "web/desk/choose.html",
        action=NEW_REQUEST,
        customers=[(one.prefix, one.name) for one in customers],
    )


def _form(
    call: Call,
    customer: CustomerRecord,
    *,
    wrong: dict[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    wrong = wrong or {}
    token = call.value("token") if "token" not in wrong else ""
    people = list_members(call.actor, customer.organisation)
    return plain_page(
        call,
        "web/desk/new.html",
        status=status,
        customer=customer,
        action=new_href(customer.prefix),
        other=NEW_REQUEST,
        people=[
            ("", _("Choose a person")),
            *((str(one.id), one.name) for one in people),
        ],
        nobody=not people,
        requester=call.value("requester"),
        subject=call.value("subject"),
        body=call.value("body"),
        priorities=[(one, priority_words(one)[0]) for one in PRIORITIES],
        priority=call.value("priority") or NORMAL,
        mine=bool(call.value("mine")),
        wrong=wrong,
        lost=bool(wrong and files_of(call)),
        longest=LONGEST_SUBJECT,
        token=token or secrets.token_urlsafe(18),
    )
