"""Deleting a list to the recycle bin, with all that is in it."""

from __future__ import annotations

from hallway.core.access.actors import Actor
from hallway.core.access.queries import get_mask
from hallway.core.access.rights import Right
from hallway.core.access.rules import demand
from hallway.core.changes.journal import command, lock_streams, record
from hallway.core.items.rows import get_item_row
from hallway.core.kinds import get_kind
from hallway.core.lists.holding import streams_of
from hallway.core.lists.models import List
from hallway.core.lists.records import ListId
from hallway.core.lists.rows import get_list_row
from hallway.core.trash.records import DeletionId
from hallway.core.trash.taking import take

_NO_TOKENS: frozenset[str] = frozenset()


@command
def delete_list(actor: Actor, list_id: ListId) -> DeletionId:
    """Move a list or library, and all in it, to its site's recycle bin.

    Needs the right to manage the list and to delete everything in it; Forbidden
    otherwise, Locked if somebody works on anything in it, Conflict where its kind has
    to keep it.  Its address is free from now on; `restore_deletion` brings it back.
    """
    streams = streams_of(get_list_row(list_id))
    lock_streams(streams)
    found = get_list_row(list_id)
    demand(actor, get_mask(actor, found.scope), Right.MANAGE_LISTS)
    if (keep := get_kind(found.kind).deleting) is not None:
        keep(actor, found)
    deletion = take(
        actor, get_item_row(found.root), _NO_TOKENS, name=found.title, folder=""
    )
    List.unscoped.filter(pk=list_id).update(deletion_id=deletion)
    for stream in streams:
        record(
            stream,
            "list.deleted",
            before={"list": list_id, "title": found.title, "url": found.url_name},
            after={"deletion": deletion},
        )
    return deletion
