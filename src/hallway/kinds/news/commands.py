"""Writes of news."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from hallway.core import clock
from hallway.core.access.actors import Actor
from hallway.core.access.rights import Right
from hallway.core.access.rules import demand
from hallway.core.changes.journal import command, record, unchanged
from hallway.core.errors import Conflict, Invalid
from hallway.core.items.commands import create_item, update_values
from hallway.core.items.queries import get_item, get_values
from hallway.core.items.queries.children import get_mask_now
from hallway.core.items.records import ItemId, ItemRecord
from hallway.core.jobs.commands import enqueue
from hallway.core.lists.queries import list_columns
from hallway.core.lists.records import ListId
from hallway.core.versions.queries import get_version
from hallway.kinds.news.queries import get_post
from hallway.kinds.news.rules import CONTENT, check_post
from hallway.platform.db import engine

PUBLISH_JOB = "news.publish"


@command
def draft_post(
    actor: Actor,
    list_id: ListId,
    *,
    values: Mapping[str, Any],
    guid: UUID | None = None,
) -> ItemRecord:
    """Write a post that only those who may edit its list can read.

    `values` by internal name: Title, Summary, Picture (an address here), PictureText,
    Body (Markdown), Author (a person; the actor if absent), Organisation (an own
    company's id), Priority, AlertUntil, MustRead.  `guid` as in `create_item`.
    """
    check_post(values)
    if actor.is_person:
        values = {"Author": actor.principal, **values}
    return create_item(actor, list_id, values=values, guid=guid)


@command
def revise(
    actor: Actor,
    item: ItemId,
    *,
    values: Mapping[str, Any],
    expect_version: int | None = None,
) -> ItemRecord:
    """Change a draft, or a published post for all its readers at once.

    Stale if `expect_version` is not the item's version any more.
    """
    until = get_values(actor, item).get("AlertUntil")
    check_post({"AlertUntil": until, **values})
    return update_values(actor, item, values=values, expect_version=expect_version)


@command
def publish_post(actor: Actor, item: ItemId, *, at: int | None = None) -> ItemRecord:
    """Open a draft to everybody who may read its list; no change if it is open.

    `at` is the instant it shows, now if absent; one to come is for `schedule_post`.
    """
    now = clock.now()
    at = now if at is None else at
    if at > now:
        raise Invalid({"at": "That is still to come: schedule it."})
    post = get_post(actor, item)
    if not post.is_draft:
        unchanged()
        return post.item
    saved = update_values(actor, item, values={"Published": at})
    _set_scheduled(item, None)
    record(("list", saved.list), "news.published", item=item, after={"at": at})
    return saved


@command
def schedule_post(actor: Actor, item: ItemId, *, at: int | None) -> None:
    """Have a job publish a draft at an instant to come, or (None) no more.

    The job acts as whoever scheduled it: it fails if he may not edit it then.
    """
    post = get_post(actor, item)
    demand(actor, get_mask_now(actor, post.item), Right.EDIT_LIST_ITEMS)
    if not post.is_draft:
        raise Conflict("It is published already.")
    if at is not None and at <= clock.now():
        raise Invalid({"at": "That is past: publish it."})
    if at == post.card.scheduled:
        unchanged()
        return
    _set_scheduled(item, at)
    record(
        ("list", post.item.list),
        "news.scheduled",
        item=item,
        before={"at": post.card.scheduled},
        after={"at": at},
    )
    if at is not None:
        wait = timedelta(microseconds=at - clock.now())
        enqueue(actor, PUBLISH_JOB, key=f"{item}:{at}", delay=wait, item=item, at=at)


@command
def unpublish_post(actor: Actor, item: ItemId) -> ItemRecord:
    """Make a post a draft again: nobody else sees it any more."""
    post = get_post(actor, item)
    if post.is_draft:
        unchanged()
        return post.item
    saved = update_values(actor, item, values={"Published": None})
    record(
        ("list", saved.list),
        "news.unpublished",
        item=item,
        before={"at": post.card.published},
    )
    return saved


@command
def restore_post(actor: Actor, item: ItemId, *, major: int, minor: int) -> ItemRecord:
    """Make an earlier version's text current; whether it is published stays."""
    version = get_version(actor, item, major=major, minor=minor)
    found = get_item(actor, item)
    names = {
        str(column.id): column.internal_name
        for column in list_columns(actor, found.list)
    }
    old = {names[key]: value for key, value in version.data.items() if key in names}
    return update_values(actor, item, values={name: old.get(name) for name in CONTENT})


def _set_scheduled(item: ItemId, at: int | None) -> None:
    engine().execute(
        "UPDATE kind_news_post SET scheduled = %s WHERE item_id = %s", (at, item)
    )
