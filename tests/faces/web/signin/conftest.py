"""A person with a password, and a browser."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from hallway.core.access.actors import Actor, PrincipalId, System

PASSWORD = "correct horse 9"
LOGIN = "/accounts/login/"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may sign in."""

    id: PrincipalId
    email: str
    system: Actor


@pytest.fixture(autouse=True)
def _quick_and_forgetful(settings: Settings) -> Iterator[None]:
    """Hash quickly, and forget what other tests tried."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    from django.core.cache import cache

    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def lena(db: None) -> Person:
    from hallway.core.people.commands import add_person, bootstrap

    system = System("a test")
    email = "Lena.Gross@example.com"
    # Pages are for staff: she belongs to the company.
    person = add_person(
        system,
        email=email,
        name="Lena Groß",
        password=PASSWORD,
        organisation=bootstrap(system).id,
    )
    return Person(person.id, email, system)


@pytest.fixture
def browser() -> Client:
    """A browser that is asked for its CSRF tokens."""
    return Client(enforce_csrf_checks=True)


def token_of(browser: Client, path: str = LOGIN) -> str:
    """The CSRF token of a form."""
    response: Any = browser.get(path)
    assert response.status_code == 200, response
    return str(response.context["csrf_token"])


def submit(browser: Client, path: str, **fields: str) -> Any:
    """Fill in the form at a path, and send it there."""
    token = token_of(browser, path)
    target, _, _ = path.partition("?")
    return browser.post(target, {"csrfmiddlewaretoken": token, **fields})


def sign_in(browser: Client, email: str, password: str = PASSWORD, **more: str) -> Any:
    """Sign in by the form."""
    return submit(browser, LOGIN, login=email, password=password, **more)


def is_signed_in(browser: Client) -> bool:
    """Whether the browser's session is somebody's."""
    return browser.get("/accounts/password/change/").status_code == 200
