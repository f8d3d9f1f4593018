"""Reads of requests: one, a customer's, an agent's queues."""

from __future__ import annotations

from typing import Any

from hallway.core.access.actors import Actor
from hallway.core.errors import NotFound
from hallway.core.items.records import ItemId
from hallway.core.people.records import OrganisationId
from hallway.kinds.requests.reach import JOINED, Reach, is_agent_now, reach_of
from hallway.kinds.requests.records import Position, Queue, RequestRecord, Shown
from hallway.kinds.requests.rules import (
    ACTIVE,
    CLOSED,
    HOLD,
    NEW,
    OPEN,
    SOLVED,
    WAITING,
    parse_position,
    parse_ref,
)
from hallway.platform.db import engine

_ACTIVE = ", ".join(f"'{one}'" for one in ACTIVE)
_QUEUES: dict[Queue, str] = {
    Queue.MINE: f"r.state IN ({_ACTIVE}) AND r.assignee = %s",
    Queue.UNASSIGNED: f"r.state IN ({_ACTIVE}) AND r.assignee IS NULL",
    Queue.WAITING: f"r.state IN ('{WAITING}', '{HOLD}')",
    Queue.OPEN: f"r.state IN ({_ACTIVE})",
    Queue.SOLVED: f"r.state IN ('{SOLVED}', '{CLOSED}')",
}
_SHOWN = {
    Shown.OPEN: f"r.state IN ({_ACTIVE})",
    Shown.SOLVED: f"r.state IN ('{SOLVED}', '{CLOSED}')",
    Shown.ALL: "1 = 1",
}
COUNTED = 1000
"""Requests counted exactly; beyond, a total is only known to be more."""


def get_request(actor: Actor, item: ItemId) -> RequestRecord:
    """Return a request; NotFound if absent or hidden."""
    return _one(actor, "r.item_id = %s", [item])


def find_request(actor: Actor, ref: str) -> RequestRecord:
    """Return the request people call KEL-12; NotFound as above, also for nonsense."""
    parts = parse_ref(ref) or ("", 0)
    return _one(actor, "c.prefix = %s AND i.number = %s", list(parts))


def list_requests(
    actor: Actor,
    organisation: OrganisationId,
    *,
    shown: Shown = Shown.OPEN,
    requester: int | None = None,
    limit: int = 50,
    after: Position | None = None,
) -> list[RequestRecord]:
    """Return a customer's requests, the latest activity first, from after `after`."""
    where = f"r.organisation = %s AND {_SHOWN[shown]}"
    parameters: list[Any] = [organisation]
    if requester is not None:
        where += " AND r.requester = %s"
        parameters.append(requester)
    if after is not None:
        where += " AND (r.activity < %s OR (r.activity = %s AND r.item_id < %s))"
        parameters += [after.activity, after.activity, after.item]
    return _requests(
        reach_of(actor),
        where,
        parameters,
        "r.activity DESC, r.item_id DESC LIMIT %s",
        [limit],
    )


def find_position(actor: Actor, text: str) -> Position | None:
    """Return the place in a list that a page was left at; None for nonsense.

    The request named in it may be hidden or gone by now: its instant holds still, so
    that a list goes on where it was, whatever moved meanwhile.
    """
    parts = parse_position(text)
    if parts is None:
        return None
    ref, activity = parts
    try:
        return Position(activity, find_request(actor, ref).item)
    except NotFound:
        return Position(activity, 0)


def count_open(actor: Actor, organisation: OrganisationId) -> int:
    """Return how many requests of a customer are not finished, to COUNTED + 1."""
    return _count(
        reach_of(actor),
        f"r.organisation = %s AND {_SHOWN[Shown.OPEN]}",
        [organisation],
    )


def list_queue(
    actor: Actor,
    queue: Queue,
    *,
    organisation: OrganisationId | None = None,
    limit: int = 50,
    after: Position | None = None,
) -> list[RequestRecord]:
    """Return an agent's queue, the latest activity first, from after `after`.

    NotFound for who is no agent.
    """
    reach = _agent(actor)
    where, parameters = _queue(actor, queue)
    if organisation is not None:
        where += " AND r.organisation = %s"
        parameters.append(organisation)
    if after is not None:
        where += " AND (r.activity < %s OR (r.activity = %s AND r.item_id < %s))"
        parameters += [after.activity, after.activity, after.item]
    return _requests(
        reach, where, parameters, "r.activity DESC, r.item_id DESC LIMIT %s", [limit]
    )


def count_queues(actor: Actor) -> dict[Queue, int]:
    """Return how many requests each queue holds; solved ones are not counted.

    One statement; NotFound for who is no agent.
    """
    reach = _agent(actor)
    counted = [queue for queue in Queue if queue is not Queue.SOLVED]
    sums, parameters = [], list[Any]()
    for queue in counted:
        where, more = _queue(actor, queue)
        sums.append(f"SUM(CASE WHEN {where} THEN 1 ELSE 0 END)")
        parameters += more
    row = engine().fetch_one(
        f"SELECT {', '.join(sums)} {JOINED}"
        f" WHERE r.state IN ({_ACTIVE}) AND {reach.where}",
        [*parameters, *reach.parameters],
    )
    assert row is not None
    return dict(zip(counted, (int(one or 0) for one in row), strict=True))


def list_longest_waiting(actor: Actor, *, limit: int = 5) -> list[RequestRecord]:
    """Return requests whose customers wait for an answer, the longest first.

    NotFound for who is no agent.
    """
    reach = _agent(actor)
    return _requests(
        reach,
        f"r.state IN ('{NEW}', '{OPEN}') AND r.last_customer IS NOT NULL"
        " AND (r.last_agent IS NULL OR r.last_agent < r.last_customer)",
        [],
        "r.last_customer, r.item_id LIMIT %s",
        [limit],
    )


def list_requests_beside(
    actor: Actor, request: RequestRecord, *, limit: int = 5
) -> list[RequestRecord]:
    """Return other requests of the same requester, the latest first."""
    return _requests(
        reach_of(actor),
        "r.organisation = %s AND r.requester = %s AND r.item_id <> %s",
        [request.organisation, request.requester, request.item],
        "r.activity DESC, r.item_id DESC LIMIT %s",
        [limit],
    )


def _agent(actor: Actor) -> Reach:
    if not is_agent_now(actor):
        raise NotFound
    return reach_of(actor)


def _queue(actor: Actor, queue: Queue) -> tuple[str, list[Any]]:
    return _QUEUES[queue], [actor.principal] if queue is Queue.MINE else []


def _count(reach: Reach, where: str, parameters: list[Any]) -> int:
    row = engine().fetch_one(
        f"SELECT count(*) FROM (SELECT 1 {JOINED} WHERE {where} AND {reach.where}"
        " LIMIT %s) AS counted",
        [*parameters, *reach.parameters, COUNTED + 1],
    )
    assert row is not None
    return int(row[0])


def _one(actor: Actor, where: str, parameters: list[Any]) -> RequestRecord:
    found = _requests(reach_of(actor), where, parameters, "r.item_id", [])
    if not found:
        raise NotFound
    return found[0]


def _requests(
    reach: Reach,
    where: str,
    parameters: list[Any],
    order: str,
    order_parameters: list[Any],
) -> list[RequestRecord]:
    # Notes move `worked` alone: what is told to others knows nothing of them.
    worked = "r.worked" if reach.is_agent else "0"
    rows = engine().fetch_all(
        f"SELECT r.item_id, {engine().guid_text('i.guid')}, i.list_id, i.number,"
        " c.prefix, r.subject, r.state, r.priority, r.assignee, COALESCE(a.title, ''),"
        " r.requester, COALESCE(q.title, ''), r.organisation, o.name, r.opened,"
        " r.first_reply, r.last_customer, r.last_agent, r.solved, r.activity,"
        f" {worked} {JOINED} JOIN core_organisation o ON o.id = r.organisation"
        " LEFT JOIN core_principal a ON a.id = r.assignee"
        " LEFT JOIN core_principal q ON q.id = r.requester"
        f" WHERE {where} AND {reach.where} ORDER BY {order}",
        [*parameters, *reach.parameters, *order_parameters],
    )
    return [RequestRecord._make(row) for row in rows]
