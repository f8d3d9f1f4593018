"""Keeping a post's card and its hiding true to its values; inside every command."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hallway.core.access.actors import Actor
from hallway.core.items.records import ItemRecord
from hallway.kinds.publishing.drafts import keep_hidden
from hallway.kinds.publishing.pictures import follow
from hallway.platform.db import engine

TABLE = "kind_news_post"


def project(actor: Actor, item: ItemRecord, values: Mapping[str, Any]) -> None:
    """Write the card of a post, and hide or open it as it is published or not."""
    published = values.get("Published")
    organisation = values.get("Organisation")
    was = engine().fetch_one(
        f"SELECT published FROM {TABLE} WHERE item_id = %s", (item.id,)
    )
    engine().execute(
        f"INSERT INTO {TABLE} (item_id, title, summary, picture, author, organisation,"
        " priority, alert_until, must_read, published)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
        " ON CONFLICT (item_id) DO UPDATE SET title = excluded.title,"
        " summary = excluded.summary, picture = excluded.picture,"
        " author = excluded.author, organisation = excluded.organisation,"
        " priority = excluded.priority, alert_until = excluded.alert_until,"
        " must_read = excluded.must_read, published = excluded.published",
        (
            item.id,
            values.get("Title", ""),
            values.get("Summary", ""),
            values.get("Picture", ""),
            values.get("Author", item.author),
            None if organisation is None else int(organisation),
            values.get("Priority", "normal"),
            values.get("AlertUntil"),
            bool(values.get("MustRead", False)),
            published,
        ),
    )
    was_published = None if was is None else was[0] is not None
    is_published = published is not None
    keep_hidden(actor, item, published=is_published, was=was_published)
    if was_published is not None and was_published != is_published:
        follow(actor, item, published=is_published)
