"""The rows behind invitations; tells nobody anything by itself."""

from __future__ import annotations

from typing import Any

from hallway.core import clock
from hallway.core.access.actors import (
    ADMINISTRATORS,
    SYSTEM_ACCOUNT,
    Actor,
    PrincipalId,
)
from hallway.core.errors import NotFound
from hallway.core.people.actors import get_actor
from hallway.core.people.invitations.records import InvitationId, InvitationRecord
from hallway.core.people.invitations.rules import HOST, is_same, parse_token, state_of
from hallway.core.people.models import Invitation, Person
from hallway.core.people.records import OrganisationId
from hallway.platform.db import engine

OVER = "This invitation no longer holds."
"""Said of every token that opens nothing, whatever the reason."""

SELECT = (
    "SELECT i.id, i.email, i.name, i.organisation_id, o.name, i.language,"
    " i.invited_by, n.title, i.created, i.expires, i.sent, i.accepted, i.revoked"
    " FROM core_invitation i JOIN core_organisation o ON o.id = i.organisation_id"
    " LEFT JOIN core_principal n ON n.id = i.invited_by"
)


def find_open(token: str, *, face: str) -> Any:
    """Return the row that a token opens; NotFound as `queries.find_invitation`."""
    parsed = parse_token(token)
    row = None
    if parsed is not None:
        row = Invitation.unscoped.filter(pk=parsed.id).first()
    if parsed is None or row is None or not is_same(parsed, row.digest):
        raise NotFound(OVER)
    now = clock.now()
    state = state_of(
        accepted=row.accepted, revoked=row.revoked, expires=row.expires, now=now
    )
    if state != "open" or not _is_wanted(row) or not _may_still(row, face):
        raise NotFound(OVER)
    return row


def stamp_of(email_key: str) -> str:
    """Return the roles of whoever has an address, as one text; empty if nobody has."""
    rows = engine().fetch_all(
        "SELECT p.principal_id, m.organisation_id, m.role FROM core_person p"
        " LEFT JOIN core_membership m ON m.person_id = p.principal_id"
        " WHERE p.email_key = %s ORDER BY m.organisation_id, m.role",
        (email_key,),
    )
    if not rows:
        return ""
    administers = engine().fetch_one(
        "SELECT 1 FROM core_groupclosure WHERE group_id = %s AND member_id = %s",
        (ADMINISTRATORS, rows[0][0]),
    )
    roles = [f"{organisation}:{role}" for _, organisation, role in rows]
    return " ".join([str(rows[0][0]), *roles, *(["admin"] if administers else [])])


def is_host(actor: Actor) -> bool:
    """Tell whether the actor has the role `host` in an own company."""
    if not actor.staff:
        return False
    mine, principals = engine().is_one_of("r.principal_id", actor.principals)
    row = engine().fetch_one(
        "SELECT 1 FROM core_organisationrole r"
        " JOIN core_organisation o ON o.id = r.organisation_id AND o.kind = 'own'"
        f" WHERE r.role = %s AND {mine}",
        (HOST, *principals),
    )
    return row is not None


def read_row(invitation: int) -> tuple[Any, ...]:
    """Return the row of an invitation for `record_of`; NotFound if there is none."""
    row = engine().fetch_one(f"{SELECT} WHERE i.id = %s", (invitation,))
    if row is None:
        raise NotFound(OVER)
    return row


def record_of(row: tuple[Any, ...]) -> InvitationRecord:
    """Return the record of a row of `SELECT`."""
    invitation, email, name, organisation, organisation_name, language = row[:6]
    by, by_name, created, expires, sent, accepted, revoked = row[6:]
    return InvitationRecord(
        id=InvitationId(invitation),
        email=email,
        name=name,
        organisation=OrganisationId(organisation),
        organisation_name=organisation_name,
        language=language,
        invited_by=PrincipalId(by),
        invited_by_name="" if by == SYSTEM_ACCOUNT else by_name or "",
        created=created,
        expires=expires,
        sent=sent,
        state=state_of(
            accepted=accepted, revoked=revoked, expires=expires, now=clock.now()
        ),
    )


def _is_wanted(row: Any) -> bool:
    """Whether the address is nobody's, or somebody's as he was, without password."""
    person = Person.unscoped.filter(email_key=row.email_key).first()
    if person is not None and (person.has_usable_password() or not person.is_active):
        return False
    return bool(stamp_of(row.email_key) == row.stamp)


def _may_still(row: Any, face: str) -> bool:
    if row.invited_by == SYSTEM_ACCOUNT:
        return True
    try:
        host = get_actor(PrincipalId(row.invited_by), face=face)
    except NotFound:
        return False
    if host.everything is not None:
        return True
    return row.organisation.kind == "customer" and is_host(host)
