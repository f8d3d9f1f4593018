"""Inviting, and accepting: the one way to a password that nobody else has known."""

from __future__ import annotations

from django.contrib.auth.hashers import make_password

from hallway.core import clock
from hallway.core.access.actors import Actor, PrincipalId, System
from hallway.core.access.models import Principal
from hallway.core.access.titles import titled
from hallway.core.changes.journal import command, housekeeping
from hallway.core.errors import Conflict, Forbidden
from hallway.core.jobs.commands import enqueue
from hallway.core.people.commands import add_membership, add_person
from hallway.core.people.epoch import lock_directory, move_epoch, record_directory
from hallway.core.people.invitations.queries import get_invitation, list_hosted
from hallway.core.people.invitations.records import InvitationId, InvitationRecord
from hallway.core.people.invitations.rows import find_open, stamp_of
from hallway.core.people.invitations.rules import LIFE, make_nonce, make_secret
from hallway.core.people.models import Invitation, Person
from hallway.core.people.records import OrganisationId
from hallway.core.people.rules import (
    check_email,
    check_password,
    check_title,
    digest_of,
)
from hallway.wire.paths import sort_key

SEND_JOB = "signin.send_invitation"
"""The job that mails an invitation; the composition root registers it."""


@command
def invite(
    actor: Actor,
    *,
    email: str,
    name: str = "",
    organisation: OrganisationId,
    language: str = "en",
) -> InvitationRecord:
    """Ask an address into an organisation, by mail; the link in it holds for 7 days.

    Forbidden unless the actor may invite there.  Conflict if the address has an open
    invitation, or belongs to somebody who has a password; for a host, to anybody.
    """
    email, key = check_email(email)
    name = check_title(name, field="name") if name.strip() else ""
    if all(one.id != organisation for one in list_hosted(actor)):
        raise Forbidden("You may not invite anybody into this organisation.")
    lock_directory()
    _refuse_known(actor, key)
    now = clock.now()
    old = Invitation.unscoped.filter(email_key=key, accepted=None, revoked=None)
    old.filter(expires__lte=now).update(revoked=now)
    nonce = make_nonce()
    row = Invitation.unscoped.create(
        email=email,
        email_key=key,
        name=name,
        organisation_id=organisation,
        language=language,
        nonce=nonce,
        digest=digest_of(make_secret(key, nonce)),
        stamp=stamp_of(key),
        invited_by=actor.principal,
        created=now,
        expires=now + LIFE,
    )
    after = {"invitation": row.pk, "organisation": organisation}
    record_directory("invitation.made", after=after)
    enqueue(actor, SEND_JOB, key=str(row.pk), invitation=row.pk)
    return get_invitation(actor, row.pk)


@command
def resend_invitation(actor: Actor, invitation: InvitationId) -> None:
    """Mail an invitation anew; the old link dies, the new one holds for 7 days.

    From now on it is the actor's own.  NotFound, and Conflict unless it is open or
    expired, or if the address has become somebody's who has a password.
    """
    get_invitation(actor, invitation)
    lock_directory()
    row = Invitation.unscoped.get(pk=invitation)
    if row.accepted is not None or row.revoked is not None:
        raise Conflict("This invitation was accepted or revoked.")
    _refuse_known(actor, row.email_key)
    nonce = make_nonce()
    Invitation.unscoped.filter(pk=invitation).update(
        nonce=nonce,
        digest=digest_of(make_secret(row.email_key, nonce)),
        stamp=stamp_of(row.email_key),
        invited_by=actor.principal,
        expires=clock.now() + LIFE,
        sent=None,
    )
    record_directory("invitation.resent", after={"invitation": invitation})
    enqueue(actor, SEND_JOB, key=str(invitation), invitation=invitation)


@command
def revoke_invitation(actor: Actor, invitation: InvitationId) -> None:
    """End an invitation at once; NotFound, and Conflict if it was accepted."""
    get_invitation(actor, invitation)
    lock_directory()
    row = Invitation.unscoped.get(pk=invitation)
    if row.accepted is not None or row.revoked is not None:
        raise Conflict("This invitation was accepted or revoked.")
    Invitation.unscoped.filter(pk=invitation).update(revoked=clock.now())
    record_directory("invitation.revoked", after={"invitation": invitation})


def accept_invitation(
    actor: Actor, token: str, *, name: str, password: str
) -> PrincipalId:
    """Return the person whom a token lets in, by this name and with this password.

    Whoever has the token read the mail: it needs no other right, and is used up.
    NotFound as `queries.find_invitation`; Invalid.
    """
    find_open(token, face=actor.face)
    name = check_title(name, field="name")
    check_password(password)
    # Hashing takes a third of a second on purpose: not while others wait to write.
    return _accept(actor, token, name=name, hashed=make_password(password))


@command
def _accept(actor: Actor, token: str, *, name: str, hashed: str) -> PrincipalId:
    lock_directory()
    # Once more under the lock: two at once must not both come in.
    row = find_open(token, face=actor.face)
    system = System("an accepted invitation", face=actor.face)
    person = Person.unscoped.filter(email_key=row.email_key).first()
    if person is None:
        record = add_person(system, email=row.email, name=name)
        found = PrincipalId(record.id)
    else:
        found = PrincipalId(person.pk)
        Principal.unscoped.filter(pk=found).update(**titled(name))
    Person.unscoped.filter(pk=found).update(password=hashed, name_sort=sort_key(name))
    add_membership(system, found, organisation=OrganisationId(row.organisation_id))
    Invitation.unscoped.filter(pk=row.pk).update(accepted=clock.now(), person_id=found)
    after = {"invitation": row.pk, "person": found}
    record_directory("invitation.accepted", after=after)
    move_epoch()
    return found


@housekeeping
def note_invitation_sent(actor: Actor, invitation: InvitationId) -> None:
    """Write when the mail of an invitation left."""
    get_invitation(actor, invitation)
    Invitation.unscoped.filter(pk=invitation).update(sent=clock.now())


def _refuse_known(actor: Actor, email_key: str) -> None:
    person = Person.unscoped.filter(email_key=email_key).first()
    if person is None:
        return
    if not person.is_active:
        raise Conflict("This address belongs to an account that is closed.")
    if person.has_usable_password():
        raise Conflict("This address belongs to somebody who can sign in already.")
    if actor.everything is None:
        # A host asks customers in; he puts nobody who is here into another place.
        raise Conflict("This address belongs to somebody who is here already.")
