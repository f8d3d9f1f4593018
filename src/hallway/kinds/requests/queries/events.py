"""Reads of what happened to a request beside what was said in it."""

from __future__ import annotations

from hallway.core.access.actors import Actor, PrincipalId
from hallway.core.items.records import ItemId
from hallway.kinds.requests.queries.requests import get_request
from hallway.kinds.requests.reach import is_agent_now
from hallway.kinds.requests.records import EventRecord, Happened
from hallway.kinds.requests.rules import is_worth_a_line
from hallway.platform.db import engine

MOST_EVENTS = 500
"""Events of one request that a page shows; the newest where there are more."""
_FOR_ALL = {
    "request.opened": Happened.OPENED,
    "request.state_set": Happened.STATE,
    "request.replied": Happened.STATE,
}
_FOR_AGENTS = _FOR_ALL | {
    "request.assigned": Happened.ASSIGNED,
    "request.priority_set": Happened.PRIORITY,
    "request.participant_added": Happened.FOLLOWED,
}


def list_events(actor: Actor, item: ItemId) -> list[EventRecord]:
    """Return what happened to a request, oldest first; NotFound if it is hidden.

    That it was opened is told where an agent did it for somebody. Who is no agent
    learns which states it had and when, and nothing else: the statement reads no
    other change, and nobody's name.
    """
    get_request(actor, item)
    by_agent = is_agent_now(actor)
    verbs = _FOR_AGENTS if by_agent else _FOR_ALL

    def given(column: str, key: str, kind: str = "integer") -> str:
        return engine().json_value(f"e.{column}", key, kind)

    whom = ", ".join(given("after", key) for key in ("assignee", "person", "requester"))
    rows = engine().fetch_all(
        "SELECT e.at, e.verb, e.actor, COALESCE(n.title, ''),"
        f" {given('before', 'state', 'text')}, {given('after', 'state', 'text')},"
        f" {given('after', 'priority', 'text')}, w.id, COALESCE(w.title, '')"
        " FROM core_change e LEFT JOIN core_principal n ON n.id = e.actor"
        f" LEFT JOIN core_principal w ON w.id = COALESCE({whom})"
        " LEFT JOIN kind_requests_message m"
        f" ON m.id = {given('after', 'message')} AND m.item_id = e.item"
        f" WHERE e.item = %s AND e.verb IN ({', '.join(['%s'] * len(verbs))})"
        " AND (e.verb <> 'request.opened' OR m.by_agent)"
        " ORDER BY e.id DESC LIMIT %s",
        [item, *verbs, MOST_EVENTS],
    )
    found = []
    for at, verb, by, by_name, before, after, priority, person, name in reversed(rows):
        if verb == "request.replied" and not is_worth_a_line(before, after):
            continue
        what = verbs[verb]
        is_told = by_agent or what is Happened.OPENED
        found.append(
            EventRecord(
                at=at,
                what=what,
                by=PrincipalId(by if is_told else 0),
                by_name=by_name if is_told else "",
                value=after or priority or "",
                whom=person,
                whom_name=name,
            )
        )
    return found
