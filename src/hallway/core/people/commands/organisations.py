"""Organisations, who is in them, and the brands they show."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import ProtectedError

from hallway.core import clock
from hallway.core.access.actors import Actor, PrincipalId
from hallway.core.access.models import Grant, GroupMember, Principal
from hallway.core.access.titles import titled
from hallway.core.blobs.linking import link_blob
from hallway.core.changes.journal import command, unchanged
from hallway.core.errors import Conflict, Invalid, NotFound
from hallway.core.people.epoch import lock_directory, move_epoch, record_directory
from hallway.core.people.models import (
    Brand,
    Invitation,
    Membership,
    Organisation,
    OrganisationRole,
    Tenant,
)
from hallway.core.people.queries import (
    find_brand,
    get_organisation,
    get_person,
)
from hallway.core.people.records import (
    BrandRecord,
    OrganisationId,
    OrganisationRecord,
)
from hallway.core.people.rules import (
    check_host,
    check_role,
    check_title,
    demand_administrator,
)
from hallway.platform.storage import StagedBlob
from hallway.wire.paths import name_key

LOGO_TYPES = ("image/png", "image/jpeg", "image/gif", "image/webp")
"""What a browser shows without running anything in it."""

MEMBER = "member"
"""The role everybody in an organisation has, whatever else he is."""


@command
def add_organisation(actor: Actor, *, name: str, kind: str) -> OrganisationRecord:
    """Add an own company (`kind` own) or a customer; Conflict if the name is taken."""
    demand_administrator(actor)
    name = check_title(name, field="name")
    if kind not in Organisation.Kind.values:
        raise Invalid({"kind": "An organisation is own or customer."})
    lock_directory()
    row = Organisation.unscoped.create(
        kind=kind, name=name, name_key=name_key(name), created=clock.now()
    )
    record_directory("organisation.added", after={"organisation": row.pk, "kind": kind})
    _ensure_role(row.pk, name, MEMBER)
    move_epoch()
    return get_organisation(actor, row.pk)


@command
def rename_organisation(
    actor: Actor, organisation: OrganisationId, *, name: str
) -> OrganisationRecord:
    """Call an organisation otherwise; Conflict if the name is taken."""
    demand_administrator(actor)
    name = check_title(name, field="name")
    old = get_organisation(actor, organisation)
    if old.name == name:
        unchanged()
        return old
    lock_directory()
    Organisation.unscoped.filter(pk=organisation).update(
        name=name, name_key=name_key(name)
    )
    for row in OrganisationRole.unscoped.filter(organisation=organisation):
        Principal.unscoped.filter(pk=row.pk).update(
            **titled(f"{name}: {row.role}"[:255])
        )
    record_directory("organisation.renamed", after={"organisation": organisation})
    move_epoch()
    return get_organisation(actor, organisation)


@command
def remove_organisation(actor: Actor, organisation: OrganisationId) -> None:
    """Remove an organisation that nothing and nobody belongs to; else Conflict."""
    demand_administrator(actor)
    old = get_organisation(actor, organisation)
    lock_directory()
    roles = OrganisationRole.unscoped.filter(organisation=organisation)
    principals = list(roles.values_list("pk", flat=True))
    for rows, words in (
        (Membership.unscoped.filter(organisation=organisation), "people"),
        (Brand.unscoped.filter(organisation=organisation), "a brand"),
        (Invitation.unscoped.filter(organisation=organisation), "invitations"),
        (Grant.unscoped.filter(principal__in=principals), "access to something"),
        (GroupMember.unscoped.filter(member__in=principals), "a place in a group"),
    ):
        if rows.exists():
            raise Conflict(f"{old.name} still has {words}.")
    try:
        Organisation.unscoped.filter(pk=organisation).delete()
    except ProtectedError:
        raise Conflict(f"{old.name} still has sites or requests.") from None
    Principal.unscoped.filter(pk__in=principals).delete()
    record_directory(
        "organisation.removed", before={"organisation": organisation, "kind": old.kind}
    )
    move_epoch()


@command
def bootstrap(actor: Actor) -> OrganisationRecord:
    """Return the first own company, which is made if there is none."""
    demand_administrator(actor)
    lock_directory()
    own = Organisation.unscoped.filter(kind="own").order_by("id").first()
    if own is not None:
        unchanged()
        return get_organisation(actor, own.pk)
    name = Tenant.unscoped.values_list("name", flat=True).get()
    return add_organisation(actor, name=name, kind="own")


@command
def add_membership(
    actor: Actor,
    person: PrincipalId,
    *,
    organisation: OrganisationId,
    role: str = MEMBER,
) -> None:
    """Put a person into an organisation in a role; no change if he is in it so."""
    get_person(actor, person)
    demand_administrator(actor)
    record = get_organisation(actor, organisation)
    check_role(role)
    lock_directory()
    _, created = Membership.unscoped.get_or_create(
        person_id=person,
        organisation_id=organisation,
        role=role,
        defaults={"since": clock.now()},
    )
    if not created:
        unchanged()
        return
    _ensure_role(organisation, record.name, role)
    record_directory("membership.added", after=_fact(person, organisation, role))
    move_epoch()


@command
def remove_membership(
    actor: Actor,
    person: PrincipalId,
    *,
    organisation: OrganisationId,
    role: str = MEMBER,
) -> None:
    """Take a role in an organisation from a person; NotFound if he has it not."""
    get_person(actor, person)
    demand_administrator(actor)
    lock_directory()
    removed, _ = Membership.unscoped.filter(
        person=person, organisation=organisation, role=role
    ).delete()
    if not removed:
        raise NotFound("This person has no such role there.")
    record_directory("membership.removed", before=_fact(person, organisation, role))
    move_epoch()


@command
def add_brand(
    actor: Actor,
    *,
    host: str,
    organisation: OrganisationId,
    name: str,
    colours: Mapping[str, str] | None = None,
    logo: StagedBlob | None = None,
) -> BrandRecord:
    """Give a host an organisation's name, colours and logo; Conflict if it has a brand.

    The logo is a png, jpeg, gif or webp picture.
    """
    demand_administrator(actor)
    get_organisation(actor, organisation)
    host = check_host(host)
    lock_directory()
    if logo is not None and link_blob(logo) not in LOGO_TYPES:
        raise Invalid({"logo": "A logo is a png, jpeg, gif or webp picture."})
    row = Brand.unscoped.create(
        host=host,
        organisation_id=organisation,
        name=check_title(name, field="name"),
        colours=dict(colours or {}),
        logo_id=None if logo is None else logo.sha256,
    )
    record_directory(
        "brand.added", after={"brand": row.pk, "organisation": organisation}
    )
    brand = find_brand(actor, host)
    if brand is None:
        raise NotFound
    return brand


def _ensure_role(organisation: int, name: str, role: str) -> None:
    if OrganisationRole.unscoped.filter(organisation=organisation, role=role).exists():
        return
    principal = Principal.unscoped.create(
        kind=Principal.Kind.ORGANISATION_ROLE, **titled(f"{name}: {role}"[:255])
    )
    OrganisationRole.unscoped.create(
        principal=principal, organisation_id=organisation, role=role
    )


def _fact(person: int, organisation: int, role: str) -> dict[str, object]:
    return {"person": person, "organisation": organisation, "role": role}
