"""Directories that hold accounts, and whom each account stands for."""

from __future__ import annotations

from collections.abc import Mapping

from hallway.core import clock
from hallway.core.access.actors import Actor, PrincipalId
from hallway.core.changes.journal import command
from hallway.core.errors import Invalid, NotFound
from hallway.core.people.epoch import lock_directory, record_directory
from hallway.core.people.models import Account, Directory
from hallway.core.people.queries import (
    get_organisation,
    get_person,
    list_accounts,
    list_directories,
)
from hallway.core.people.records import (
    AccountId,
    AccountRecord,
    DirectoryId,
    DirectoryRecord,
    OrganisationId,
)
from hallway.core.people.rules import check_title, demand_administrator
from hallway.wire.paths import name_key


@command
def add_directory(
    actor: Actor,
    *,
    name: str,
    kind: str,
    organisation: OrganisationId | None = None,
) -> DirectoryRecord:
    """Add a place accounts come from: local, ldap, scim or oidc."""
    demand_administrator(actor)
    name = check_title(name, field="name")
    if kind not in Directory.Kind.values:
        raise Invalid({"kind": "A directory is local, ldap, scim or oidc."})
    if organisation is not None:
        get_organisation(actor, organisation)
    lock_directory()
    row = Directory.unscoped.create(
        kind=kind, name=name, name_key=name_key(name), organisation_id=organisation
    )
    record_directory("directory.added", after={"directory": row.pk, "kind": kind})
    return next(found for found in list_directories(actor) if found.id == row.pk)


@command
def link_account(
    actor: Actor,
    person: PrincipalId,
    *,
    directory: DirectoryId,
    external_id: str,
    attributes: Mapping[str, object] | None = None,
) -> AccountRecord:
    """Say that a directory's entry stands for a person.

    `external_id` is what the directory never changes (objectGUID, SCIM id, OIDC
    subject), compared byte by byte.  Conflict if the entry stands for somebody.
    """
    get_person(actor, person)
    demand_administrator(actor)
    if not external_id:
        raise Invalid({"external_id": "This cannot be empty."})
    if not any(found.id == directory for found in list_directories(actor)):
        raise NotFound("There is no such directory.")
    lock_directory()
    row = Account.unscoped.create(
        directory_id=directory,
        external_id=external_id,
        person_id=person,
        attributes=dict(attributes or {}),
        created=clock.now(),
    )
    record_directory("account.linked", after=_fact(row.pk, directory, person))
    return next(found for found in list_accounts(actor, person) if found.id == row.pk)


@command
def unlink_account(actor: Actor, account: AccountId) -> None:
    """Forget that a directory's entry stands for a person; NotFound if absent."""
    demand_administrator(actor)
    lock_directory()
    row = Account.unscoped.filter(pk=account).first()
    if row is None:
        raise NotFound("There is no such account.")
    fact = _fact(row.pk, row.directory_id, row.person_id)
    row.delete()
    record_directory("account.unlinked", before=fact)


def _fact(account: int, directory: int, person: int) -> dict[str, int]:
    return {"account": account, "directory": directory, "person": person}
