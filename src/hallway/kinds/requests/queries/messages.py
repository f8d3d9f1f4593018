"""Reads of what was said, and of the files that came with it."""

from __future__ import annotations

from typing import BinaryIO
from uuid import UUID

from hallway.core.access.actors import Actor, PrincipalId
from hallway.core.errors import NotFound
from hallway.core.items.records import ItemId
from hallway.kinds.requests.queries.requests import get_request
from hallway.kinds.requests.reach import JOINED, Reach, reach_of
from hallway.kinds.requests.records import (
    AttachmentRecord,
    MessageId,
    MessageRecord,
    PersonName,
)
from hallway.platform.db import engine
from hallway.platform.storage import get_store

MOST_MESSAGES = 500
"""Messages of one request that a page shows; the newest where there are more."""


def list_messages(actor: Actor, item: ItemId) -> list[MessageRecord]:
    """Return what was said in a request, oldest first; NotFound if it is hidden.

    Internal notes are read for agents alone: for others the statement leaves them out.
    """
    reach = reach_of(actor)
    get_request(actor, item)
    rows = engine().fetch_all(
        f"SELECT m.id, {engine().guid_text('m.guid')}, m.at, m.author,"
        " COALESCE(n.title, ''), m.by_agent, m.internal, m.body"
        " FROM kind_requests_message m LEFT JOIN core_principal n ON n.id = m.author"
        f" WHERE m.item_id = %s AND {reach.messages} ORDER BY m.id DESC LIMIT %s",
        (item, MOST_MESSAGES),
    )
    files = _attachments(reach, item)
    return [
        MessageRecord(
            id=MessageId(number),
            guid=guid,
            at=at,
            author=PrincipalId(author),
            author_name=name,
            by_agent=bool(by_agent),
            internal=bool(internal),
            body=body,
            attachments=tuple(files.get(number, ())),
        )
        for number, guid, at, author, name, by_agent, internal, body in reversed(rows)
    ]


def get_latest(actor: Actor, item: ItemId) -> int:
    """Return the id of the newest message the actor may see; 0 without one."""
    reach = reach_of(actor)
    get_request(actor, item)
    row = engine().fetch_one(
        "SELECT COALESCE(MAX(m.id), 0) FROM kind_requests_message m"
        f" WHERE m.item_id = %s AND {reach.messages}",
        (item,),
    )
    assert row is not None
    return int(row[0])


def list_participants(actor: Actor, item: ItemId) -> list[PersonName]:
    """Return the colleagues who follow a request; NotFound if it is hidden.

    One who left the customer follows no more.
    """
    get_request(actor, item)
    rows = engine().fetch_all(
        "SELECT DISTINCT p.principal_id, n.title, p.name_sort"
        " FROM kind_requests_participant x"
        " JOIN kind_requests_request r ON r.item_id = x.item_id"
        " JOIN core_person p ON p.principal_id = x.person AND p.is_active"
        " JOIN core_membership m ON m.person_id = x.person"
        " AND m.organisation_id = r.organisation"
        " JOIN core_principal n ON n.id = x.person"
        " WHERE x.item_id = %s ORDER BY p.name_sort, p.principal_id",
        (item,),
    )
    return [PersonName(PrincipalId(person), name) for person, name, _ in rows]


def open_attachment(
    actor: Actor, item: ItemId, attachment: str
) -> tuple[AttachmentRecord, BinaryIO]:
    """Return a file of a message in this very request, and its bytes.

    NotFound for a file of another request, of a note where the actor is no agent, and
    for any other text than an id.
    """
    reach = reach_of(actor)
    try:
        wanted = UUID(attachment)
    except ValueError:
        raise NotFound from None
    row = engine().fetch_one(
        f"SELECT {engine().guid_text('f.id')}, f.name, f.size, f.sniffed_type,"
        f" f.blob_id {JOINED} JOIN kind_requests_message m ON m.item_id = r.item_id"
        " JOIN kind_requests_attachment f ON f.message_id = m.id"
        " AND f.item_id = r.item_id"
        f" WHERE r.item_id = %s AND f.id = %s AND {reach.messages} AND {reach.where}",
        [item, wanted.hex, *reach.parameters],
    )
    if row is None:
        raise NotFound
    found = AttachmentRecord._make(row)
    return found, get_store().open(found.sha256)


def _attachments(reach: Reach, item: ItemId) -> dict[int, list[AttachmentRecord]]:
    files: dict[int, list[AttachmentRecord]] = {}
    for message, *rest in engine().fetch_all(
        f"SELECT m.id, {engine().guid_text('f.id')}, f.name, f.size, f.sniffed_type,"
        " f.blob_id FROM kind_requests_attachment f"
        " JOIN kind_requests_message m ON m.id = f.message_id"
        f" WHERE f.item_id = %s AND {reach.messages} ORDER BY m.id, f.position",
        (item,),
    ):
        files.setdefault(message, []).append(AttachmentRecord._make(rest))
    return files
