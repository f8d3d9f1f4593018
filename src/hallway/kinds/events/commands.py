"""Writes of events."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from hallway.core.access.actors import Actor
from hallway.core.changes.journal import command
from hallway.core.items.commands import create_item, update_values
from hallway.core.items.queries import get_values
from hallway.core.items.records import ItemId, ItemRecord
from hallway.core.lists.records import ListId
from hallway.kinds.events.rules import check_event


@command
def add_event(
    actor: Actor,
    list_id: ListId,
    *,
    values: Mapping[str, Any],
    guid: UUID | None = None,
) -> ItemRecord:
    """Add an event to a list.

    `values` by internal name: Title, Starts and Ends (microseconds UTC; Ends is the
    first instant after it), AllDay (both are midnights UTC then), Place, Body
    (Markdown), Link, Organisation (an own company's id).
    `guid` as in `create_item`.
    """
    check_event(values)
    return create_item(actor, list_id, values=values, guid=guid)


@command
def change_event(
    actor: Actor,
    item: ItemId,
    *,
    values: Mapping[str, Any],
    expect_version: int | None = None,
) -> ItemRecord:
    """Change an event; Stale if somebody was quicker."""
    check_event({**get_values(actor, item), **values})
    return update_values(actor, item, values=values, expect_version=expect_version)
