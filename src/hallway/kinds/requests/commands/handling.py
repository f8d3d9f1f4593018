"""What happens to a request beside the conversation."""

from __future__ import annotations

from hallway.core import clock
from hallway.core.access.actors import Actor, PrincipalId
from hallway.core.changes.journal import command, record, unchanged
from hallway.core.errors import Invalid
from hallway.core.items.records import ItemId
from hallway.core.items.writing import touch
from hallway.core.jobs.commands import enqueue
from hallway.kinds.requests.commands.conversation import MAIL_JOB
from hallway.kinds.requests.holding import (
    change_request,
    check_assignee,
    hold_as_agent,
    hold_request,
)
from hallway.kinds.requests.queries import list_members
from hallway.kinds.requests.records import RequestRecord
from hallway.kinds.requests.rules import (
    ACTIVE,
    CLOSED,
    OPEN,
    SOLVED,
    check_priority,
    check_state,
    demand_recent,
)
from hallway.platform.db import engine


@command
def assign(actor: Actor, item: ItemId, *, person: PrincipalId | None) -> None:
    """Give a request to an agent, or to nobody; agents only."""
    request = hold_as_agent(actor, item)
    if person is not None:
        check_assignee(actor, person)
    if request.assignee == person:
        unchanged()
        return
    change_request(item, assignee=person, worked=clock.now())
    record(
        ("list", request.list),
        "request.assigned",
        item=item,
        before={"assignee": request.assignee},
        after={"assignee": person},
    )


@command
def set_priority(actor: Actor, item: ItemId, *, priority: str) -> None:
    """Say how urgent a request is; agents only."""
    request = hold_as_agent(actor, item)
    check_priority(priority)
    if request.priority == priority:
        unchanged()
        return
    change_request(item, priority=priority, worked=clock.now())
    record(
        ("list", request.list),
        "request.priority_set",
        item=item,
        before={"priority": request.priority},
        after={"priority": priority},
    )


@command
def set_state(actor: Actor, item: ItemId, *, state: str) -> None:
    """Set a request's state; agents only.  The customer is told that it is solved."""
    request = hold_as_agent(actor, item)
    _move(actor, request, check_state(state))


@command
def close_request(actor: Actor, item: ItemId) -> None:
    """End a request: its customer needs nothing more, or an agent says so."""
    held = hold_request(actor, item)
    _move(actor, held.request, CLOSED)


@command
def reopen(actor: Actor, item: ItemId) -> None:
    """Open a finished request again; a customer within 14 days, else Conflict."""
    held = hold_request(actor, item)
    if held.request.state in ACTIVE:
        unchanged()
        return
    if not held.by_agent:
        demand_recent(held.request.solved, now=clock.now())
    _move(actor, held.request, OPEN)


@command
def add_participant(actor: Actor, item: ItemId, *, person: PrincipalId) -> None:
    """Let a colleague of the requester follow a request and its mail.

    Invalid unless he belongs to the same customer.
    """
    request = hold_request(actor, item).request
    members = [one.id for one in list_members(actor, request.organisation)]
    if person not in members:
        raise Invalid({"person": "Choose one of the people of this customer."})
    made = 0
    if person != request.requester:
        made = engine().execute(
            "INSERT INTO kind_requests_participant (item_id, person, added)"
            " VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
            (item, person, clock.now()),
        )
    if made < 1:
        unchanged()
        return
    touch(actor, item)
    record(
        ("list", request.list),
        "request.participant_added",
        item=item,
        after={"person": person},
    )


def _move(actor: Actor, request: RequestRecord, state: str) -> None:
    if request.state == state:
        unchanged()
        return
    now = clock.now()
    solved = request.solved
    if state in ACTIVE:
        solved = None
    elif solved is None:
        solved = now
    change_request(request.item, state=state, solved=solved, activity=now, worked=now)
    touch(actor, request.item)
    record(
        ("list", request.list),
        "request.state_set",
        item=request.item,
        before={"state": request.state},
        after={"state": state},
    )
    if state == SOLVED:
        _tell_solved(actor, request.item)


def _tell_solved(actor: Actor, item: ItemId) -> None:
    row = engine().fetch_one(
        "SELECT MAX(id) FROM kind_requests_message WHERE item_id = %s AND NOT internal",
        (item,),
    )
    if row is not None and row[0] is not None:
        enqueue(
            actor,
            MAIL_JOB,
            key=f"{row[0]}:solved:{clock.now()}",
            message=row[0],
            event="solved",
        )
