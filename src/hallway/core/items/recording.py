"""What the log says of items."""

from __future__ import annotations

from hallway.core.changes.journal import record
from hallway.core.items.records import ItemRecord


def record_created(item: ItemRecord) -> None:
    """Record that an item came into being."""
    record(
        ("list", item.list),
        "item.created",
        item=item.id,
        after={
            "number": item.number,
            "parent": item.parent,
            "name": item.name,
            "folder": bool(item.is_folder),
            "sha256": item.sha256,
        },
    )


def record_saved(before: ItemRecord, after: ItemRecord) -> None:
    """Record that an item has new content."""
    record(
        ("list", after.list),
        "item.saved",
        item=after.id,
        before={"version": [before.major, before.minor], "sha256": before.sha256},
        after={"version": [after.major, after.minor], "sha256": after.sha256},
    )
