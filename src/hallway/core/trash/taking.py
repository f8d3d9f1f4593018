"""Taking a subtree to the recycle bin; inside a command that holds its list."""

from __future__ import annotations

from hallway.core import clock
from hallway.core.access.actors import Actor
from hallway.core.access.queries import get_masks
from hallway.core.access.rights import Right
from hallway.core.access.rules import holds
from hallway.core.changes.journal import count, record
from hallway.core.errors import Forbidden
from hallway.core.items.records import ItemRecord
from hallway.core.items.rows import subtree
from hallway.core.items.saving import drop_unique, settle_restored
from hallway.core.locks.rows import demand_subtree_unlocked, drop_locks
from hallway.core.locks.rules import Tokens
from hallway.core.trash.following import follow_lookups, lists_taken
from hallway.core.trash.models import Deletion
from hallway.core.trash.records import DeletionId
from hallway.platform.db import engine


def take(
    actor: Actor, item: ItemRecord, tokens: Tokens, *, name: str, folder: str
) -> DeletionId:
    """Stamp an item and all that lives below it with one new deletion.

    What points to it by lookups goes along or forbids it, see `trash.following`.
    Forbidden unless the actor may delete all of it, Locked if somebody works on any.
    """
    demand_subtree_unlocked(actor, item, tokens)
    # A list's root folder, number 0, is not counted.
    scopes = engine().fetch_all(
        "SELECT scope_id, count(*), COALESCE(sum(size), 0),"
        " sum(CASE WHEN number > 0 THEN 1 ELSE 0 END) FROM core_item"
        " WHERE list_id = %s AND ancestry >= %s AND ancestry < %s"
        " AND deletion_id IS NULL GROUP BY scope_id",
        [item.list, *subtree(item.ancestry)],
    )
    masks = get_masks(actor, [scope for scope, *_ in scopes])
    if not all(holds(mask, Right.DELETE_LIST_ITEMS) for mask in masks.values()):
        raise Forbidden("It holds things that you may not delete.")
    at = clock.now()
    deletion = Deletion.unscoped.create(
        list_id=item.list,
        item=item.id,
        name=name,
        folder=folder,
        is_folder=bool(item.is_folder),
        items=sum(n for _scope, n, *_ in scopes),
        size=sum(size for _scope, _n, size, _counted in scopes),
        deleted=at,
        deleted_by=actor.principal,
        staged=at,
    )
    drop_locks(item)
    engine().execute(
        "UPDATE core_item SET deletion_id = %s WHERE list_id = %s"
        " AND ancestry >= %s AND ancestry < %s AND deletion_id IS NULL",
        [deletion.pk, item.list, *subtree(item.ancestry)],
    )
    more = follow_lookups(
        actor, item.list, deletion.pk, tokens, is_list=item.parent is None
    )
    if more:
        Deletion.unscoped.filter(pk=deletion.pk).update(items=deletion.items + more)
    drop_unique(deletion.pk)
    for scope, _n, _size, counted in scopes:
        count(item.list, scope, -int(counted))
    return DeletionId(deletion.pk)


def put_back(deletion: Deletion) -> None:
    """Let what a deletion took live again, where it stands; the row goes.

    Conflict if another item has a unique value of it by now.
    """
    db = engine()
    _leave_with_lists(deletion)
    for list_id, scope, n in db.fetch_all(
        "SELECT list_id, scope_id, count(*) FROM core_item"
        " WHERE deletion_id = %s AND number > 0 GROUP BY list_id, scope_id",
        (deletion.pk,),
    ):
        count(list_id, scope, n)
    for list_id in lists_taken(deletion.pk):
        settle_restored(list_id, deletion.pk)
    _record_followers(deletion)
    db.execute(
        "UPDATE core_item SET deletion_id = NULL WHERE deletion_id = %s",
        (deletion.pk,),
    )
    Deletion.unscoped.filter(pk=deletion.pk).delete()


def _leave_with_lists(deletion: Deletion) -> None:
    """Leave in the bin what had gone along and whose list or folder went since."""
    engine().execute(
        "UPDATE core_item SET deletion_id = (SELECT coalesce(p.deletion_id,"
        " l.deletion_id) FROM core_list l, core_item p WHERE l.id = core_item.list_id"
        " AND p.id = core_item.parent_id)"
        " WHERE deletion_id = %s AND list_id <> %s AND EXISTS (SELECT 1"
        " FROM core_list l, core_item p WHERE l.id = core_item.list_id"
        " AND p.id = core_item.parent_id AND (p.deletion_id IS NOT NULL"
        " OR l.deletion_id IS NOT NULL))",
        (deletion.pk, deletion.list_id),
    )


def _record_followers(deletion: Deletion) -> None:
    """Record for other lists that what had gone along is back."""
    for item, list_id, parent, name, number in engine().fetch_all(
        "SELECT id, list_id, parent_id, name, number FROM core_item"
        " WHERE deletion_id = %s AND list_id <> %s ORDER BY id",
        (deletion.pk, deletion.list_id),
    ):
        record(
            ("list", list_id),
            "item.restored",
            item=item,
            after={"parent": parent, "name": name, "number": number},
        )
