"""What a person does to his own account: he signs in, he changes his password."""

from __future__ import annotations

from datetime import UTC, datetime

from django.contrib.auth.hashers import make_password

from hallway.core import clock
from hallway.core.access.actors import Actor
from hallway.core.changes.journal import command
from hallway.core.errors import Forbidden
from hallway.core.people.addresses import write_address
from hallway.core.people.epoch import lock_directory, record_directory
from hallway.core.people.models import Person
from hallway.core.people.rules import check_email, check_password


@command
def note_sign_in(actor: Actor) -> None:
    """Write down that the actor has signed in, and when."""
    _demand_person(actor)
    lock_directory()
    at = datetime.fromtimestamp(clock.now() / clock.SECOND, tz=UTC)
    Person.unscoped.filter(pk=actor.principal).update(last_login=at)
    record_directory("person.signed_in", after={"person": actor.principal})


@command
def note_sessions_ended(actor: Actor, *, count: int) -> None:
    """Write down that the actor has ended sessions of his own, and how many."""
    _demand_person(actor)
    lock_directory()
    after = {"person": actor.principal, "sessions": count}
    record_directory("person.sessions_ended", after=after)


@command
def note_factor(actor: Actor, *, verb: str, factor: str) -> None:
    """Write down what the actor did to a second factor of his.

    `verb` is added, removed or renewed; `factor` the kind: totp, webauthn,
    recovery_codes.
    """
    _demand_person(actor)
    lock_directory()
    after = {"person": actor.principal, "factor": factor}
    record_directory(f"person.factor_{verb}", after=after)


def change_password(actor: Actor, *, password: str) -> None:
    """Replace the actor's own password; Invalid if it is too short.

    His other sessions end with it. Whoever calls this has asked for the old password
    or for the key of a mail.
    """
    _demand_person(actor)
    check_password(password)
    # Hashing takes a third of a second on purpose: not while others wait to write.
    _change_password(actor, hashed=make_password(password))


@command
def _change_password(actor: Actor, *, hashed: str) -> None:
    lock_directory()
    Person.unscoped.filter(pk=actor.principal).update(password=hashed)
    record_directory("person.password_changed", after={"person": actor.principal})


@command
def change_email(actor: Actor, *, email: str) -> None:
    """Replace the actor's own address; Invalid, Conflict if somebody has it.

    Whoever calls this has seen that the actor reads mail at the new one.
    """
    _demand_person(actor)
    email, key = check_email(email)
    lock_directory()
    write_address(actor.principal, email, key)
    record_directory("person.email_changed", after={"person": actor.principal})


def _demand_person(actor: Actor) -> None:
    if not actor.is_person:
        raise Forbidden("Only somebody who is signed in may do this.")
