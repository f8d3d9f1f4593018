"""Reads about invitations: administrators see all, hosts those of customers."""

from __future__ import annotations

from typing import Any

from hallway.core.access.actors import SYSTEM_ACCOUNT, Actor
from hallway.core.errors import Forbidden, NotFound
from hallway.core.people.invitations.records import (
    InvitationId,
    InvitationRecord,
    Letter,
)
from hallway.core.people.invitations.rows import (
    SELECT,
    find_open,
    is_host,
    read_row,
    record_of,
)
from hallway.core.people.invitations.rules import format_token, make_secret
from hallway.core.people.models import Invitation
from hallway.core.people.queries import list_organisations
from hallway.core.people.records import OrganisationRecord
from hallway.platform.db import engine


def list_hosted(actor: Actor) -> list[OrganisationRecord]:
    """Return the organisations into which the actor may invite, by name; often none.

    Every one for an administrator, the customers for a host: for whoever has the role
    `host` in an own company.
    """
    if actor.everything is not None:
        return list_organisations(actor)
    if not is_host(actor):
        return []
    return [one for one in list_organisations(actor) if one.kind == "customer"]


def list_invitations(
    actor: Actor, *, before: InvitationId | None = None, limit: int = 100
) -> list[InvitationRecord]:
    """Return invitations that are not accepted, newest first; Forbidden as above."""
    condition, parameters = _visible(actor)
    condition += " AND i.accepted IS NULL AND i.revoked IS NULL"
    if before is not None:
        condition += " AND i.id < %s"
        parameters.append(before)
    rows = engine().fetch_all(
        f"{SELECT} WHERE {condition} ORDER BY i.id DESC LIMIT %s",
        [*parameters, limit],
    )
    return [record_of(row) for row in rows]


def get_invitation(actor: Actor, invitation: int) -> InvitationRecord:
    """Return an invitation; NotFound if absent or hidden."""
    condition, parameters = _visible(actor)
    row = engine().fetch_one(
        f"{SELECT} WHERE i.id = %s AND {condition}", (invitation, *parameters)
    )
    if row is None:
        raise NotFound("There is no such invitation.")
    return record_of(row)


def find_invitation(actor: Actor, token: str) -> InvitationRecord:
    """Return the invitation a token opens, for whoever has it; it is not used up.

    NotFound for one that is unknown, over, used, revoked, or dead because the person
    has a password by now or other roles, or because who invited may no longer do so.
    """
    return record_of(read_row(find_open(token, face=actor.face).pk))


def get_letter(actor: Actor, invitation: InvitationId) -> Letter:
    """Return what is to be mailed, for the installation itself; NotFound unless open.

    An administrator is refused: with the token he could be somebody else.
    """
    if actor.principal != SYSTEM_ACCOUNT:
        raise Forbidden("Only the person who was invited may see this.")
    row = Invitation.unscoped.filter(pk=invitation).first()
    if row is None:
        raise NotFound("There is no such invitation.")
    token = format_token(row.pk, make_secret(row.email_key, row.nonce))
    return Letter(invitation=find_invitation(actor, token), token=token)


def _visible(actor: Actor) -> tuple[str, list[Any]]:
    if actor.everything is not None:
        return "1 = 1", []
    if not is_host(actor):
        raise Forbidden("Only administrators and hosts may invite.")
    return "o.kind = 'customer'", []
