"""Reads of attachments: whoever sees an item sees what is attached to it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import BinaryIO, NamedTuple

from hallway.core.access.actors import Actor
from hallway.core.access.rights import Right
from hallway.core.access.rules import demand
from hallway.core.attachments.models import Attachment
from hallway.core.attachments.records import AttachmentRecord
from hallway.core.attachments.rows import find_row
from hallway.core.errors import NotFound
from hallway.core.items.queries import get_item, get_mask_now
from hallway.core.items.records import ItemId, ItemRecord
from hallway.core.kinds import get_kind
from hallway.core.lists.models import List
from hallway.core.lists.queries import get_list
from hallway.core.lists.records import ListId
from hallway.platform.db import engine
from hallway.platform.storage import get_store


class OpenAttachment(NamedTuple):
    """An attachment, and its bytes."""

    record: AttachmentRecord
    file: BinaryIO


def list_attachments(actor: Actor, item: ItemId) -> list[AttachmentRecord]:
    """Return what is attached to an item, by name; NotFound if it is hidden."""
    get_item(actor, item)
    rows = Attachment.unscoped.filter(item_id=item, removed=None)
    return [_record(row) for row in rows.order_by("name_key", "pk")]


def count_attachments(actor: Actor, items: Sequence[ItemRecord]) -> dict[ItemId, int]:
    """Return how many files hang on items the actor has been shown already.

    In one statement; an item without any has no entry.
    """
    if not items:
        return {}
    wanted, ids = engine().is_one_of("item_id", [one.id for one in items])
    rows: Iterable[tuple[int, int]] = engine().fetch_all(
        "SELECT item_id, count(*) FROM core_attachment"
        f" WHERE {wanted} AND removed IS NULL GROUP BY item_id",
        ids,
    )
    return {ItemId(item): many for item, many in rows}


def open_attachment(actor: Actor, item: ItemId, guid: str) -> OpenAttachment:
    """Return an attachment with its bytes; NotFound if it, or its item, is hidden.

    Opening needs the right to open items.
    """
    found = get_item(actor, item)
    demand(actor, get_mask_now(actor, found), Right.OPEN_ITEMS)
    row = find_row(item, guid)
    if row.removed is not None:
        raise NotFound
    return OpenAttachment(_record(row), get_store().open(row.blob_id))


def takes_attachments(actor: Actor, list_id: ListId) -> bool:
    """Tell whether files may be attached to the items of a list."""
    found = get_list(actor, list_id)
    if get_kind(found.kind).has_bodies:
        return False
    allowed = List.unscoped.filter(pk=list_id).values_list("attachments", flat=True)
    return bool(allowed.get())


def _record(row: Attachment) -> AttachmentRecord:
    return AttachmentRecord(
        guid=str(row.guid),
        name=row.name,
        size=row.size,
        sniffed_type=row.sniffed_type,
        sha256=row.blob_id,
        author=row.author,
        created=row.created,
    )
