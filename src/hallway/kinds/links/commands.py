"""Writes of quick links."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from hallway.core.access.actors import Actor
from hallway.core.changes.journal import command
from hallway.core.items.commands import create_item, update_values
from hallway.core.items.records import ItemId, ItemRecord
from hallway.core.lists.records import ListId
from hallway.kinds.links.rules import check_link


@command
def add_link(
    actor: Actor,
    list_id: ListId,
    *,
    values: Mapping[str, Any],
    guid: UUID | None = None,
) -> ItemRecord:
    """Add a link: Title, Address, Icon (see `rules.ICONS`), Position (lower first).

    `guid` as in `create_item`.
    """
    check_link(values)
    return create_item(actor, list_id, values=values, guid=guid)


@command
def change_link(
    actor: Actor,
    item: ItemId,
    *,
    values: Mapping[str, Any],
    expect_version: int | None = None,
) -> ItemRecord:
    """Change a link; Stale if somebody was quicker."""
    check_link(values)
    return update_values(actor, item, values=values, expect_version=expect_version)
