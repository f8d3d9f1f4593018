"""Rows of attachments, for commands on the items they hang on."""

from __future__ import annotations

import uuid
from uuid import UUID

from hallway.core import clock
from hallway.core.access.actors import Actor
from hallway.core.attachments.models import Attachment
from hallway.core.changes.journal import charge
from hallway.core.errors import NotFound
from hallway.platform.db import engine

BYTES_BELOW = (
    "SELECT COALESCE(sum(a.size), 0) FROM core_attachment a"
    " JOIN core_item i ON i.id = a.item_id WHERE "
)


def find_row(item: int, guid: str) -> Attachment:
    """Return the row of an attachment of an item, also of one taken away."""
    try:
        wanted = UUID(guid)
    except ValueError:
        raise NotFound from None
    row: Attachment | None = Attachment.unscoped.filter(
        item_id=item, guid=wanted
    ).first()
    if row is None:
        raise NotFound
    return row


def copy_attachments(actor: Actor, source: int, made: int, *, site: int) -> None:
    """Attach to a copy what is attached to its source, inside a command."""
    rows = Attachment.unscoped.filter(item_id=source, removed=None).order_by("pk")
    for row in rows:
        row.pk, row.guid, row.item_id = None, uuid.uuid4(), made
        row.author, row.created = actor.principal, clock.now()
        row._state.adding = True  # noqa: SLF001 - a copy of a row, as Django says it
        row.save()
        charge(site, row.size)


def bytes_where(where: str, *parameters: object) -> int:
    """Return the bytes attached to items `i` that meet a condition."""
    row = engine().fetch_one(BYTES_BELOW + where, parameters)
    return 0 if row is None else int(row[0])


def purge_where(where: str, *parameters: object) -> None:
    """Delete for good what hangs on items `i` that meet a condition; charges sites."""
    db = engine()
    for site, size in db.fetch_all(
        "SELECT l.site_id, sum(a.size) FROM core_attachment a"
        " JOIN core_item i ON i.id = a.item_id JOIN core_list l ON l.id = i.list_id"
        f" WHERE {where} GROUP BY l.site_id",
        parameters,
    ):
        charge(site, -int(size))
    db.execute(
        "DELETE FROM core_attachment WHERE item_id IN"
        f" (SELECT i.id FROM core_item i WHERE {where})",
        parameters,
    )
