"""Restoring, and deleting for good."""

from __future__ import annotations

from datetime import timedelta

from hallway.core import clock
from hallway.core.access.actors import Actor
from hallway.core.access.queries import get_mask
from hallway.core.access.rights import Right
from hallway.core.access.rules import demand
from hallway.core.access.stamping import part_scope
from hallway.core.attachments.rows import purge_where
from hallway.core.changes.journal import (
    StreamRef,
    charge,
    command,
    lock_streams,
    record,
    unchanged,
)
from hallway.core.errors import Conflict, Forbidden, NotFound
from hallway.core.items.models import Item
from hallway.core.items.naming import free_name
from hallway.core.items.records import ItemRecord
from hallway.core.items.rows import (
    Held,
    find_child,
    get_held,
    get_item_row,
    get_kept_item_row,
    subtree,
)
from hallway.core.items.writing import insert_item, mask_of
from hallway.core.kinds import list_kinds
from hallway.core.lists.holding import streams_of
from hallway.core.lists.rows import get_kept_list_row, get_list_row
from hallway.core.locks.rows import demand_unlocked
from hallway.core.rowrules.scopes import drop_derived
from hallway.core.rowrules.stamping import is_ruled, settle_below
from hallway.core.trash.following import lists_taken
from hallway.core.trash.lists import clear_list, restore_list
from hallway.core.trash.models import Deletion
from hallway.core.trash.queries import FIRST, SECOND, get_deletion
from hallway.core.trash.records import DeletionId, OnClash
from hallway.core.trash.rows import is_reached, site_scope, takes_list
from hallway.core.trash.taking import put_back
from hallway.platform.db import engine
from hallway.wire.paths import name_key, sort_key

KEEP = timedelta(days=93)
"""How long a deletion is kept over both stages, as in SharePoint Online."""


__all__ = [
    "KEEP",
    "OnClash",
    "purge_deletion",
    "purge_expired",
    "restore_deletion",
]


@command
def restore_deletion(
    actor: Actor, deletion: DeletionId, *, on_clash: OnClash = OnClash.ASK
) -> ItemRecord:
    """Put back what one deletion took, where it was; missing folders are made anew.

    Of a whole list its root folder is returned.  Conflict if the name is taken by now,
    unless `on_clash` says to rename.
    """
    row = _hold(actor, deletion)
    if takes_list(row):
        return restore_list(actor, row, on_clash)
    top = Item.unscoped.get(pk=row.item)
    parent = _parent_of(actor, row, top)
    demand(actor, mask_of(actor, parent.item, parent.facts), Right.ADD_LIST_ITEMS)
    demand_unlocked(actor, parent.item, frozenset())
    name = top.name
    if find_child(parent.item.id, top.name_key) is not None:
        if on_clash is OnClash.ASK:
            raise Conflict(f"“{top.name}” exists again; restore it under another name.")
        name = free_name(parent.item.id, top.name, is_folder=top.is_folder)
    # The name first: as long as it is deleted, it clashes with nothing.
    _put_under(top, parent, name)
    put_back(row)
    record(
        ("list", row.list_id),
        "item.restored",
        item=top.pk,
        after={"parent": parent.item.id, "name": name, "number": top.number},
    )
    return get_item_row(top.pk)


def _hold(actor: Actor, deletion: DeletionId) -> Deletion:
    record_of = get_deletion(actor, deletion)
    refs: list[StreamRef] = [
        ("list", one) for one in {record_of.list, *lists_taken(deletion)}
    ]
    if record_of.list_kind:
        refs = [*streams_of(get_kept_list_row(record_of.list))]
    lock_streams(refs)
    rows = Deletion.unscoped.select_related("list")
    row: Deletion | None = rows.filter(pk=deletion).first()
    if row is None or not is_reached(row):
        raise NotFound
    return row


def _parent_of(actor: Actor, row: Deletion, top: Item) -> Held:
    """Return the folder an item was in, or one made anew where that is gone."""
    parent = Item.unscoped.filter(pk=top.parent_id, deletion__isnull=True).first()
    # What hangs at the root but was in a folder lost that to a purge.
    if parent is not None and (parent.parent_id is not None or not row.folder):
        return get_held(parent.pk)
    held = get_held(get_list_row(row.list_id).root)
    for name in [part for part in row.folder.split("/") if part]:
        found = find_child(held.item.id, name_key(name))
        if found is None:
            demand(actor, mask_of(actor, held.item, held.facts), Right.ADD_LIST_ITEMS)
            found = insert_item(actor, held.item, name=name, is_folder=True)
            record(
                ("list", row.list_id),
                "item.created",
                item=found.id,
                after={"number": found.number, "parent": found.parent, "name": name},
            )
        if not found.is_folder:
            raise Conflict(f"“{name}” is a file now; rename it first.")
        held = Held(found, held.facts)
    return held


def _put_under(top: Item, parent: Held, name: str) -> None:
    """Hang a restored subtree under a folder.

    Where that is another folder than it was in, made anew, what the old one kept
    shut must not be open: the subtree keeps its permissions as its own.
    """
    if parent.item.id != top.parent_id:
        _rehang(top.pk, top.ancestry, parent.item, site=parent.facts.site)
    Item.unscoped.filter(pk=top.pk).update(
        parent_id=parent.item.id,
        name=name,
        name_key=name_key(name),
        sort_key=sort_key(name),
        version=top.version + 1,
    )


def _rehang(item: int, ancestry: str, parent: ItemRecord, *, site: int) -> None:
    """Put a deleted subtree below another folder, with the permissions it has."""
    row = engine().fetch_one(
        "SELECT i.scope_id, s.item_id, s.base_id, i.is_folder FROM core_item i"
        " JOIN core_scope s ON s.id = i.scope_id WHERE i.id = %s",
        (item,),
    )
    assert row is not None
    scope, owner, base, is_folder = row
    if owner != item and parent.scope not in (scope, base):
        part_scope(item, site=site, list_id=parent.list, ancestry=ancestry, old=scope)
    engine().execute(
        "UPDATE core_item SET ancestry = %s || substr(ancestry, %s)"
        " WHERE list_id = %s AND ancestry >= %s AND ancestry < %s",
        [
            f"{parent.ancestry}{item}/",
            len(ancestry) + 1,
            parent.list,
            *subtree(ancestry),
        ],
    )
    if is_folder and is_ruled(parent.list):
        # What is in it derives from the permissions that it has from now on.
        low, high = subtree(f"{parent.ancestry}{item}/")
        settle_below(parent.list, low, high)


@command
def purge_deletion(actor: Actor, deletion: DeletionId) -> None:
    """Empty one row: the first stage moves it to the second, from there it is gone.

    The second stage belongs to owners.  Bodies that nothing needs any more go with
    the next collection.
    """
    row = _hold(actor, deletion)
    if row.stage == FIRST:
        Deletion.unscoped.filter(pk=row.pk).update(stage=SECOND, staged=clock.now())
        record(
            ("list", row.list_id),
            "deletion.staged",
            item=row.item,
            after={"deletion": row.pk},
        )
        return
    demand(actor, get_mask(actor, site_scope(row.list_id)), Right.MANAGE_WEB)
    if row.list.pending:
        # Its scopes are what a running re-stamp speaks of.
        raise Conflict("A permission change is still being applied; try again shortly.")
    _purge(row)


def _purge(row: Deletion) -> None:
    db = engine()
    # With a list goes what had been deleted from it.
    of, value = "deletion_id", row.pk
    if takes_list(row):
        of, value = "list_id", row.list_id
    else:
        _drop_orphans(row)
    for site, size in db.fetch_all(
        "SELECT l.site_id, COALESCE(sum(v.size), 0) FROM core_version v"
        " JOIN core_item i ON i.id = v.item_id JOIN core_list l ON l.id = i.list_id"
        f" WHERE i.{of} = %s GROUP BY l.site_id",
        (value,),
    ):
        charge(site, -int(size))
    purge_where(f"i.{of} = %s", value)
    inside = f"(SELECT id FROM core_item WHERE {of} = %s)"
    for table in ("version", "deadproperty", "lock", "itemredirect", "word"):
        db.execute(f"DELETE FROM core_{table} WHERE item_id IN {inside}", (value,))
    for kind in list_kinds():
        for table in kind.tables:
            db.execute(f"DELETE FROM {table} WHERE item_id IN {inside}", (value,))
    for (base,) in db.fetch_all(
        "SELECT DISTINCT b.id FROM core_scope b JOIN core_scope d ON d.base_id = b.id"
        f" WHERE b.item_id IN {inside}",
        (value,),
    ):
        drop_derived(base)
    db.execute(
        "DELETE FROM core_grant WHERE scope_id IN"
        f" (SELECT id FROM core_scope WHERE item_id IN {inside})",
        (value,),
    )
    db.execute(
        "DELETE FROM core_scopecount WHERE scope_id IN"
        f" (SELECT id FROM core_scope WHERE item_id IN {inside})",
        (value,),
    )
    db.execute(f"DELETE FROM core_scope WHERE item_id IN {inside}", (value,))
    db.execute(f"DELETE FROM core_item WHERE {of} = %s", (value,))
    if takes_list(row):
        clear_list(row)
        return
    Deletion.unscoped.filter(pk=row.pk).delete()
    record(
        ("list", row.list_id),
        "item.purged",
        item=row.item,
        before={"name": row.name, "folder": row.folder, "items": row.items},
    )


def _drop_orphans(row: Deletion) -> None:
    """Let deletions inside a purged folder keep their rows: hang them at the root.

    What was deleted before its folder was is a deletion of its own; restoring it
    makes the missing folders anew, from the path it remembers.
    """
    db = engine()
    found = get_kept_list_row(row.list_id)
    root = get_kept_item_row(found.root)
    for item, ancestry in db.fetch_all(
        "SELECT i.id, i.ancestry FROM core_item i JOIN core_item p"
        " ON p.id = i.parent_id WHERE p.deletion_id = %s AND i.deletion_id <> %s",
        (row.pk, row.pk),
    ):
        _rehang(item, ancestry, root, site=found.site)
        db.execute("UPDATE core_item SET parent_id = %s WHERE id = %s", (root.id, item))


@command
def purge_expired(actor: Actor, *, limit: int = 100) -> int:
    """Delete for good what has been in the bin for 93 days; how many rows went."""
    if actor.everything is None:
        raise Forbidden("Only the system does this.")
    before = clock.now() - int(KEEP.total_seconds()) * clock.SECOND
    expired = Deletion.unscoped.filter(deleted__lt=before, list__pending=0)
    expired = expired.select_related("list").order_by("pk")
    found = list(expired[:limit])
    if not found:
        unchanged()
        return 0
    refs: list[StreamRef] = [("list", row.list_id) for row in found]
    refs += [("site", row.list.site_id) for row in found if takes_list(row)]
    lock_streams(refs)
    # Some may be back by now.  What was deleted from a list stands before the list.
    rows = list(expired.filter(pk__in=[row.pk for row in found]))
    if not rows:
        unchanged()
    for row in rows:
        _purge(row)
    return len(rows)
