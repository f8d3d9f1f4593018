"""Requiring second factors, and taking away one that was lost; administrators only."""

from __future__ import annotations

from hallway.core.access.actors import Actor, PrincipalId
from hallway.core.changes.journal import command, unchanged
from hallway.core.errors import Conflict, NotFound
from hallway.core.jobs.commands import enqueue
from hallway.core.people.epoch import lock_directory, move_epoch, record_directory
from hallway.core.people.factors.store import factor_store
from hallway.core.people.models import Organisation, Tenant
from hallway.core.people.queries import get_person
from hallway.core.people.records import OrganisationId
from hallway.core.people.rules import check_title, demand_administrator

TELL_JOB = "signin.tell_factor_removed"
"""The job that tells a person by mail; the composition root registers it."""


@command
def require_factor(actor: Actor, organisation: OrganisationId | None) -> None:
    """Require a second factor of an organisation's people; None: of administrators.

    From the next request on whoever has none can do nothing but set one up.
    """
    _require(actor, organisation, needed=True)


@command
def waive_factor(actor: Actor, organisation: OrganisationId | None) -> None:
    """Require it no longer; who has a second factor keeps it."""
    _require(actor, organisation, needed=False)


@command
def remove_factors(actor: Actor, person: PrincipalId, *, reason: str) -> None:
    """Take a lost second factor, and the recovery codes, from somebody else.

    The reason is recorded, the person is told by mail.  Conflict if he has none, and
    for oneself: that takes a second administrator.
    """
    get_person(actor, person)
    demand_administrator(actor)
    reason = check_title(reason, field="reason", longest=500)
    if person == actor.principal:
        raise Conflict("Ask another administrator to remove your own second factor.")
    lock_directory()
    kinds = factor_store().kinds_of(person)
    if not kinds:
        raise Conflict("This person has no second factor.")
    factor_store().remove(person)
    record_directory(
        "person.factor_removed",
        before={"person": person, "factors": kinds},
        after={"person": person, "reason": reason},
    )
    enqueue(actor, TELL_JOB, person=person)


def _require(
    actor: Actor, organisation: OrganisationId | None, *, needed: bool
) -> None:
    demand_administrator(actor)
    lock_directory()
    if organisation is None:
        rows = Tenant.unscoped.filter(administrators_need_factor=not needed)
        moved = rows.update(administrators_need_factor=needed)
    else:
        found = Organisation.unscoped.filter(pk=organisation)
        if not found.exists():
            raise NotFound("There is no such organisation.")
        moved = found.filter(needs_factor=not needed).update(needs_factor=needed)
    if not moved:
        unchanged()
        return
    verb = "factor.required" if needed else "factor.waived"
    record_directory(verb, after={"organisation": organisation})
    move_epoch()
