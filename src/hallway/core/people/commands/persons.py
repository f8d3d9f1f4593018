"""Persons: who there is, what they are called, whom they report to."""

from __future__ import annotations

from django.contrib.auth.hashers import make_password

from hallway.core import clock
from hallway.core.access.actors import ADMINISTRATORS, Actor, PrincipalId
from hallway.core.access.groups.commands import add_member
from hallway.core.access.models import Principal
from hallway.core.access.titles import titled
from hallway.core.changes.journal import command, unchanged
from hallway.core.errors import Conflict
from hallway.core.people.addresses import write_address
from hallway.core.people.commands.organisations import add_membership
from hallway.core.people.epoch import lock_directory, move_epoch, record_directory
from hallway.core.people.models import Account, Directory, Person
from hallway.core.people.queries import get_person
from hallway.core.people.records import OrganisationId, PersonRecord
from hallway.core.people.rules import (
    check_email,
    check_password,
    check_title,
    demand_administrator,
)
from hallway.core.people.standing import renew_standing
from hallway.platform.db import engine
from hallway.wire.paths import sort_key


def add_person(
    actor: Actor,
    *,
    email: str,
    name: str,
    password: str | None = None,
    admin: bool = False,
    organisation: OrganisationId | None = None,
) -> PersonRecord:
    """Add a person with a local account and return him.

    Without a password nobody can sign in with one.  `admin` makes him a member of
    Administrators, `organisation` a member of it.  Conflict if the address is taken.
    """
    demand_administrator(actor)
    # Hashing takes a third of a second on purpose: not while others wait to write.
    return _add_person(
        actor,
        email=email,
        name=name,
        hashed=_hash(password),
        admin=admin,
        organisation=organisation,
    )


@command
def _add_person(
    actor: Actor,
    *,
    email: str,
    name: str,
    hashed: str,
    admin: bool,
    organisation: OrganisationId | None,
) -> PersonRecord:
    email, email_key = check_email(email)
    name = check_title(name, field="name")
    lock_directory()
    now = clock.now()
    principal = Principal.unscoped.create(kind=Principal.Kind.PERSON, **titled(name))
    Person.unscoped.create(
        principal=principal,
        email=email,
        email_key=email_key,
        name_sort=sort_key(name),
        password=hashed,
        created=now,
    )
    Account.unscoped.create(
        directory=Directory.unscoped.filter(kind="local").earliest("id"),
        external_id=email_key,
        person_id=principal.pk,
        created=now,
    )
    record_directory("person.added", after={"person": principal.pk})
    person = PrincipalId(principal.pk)
    if admin:
        add_member(actor, ADMINISTRATORS, person)
    if organisation is not None:
        add_membership(actor, person, organisation=organisation)
    move_epoch()
    return get_person(actor, person)


@command
def update_person(
    actor: Actor,
    person: PrincipalId,
    *,
    name: str | None = None,
    email: str | None = None,
) -> PersonRecord:
    """Change a person's name or e-mail address; what is None stays."""
    old = get_person(actor, person)
    demand_administrator(actor)
    lock_directory()
    changed: list[str] = []
    if name is not None and (name := check_title(name, field="name")) != old.name:
        Principal.unscoped.filter(id=person).update(**titled(name))
        Person.unscoped.filter(pk=person).update(name_sort=sort_key(name))
        changed.append("name")
    if email is not None and email.strip() != old.email:
        email, key = check_email(email)
        write_address(person, email, key)
        changed.append("email")
    if changed:
        record_directory("person.updated", after={"person": person, "fields": changed})
        move_epoch()
    else:
        unchanged()
    return get_person(actor, person)


def set_password(actor: Actor, person: PrincipalId, *, password: str | None) -> None:
    """Replace a person's password; None leaves none that could be used."""
    get_person(actor, person)
    demand_administrator(actor)
    _set_password(actor, person, hashed=_hash(password))


@command
def _set_password(
    actor: Actor,
    person: PrincipalId,
    *,
    hashed: str,
) -> None:
    lock_directory()
    Person.unscoped.filter(pk=person).update(password=hashed)
    record_directory("person.password_set", after={"person": person})


@command
def deactivate_person(actor: Actor, person: PrincipalId) -> None:
    """Shut a person out: no token, no sign-in; what he made stays his."""
    _set_active(actor, person, active=False)


@command
def reactivate_person(actor: Actor, person: PrincipalId) -> None:
    """Let a person in again, with the memberships and tokens he had."""
    _set_active(actor, person, active=True)


def _set_active(actor: Actor, person: PrincipalId, *, active: bool) -> None:
    old = get_person(actor, person)
    demand_administrator(actor)
    if person == actor.principal:
        raise Conflict("Nobody can shut himself out.")
    if old.active == active:
        unchanged()
        return
    lock_directory()
    Person.unscoped.filter(pk=person).update(is_active=active)
    renew_standing(person)
    verb = "person.reactivated" if active else "person.deactivated"
    record_directory(verb, after={"person": person})
    move_epoch()


@command
def set_manager(
    actor: Actor, person: PrincipalId, *, manager: PrincipalId | None
) -> None:
    """Put a person below another in the chart; Conflict if that made a circle."""
    get_person(actor, person)
    demand_administrator(actor)
    lock_directory()
    # Read under the lock: two moves at once could close a circle together.
    old = get_person(actor, person).manager
    if old == manager:
        unchanged()
        return
    if manager is not None:
        get_person(actor, manager)
        _refuse_circle(person, manager)
    Person.unscoped.filter(pk=person).update(manager=manager)
    record_directory(
        "person.manager_set",
        before={"person": person, "manager": old},
        after={"person": person, "manager": manager},
    )


def _refuse_circle(person: int, manager: int) -> None:
    circle = engine().fetch_one(
        "WITH RECURSIVE above(id) AS ("
        " SELECT principal_id FROM core_person WHERE principal_id = %s"
        " UNION SELECT p.manager_id FROM above a JOIN core_person p"
        " ON p.principal_id = a.id WHERE p.manager_id IS NOT NULL)"
        " SELECT 1 FROM above WHERE id = %s",
        (manager, person),
    )
    if circle is not None:
        raise Conflict("A person cannot report, even indirectly, to himself.")


def _hash(password: str | None) -> str:
    if password is not None:
        check_password(password)
    return make_password(password)
