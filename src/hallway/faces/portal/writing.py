"""Opening a request, answering in it, ending it."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils.translation import gettext as _

from hallway.core.access.actors import PrincipalId
from hallway.core.errors import Conflict, Invalid
from hallway.faces._common.numbers import number
from hallway.faces._common.when import when
from hallway.faces.portal.brand import shown
from hallway.faces.portal.errors import messages, said
from hallway.faces.portal.page import Visit, portal_page, token_of
from hallway.faces.portal.words import conversation_of, request_href, state_words
from hallway.kinds.requests.commands import (
    add_participant,
    close_request,
    open_request,
    reopen,
    reply,
)
from hallway.kinds.requests.queries import (
    find_request,
    list_events,
    list_members,
    list_messages,
    list_participants,
)
from hallway.kinds.requests.records import Happened, RequestRecord
from hallway.kinds.requests.rules import ACTIVE, LONGEST_SUBJECT


@portal_page("GET", "POST")
def open_new(visit: Visit) -> HttpResponseBase:
    """The form for a new request; what was typed is kept where it was not taken."""
    customer = visit.customer
    wrong: dict[str, str] = {}
    if visit.request.method == "POST":
        try:
            # These fields and no other: whatever else a form carries is not read.
            made = open_request(
                visit.actor,
                customer.organisation,
                subject=visit.value("subject"),
                body=visit.value("body"),
                files=visit.files,
                token=token_of(visit),
            )
        except Invalid as error:
            wrong = messages(error)
        else:
            return visit.see_other(
                request_href(made.ref),
                _("We have received your request %(ref)s") % {"ref": made.ref},
            )
    return visit.page(
        "portal/new.html",
        current="requests",
        status=400 if wrong else 200,
        customer=customer,
        crumbs=_crumbs(_("New request")),
        subject=visit.value("subject"),
        body=visit.value("body"),
        wrong=wrong,
        lost=bool(wrong and visit.files),
        longest=LONGEST_SUBJECT,
        token=token_of(visit) if "token" not in wrong else "",
    )


@portal_page("GET", "POST")
def show_one(visit: Visit, ref: str) -> HttpResponseBase:
    """The conversation of a request, and what can be done with it."""
    request = find_request(visit.actor, ref)
    if request.ref != ref:
        return HttpResponseRedirect(request_href(request.ref))
    if visit.request.method == "POST":
        return _act(visit, request)
    return _show(visit, request)


def _act(visit: Visit, request: RequestRecord) -> HttpResponse:
    here = request_href(request.ref)
    try:
        match visit.value("do"):
            case "close":
                close_request(visit.actor, request.item)
                return visit.see_other(here, _("Request closed"))
            case "reopen":
                reopen(visit.actor, request.item)
                return visit.see_other(here, _("Request opened again"))
            case "add":
                person = PrincipalId(number(visit.value("person")) or 0)
                add_participant(visit.actor, request.item, person=person)
                return visit.see_other(here, _("Your colleague follows this request"))
            case "reply":
                reply(
                    visit.actor,
                    request.item,
                    body=visit.value("body"),
                    files=visit.files,
                    token=token_of(visit),
                )
                return visit.see_other(here, _("Sent"))
    except Invalid as error:
        return _show(visit, request, wrong=messages(error), status=400)
    except Conflict as error:
        return _show(visit, request, problem=said(error), status=409)
    raise Invalid({"do": _("This page does not know that form.")})


def _show(
    visit: Visit,
    request: RequestRecord,
    *,
    wrong: dict[str, str] | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    wrong = wrong or {}
    now = visit.now
    following = list_participants(visit.actor, request.item)
    involved = {request.requester, *(one.id for one in following)}
    members = list_members(visit.actor, request.organisation)
    state, kind = state_words(request.state)
    brand = shown(visit.brand).name
    opened = when(request.opened, now=now)
    events = list_events(visit.actor, request.item)
    return visit.page(
        "portal/request.html",
        current="requests",
        status=status,
        request_=request,
        state=state,
        kind=kind,
        opened=opened,
        steps=_steps(request, now=now),
        said=conversation_of(
            list_messages(visit.actor, request.item),
            events,
            request,
            visit.actor,
            brand,
            now=now,
        ),
        by_agent=any(one.what is Happened.OPENED for one in events),
        brand_name=brand,
        is_mine=request.requester == visit.actor.principal,
        following=following,
        others=[("", _("Choose a colleague"))]
        + [(str(one.id), one.name) for one in members if one.id not in involved],
        is_active=request.state in ACTIVE,
        body=visit.value("body") if status != 200 else "",
        wrong=wrong,
        problem=problem,
        lost=bool(status != 200 and visit.files),
        token=token_of(visit) if "token" not in wrong else "",
        crumbs=_crumbs(request.ref),
        here=request_href(request.ref),
    )


def _steps(request: RequestRecord, *, now: int) -> list[dict[str, object]]:
    state, _kind = state_words(request.state)
    received = _("Received %(when)s") % {"when": when(request.opened, now=now).words}
    steps: list[dict[str, object]] = [{"label": received, "done": True}]
    if request.first_reply is not None:
        at = when(request.first_reply, now=now).words
        steps.append({"label": _("Answered %(when)s") % {"when": at}, "done": True})
    if request.state in ACTIVE:
        if request.state != "new":
            steps.append({"label": state, "current": True})
        steps.append({"label": _("Solved")})
    else:
        steps.append({"label": state, "done": True, "current": True})
    return steps


def _crumbs(last: str) -> list[dict[str, str]]:
    return [
        {"label": _("Home"), "href": "/portal"},
        {"label": _("Requests"), "href": "/portal/requests"},
        {"label": last, "href": ""},
    ]
