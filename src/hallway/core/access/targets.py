"""What a permission command works on: a site, a list or an item, held."""

from __future__ import annotations

from dataclasses import dataclass

from hallway.core.access.actors import Actor
from hallway.core.access.queries import get_item_mask, get_mask
from hallway.core.access.records import Securable
from hallway.core.access.rights import Right
from hallway.core.access.rules import demand
from hallway.core.changes.journal import StreamRef, lock_streams
from hallway.core.errors import NotFound
from hallway.platform.db import engine


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A securable with the facts a change of its permissions needs.

    What a row of a list with a row rule inherits derives from `parent_scope`.
    """

    site: int
    list: int | None
    item: int | None
    root: int | None
    ancestry: str
    scope: int
    parent_scope: int
    owns_scope: bool
    pending: int


def stream_of(target: Target) -> StreamRef:
    """Return the stream that a change of its permissions belongs to."""
    return ("site", target.site) if target.list is None else ("list", target.list)


def hold_target(actor: Actor, securable: Securable, right: Right | None) -> Target:
    """Lock the object's stream and read it; NotFound or Forbidden without `right`.

    None asks for no right: the caller has asked for one to what it is part of.
    """
    if securable.item is not None:
        return _hold_item(actor, securable.item, right)
    if securable.list is not None:
        return _hold_list(actor, securable.list, right)
    lock_streams([("site", securable.site)])
    row = engine().fetch_one(
        "SELECT scope_id FROM core_site WHERE id = %s", (securable.site,)
    )
    if row is None:
        raise NotFound
    if right is not None:
        demand(actor, get_mask(actor, row[0]), right)
    return Target(
        site=securable.site,
        list=None,
        item=None,
        root=None,
        ancestry="",
        scope=row[0],
        parent_scope=row[0],
        owns_scope=True,
        pending=0,
    )


def _hold_list(actor: Actor, list_id: int, right: Right | None) -> Target:
    lock_streams([("list", list_id)])
    row = engine().fetch_one(
        "SELECT l.site_id, l.root_id, l.scope_id, s.scope_id, l.pending, r.ancestry"
        " FROM core_list l JOIN core_site s ON s.id = l.site_id"
        " JOIN core_item r ON r.id = l.root_id"
        " WHERE l.id = %s AND l.deletion_id IS NULL",
        (list_id,),
    )
    if row is None:
        raise NotFound
    site, root, scope, above, pending, ancestry = row
    if right is not None:
        demand(actor, get_mask(actor, scope), right)
    return Target(
        site=site,
        list=list_id,
        item=None,
        root=root,
        ancestry=ancestry,
        scope=scope,
        parent_scope=above,
        owns_scope=scope != above,
        pending=pending,
    )


def _hold_item(actor: Actor, item: int, right: Right | None) -> Target:
    found = engine().fetch_one("SELECT list_id FROM core_item WHERE id = %s", (item,))
    if found is None:
        raise NotFound
    lock_streams([("list", found[0])])
    row = engine().fetch_one(
        "SELECT l.site_id, l.id, l.root_id, l.pending, i.scope_id, i.ancestry,"
        " p.scope_id, s.item_id FROM core_item i JOIN core_list l ON l.id = i.list_id"
        " JOIN core_scope s ON s.id = i.scope_id"
        " LEFT JOIN core_item p ON p.id = i.parent_id"
        " WHERE i.id = %s AND i.deletion_id IS NULL",
        (item,),
    )
    if row is None:
        raise NotFound
    site, list_id, root, pending, scope, ancestry, above, owner = row
    if above is None:
        return _hold_list(actor, list_id, right)
    if right is not None:
        mask = get_item_mask(
            actor, list_id=list_id, scope=scope, ancestry=ancestry, pending=pending
        )
        demand(actor, mask, right)
    return Target(
        site=site,
        list=list_id,
        item=item,
        root=root,
        ancestry=ancestry,
        scope=scope,
        parent_scope=above,
        owns_scope=owner == item,
        pending=pending,
    )
