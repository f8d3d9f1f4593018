"""Granting and revoking roles; breaking and restoring inheritance."""

from __future__ import annotations

from enum import Enum

from hallway.core import clock
from hallway.core.access.actors import Actor, PrincipalId
from hallway.core.access.models import Grant, PendingScope, Principal, Role, Scope
from hallway.core.access.records import Securable
from hallway.core.access.rights import Right, RoleId
from hallway.core.access.stamping import drop_scope, stamp
from hallway.core.access.targets import Target, hold_target, stream_of
from hallway.core.changes.journal import command, count, record, unchanged
from hallway.core.errors import Conflict, Invalid, NotFound
from hallway.core.items.rows import subtree
from hallway.core.lists.models import List
from hallway.platform.db import engine

RESTAMP_INLINE = 20_000
"""The most rows a command re-stamps itself; more are left to a job."""

_PENDING = "A permission change is still being applied; try again shortly."


class Inherit(Enum):
    """What a broken inheritance starts with."""

    COPY = "copy"
    CLEAR = "clear"


@command
def grant_role(
    actor: Actor, securable: Securable, *, principal: PrincipalId, role: int
) -> None:
    """Give a principal a role on an object with permissions of its own.

    Conflict if the object inherits: break the inheritance first, or grant above.
    """
    target = hold_target(actor, securable, Right.MANAGE_PERMISSIONS)
    _demand_own(target)
    if not Principal.unscoped.filter(pk=principal).exists():
        raise Invalid({"principal": "There is no such person or group."})
    if not Role.unscoped.filter(pk=role).exists():
        raise Invalid({"role": "There is no such role."})
    made = engine().execute(
        "INSERT INTO core_grant (scope_id, principal_id, role_id, granted, granted_by)"
        " VALUES (%s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
        (target.scope, principal, role, clock.now(), actor.principal),
    )
    if made == 0:
        unchanged()
        return
    _move_epoch(target.site)
    record(
        stream_of(target),
        "role.granted",
        item=target.item,
        after={"scope": target.scope, "principal": principal, "role": role},
    )


@command
def revoke_role(
    actor: Actor, securable: Securable, *, principal: PrincipalId, role: int
) -> None:
    """Take a role back; NotFound if it was not granted here."""
    target = hold_target(actor, securable, Right.MANAGE_PERMISSIONS)
    _demand_own(target)
    gone, _ = Grant.unscoped.filter(
        scope_id=target.scope, principal_id=principal, role_id=role
    ).delete()
    if not gone:
        raise NotFound("That role was not granted here.")
    _move_epoch(target.site)
    record(
        stream_of(target),
        "role.revoked",
        item=target.item,
        before={"scope": target.scope, "principal": principal, "role": role},
    )


def _demand_own(target: Target) -> None:
    if not target.owns_scope:
        raise Conflict("It inherits its permissions; break the inheritance first.")


@command
def break_inheritance(
    actor: Actor, securable: Securable, *, start: Inherit = Inherit.COPY
) -> None:
    """Give a list or an item permissions of its own.

    They start as a copy of those inherited, or empty but for the actor's full
    control.  What inherits below follows: at once up to 20,000 rows, beyond that
    by a job, and until it is done whoever loses access has lost it already.
    """
    target = hold_target(actor, securable, Right.MANAGE_PERMISSIONS)
    if target.owns_scope:
        raise Conflict("It has permissions of its own already.")
    if target.pending:
        raise Conflict(_PENDING)
    scope = Scope.unscoped.create(
        site_id=target.site, list_id=target.list, item_id=target.item
    )
    at = clock.now()
    if start is Inherit.COPY:
        engine().execute(
            "INSERT INTO core_grant"
            " (scope_id, principal_id, role_id, granted, granted_by)"
            " SELECT %s, principal_id, role_id, granted, granted_by"
            " FROM core_grant WHERE scope_id = %s",
            (scope.pk, target.scope),
        )
    elif actor.is_person:
        Grant.unscoped.create(
            scope=scope,
            principal_id=actor.principal,
            role_id=RoleId.FULL_CONTROL,
            granted=at,
            granted_by=actor.principal,
        )
    record(
        stream_of(target),
        "inheritance.broken",
        item=target.item,
        before={"scope": target.scope},
        after={"scope": scope.pk},
    )
    _restamp(actor, target, old=target.scope, new=scope.pk)


@command
def restore_inheritance(actor: Actor, securable: Securable) -> None:
    """Let a list or an item inherit again; its own grants are dropped."""
    target = hold_target(actor, securable, Right.MANAGE_PERMISSIONS)
    if not target.owns_scope or target.list is None:
        raise Conflict("It inherits its permissions already.")
    _restore(actor, target)


def _restore(actor: Actor, target: Target) -> None:
    if target.pending:
        raise Conflict(_PENDING)
    record(
        stream_of(target),
        "inheritance.restored",
        item=target.item,
        before={"scope": target.scope},
        after={"scope": target.parent_scope},
    )
    _restamp(actor, target, old=target.scope, new=target.parent_scope)


@command
def set_aside(actor: Actor, securable: Securable) -> None:
    """Keep an item from all but those who may change it, as a draft is.

    It gets permissions of its own with those inherited grants that let one edit;
    whoever may edit it may do this.  Conflict if it has its own already.
    """
    target = hold_target(actor, securable, Right.EDIT_LIST_ITEMS)
    if target.item is None or target.owns_scope:
        raise Conflict("It has permissions of its own already.")
    if target.pending:
        raise Conflict(_PENDING)
    scope = Scope.unscoped.create(
        site_id=target.site, list_id=target.list, item_id=target.item
    )
    engine().execute(
        "INSERT INTO core_grant"
        " (scope_id, principal_id, role_id, granted, granted_by)"
        " SELECT %s, g.principal_id, g.role_id, g.granted, g.granted_by"
        " FROM core_grant g JOIN core_role r ON r.id = g.role_id"
        " WHERE g.scope_id = %s AND (r.mask & %s) = %s",
        (scope.pk, target.scope, *[int(Right.EDIT_LIST_ITEMS)] * 2),
    )
    record(
        stream_of(target),
        "inheritance.broken",
        item=target.item,
        before={"scope": target.scope},
        after={"scope": scope.pk},
    )
    _restamp(actor, target, old=target.scope, new=scope.pk)


@command
def bring_back(actor: Actor, securable: Securable) -> None:
    """Let an item that was set aside inherit again: a draft is published.

    Whoever may edit it may do this, as long as nobody gave it other permissions in
    the meantime: then it takes the right to change them.
    """
    target = hold_target(actor, securable, Right.EDIT_LIST_ITEMS)
    if target.item is None or not target.owns_scope:
        unchanged()
        return
    edit = int(Right.EDIT_LIST_ITEMS)
    other = engine().fetch_one(
        "SELECT 1 FROM core_grant g JOIN core_role r ON r.id = g.role_id"
        " WHERE g.scope_id = %s AND ((r.mask & %s) <> %s OR NOT EXISTS ("
        " SELECT 1 FROM core_grant p WHERE p.scope_id = %s"
        " AND p.principal_id = g.principal_id AND p.role_id = g.role_id))",
        (target.scope, edit, edit, target.parent_scope),
    )
    if other is not None:
        hold_target(actor, securable, Right.MANAGE_PERMISSIONS)
    _restore(actor, target)


def _restamp(actor: Actor, target: Target, *, old: int, new: int) -> None:
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
    _move_epoch(target.site)
    if row is not None and row[0] <= RESTAMP_INLINE:
        stamp(target.list, low, high, old=old, new=new, limit=RESTAMP_INLINE)
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


def _move_epoch(site: int) -> None:
    engine().execute(
        "UPDATE core_site SET permission_epoch = permission_epoch + 1 WHERE id = %s",
        (site,),
    )
