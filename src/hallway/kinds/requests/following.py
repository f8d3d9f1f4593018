"""Keeping a request's subject true to the title of its item."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hallway.core.access.actors import Actor
from hallway.core.errors import Conflict
from hallway.core.items.records import ItemRecord
from hallway.platform.db import engine


def follow(actor: Actor, item: ItemRecord, values: Mapping[str, Any]) -> None:
    """Take over a changed title; Conflict for a row that `open_request` did not make.

    A copy of a request would have no conversation, and a row nobody answers for.
    """
    known = engine().execute(
        "UPDATE kind_requests_request SET subject = %s WHERE item_id = %s",
        (values.get("Title", ""), item.id),
    )
    if not known:
        raise Conflict("A request is opened on the portal or at the helpdesk.")
