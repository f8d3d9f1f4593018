"""What keeps a list of requests from being deleted."""

from __future__ import annotations

from hallway.core.access.actors import Actor
from hallway.core.errors import Conflict
from hallway.core.lists.records import ListRecord
from hallway.platform.db import engine


def keep(actor: Actor, found: ListRecord) -> None:
    """Refuse to delete a customer's list: his portal and the desk stand on it."""
    row = engine().fetch_one(
        "SELECT 1 FROM kind_requests_customer WHERE list_id = %s", (found.id,)
    )
    if row is not None:
        raise Conflict("A customer's portal needs this list; it stays.")
