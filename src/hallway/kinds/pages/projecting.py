"""Keeping a page's entry and its hiding true to its values; inside every command."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hallway.core.access.actors import Actor
from hallway.core.items.records import ItemRecord
from hallway.kinds.publishing.drafts import keep_hidden
from hallway.kinds.publishing.pictures import follow
from hallway.platform.db import engine

TABLE = "kind_pages_page"


def project(actor: Actor, item: ItemRecord, values: Mapping[str, Any]) -> None:
    """Write the entry of a page, and hide or open it as it is published or not."""
    published = values.get("Published")
    parent = values.get("Parent")
    was = engine().fetch_one(
        f"SELECT published FROM {TABLE} WHERE item_id = %s", (item.id,)
    )
    engine().execute(
        f"INSERT INTO {TABLE} (item_id, title, summary, parent, owner, review,"
        " published) VALUES (%s, %s, %s, %s, %s, %s, %s)"
        " ON CONFLICT (item_id) DO UPDATE SET title = excluded.title,"
        " summary = excluded.summary, parent = excluded.parent,"
        " owner = excluded.owner, review = excluded.review,"
        " published = excluded.published",
        (
            item.id,
            values.get("Title", ""),
            values.get("Summary", ""),
            None if parent is None else int(parent),
            values.get("Owner", item.author),
            values.get("ReviewDate", ""),
            published,
        ),
    )
    was_published = None if was is None else was[0] is not None
    is_published = published is not None
    keep_hidden(actor, item, published=is_published, was=was_published)
    if was_published is not None and was_published != is_published:
        follow(actor, item, published=is_published)
