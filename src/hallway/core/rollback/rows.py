"""Rows of roll-backs, and what those who ask must hold."""

from __future__ import annotations

import uuid

from hallway.core.access.actors import Actor
from hallway.core.access.queries import get_mask
from hallway.core.access.rights import Right
from hallway.core.access.rules import demand, holds
from hallway.core.errors import Conflict, NotFound
from hallway.core.items.queries.children import get_item
from hallway.core.items.records import ItemId, ItemRecord
from hallway.core.items.rows import Held, get_held
from hallway.core.items.writing import mask_of
from hallway.core.kinds import get_kind
from hallway.core.lists.records import ListId
from hallway.core.rollback.models import Rollback
from hallway.core.rollback.records import RollbackRecord, State
from hallway.core.trash.rows import site_scope


def demand_folder(actor: Actor, folder: ItemId) -> Held:
    """Return a folder that the actor may roll back: he may edit and delete in it.

    NotFound if it is hidden, Forbidden without the rights, Conflict for what is no
    folder of a library of files, or while its permissions are being changed.
    """
    item = get_item(actor, folder)
    held = get_held(item.id)
    mask = mask_of(actor, item, held.facts)
    for right in (
        Right.EDIT_LIST_ITEMS,
        Right.DELETE_LIST_ITEMS,
        Right.VIEW_VERSIONS,
    ):
        demand(actor, mask, right)
    if not item.is_folder or not get_kind(held.facts.kind).has_bodies:
        raise Conflict("Only a library of files, or a folder of one, is rolled back.")
    if held.facts.pending:
        raise Conflict(
            "A permission change is still being applied in this list; try again"
            " shortly."
        )
    return held


def is_owner(actor: Actor, list_id: int) -> bool:
    """Tell whether the actor owns the site: the recycle bin is his, both stages."""
    return holds(get_mask(actor, site_scope(list_id)), Right.MANAGE_WEB)


def find_rollback(actor: Actor, guid: str) -> Rollback:
    """Return a roll-back of the actor's own; NotFound if absent or another's."""
    try:
        wanted = uuid.UUID(guid)
    except ValueError:
        raise NotFound from None
    held: Rollback | None = Rollback.unscoped.filter(guid=wanted).first()
    if held is None or held.owner != actor.principal:
        raise NotFound
    return held


def folder_of(actor: Actor, held: Rollback) -> ItemRecord:
    """Return the folder that is rolled back; NotFound if it is out of sight by now."""
    return get_item(actor, ItemId(held.folder))


def rollback_record(held: Rollback) -> RollbackRecord:
    """Return a roll-back as it leaves this package."""
    return RollbackRecord(
        guid=str(held.guid),
        list=ListId(held.list_id),
        folder=ItemId(held.folder),
        moment=held.moment,
        state=State(held.state),
        many=held.many,
        done=held.done,
        size=held.size,
        created=held.created,
    )
