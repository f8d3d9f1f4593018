"""A person with a password, a browser, and a server that takes mail."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.test import Client
from pytest_django.fixtures import Settings

from hallway.config.environment import load
from hallway.config.mail import mail
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


class Box:
    """Takes mail as a server does."""

    def __init__(self) -> None:
        self.mails: list[Message] = []

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, server: Any, session: Any, envelope: Any
    ) -> str:
        self.mails.append(message_from_bytes(envelope.content))
        return "250 OK"


class Server(Controller):
    """A server on a port that the system chose."""

    def _trigger_server(self) -> None:
        server: Any = self.server
        self.port = server.sockets[0].getsockname()[1]
        super()._trigger_server()


@pytest.fixture
def box(settings: Settings) -> Iterator[Box]:
    taken = Box()
    controller = Server(taken, hostname="127.0.0.1", port=0)
    controller.start()
    configured = load({"HALLWAY_SMTP_URL": f"smtp://127.0.0.1:{controller.port}"})
    for name, value in mail(configured).items():
        setattr(settings, name, value)
    try:
        yield taken
    finally:
        controller.stop()


def link_in(mail: Message) -> str:
    found = re.search(r"https?://[^/\s]+(/accounts/\S+)", body(mail))
    assert found, body(mail)
    return found[1]


def body(mail: Message) -> str:
    payload = mail.get_payload(decode=True)
    assert isinstance(payload, bytes)
    return payload.decode()


def run_jobs(name: str) -> int:
    """Run the jobs of a name that wait; how many there were."""
    import json

    from hallway.core.jobs.registry import find_job
    from hallway.platform.db import engine

    spec = find_job(name)
    assert spec is not None
    rows = engine().fetch_all("SELECT id, args FROM core_job WHERE name = %s", (name,))
    for job, args in rows:
        given = json.loads(args) if isinstance(args, str) else args
        spec.function(System("a test's job"), None, **given)
        engine().execute("DELETE FROM core_job WHERE id = %s", (job,))
    return len(rows)
