"""Which requests an actor reaches, and whether as an agent: asked before every read.

Agents are staff in the group of helpdesk agents who may edit where the request lies.
Everybody else reaches the requests of the customers he belongs to, where he may read,
and never an internal note.  Both hold at once: the permissions of the site, and the
customer the request belongs to, so that neither a wrong grant nor a request that was
moved shows one customer what is another's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hallway.core.access.actors import Actor, PrincipalId
from hallway.core.access.rights import Right
from hallway.core.access.trim import open_sql, readable_sql
from hallway.platform.db import engine

AGENTS = "helpdesk-agents"
"""The built-in name of the group of agents."""

JOINED = (
    " FROM kind_requests_request r"
    " JOIN core_item i ON i.id = r.item_id AND i.deletion_id IS NULL"
    " JOIN core_list l ON l.id = i.list_id AND l.kind = 'requests'"
    " JOIN kind_requests_customer c ON c.list_id = l.id"
    " AND c.organisation_id = r.organisation"
)
"""Requests with their items, lists and customers; what was moved elsewhere is out."""


@dataclass(frozen=True, slots=True)
class Reach:
    """A condition on `JOINED`, with its parameters."""

    is_agent: bool
    where: str
    parameters: tuple[Any, ...]

    @property
    def messages(self) -> str:
        """A condition on messages `m`: who is no agent is shown no internal note."""
        return "1 = 1" if self.is_agent else "NOT m.internal"


def find_agents_group() -> PrincipalId | None:
    """Return the group of helpdesk agents, None before the first customer."""
    row = engine().fetch_one(
        "SELECT principal_id FROM core_group WHERE built_in = %s", (AGENTS,)
    )
    return None if row is None else PrincipalId(row[0])


def is_agent_now(actor: Actor) -> bool:
    """Tell whether the actor answers requests."""
    if actor.everything is not None:
        return True
    return actor.staff and AGENTS in actor.offices


def reach_of(actor: Actor) -> Reach:
    """Return what the actor reaches; one statement."""
    is_agent = is_agent_now(actor)
    right = Right.EDIT_LIST_ITEMS if is_agent else Right.VIEW_LIST_ITEMS
    readable, parameters = readable_sql(actor, right, "i.scope_id")
    shut, more = ("1 = 1", list[Any]())
    if actor.everything is None:
        shut, more = open_sql(actor, right, "i")
    where = f"{readable} AND {shut}"
    if not is_agent:
        mine, of_mine = members_sql(actor, "r.organisation")
        where += f" AND {mine}"
        more = [*more, *of_mine]
    return Reach(is_agent, where, (*parameters, *more))


def members_sql(actor: Actor, column: str) -> tuple[str, list[Any]]:
    """Return a WHERE term that `column` is an organisation the actor belongs to."""
    mine, parameters = engine().is_one_of("y.person_id", actor.principals)
    return (
        f"{column} IN (SELECT y.organisation_id FROM core_membership y WHERE {mine})",
        parameters,
    )
