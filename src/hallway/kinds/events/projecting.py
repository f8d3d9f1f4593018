"""Keeping an event's card true to its values; inside every command."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hallway.core.access.actors import Actor
from hallway.core.items.records import ItemRecord
from hallway.platform.db import engine

TABLE = "kind_events_event"


def project(actor: Actor, item: ItemRecord, values: Mapping[str, Any]) -> None:
    """Write the card of an event."""
    organisation = values.get("Organisation")
    engine().execute(
        f"INSERT INTO {TABLE} (item_id, title, starts, ends, all_day, place,"
        " organisation) VALUES (%s, %s, %s, %s, %s, %s, %s)"
        " ON CONFLICT (item_id) DO UPDATE SET title = excluded.title,"
        " starts = excluded.starts, ends = excluded.ends,"
        " all_day = excluded.all_day, place = excluded.place,"
        " organisation = excluded.organisation",
        (
            item.id,
            values.get("Title", ""),
            values.get("Starts", 0),
            values.get("Ends", 0),
            bool(values.get("AllDay", False)),
            values.get("Place", ""),
            None if organisation is None else int(organisation),
        ),
    )
