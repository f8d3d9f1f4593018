"""Two companies about to be one, and a customer."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from hallway.core.access.actors import Actor
from hallway.core.people.records import OrganisationRecord, PersonRecord
from tests.core.people.conftest import Acts, Adds


@dataclass
class House:
    """Everybody by his first name; `staff` acts as Stan, who has no power."""

    system: Actor
    own: OrganisationRecord
    other: OrganisationRecord
    people: dict[str, PersonRecord] = field(default_factory=dict)
    acting: Acts | None = None

    def act(self, who: str) -> Actor:
        """Somebody as an actor."""
        assert self.acting is not None
        return self.acting(self.people[who])


@pytest.fixture
def house(system: Actor, own: OrganisationRecord, add: Adds, act: Acts) -> House:
    """Henrik above Katharina above Stan and Lukas; Mara stands alone at Halden."""
    from hallway.core.people.commands import add_organisation, set_manager
    from hallway.core.people.profiles.commands import update_profile

    other = add_organisation(system, name="Halden", kind="own")
    acme = add_organisation(system, name="Acme", kind="customer")
    house = House(system, own, other, acting=act)
    for name, of, department, office, skills in (
        ("Henrik", own, "Board", "Hamburg", ["Law"]),
        ("Katharina", own, "IT", "Hamburg", ["Networks", "Identity"]),
        ("Stan", own, "IT", "Ulm", ["networks"]),
        ("Lukas", other, "IT", "Ulm", []),
        ("Mara", other, "Sales", "Ulm", []),
        ("Cora", acme, "Secret", "Elsewhere", ["Cunning"]),
    ):
        house.people[name] = person = add(name, organisation=of.id)
        update_profile(
            system,
            person.id,
            fields={"department": department, "office": office, "skills": skills},
        )
    for below, above in (
        ("Katharina", "Henrik"),
        ("Stan", "Katharina"),
        ("Lukas", "Katharina"),
    ):
        set_manager(system, house.people[below].id, manager=house.people[above].id)
    return house
