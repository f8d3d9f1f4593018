"""Taking a list for a command."""

from __future__ import annotations

from hallway.core.access.actors import Actor
from hallway.core.access.queries import get_mask
from hallway.core.access.rights import Right
from hallway.core.access.rules import demand
from hallway.core.changes.journal import StreamRef, lock_lists
from hallway.core.errors import NotFound
from hallway.core.lists.models import List
from hallway.core.lists.records import ListRecord


def hold_list(actor: Actor, list_id: int, right: Right) -> List:
    """Return a list that no other command changes now; refused without `right`."""
    lock_lists([list_id])
    held: List | None = List.unscoped.filter(pk=list_id, deletion__isnull=True).first()
    if held is None:
        raise NotFound
    demand(actor, get_mask(actor, held.scope_id), right)
    return held


def streams_of(found: ListRecord) -> tuple[StreamRef, StreamRef]:
    """Return the streams that tell of a list as a whole: its own, and its site's."""
    return ("list", found.id), ("site", found.site)
