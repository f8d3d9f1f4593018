"""Who needs a second factor, and who has one."""

from __future__ import annotations

from hallway.core.access.actors import ADMINISTRATORS, Actor
from hallway.core.errors import Forbidden
from hallway.core.people.factors.records import RequirementRecord
from hallway.core.people.factors.store import factor_store
from hallway.core.people.models import Organisation, Tenant
from hallway.core.people.queries import get_person
from hallway.core.people.records import OrganisationId
from hallway.core.people.rules import demand_administrator, is_self
from hallway.platform.db import engine


def lacks_factor(actor: Actor) -> bool:
    """Tell whether the actor has to set up a second factor before anything else.

    Costs a query only where one is needed.
    """
    return actor.needs_factor and not factor_store().kinds_of(actor.principal)


def list_factors(actor: Actor, person: int) -> list[str]:
    """Return the kinds of second factors a person has, for him or an administrator."""
    get_person(actor, person)
    if actor.everything is None and not is_self(actor, person):
        raise Forbidden("Only the person himself or an administrator may see this.")
    return factor_store().kinds_of(person)


def list_requirements(actor: Actor) -> list[RequirementRecord]:
    """Return administrators first, then every organisation by name; administrators."""
    demand_administrator(actor)
    people: dict[int | None, set[int]] = {None: set()}
    rows = engine().fetch_all(
        "SELECT m.organisation_id, m.person_id FROM core_membership m"
        " JOIN core_person p ON p.principal_id = m.person_id AND p.is_active"
    )
    rows += engine().fetch_all(
        "SELECT NULL, c.member_id FROM core_groupclosure c"
        " JOIN core_person p ON p.principal_id = c.member_id AND p.is_active"
        " WHERE c.group_id = %s",
        (ADMINISTRATORS,),
    )
    for organisation, person in rows:
        people.setdefault(organisation, set()).add(person)
    holders = factor_store().holders_of(set().union(*people.values()))

    def record(
        organisation: int | None, name: str, kind: str, *, required: bool
    ) -> RequirementRecord:
        concerned = people.get(organisation, set())
        return RequirementRecord(
            organisation=None if organisation is None else OrganisationId(organisation),
            name=name,
            kind=kind,
            required=required,
            people=len(concerned),
            holders=len(concerned & holders),
        )

    needed = Tenant.unscoped.values_list("administrators_need_factor", flat=True).get()
    first = record(None, "Administrators", "administrators", required=needed)
    organisations = Organisation.unscoped.order_by("name_key")
    return [
        first,
        *(
            record(row.pk, row.name, row.kind, required=row.needs_factor)
            for row in organisations
        ),
    ]
