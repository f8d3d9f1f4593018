"""Small set-ups, made by commands."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from hallway.core.access.actors import Actor, PrincipalId, System
from hallway.core.people.actors import get_actor
from hallway.core.people.commands import add_person, bootstrap
from hallway.core.people.records import OrganisationRecord, PersonRecord

Adds = Callable[..., PersonRecord]


@pytest.fixture
def system() -> Actor:
    return System("a test")


@pytest.fixture
def own(db: None, system: Actor) -> OrganisationRecord:
    return bootstrap(system)


@pytest.fixture
def add(db: None, system: Actor) -> Adds:
    """Adds a person by his first name; keywords as `add_person`."""

    def added(name: str, **more: object) -> PersonRecord:
        return add_person(system, email=f"{name.lower()}@a.example", name=name, **more)  # type: ignore[arg-type]

    return added


@pytest.fixture
def act() -> Callable[[PersonRecord], Actor]:
    """Gives a person as an actor, as of now."""

    def acting(person: PersonRecord) -> Actor:
        return get_actor(PrincipalId(person.id), face="test")

    return acting
