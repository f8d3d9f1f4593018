"""Granting and revoking roles; breaking and restoring inheritance."""

from __future__ import annotations

from hallway.core import clock
from hallway.core.access.actors import Actor, PrincipalId
from hallway.core.access.breaking import (
    Inherit,
    move_permission_epoch,
    open_scope,
    restamp_below,
)
from hallway.core.access.models import Grant, Principal, Role
from hallway.core.access.owners import keeping_an_owner
from hallway.core.access.records import Securable
from hallway.core.access.rights import Right
from hallway.core.access.targets import Target, hold_target, stream_of
from hallway.core.changes.journal import command, record, unchanged
from hallway.core.errors import Conflict, Invalid, NotFound
from hallway.core.rowrules.scopes import derive_again
from hallway.core.rowrules.stamping import inherited_scope
from hallway.platform.db import engine

__all__ = [
    "Inherit",
    "break_inheritance",
    "bring_back",
    "grant_role",
    "restore_inheritance",
    "revoke_role",
    "set_aside",
]

_PENDING = "A permission change is still being applied; try again shortly."


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
    derive_again(target.scope)
    move_permission_epoch(target.site)
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
    """Take a role back; NotFound if it was not granted here.

    Conflict if that takes a site's last owner.
    """
    target = hold_target(actor, securable, Right.MANAGE_PERMISSIONS)
    _demand_own(target)
    with keeping_an_owner(target.site if target.list is None else None):
        gone, _ = Grant.unscoped.filter(
            scope_id=target.scope, principal_id=principal, role_id=role
        ).delete()
        if not gone:
            raise NotFound("That role was not granted here.")
    derive_again(target.scope)
    move_permission_epoch(target.site)
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
    scope = open_scope(actor, target, start)
    record(
        stream_of(target),
        "inheritance.broken",
        item=target.item,
        before={"scope": target.scope},
        after={"scope": scope},
    )


def _inherited(target: Target) -> int:
    """Return the scope a target has when it inherits."""
    if target.item is None:
        return target.parent_scope
    return inherited_scope(target.item) or target.parent_scope


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
    new = _inherited(target)
    record(
        stream_of(target),
        "inheritance.restored",
        item=target.item,
        before={"scope": target.scope},
        after={"scope": new},
    )
    restamp_below(actor, target, old=target.scope, new=new)


@command
def set_aside(
    actor: Actor, securable: Securable, *, of: Securable | None = None
) -> None:
    """Keep an item from all but those who may change it, as a draft is.

    It gets permissions of its own with those inherited grants that let one edit;
    whoever may edit it may do this, or may edit what it is part `of`.  Conflict if it
    has its own already.
    """
    target = _hold_part(actor, securable, of)
    if target.item is None or target.owns_scope:
        raise Conflict("It has permissions of its own already.")
    if target.pending:
        raise Conflict(_PENDING)
    kept = int(Right.EDIT_LIST_ITEMS)
    scope = open_scope(actor, target, Inherit.COPY, kept=kept)
    record(
        stream_of(target),
        "inheritance.broken",
        item=target.item,
        before={"scope": target.scope},
        after={"scope": scope},
    )


@command
def bring_back(
    actor: Actor, securable: Securable, *, of: Securable | None = None
) -> None:
    """Let an item that was set aside inherit again: a draft is published.

    Whoever may edit it may do this, or may edit what it is part `of`, as long as
    nobody gave it other permissions in the meantime: then it takes the right to
    change them.
    """
    target = _hold_part(actor, securable, of)
    if target.item is None or not target.owns_scope:
        unchanged()
        return
    edit = int(Right.EDIT_LIST_ITEMS)
    other = engine().fetch_one(
        "SELECT 1 FROM core_grant g JOIN core_role r ON r.id = g.role_id"
        " WHERE g.scope_id = %s AND ((r.mask & %s) <> %s OR NOT EXISTS ("
        " SELECT 1 FROM core_grant p WHERE p.scope_id = %s"
        " AND p.principal_id = g.principal_id AND p.role_id = g.role_id"
        " AND p.also = g.also))",
        (target.scope, edit, edit, _inherited(target)),
    )
    if other is not None:
        hold_target(actor, securable, Right.MANAGE_PERMISSIONS)
    _restore(actor, target)


def _hold_part(actor: Actor, securable: Securable, of: Securable | None) -> Target:
    if of is None:
        return hold_target(actor, securable, Right.EDIT_LIST_ITEMS)
    hold_target(actor, of, Right.EDIT_LIST_ITEMS)
    return hold_target(actor, securable, None)
