"""Forms that another page sent to the admin centre."""

from __future__ import annotations

import pytest
from django.test import Client

from hallway.core.people.models import Person
from tests.access.test_pages import ROUTES
from tests.world import World

ADMIN = [
    path
    for route, path in ROUTES.items()
    if route.split("/")[0] == "admin" and path != "/admin/invitations"
]


def strict(world: World, who: str) -> Client:
    """A browser of whose forms the token is asked."""
    client = Client(
        enforce_csrf_checks=True,
        HTTP_HOST="127.0.0.1:8000",
        headers={"Accept": "text/html"},
    )
    person = Person.unscoped.get(pk=world.principal(who))
    client.force_login(person, backend="hallway.config.signin.backend.Backend")
    return client


@pytest.mark.parametrize("path", ADMIN)
def test_a_form_without_its_token_is_refused_to_administrators(
    world: World, path: str
) -> None:
    answer = strict(world, "admin").post(path, {"do": "save"})
    assert answer.status_code == 403
    assert "This page is out of date" in answer.content.decode()


@pytest.mark.parametrize("who", ["owner", "member", "nobody", "acme"])
def test_nobody_else_learns_that_there_was_a_form(world: World, who: str) -> None:
    somebody = strict(world, who)
    for path in ADMIN:
        answer = somebody.post(path, {"do": "save"})
        assert answer.status_code == 404, path
        assert "out of date" not in answer.content.decode()
