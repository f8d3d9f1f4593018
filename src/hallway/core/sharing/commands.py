"""Sharing an item with people and groups, and taking it back."""

from __future__ import annotations

from collections.abc import Sequence

from hallway.core import clock, names
from hallway.core.access.actors import Actor, PrincipalId, ScopeId
from hallway.core.access.breaking import Inherit, move_permission_epoch, open_scope
from hallway.core.access.models import Grant, Principal, Role
from hallway.core.access.queries import get_item_mask, list_grants
from hallway.core.access.records import Securable
from hallway.core.access.rights import Right
from hallway.core.access.targets import Target, hold_target, stream_of
from hallway.core.changes.journal import command, record, unchanged
from hallway.core.errors import Conflict, Forbidden, Invalid, NotFound
from hallway.core.items.records import ItemId
from hallway.core.jobs.commands import enqueue
from hallway.core.people.queries import get_person
from hallway.core.rowrules.scopes import derive_again
from hallway.core.sharing.records import ShareRight
from hallway.core.sharing.rows import is_near
from hallway.core.sharing.rules import (
    check_recipient,
    covers,
    gives_more,
    may_manage,
    removable,
)

MOST = 50
"""People and groups of one sharing."""


@command
def share_item(
    actor: Actor,
    item: ItemId,
    *,
    principals: Sequence[PrincipalId],
    right: ShareRight,
    message: str = "",
) -> int:
    """Give people and groups a right on an item; how many did not have it yet.

    An item that inherits gets permissions of its own first, a copy of those it had,
    so that nobody loses any.  Recorded as one change.  Whoever may only change the
    item may share it with colleagues, and nobody gives more than he has: Forbidden.
    The message goes along with the mail to persons, where mail is sent.
    """
    names.check_text(message, field="message", longest=2_000)
    wanted = list(dict.fromkeys(principals))
    if not wanted:
        raise Invalid({"with": "Say with whom."})
    if len(wanted) > MOST:
        raise Invalid({"with": f"At most {MOST} at once."})
    target, mask = _hold(actor, item)
    role = Role.unscoped.get(pk=right.role)
    if gives_more(role.mask, mask):
        raise Forbidden("Nobody can give more than he may do himself.")
    for principal in wanted:
        _check_recipient(actor, principal, site=target.site, mask=mask)
    held = {
        (grant.principal, grant.mask)
        for grant in list_grants(actor, ScopeId(target.scope))
        if not grant.also
    }
    lacking = [
        one
        for one in wanted
        if not any(
            who == one and covers(held_mask, role.mask) for who, held_mask in held
        )
    ]
    if not lacking:
        unchanged()
        return 0
    scope = target.scope
    if not target.owns_scope:
        _demand_settled(target)
        scope = open_scope(actor, target, Inherit.COPY)
    at = clock.now()
    Grant.unscoped.bulk_create(
        Grant(
            scope_id=scope,
            principal_id=one,
            role_id=role.pk,
            granted=at,
            granted_by=actor.principal,
        )
        for one in lacking
    )
    derive_again(scope)
    move_permission_epoch(target.site)
    record(
        stream_of(target),
        "item.shared",
        item=item,
        before={"scope": target.scope},
        after={"scope": scope, "principals": lacking, "role": role.pk},
    )
    for one in lacking:
        enqueue(actor, "sharing.announce", item=item, principal=one, message=message)
    return len(lacking)


@command
def unshare_item(actor: Actor, item: ItemId, *, principal: PrincipalId) -> None:
    """Take an item away from somebody who was given it.

    An owner may take away what came from above too: the item then has permissions
    of its own.  Others take back what they gave.  NotFound if the principal holds
    nothing on it, Conflict if nobody would be left who has full control.
    """
    target, mask = _hold(actor, item)
    grants = tuple(list_grants(actor, ScopeId(target.scope)))
    if not any(grant.principal == principal for grant in grants):
        raise NotFound("That was not shared with them.")
    free = removable(
        grants,
        mask=mask,
        principals=actor.principals,
        inherits=not target.owns_scope,
    )
    if principal not in free:
        if may_manage(mask):
            raise Conflict("Somebody has to keep full control.")
        raise Forbidden("Only an owner of this site may take that away.")
    scope = target.scope
    if not target.owns_scope:
        _demand_settled(target)
        scope = open_scope(actor, target, Inherit.COPY)
    Grant.unscoped.filter(scope_id=scope, principal_id=principal).delete()
    derive_again(scope)
    move_permission_epoch(target.site)
    record(
        stream_of(target),
        "item.unshared",
        item=item,
        before={
            "scope": target.scope,
            "principal": principal,
            "roles": [one.role for one in grants if one.principal == principal],
        },
        after={"scope": scope},
    )


def _hold(actor: Actor, item: ItemId) -> tuple[Target, int]:
    """Hold an item that the actor may change, and his rights on it."""
    target = hold_target(
        actor, Securable(site=0, list=None, item=item), Right.VIEW_LIST_ITEMS
    )
    if target.list is None or target.item is None:
        raise Conflict("A whole library is shared by way of its site's groups.")
    mask = get_item_mask(
        actor,
        list_id=target.list,
        scope=target.scope,
        ancestry=target.ancestry,
        pending=target.pending,
    )
    if not mask & (Right.EDIT_LIST_ITEMS | Right.MANAGE_PERMISSIONS):
        raise Forbidden("Only who may change it may share it.")
    return target, mask


def _demand_settled(target: Target) -> None:
    if target.pending:
        raise Conflict("A permission change is still being applied; try again shortly.")


def _check_recipient(actor: Actor, principal: int, *, site: int, mask: int) -> None:
    kind = (
        Principal.unscoped.filter(pk=principal).values_list("kind", flat=True).first()
    )
    if kind is None:
        raise Invalid({"with": "There is no such person or group."})
    if kind == Principal.Kind.PERSON:
        try:
            person = get_person(actor, principal)
        except NotFound:
            raise Invalid({"with": "There is no such person or group."}) from None
        if not person.active:
            raise Invalid({"with": f"{person.name} can no longer sign in."})
    near = is_near(principal, kind=kind, site=site)
    check_recipient(principal, kind=kind, near=near, mask=mask)
