"""Small set-ups, made by commands.

Imports of tables stand inside: this file is read before Django is set up.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from hallway.core.access.actors import Actor, PrincipalId, System
from hallway.core.people.records import OrganisationRecord, PersonRecord

Adds = Callable[..., PersonRecord]
Acts = Callable[[PersonRecord], Actor]


@pytest.fixture
def system() -> Actor:
    return System("a test")


@pytest.fixture
def own(db: None, system: Actor) -> OrganisationRecord:
    from hallway.core.people.commands import bootstrap

    return bootstrap(system)


@pytest.fixture
def add(db: None, system: Actor) -> Adds:
    """Adds a person by his first name; keywords as `add_person`."""
    from hallway.core.people.commands import add_person

    def added(name: str, **more: Any) -> PersonRecord:
        return add_person(system, email=f"{name.lower()}@a.example", name=name, **more)

    return added


@pytest.fixture
def act() -> Acts:
    """Gives a person as an actor, as of now."""
    from hallway.core.people.actors import get_actor

    def acting(person: PersonRecord) -> Actor:
        return get_actor(PrincipalId(person.id), face="test")

    return acting
