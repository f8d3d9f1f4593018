"""Rows of uploads: somebody's own."""

from __future__ import annotations

from uuid import UUID

from hallway.core import clock
from hallway.core.access.actors import Actor
from hallway.core.errors import NotFound
from hallway.core.items.records import ItemId
from hallway.core.uploads.models import Upload
from hallway.core.uploads.records import UploadRecord


def find_row(actor: Actor, guid: str) -> Upload:
    """Return an upload of the actor's own; NotFound for another's and an old one."""
    try:
        wanted = UUID(guid)
    except ValueError:
        raise NotFound from None
    row: Upload | None = Upload.unscoped.filter(
        guid=wanted, owner=actor.principal, expires__gt=clock.now()
    ).first()
    if row is None or not actor.is_person:
        raise NotFound
    return row


def record_of(row: Upload) -> UploadRecord:
    """Return a row as it leaves the package."""
    return UploadRecord(
        guid=row.guid.hex,
        folder=ItemId(row.folder_id),
        name=row.name,
        size=row.size,
        offset=row.offset,
        expires=row.expires,
        item=None if row.item_id is None else ItemId(row.item_id),
    )
