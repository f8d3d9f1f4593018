"""What the tests of jobs act with."""

import threading
from collections.abc import Callable
from typing import Any

from hallway.core import clock
from hallway.core.access.actors import Actor, PrincipalId, System
from hallway.core.access.models import Principal
from hallway.core.people.models import Person
from hallway.platform.db import close_connection, engine

SYSTEM = System("a test")
Job = Callable[..., Callable[[Callable[..., object]], Callable[..., object]]]


def person(email: str, *, active: bool = True) -> Actor:
    principal = Principal.unscoped.create(kind="person", title=email)
    Person.unscoped.create(
        principal=principal,
        email=email,
        email_key=email,
        is_active=active,
        created=clock.now(),
    )
    number = PrincipalId(principal.pk)
    return Actor(principal=number, principals=(PrincipalId(2), number))


def columns(job: int, names: str) -> tuple[Any, ...] | None:
    return engine().fetch_one(f"SELECT {names} FROM core_job WHERE id = %s", (job,))


def make_due() -> None:
    """Pass the time that waiting jobs wait, and that leases last."""
    engine().execute("UPDATE core_job SET due = 0 WHERE state = 'queued'")


def in_threads(count: int, work: Callable[[], object]) -> None:
    """Call ``work`` in so many threads at once, each with a connection of its own."""
    gate = threading.Barrier(count)
    errors: list[BaseException] = []

    def run() -> None:
        try:
            gate.wait(30)
            work()
        except BaseException as error:  # noqa: BLE001 - shown below
            errors.append(error)
        finally:
            close_connection()

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert errors == []
    assert not any(thread.is_alive() for thread in threads)
