"""What every page of the helpdesk needs: an agent, the queue, the bars."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from hallway.core.errors import NotFound
from hallway.design.frame import Entry, Frame, Group
from hallway.faces._common.body import declared_length
from hallway.faces._common.uploads import StoreHandler
from hallway.faces.web.desk.words import priority_words, state_words
from hallway.faces.web.frame import frame_of
from hallway.faces.web.parse import Call
from hallway.faces.web.render import page
from hallway.faces.web.staff import method_not_allowed, staff_page
from hallway.faces.web.when import when
from hallway.kinds.requests.queries import (
    count_queues,
    find_position,
    is_agent,
    list_queue,
)
from hallway.kinds.requests.records import File, Queue, RequestRecord
from hallway.kinds.requests.rules import (
    ACTIVE,
    LARGEST_FILE,
    MOST_FILES,
    parse_position,
)
from hallway.platform import mail
from hallway.platform.storage import TooLarge

PAGE = 50
CUSTOMERS = "/desk/customers"
NEW_REQUEST = "/desk/requests/new"
P = ParamSpec("P")


def agent_page(
    *methods: str,
) -> Callable[
    [Callable[Concatenate[Call, P], HttpResponseBase]],
    Callable[Concatenate[HttpRequest, P], HttpResponseBase],
]:
    """Make a view of `view(call, …)` for agents; there is nothing for anybody else.

    Files of a form go into the store while it is read, and only then is it asked for
    its token.
    """

    def decorate(
        view: Callable[Concatenate[Call, P], HttpResponseBase],
    ) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
        @wraps(view)
        def for_agents(
            call: Call, /, *args: P.args, **kwargs: P.kwargs
        ) -> HttpResponseBase:
            if not is_agent(call.actor):
                raise NotFound
            request = call.request
            if request.method not in ("HEAD", *methods):
                return method_not_allowed(*methods)
            if request.method != "POST":
                return view(call, *args, **kwargs)
            if request.content_type == "multipart/form-data":
                _store_files(call)

            @csrf_protect
            def protected(_request: HttpRequest) -> HttpResponseBase:
                return view(call, *args, **kwargs)

            return protected(request)

        return csrf_exempt(staff_page(for_agents))

    return decorate


def _store_files(call: Call) -> None:
    largest = min(settings.HALLWAY.max_upload, MOST_FILES * LARGEST_FILE)
    if declared_length(call.request.META) > largest:
        raise TooLarge("the form is too large")
    call.uploads = StoreHandler(call.request.META)
    call.request.upload_handlers = [call.uploads]


def files_of(call: Call) -> list[File]:
    """The files of the form."""
    found = [] if call.uploads is None else call.uploads.files
    return [File(one.name, one.body) for one in found]


def queue_of(call: Call) -> Queue:
    """The queue that is looked through: the one asked for, else all open requests."""
    wanted = call.query.get("view", "")
    return next((one for one in Queue if one.value == wanted), Queue.OPEN)


def after_of(call: Call) -> str:
    """Where the page of the queue begins that is looked at; empty for the first."""
    text = call.query.get("after", "")
    return text if parse_position(text) else ""


def desk_page(
    call: Call,
    template: str,
    *,
    shown: RequestRecord | None = None,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    """A page of the helpdesk: the views, the queue, and what stands beside it."""
    queue = queue_of(call)
    after = after_of(call)
    rows = list_queue(
        call.actor,
        queue,
        limit=PAGE + 1,
        after=find_position(call.actor, after) if after else None,
    )
    refs = [one.ref for one in rows[:PAGE]]
    at = refs.index(shown.ref) if shown is not None and shown.ref in refs else None
    following = 0 if at is None else at + 1
    before = None if at is None else at - 1
    counts = count_queues(call.actor)
    older = newest = ""
    if len(rows) > PAGE:
        older = queue_href(queue, rows[PAGE - 1].mark)
    if after:
        newest = queue_href(queue)
    return page(
        call.request,
        template,
        frame=_frame(call, counts, current=queue),
        status=status,
        # Queue and conversation scroll by themselves.
        app_class="app--fixed",
        view=queue.value,
        view_title=titles()[queue],
        view_count=counts.get(queue),
        stats=[
            {"label": title, "value": counts[one]}
            for one, title in titles().items()
            if one in counts
        ],
        back=queue_href(queue, after),
        new_href=new_href(),
        tickets=[
            _ticket(
                call,
                one,
                current=one.ref == (shown.ref if shown else ""),
                key="j" if n == following else "k" if n == before else "",
            )
            for n, one in enumerate(rows[:PAGE])
        ],
        older=older,
        # Past the ends of what is shown the keys lead to the next page.
        older_key="j" if following == len(refs) else "",
        newest=newest,
        newest_key="k" if at == 0 else "",
        no_mail=not mail.is_set_up(),
        **context,
    )


def plain_page(
    call: Call, template: str, *, status: int = 200, **context: Any
) -> HttpResponse:
    """A page of the helpdesk without the queue."""
    return page(
        call.request,
        template,
        frame=_frame(call, count_queues(call.actor), current=None),
        status=status,
        **context,
    )


def request_href(call: Call, ref: str, **more: str) -> str:
    """The address of a request, in the page of the queue that is looked at."""
    query = _place(queue_of(call), after_of(call)) | more
    return f"/desk/requests/{ref}?{urlencode(query)}"


def queue_href(queue: Queue, after: str = "") -> str:
    """The address of a page of a queue."""
    return f"/desk?{urlencode(_place(queue, after))}"


def _place(queue: Queue, after: str) -> dict[str, str]:
    return {"view": queue.value} | ({"after": after} if after else {})


def new_href(prefix: str = "") -> str:
    """The address of the form for a new request, of a customer where one is known."""
    query = f"?{urlencode({'customer': prefix})}" if prefix else ""
    return f"{NEW_REQUEST}{query}"


def titles() -> dict[Queue, str]:
    """What the queues are called."""
    return {
        Queue.MINE: _("My open requests"),
        Queue.UNASSIGNED: _("Unassigned"),
        Queue.WAITING: _("Waiting"),
        Queue.OPEN: _("All open"),
        Queue.SOLVED: _("Solved"),
    }


_ICONS = {
    Queue.MINE: "inbox",
    Queue.UNASSIGNED: "user",
    Queue.WAITING: "clock",
    Queue.OPEN: "headset",
    Queue.SOLVED: "circle-check",
}


def _frame(call: Call, counts: dict[Queue, int], *, current: Queue | None) -> Frame:
    views = tuple(
        Entry(
            label=title,
            href=f"/desk?view={one.value}",
            icon=_ICONS[one],
            current=one is current,
            count=counts.get(one),
        )
        for one, title in titles().items()
    )
    customers = Entry(
        label=_("Customers"),
        href=CUSTOMERS,
        icon="building-community",
        current=call.request.path == CUSTOMERS,
    )
    return replace(
        frame_of(call.actor, current="/desk"),
        rail=(
            Group(title=_("Views"), entries=views),
            Group(title=_("Desk"), entries=(customers,)),
        ),
        rail_label=_("Helpdesk"),
        bottom=(
            Entry(label=_("Home"), href="/", icon="home"),
            Entry(label=_("Sites"), href="/sites", icon="building-community"),
            Entry(label=_("Helpdesk"), href="/desk", icon="headset", current=True),
        ),
    )


def _ticket(
    call: Call, one: RequestRecord, *, current: bool, key: str
) -> dict[str, Any]:
    state, kind = state_words(one.state)
    flag, flag_kind = priority_words(one.priority)
    at = when(one.activity, now=call.now)
    is_waiting_for_us = one.last_agent is None or (
        one.last_customer is not None and one.last_customer > one.last_agent
    )
    return {
        "title": one.subject,
        "href": f"{request_href(call, one.ref)}#latest",
        "who": f"{one.requester_name}, {one.organisation_name}",
        "number": one.ref,
        "state": state,
        "kind": kind,
        "when": at.words,
        "iso": at.iso,
        "flag": flag if one.priority in ("high", "urgent") else "",
        "flag_kind": flag_kind,
        "unread": is_waiting_for_us and one.state in ACTIVE,
        "current": current,
        "key": key,
    }
