"""What commands on requests share; each runs inside a command."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple
from uuid import uuid4

from hallway.core import clock
from hallway.core.access.actors import Actor, PrincipalId
from hallway.core.blobs.linking import link_blob
from hallway.core.changes.journal import DIRECTORY, lock_streams
from hallway.core.errors import Forbidden, Invalid, NotFound
from hallway.core.items.records import ItemId
from hallway.kinds.requests.queries import get_request, list_agents
from hallway.kinds.requests.reach import is_agent_now
from hallway.kinds.requests.records import File, MessageId, RequestRecord
from hallway.kinds.requests.rules import LARGEST_FILE, MOST_FILES, file_name
from hallway.platform.db import engine


class HeldRequest(NamedTuple):
    """A request whose list is locked, and whether the actor is an agent."""

    request: RequestRecord
    by_agent: bool


def hold_request(actor: Actor, item: ItemId) -> HeldRequest:
    """Lock a request's list and read it; NotFound if it is absent or hidden."""
    # The directory too: what is recorded of notes stands there, for nobody to read.
    found = get_request(actor, item)
    lock_streams([DIRECTORY, ("list", found.list)])
    return HeldRequest(get_request(actor, item), is_agent_now(actor))


def hold_as_agent(actor: Actor, item: ItemId) -> RequestRecord:
    """Lock a request for an agent; Forbidden for a customer who may see it."""
    held = hold_request(actor, item)
    if not held.by_agent:
        raise Forbidden("Only the helpdesk may do this.")
    return held.request


def find_sent(actor: Actor, token: str | None) -> tuple[ItemId, MessageId] | None:
    """Return what an earlier sending of the same form made, in which request."""
    if token is None:
        return None
    row = engine().fetch_one(
        "SELECT item_id, id FROM kind_requests_message"
        " WHERE author = %s AND token = %s",
        (actor.principal, token),
    )
    return None if row is None else (ItemId(row[0]), MessageId(row[1]))


def check_assignee(actor: Actor, person: PrincipalId) -> None:
    """Raise Invalid for who is no agent."""
    if person not in [one.id for one in list_agents(actor)]:
        raise Invalid({"assignee": "Choose one of the helpdesk's agents."})


def check_files(files: Sequence[File]) -> None:
    """Raise Invalid for too many or too large ones."""
    if len(files) > MOST_FILES:
        raise Invalid({"files": f"At most {MOST_FILES} files at a time."})
    if any(one.body.size > LARGEST_FILE for one in files):
        size = LARGEST_FILE // 1024**2
        raise Invalid({"files": f"A file has at most {size} MB."})


def insert_message(
    actor: Actor,
    item: ItemId,
    *,
    body: str,
    files: Sequence[File],
    internal: bool,
    by_agent: bool,
    token: str | None,
) -> MessageId:
    """Insert a message with its files, each bound to it alone."""
    row = engine().fetch_one(
        "INSERT INTO kind_requests_message"
        " (guid, item_id, at, author, by_agent, internal, body, token)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s) RETURNING id",
        (
            uuid4().hex,
            item,
            clock.now(),
            actor.principal,
            by_agent,
            internal,
            body,
            token,
        ),
    )
    if row is None:
        raise NotFound
    for position, file in enumerate(files):
        engine().execute(
            "INSERT INTO kind_requests_attachment"
            " (id, item_id, message_id, position, name, blob_id, size, sniffed_type)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
            (
                uuid4().hex,
                item,
                row[0],
                position,
                file_name(file.name),
                file.body.sha256,
                file.body.size,
                link_blob(file.body),
            ),
        )
    return MessageId(row[0])


def change_request(item: ItemId, **values: object) -> None:
    """Write columns of a request; the names are ours."""
    sets = ", ".join(f"{name} = %s" for name in values)
    engine().execute(
        f"UPDATE kind_requests_request SET {sets} WHERE item_id = %s",
        [*values.values(), item],
    )
