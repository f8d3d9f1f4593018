"""A request at the helpdesk: read, answered, noted, assigned, ended."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _

from hallway.core.access.actors import PrincipalId
from hallway.core.errors import Conflict, Invalid, Stale
from hallway.faces._common.between import in_order
from hallway.faces._common.downloads import send_body
from hallway.faces._common.numbers import number
from hallway.faces.web.desk.page import (
    agent_page,
    desk_page,
    files_of,
    request_href,
)
from hallway.faces.web.desk.words import event_words, priority_words, state_words
from hallway.faces.web.errors import said
from hallway.faces.web.parse import Call, person_href
from hallway.faces.web.render import see_other
from hallway.faces.web.when import size_words, when
from hallway.kinds.requests import commands
from hallway.kinds.requests.queries import (
    find_request,
    list_agents,
    list_events,
    list_messages,
    list_participants,
    list_requests_beside,
    open_attachment,
)
from hallway.kinds.requests.records import Happened, MessageRecord, RequestRecord
from hallway.kinds.requests.rules import CLOSED, NEW, PRIORITIES, STATES

THEN = ("open", "waiting", "hold", "solved")
"""States that may follow an answer."""


@agent_page("GET", "POST")
def show_request(call: Call, ref: str) -> HttpResponseBase:
    """The conversation beside the queue, and what is known about the request."""
    request = find_request(call.actor, ref)
    if call.request.method == "POST":
        return _act(call, request)
    return _show(call, request, write=call.query.get("write", "reply"))


@agent_page("GET")
def send_file(call: Call, ref: str, attachment: str) -> HttpResponseBase:
    """A file of a message, to be kept by the browser."""
    request = find_request(call.actor, ref)
    found, body = open_attachment(call.actor, request.item, attachment)
    return send_body(body, found.size, found.name)


def _act(call: Call, request: RequestRecord) -> HttpResponse:
    name, _sign, value = call.value("do").partition(":")
    action = _ACTIONS.get(name)
    if action is None:
        raise Invalid({"do": _("This page does not know that form.")})
    write = "note" if name == "note" else "reply"
    try:
        text = action(call, request, value)
    except Invalid as error:
        wrong = {field: _(message) for field, message in error.fields.items()}
        problem = wrong.pop("do", "")
        return _show(
            call, request, write=write, wrong=wrong, problem=problem, status=400
        )
    except (Stale, Conflict) as error:
        # What came meanwhile is shown, what was typed is kept; sending again sends.
        now = find_request(call.actor, request.ref)
        return _show(call, now, write=write, problem=said(error), status=409)
    here = request_href(call, request.ref)
    return see_other(call.request, f"{here}#latest", text=text)


def _reply(call: Call, request: RequestRecord, then: str) -> str:
    if then and then not in THEN:
        raise Invalid({"do": _("This page does not know that form.")})
    commands.reply(
        call.actor,
        request.item,
        body=call.value("body"),
        files=files_of(call),
        token=call.value("token") or None,
        seen=number(call.value("seen")),
        then=then or None,
    )
    return _("Sent to %(name)s") % {"name": request.requester_name}


def _note(call: Call, request: RequestRecord, _value: str) -> str:
    commands.note(
        call.actor,
        request.item,
        body=call.value("body"),
        files=files_of(call),
        token=call.value("token") or None,
        seen=number(call.value("seen")),
    )
    return _("Note kept. The customer does not see it.")


def _take(call: Call, request: RequestRecord, _value: str) -> str:
    commands.assign(call.actor, request.item, person=call.actor.principal)
    return _("The request is yours")


def _assign(call: Call, request: RequestRecord, _value: str) -> str:
    chosen = call.value("assignee")
    person = number(chosen)
    if chosen and person is None:
        raise Invalid({"assignee": "Choose one of the helpdesk's agents."})
    commands.assign(
        call.actor,
        request.item,
        person=None if person is None else PrincipalId(person),
    )
    return _("Assigned") if person else _("Assigned to nobody")


def _set_priority(call: Call, request: RequestRecord, _value: str) -> str:
    commands.set_priority(call.actor, request.item, priority=call.value("priority"))
    return _("Priority set")


def _set_state(call: Call, request: RequestRecord, _value: str) -> str:
    state = call.value("state")
    if request.state == CLOSED and state not in ("", CLOSED):
        commands.reopen(call.actor, request.item)
    commands.set_state(call.actor, request.item, state=state)
    return _("State set")


_ACTIONS: dict[str, Callable[[Call, RequestRecord, str], str]] = {
    "reply": _reply,
    "note": _note,
    "take": _take,
    "assign": _assign,
    "priority": _set_priority,
    "state": _set_state,
}


def _show(
    call: Call,
    request: RequestRecord,
    *,
    write: str,
    wrong: dict[str, str] | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    wrong = wrong or {}
    messages = list_messages(call.actor, request.item)
    seen = number(call.value("seen")) if status == 409 else None
    state, kind = state_words(request.state)
    priority, priority_kind = priority_words(request.priority)
    beside = list_requests_beside(call.actor, request)
    agents = [("", _("Nobody"))]
    agents += [(str(one.id), one.name) for one in list_agents(call.actor)]
    return desk_page(
        call,
        "web/desk/request.html",
        shown=request,
        status=status,
        request_=request,
        state=state,
        kind=kind,
        priority=priority,
        priority_kind=priority_kind,
        is_urgent=request.priority in ("high", "urgent"),
        said=_conversation(call, request, messages, seen=seen),
        latest=messages[-1].id if messages else 0,
        is_note=write == "note",
        reply_href=request_href(call, request.ref),
        note_href=request_href(call, request.ref, write="note"),
        action=request_href(call, request.ref),
        requester_href=person_href(request.requester),
        following=list_participants(call.actor, request.item),
        opened=when(request.opened, now=call.now),
        first=_first_reply(request),
        beside=[
            {
                "title": one.subject,
                "href": request_href(call, one.ref),
                "meta": [one.ref, state_words(one.state)[0]],
            }
            for one in beside
        ],
        agents=agents,
        assignee=str(request.assignee or ""),
        is_mine=request.assignee == call.actor.principal,
        states=[
            (one, state_words(one)[0])
            for one in STATES
            if one != NEW or request.state == NEW
        ],
        priorities=[(one, priority_words(one)[0]) for one in PRIORITIES],
        is_closed=request.state == CLOSED,
        body=call.value("body") if status != 200 else "",
        wrong=wrong,
        problem=problem,
        lost=bool(status != 200 and files_of(call)),
        token=secrets.token_urlsafe(18)
        if status != 400 or not call.value("token")
        else call.value("token"),
    )


def _conversation(
    call: Call,
    request: RequestRecord,
    messages: list[MessageRecord],
    *,
    seen: int | None,
) -> list[dict[str, Any]]:
    """What was said, and between it what happened."""
    said = [(one.at, _said(call, request, one, seen=seen)) for one in messages]
    events = list_events(call.actor, request.item)
    return in_order(
        said,
        [
            (
                0 if one.what is Happened.OPENED else one.at,
                {
                    "event": event_words(one),
                    "iso": when(one.at, now=call.now).iso,
                    "when": when(one.at, now=call.now).words,
                },
            )
            for one in events
        ],
    )


def _said(
    call: Call, request: RequestRecord, one: MessageRecord, *, seen: int | None
) -> dict[str, Any]:
    at = when(one.at, now=call.now)
    return {
        "name": one.author_name,
        "company": "" if one.by_agent else request.organisation_name,
        "iso": at.iso,
        "when": at.words,
        "text": one.body,
        "note": one.internal,
        "new": seen is not None and one.id > seen,
        "files": [
            {
                "name": file.name,
                "href": f"/desk/requests/{request.ref}/files/{file.id}",
                "size": size_words(file.size),
            }
            for file in one.attachments
        ],
    }


def _first_reply(request: RequestRecord) -> str:
    if request.first_reply is None:
        return _("not yet")
    minutes = max(1, (request.first_reply - request.opened) // 60_000_000)
    if minutes < 120:
        return _("after %(count)d min") % {"count": minutes}
    return _("after %(count)d h") % {"count": minutes // 60}
