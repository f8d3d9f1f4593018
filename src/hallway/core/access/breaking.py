"""Giving an object a scope of its own; inside a command that holds its list."""

from __future__ import annotations

from enum import Enum

from hallway.core import clock
from hallway.core.access.actors import Actor
from hallway.core.access.models import Grant, PendingScope, Scope
from hallway.core.access.rights import RoleId
from hallway.core.access.stamping import drop_scope, stamp
from hallway.core.access.targets import Target
from hallway.core.changes.journal import count
from hallway.core.items.rows import subtree
from hallway.core.lists.models import List
from hallway.core.rowrules.scopes import rebase
from hallway.core.rowrules.stamping import is_ruled, settle_below
from hallway.platform.db import engine

RESTAMP_INLINE = 20_000
"""The most rows a command re-stamps itself; more are left to a job."""
_ALL = 2**31 - 1


class Inherit(Enum):
    """What a broken inheritance starts with."""

    COPY = "copy"
    CLEAR = "clear"


def open_scope(actor: Actor, target: Target, start: Inherit, *, kept: int = 0) -> int:
    """Give a target that inherits a scope of its own, and carry it below.

    Of what is copied, only the grants of roles with all the rights `kept`.
    """
    scope = Scope.unscoped.create(
        site_id=target.site, list_id=target.list, item_id=target.item
    )
    if start is Inherit.COPY:
        engine().execute(
            "INSERT INTO core_grant"
            " (scope_id, principal_id, role_id, granted, granted_by, also)"
            " SELECT %s, g.principal_id, g.role_id, g.granted, g.granted_by, g.also"
            " FROM core_grant g JOIN core_role r ON r.id = g.role_id"
            " WHERE g.scope_id = %s AND (r.mask & %s) = %s",
            (scope.pk, target.scope, kept, kept),
        )
    elif actor.is_person:
        Grant.unscoped.create(
            scope=scope,
            principal_id=actor.principal,
            role_id=RoleId.FULL_CONTROL,
            granted=clock.now(),
            granted_by=actor.principal,
        )
    restamp_below(actor, target, old=target.scope, new=scope.pk)
    return int(scope.pk)


def restamp_below(actor: Actor, target: Target, *, old: int, new: int) -> None:
    """Carry a change of scope to what inherits below, now or by a job."""
    assert target.list is not None
    if target.item is None:
        List.unscoped.filter(pk=target.list).update(scope_id=new)
    low, high = subtree(target.ancestry)
    row = engine().fetch_one(
        "SELECT count(*) FROM (SELECT 1 FROM core_item WHERE list_id = %s"
        " AND ancestry >= %s AND ancestry < %s AND scope_id = %s LIMIT %s) AS few",
        (target.list, low, high, old, RESTAMP_INLINE + 1),
    )
    move_permission_epoch(target.site)
    ruled = is_ruled(target.list)
    if row is not None and (row[0] <= RESTAMP_INLINE or ruled):
        # Under a row rule only folders carry it, and what derives from it follows.
        limit = _ALL if ruled else RESTAMP_INLINE
        stamp(target.list, low, high, old=old, new=new, limit=limit)
        if target.item is None:
            rebase(target.list, old=old, new=new)
        elif ruled:
            settle_below(target.list, low, high)
        drop_scope(old, target)
        return
    pending = PendingScope.unscoped.create(
        list_id=target.list,
        ancestry=target.ancestry,
        old_id=old,
        new_id=new,
        started=clock.now(),
    )
    engine().execute(
        "UPDATE core_list SET pending = pending + 1 WHERE id = %s", (target.list,)
    )
    _restamp_root(target, old=old, new=new)
    from hallway.core.jobs.commands import enqueue

    enqueue(actor, "access.restamp", key=str(pending.pk), pending=pending.pk)


def _restamp_root(target: Target, *, old: int, new: int) -> None:
    """Stamp the top row at once, so that what is made in it inherits the new scope."""
    assert target.list is not None
    item = target.item if target.item is not None else target.root
    engine().execute("UPDATE core_item SET scope_id = %s WHERE id = %s", (new, item))
    if target.item is not None:
        count(target.list, old, -1)
        count(target.list, new, 1)


def move_permission_epoch(site: int) -> None:
    """Say that who may what in a site is other than it was."""
    engine().execute(
        "UPDATE core_site SET permission_epoch = permission_epoch + 1 WHERE id = %s",
        (site,),
    )
