"""Reads of events: across every site the actor may see, trimmed, in one statement."""

from __future__ import annotations

from typing import Any

from hallway.core.access.actors import Actor
from hallway.core.access.rights import Right
from hallway.core.access.trim import open_sql, readable_sql
from hallway.core.errors import NotFound
from hallway.core.items.queries import get_item, list_values_of
from hallway.core.items.records import ItemId
from hallway.core.lists.records import ListId
from hallway.core.sites.records import SiteId
from hallway.kinds.events.records import Event, EventCard
from hallway.kinds.publishing.companies import RANK
from hallway.platform.db import engine


def list_events(
    actor: Actor,
    *,
    since: int,
    until: int | None = None,
    site: SiteId | None = None,
    list_id: ListId | None = None,
    limit: int = 50,
) -> list[EventCard]:
    """Return events that end after `since` and start before `until`, by their start.

    Everywhere the actor may see, or of one site or list; instants in microseconds.
    """
    where, parameters = ["e.ends > %s"], list[Any]([since])
    for condition, value in (
        ("e.starts < %s", until),
        ("l.site_id = %s", site),
        ("l.id = %s", list_id),
    ):
        if value is not None:
            where.append(condition)
            parameters.append(value)
    return _cards(actor, " AND ".join(where), parameters, limit)


def list_past_events(
    actor: Actor, list_id: ListId, *, before: int, limit: int = 50
) -> list[EventCard]:
    """Return events of a list that ended by `before`, the latest first."""
    return _cards(
        actor,
        "l.id = %s AND e.ends <= %s",
        [list_id, before],
        limit,
        order="e.starts DESC, i.id DESC",
    )


def get_event(actor: Actor, item: ItemId) -> Event:
    """Return an event with its text; NotFound if absent, hidden or no event."""
    found = get_item(actor, item)
    cards = _cards(actor, "e.item_id = %s", [item], 1)
    if not cards:
        raise NotFound
    return Event(
        item=found, card=cards[0], values=list_values_of(actor, [found])[found.id]
    )


def _cards(
    actor: Actor,
    where: str,
    parameters: list[Any],
    limit: int,
    *,
    order: str = "e.starts, i.id",
) -> list[EventCard]:
    readable, of_items = readable_sql(actor, Right.VIEW_LIST_ITEMS, "i.scope_id")
    shut, of_pending = open_sql(actor, Right.VIEW_LIST_ITEMS, "i")
    in_sites, of_sites = readable_sql(actor, Right.VIEW_LIST_ITEMS, "s.scope_id")
    rows = engine().fetch_all(
        "SELECT i.id, i.number, e.title, e.starts, e.ends, e.all_day, e.place,"
        f" e.organisation, o.name, {RANK}, s.path, l.url_name,"
        f" CASE WHEN {in_sites} THEN s.title ELSE '' END"
        " FROM kind_events_event e JOIN core_item i ON i.id = e.item_id"
        " JOIN core_list l ON l.id = i.list_id AND l.kind = 'events'"
        " JOIN core_site s ON s.id = l.site_id"
        " LEFT JOIN core_organisation o ON o.id = e.organisation"
        f" WHERE i.deletion_id IS NULL AND {where} AND {readable} AND {shut}"
        f" ORDER BY {order} LIMIT %s",
        [*of_sites, *parameters, *of_items, *of_pending, limit],
    )
    return [
        EventCard._make(
            [
                *row[:5],
                bool(row[5]),
                row[6],
                row[7],
                row[8] or "",
                row[9],
                f"{'' if row[10] == '/' else row[10]}/{row[11]}",
                row[12],
            ]
        )
        for row in rows
    ]
