"""Reads about people, organisations, tokens, aliases and brands.

Staff see everybody.  Somebody else sees himself and the members of his own
organisations; a person he may not see is answered like one that does not exist.
"""

from __future__ import annotations

from typing import Any, BinaryIO
from uuid import UUID

from django.db.models import QuerySet

from hallway.core.access.actors import Actor, PrincipalId
from hallway.core.errors import Forbidden, NotFound
from hallway.core.names import is_storable
from hallway.core.people.models import (
    Account,
    Brand,
    Directory,
    Membership,
    Organisation,
    Tenant,
)
from hallway.core.people.records import (
    AccountId,
    AccountRecord,
    AliasRecord,
    BrandRecord,
    DirectoryId,
    DirectoryRecord,
    MembershipRecord,
    OrganisationId,
    OrganisationRecord,
    PersonRecord,
    TokenId,
    TokenRecord,
)
from hallway.core.people.rules import check_host, demand_administrator, is_self
from hallway.platform.db import engine
from hallway.platform.storage import get_store
from hallway.wire.paths import name_key

_PERSON = (
    "SELECT p.principal_id, n.guid, n.title, p.email, p.is_active, p.manager_id,"
    " p.created"
    " FROM core_person p JOIN core_principal n ON n.id = p.principal_id WHERE "
)


def get_person(actor: Actor, person: int) -> PersonRecord:
    """Return a person; NotFound if absent or hidden."""
    return _one_person(actor, "p.principal_id = %s", person)


def find_person(actor: Actor, email: str) -> PersonRecord:
    """Return the person with an e-mail address, in any case; NotFound as above."""
    if not is_storable(email):
        raise NotFound("There is no such person.")
    return _one_person(actor, "p.email_key = %s", name_key(email.strip()))


def list_people(
    actor: Actor, *, after: PersonRecord | None = None, limit: int = 100
) -> list[PersonRecord]:
    """Return active people the actor may see, by name, from the one after `after`."""
    condition, parameters = _visible(actor)
    condition = f"p.is_active AND {condition}"
    if after is not None:
        condition += (
            " AND (p.name_sort, p.principal_id) > (SELECT q.name_sort, q.principal_id"
            " FROM core_person q WHERE q.principal_id = %s)"
        )
        parameters = [*parameters, after.id]
    return _people(
        f"{condition} ORDER BY p.name_sort, p.principal_id LIMIT %s",
        [*parameters, limit],
    )


def get_tenant_guid(actor: Actor) -> str:
    """Return the installation's GUID, which token issuers put in their addresses."""
    return str(Tenant.unscoped.values_list("guid", flat=True).get())


def list_tokens(actor: Actor, person: int) -> list[TokenRecord]:
    """Return a person's tokens, newest first, for himself or an administrator."""
    get_person(actor, person)
    _demand_own(actor, person)
    return [
        _token(row)
        for row in engine().fetch_all(
            f"{_ONE_OF_TOKENS} WHERE person_id = %s ORDER BY created DESC, id DESC",
            (person,),
        )
    ]


def get_token(actor: Actor, token: int) -> TokenRecord:
    """Return a token of the actor's own, or any for an administrator."""
    row = engine().fetch_one(f"{_ONE_OF_TOKENS} WHERE id = %s", (token,))
    if row is None or not (actor.everything is not None or is_self(actor, row[1])):
        raise NotFound
    return _token(row)


_ONE_OF_TOKENS = (
    "SELECT id, person_id, name, created, expires, revoked, last_used FROM core_token"
)


def list_organisations(actor: Actor) -> list[OrganisationRecord]:
    """Return every organisation for staff, else the actor's own, by name."""
    return [_organisation(row) for row in _organisations(actor).order_by("name_key")]


def get_organisation(actor: Actor, organisation: int) -> OrganisationRecord:
    """Return an organisation; NotFound if absent or hidden."""
    row = _organisations(actor).filter(pk=organisation).first()
    if row is None:
        raise NotFound("There is no such organisation.")
    return _organisation(row)


def get_role_principal(
    actor: Actor, organisation: int, *, role: str = "member"
) -> PrincipalId:
    """Return whom a grant names to reach a role in an organisation; NotFound if none.

    The role `member` stands for everybody in the organisation, in whatever role.
    """
    get_organisation(actor, organisation)
    row = engine().fetch_one(
        "SELECT principal_id FROM core_organisationrole"
        " WHERE organisation_id = %s AND role = %s",
        (organisation, role),
    )
    if row is None:
        raise NotFound("Nobody has this role there.")
    return PrincipalId(row[0])


def list_memberships(actor: Actor, person: int) -> list[MembershipRecord]:
    """Return the organisations a person is in, by name.

    A customer sees of others only what he shares with them.
    """
    get_person(actor, person)
    condition, parameters = "m.person_id = %s", [person]
    if not (actor.staff or is_self(actor, person)):
        mine, principals = engine().is_one_of("person_id", actor.principals)
        condition += (
            " AND m.organisation_id IN (SELECT organisation_id FROM core_membership"
            f" WHERE {mine})"
        )
        parameters += principals
    rows = engine().fetch_all(
        "SELECT m.organisation_id, o.name, o.kind, m.role, m.since"
        " FROM core_membership m JOIN core_organisation o"
        f" ON o.id = m.organisation_id WHERE {condition}"
        " ORDER BY o.name_key, m.role",
        parameters,
    )
    return [
        MembershipRecord(
            person=PrincipalId(person),
            organisation=OrganisationId(organisation),
            organisation_name=name,
            kind=kind,
            role=role,
            since=since,
        )
        for organisation, name, kind, role, since in rows
    ]


def list_directories(actor: Actor) -> list[DirectoryRecord]:
    """Return where accounts come from, by name; Forbidden unless staff."""
    if not actor.staff:
        raise Forbidden("Only staff may see where accounts come from.")
    return [
        DirectoryRecord(
            id=DirectoryId(row.pk),
            guid=str(row.guid),
            kind=row.kind,
            name=row.name,
            organisation=row.organisation_id,
        )
        for row in Directory.unscoped.order_by("name_key")
    ]


def list_accounts(actor: Actor, person: int) -> list[AccountRecord]:
    """Return a person's directory entries, for himself or an administrator."""
    get_person(actor, person)
    _demand_own(actor, person)
    return [
        AccountRecord(
            id=AccountId(row.pk),
            directory=DirectoryId(row.directory_id),
            external_id=row.external_id,
            person=PrincipalId(row.person_id),
            attributes=row.attributes,
            created=row.created,
        )
        for row in Account.unscoped.filter(person=person).order_by("id")
    ]


def list_aliases(actor: Actor, person: int) -> list[AliasRecord]:
    """Return a person's alias links, ended ones too, for him or an administrator."""
    get_person(actor, person)
    _demand_own(actor, person)
    rows = engine().fetch_all(
        "SELECT first_id, second_id, reason, since, until, linked_by"
        " FROM core_aliaslink WHERE first_id = %s OR second_id = %s ORDER BY id",
        (person, person),
    )
    return [
        AliasRecord(
            first=PrincipalId(first),
            second=PrincipalId(second),
            reason=reason,
            since=since,
            until=until,
            linked_by=PrincipalId(by),
        )
        for first, second, reason, since, until, by in rows
    ]


def find_brand(
    actor: Actor,
    host: str,
) -> BrandRecord | None:
    """Return what a host looks like, None if it has no brand; open to everyone."""
    row = Brand.unscoped.filter(host=check_host(host)).first()
    if row is None:
        return None
    return BrandRecord(
        host=row.host,
        organisation=OrganisationId(row.organisation_id),
        name=row.name,
        colours=row.colours,
        logo=row.logo_id,
    )


def list_brands(actor: Actor) -> list[BrandRecord]:
    """Return every brand by host; administrators only."""
    demand_administrator(actor)
    return [
        BrandRecord(
            host=row.host,
            organisation=OrganisationId(row.organisation_id),
            name=row.name,
            colours=row.colours,
            logo=row.logo_id,
        )
        for row in Brand.unscoped.order_by("host")
    ]


def open_brand_logo(actor: Actor, brand: BrandRecord) -> tuple[str, int, BinaryIO]:
    """Return a brand's logo: its sniffed type, size and bytes; open to everyone.

    NotFound without one.
    """
    row = engine().fetch_one(
        "SELECT b.sha256, b.sniffed_type, b.size FROM core_brand r"
        " JOIN core_blob b ON b.sha256 = r.logo_id WHERE r.host = %s",
        (brand.host,),
    )
    if row is None:
        raise NotFound
    return row[1], row[2], get_store().open(row[0])


def _demand_own(actor: Actor, person: int) -> None:
    if actor.everything is None and not is_self(actor, person):
        raise Forbidden("Only the person himself or an administrator may see this.")


def _visible(actor: Actor) -> tuple[str, list[Any]]:
    if actor.staff or actor.everything is not None:
        return "1 = 1", []
    is_me, me = engine().is_one_of("p.principal_id", actor.principals)
    mine, of_me = engine().is_one_of("y.person_id", actor.principals)
    condition = (
        f"({is_me} OR EXISTS (SELECT 1 FROM core_membership x"
        " JOIN core_membership y ON y.organisation_id = x.organisation_id"
        f" WHERE x.person_id = p.principal_id AND {mine}))"
    )
    return condition, [*me, *of_me]


def _one_person(actor: Actor, condition: str, value: object) -> PersonRecord:
    visible, parameters = _visible(actor)
    found = _people(f"{condition} AND {visible}", [value, *parameters])
    if not found:
        raise NotFound("There is no such person.")
    return found[0]


def _people(condition: str, parameters: list[Any]) -> list[PersonRecord]:
    return [
        PersonRecord(
            id=PrincipalId(person),
            guid=str(UUID(str(guid))),
            name=name,
            email=email,
            active=bool(active),
            manager=None if manager is None else PrincipalId(manager),
            created=created,
        )
        for person, guid, name, email, active, manager, created in engine().fetch_all(
            _PERSON + condition, parameters
        )
    ]


def _organisations(actor: Actor) -> QuerySet[Organisation]:
    rows: QuerySet[Organisation] = Organisation.unscoped.all()
    if actor.staff:
        return rows
    own = Membership.unscoped.filter(person__in=actor.principals)
    return rows.filter(pk__in=own.values("organisation_id"))


def _organisation(row: Organisation) -> OrganisationRecord:
    return OrganisationRecord(
        id=OrganisationId(row.pk),
        guid=str(row.guid),
        kind=row.kind,
        name=row.name,
        needs_factor=row.needs_factor,
        created=row.created,
    )


def _token(row: tuple[Any, ...]) -> TokenRecord:
    token, person, name, created, expires, revoked, last_used = row
    return TokenRecord(
        id=TokenId(token),
        person=PrincipalId(person),
        name=name,
        created=created,
        expires=expires,
        revoked=revoked,
        last_used=last_used,
    )
