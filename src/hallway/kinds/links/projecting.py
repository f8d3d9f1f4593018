"""Keeping a link's card true to its values; inside every command."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hallway.core.access.actors import Actor
from hallway.core.items.records import ItemRecord
from hallway.platform.db import engine

TABLE = "kind_links_link"


def project(actor: Actor, item: ItemRecord, values: Mapping[str, Any]) -> None:
    """Write the card of a link."""
    engine().execute(
        f"INSERT INTO {TABLE} (item_id, title, address, icon, position)"
        " VALUES (%s, %s, %s, %s, %s)"
        " ON CONFLICT (item_id) DO UPDATE SET title = excluded.title,"
        " address = excluded.address, icon = excluded.icon,"
        " position = excluded.position",
        (
            item.id,
            values.get("Title", ""),
            values.get("Address", ""),
            values.get("Icon", ""),
            float(values.get("Position", item.number)),
        ),
    )
