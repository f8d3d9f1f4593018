"""What leaves the package of invitations; every instant is in microseconds UTC."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NewType

from hallway.core.access.actors import PrincipalId
from hallway.core.people.records import OrganisationId

InvitationId = NewType("InvitationId", int)
State = Literal["open", "accepted", "revoked", "expired"]


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationRecord:
    """An address that was asked in.

    sent      when the mail left, None while it waits
    invited_by_name  empty for the installation itself
    """

    id: InvitationId
    email: str
    name: str
    organisation: OrganisationId
    organisation_name: str
    language: str
    invited_by: PrincipalId
    invited_by_name: str
    created: int
    expires: int
    sent: int | None
    state: State


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What the mail of an invitation says; `token` lets its reader in."""

    invitation: InvitationRecord
    token: str
