"""A small cast with distinct rights, made by commands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from hallway.core.access.actors import Actor, PrincipalId, System
from hallway.core.sites.records import SiteId
from tests.faces.dav.asking import Answer, ask

SITE = "/sites/hr"
LIBRARY = f"{SITE}/Documents"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden", action="store_true", help="record the answers anew"
    )


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person of the cast, with a token."""

    id: PrincipalId
    email: str
    token: str

    def __call__(self, method: str, path: str, **more: Any) -> Answer:
        """Ask as this person."""
        return ask(method, path, token=self.token, **more)


@dataclass(frozen=True, slots=True)
class Cast:
    """Lena owns the site, Mo may edit, Rita may read, Nils sees nothing of it."""

    lena: Somebody
    mo: Somebody
    rita: Somebody
    nils: Somebody
    system: Actor
    site: SiteId


@pytest.fixture
def cast(db: None) -> Cast:
    from hallway.core.access.commands import grant_role
    from hallway.core.access.records import Securable
    from hallway.core.access.rights import RoleId
    from hallway.core.people import commands as people
    from hallway.core.sites.commands import add_site

    system = System("a test")

    def add(name: str) -> Somebody:
        email = f"{name.lower()}@example.com"
        person = people.add_person(system, email=email, name=f"{name} Test")
        token = people.create_token(system, person.id, name="test")
        return Somebody(person.id, email, token)

    lena, mo, rita, nils = (add(name) for name in ("Lena", "Mo", "Rita", "Nils"))
    site = add_site(system, path=SITE, title="People", owner=lena.id)
    for person, role in ((mo, RoleId.CONTRIBUTE), (rita, RoleId.READ)):
        grant_role(system, Securable(site=site.id), principal=person.id, role=role)
    return Cast(lena, mo, rita, nils, system, site.id)


@pytest.fixture
def statements() -> Callable[[], Any]:
    """Counts SQL statements inside a ``with``."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    return lambda: CaptureQueriesContext(connection)
