"""Alias links: two persons found to be one human, until found otherwise."""

from __future__ import annotations

from hallway.core import clock
from hallway.core.access.actors import Actor, PrincipalId
from hallway.core.changes.journal import command
from hallway.core.errors import NotFound
from hallway.core.people.epoch import lock_directory, move_epoch, record_directory
from hallway.core.people.models import AliasLink
from hallway.core.people.queries import get_person
from hallway.core.people.rules import demand_administrator, ordered
from hallway.core.people.standing import renew_standing


@command
def link_alias(
    actor: Actor, one: PrincipalId, other: PrincipalId, *, reason: str = ""
) -> None:
    """Join two persons: each reaches what the other does; authorship stays put.

    Conflict if they are joined directly already.
    """
    get_person(actor, one)
    get_person(actor, other)
    demand_administrator(actor)
    first, second = ordered(one, other)
    lock_directory()
    AliasLink.unscoped.create(
        first_id=first,
        second_id=second,
        reason=reason,
        since=clock.now(),
        linked_by=actor.principal,
    )
    renew_standing(first)
    record_directory("alias.linked", after={"first": first, "second": second})
    move_epoch()


@command
def unlink_alias(actor: Actor, one: PrincipalId, other: PrincipalId) -> None:
    """Part two persons again; the link is ended, not forgotten.  NotFound if none."""
    get_person(actor, one)
    get_person(actor, other)
    demand_administrator(actor)
    first, second = ordered(one, other)
    lock_directory()
    ended = AliasLink.unscoped.filter(
        first=first, second=second, until__isnull=True
    ).update(until=clock.now())
    if not ended:
        raise NotFound("These two are not joined.")
    renew_standing(first)
    renew_standing(second)
    record_directory("alias.unlinked", before={"first": first, "second": second})
    move_epoch()
