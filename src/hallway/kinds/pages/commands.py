"""Writes of pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from hallway.core import clock
from hallway.core.access.actors import Actor
from hallway.core.changes.journal import command, record, unchanged
from hallway.core.errors import Invalid
from hallway.core.items.commands import create_item, update_values
from hallway.core.items.queries import get_values
from hallway.core.items.records import ItemId, ItemRecord
from hallway.core.lists.queries import list_columns
from hallway.core.lists.records import ListId
from hallway.core.versions.queries import get_version
from hallway.kinds.pages.queries import get_page
from hallway.kinds.pages.rules import CONTENT, check_page


@command
def draft_page(
    actor: Actor,
    list_id: ListId,
    *,
    values: Mapping[str, Any],
    guid: UUID | None = None,
) -> ItemRecord:
    """Write a page that only those who may edit its list can read.

    `values` by internal name: Title, Summary, Body (Markdown), Owner (a person; the
    actor if absent), ReviewDate, Parent (the number of the page above it).
    `guid` as in `create_item`.
    """
    check_page(values)
    if actor.is_person:
        values = {"Owner": actor.principal, **values}
    return create_item(actor, list_id, values=values, guid=guid)


@command
def revise_page(
    actor: Actor,
    item: ItemId,
    *,
    values: Mapping[str, Any],
    expect_version: int | None = None,
) -> ItemRecord:
    """Change a page, for all its readers at once; Stale if somebody was quicker."""
    check_page(values)
    page = get_page(actor, item)
    if values.get("Parent") == page.item.number:
        raise Invalid({"Parent": "A page cannot stand above itself."})
    return update_values(actor, item, values=values, expect_version=expect_version)


@command
def publish_page(actor: Actor, item: ItemId, *, at: int | None = None) -> ItemRecord:
    """Open a draft to everybody who may read its list; no change if it is open."""
    page = get_page(actor, item)
    if not page.entry.is_draft:
        unchanged()
        return page.item
    at = clock.now() if at is None else at
    saved = update_values(actor, item, values={"Published": at})
    record(("list", saved.list), "page.published", item=item, after={"at": at})
    return saved


@command
def unpublish_page(actor: Actor, item: ItemId) -> ItemRecord:
    """Make a page a draft again: nobody else sees it any more."""
    page = get_page(actor, item)
    if page.entry.is_draft:
        unchanged()
        return page.item
    saved = update_values(actor, item, values={"Published": None})
    record(("list", saved.list), "page.unpublished", item=item)
    return saved


@command
def restore_page(actor: Actor, item: ItemId, *, major: int, minor: int) -> ItemRecord:
    """Make an earlier version's text current; whether it is published stays."""
    version = get_version(actor, item, major=major, minor=minor)
    page = get_page(actor, item)
    names = {
        str(column.id): column.internal_name
        for column in list_columns(actor, page.item.list)
    }
    old = {names[key]: value for key, value in version.data.items() if key in names}
    kept = get_values(actor, item)
    values = {name: old.get(name) for name in CONTENT}
    return update_values(actor, item, values={**values, "Owner": kept.get("Owner")})
