"""Reads of customers, and of who answers them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hallway.core.access.actors import ADMINISTRATORS, Actor, PrincipalId
from hallway.core.access.rights import Right
from hallway.core.access.trim import readable_sql
from hallway.core.errors import NotFound
from hallway.core.lists.records import ListId
from hallway.core.people.records import OrganisationId
from hallway.core.sites.records import SiteId
from hallway.kinds.requests.reach import (
    JOINED,
    find_agents_group,
    is_agent_now,
    members_sql,
    reach_of,
)
from hallway.kinds.requests.records import CustomerRecord, CustomerSummary, PersonName
from hallway.kinds.requests.rules import ACTIVE
from hallway.platform.db import engine

_ACTIVE = ", ".join(f"'{one}'" for one in ACTIVE)
_SELECTED = "SELECT c.organisation_id, o.name, c.prefix, s.id, s.path, c.list_id"
_CUSTOMERS = (
    " FROM kind_requests_customer c"
    " JOIN core_organisation o ON o.id = c.organisation_id"
    " JOIN core_list l ON l.id = c.list_id JOIN core_site s ON s.id = l.site_id"
)


def is_agent(actor: Actor) -> bool:
    """Tell whether the actor answers requests at the helpdesk."""
    return is_agent_now(actor)


def list_customers(actor: Actor) -> list[CustomerRecord]:
    """Return the customers the actor belongs to and whose portal he may read."""
    mine, of_mine = members_sql(actor, "c.organisation_id")
    readable, parameters = readable_sql(actor, Right.VIEW_LIST_ITEMS, "l.scope_id")
    return _customers(
        f"WHERE {mine} AND {readable} ORDER BY o.name_key", [*of_mine, *parameters]
    )


def list_customers_served(actor: Actor) -> list[CustomerRecord]:
    """Return the customers an agent answers; NotFound for anybody else."""
    if not is_agent_now(actor):
        raise NotFound
    readable, parameters = readable_sql(actor, Right.EDIT_LIST_ITEMS, "l.scope_id")
    return _customers(f"WHERE {readable} ORDER BY o.name_key", parameters)


def list_customer_summaries(actor: Actor) -> list[CustomerSummary]:
    """Return the customers an agent answers, and how each is doing; one statement.

    NotFound for who is no agent.
    """
    if not is_agent_now(actor):
        raise NotFound
    readable, parameters = readable_sql(actor, Right.EDIT_LIST_ITEMS, "l.scope_id")
    reach = reach_of(actor)
    rows = engine().fetch_all(
        f"{_SELECTED}, COALESCE(d.open, 0), COALESCE(m.people, 0), d.activity"
        f"{_CUSTOMERS} LEFT JOIN (SELECT r.organisation, SUM(CASE WHEN r.state IN"
        f" ({_ACTIVE}) THEN 1 ELSE 0 END) AS open, MAX(r.activity) AS activity"
        f" {JOINED} WHERE {reach.where} GROUP BY r.organisation) d"
        " ON d.organisation = c.organisation_id"
        " LEFT JOIN (SELECT y.organisation_id, COUNT(DISTINCT y.person_id) AS people"
        " FROM core_membership y JOIN core_person p ON p.principal_id = y.person_id"
        " AND p.is_active GROUP BY y.organisation_id) m"
        " ON m.organisation_id = c.organisation_id"
        f" WHERE {readable} ORDER BY o.name_key",
        [*reach.parameters, *parameters],
    )
    return [
        CustomerSummary(_customer(row[:6]), int(row[6]), int(row[7]), row[8])
        for row in rows
    ]


def get_customer_served(actor: Actor, prefix: str) -> CustomerRecord:
    """Return the customer with a prefix that an agent answers; NotFound otherwise."""
    for one in list_customers_served(actor):
        if one.prefix == prefix.upper():
            return one
    raise NotFound


def get_customer(actor: Actor, organisation: OrganisationId) -> CustomerRecord:
    """Return a customer the actor belongs to or answers; NotFound otherwise."""
    if is_agent_now(actor):
        readable, parameters = readable_sql(actor, Right.EDIT_LIST_ITEMS, "l.scope_id")
        found = _customers(
            f"WHERE c.organisation_id = %s AND {readable}", [organisation, *parameters]
        )
    else:
        found = [
            one for one in list_customers(actor) if one.organisation == organisation
        ]
    if not found:
        raise NotFound("There is no such customer.")
    return found[0]


def find_customer(actor: Actor, prefix: str) -> CustomerRecord:
    """Return the customer with a prefix the actor belongs to; NotFound otherwise."""
    for one in list_customers(actor):
        if one.prefix == prefix.upper():
            return one
    raise NotFound


def list_members(actor: Actor, organisation: OrganisationId) -> list[PersonName]:
    """Return the active people of a customer the actor belongs to or answers."""
    get_customer(actor, organisation)
    rows = engine().fetch_all(
        "SELECT DISTINCT p.principal_id, n.title, p.name_sort FROM core_membership m"
        " JOIN core_person p ON p.principal_id = m.person_id AND p.is_active"
        " JOIN core_principal n ON n.id = p.principal_id"
        " WHERE m.organisation_id = %s ORDER BY p.name_sort, p.principal_id",
        (organisation,),
    )
    return [PersonName(PrincipalId(person), name) for person, name, _ in rows]


def list_agents(actor: Actor) -> list[PersonName]:
    """Return who can be assigned a request, by name; NotFound for who is no agent."""
    if not is_agent_now(actor):
        raise NotFound
    group = find_agents_group()
    rows = engine().fetch_all(
        "SELECT DISTINCT p.principal_id, n.title, p.name_sort FROM core_groupclosure g"
        " JOIN core_person p ON p.principal_id = g.member_id AND p.is_active"
        " JOIN core_principal n ON n.id = p.principal_id"
        " WHERE g.group_id = %s OR (g.group_id = %s AND p.principal_id = %s)"
        " ORDER BY p.name_sort, p.principal_id",
        (group, ADMINISTRATORS, actor.principal),
    )
    return [PersonName(PrincipalId(person), name) for person, name, _ in rows]


def _customers(rest: str, parameters: list[Any]) -> list[CustomerRecord]:
    rows = engine().fetch_all(f"{_SELECTED}{_CUSTOMERS} {rest}", parameters)
    return [_customer(row) for row in rows]


def _customer(row: Sequence[Any]) -> CustomerRecord:
    organisation, name, prefix, site, path, list_id = row
    return CustomerRecord(
        organisation=OrganisationId(organisation),
        name=name,
        prefix=prefix,
        site=SiteId(site),
        site_path=path,
        list=ListId(list_id),
    )
