"""What leaves the sharing package."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from hallway.core.access.actors import PrincipalId
from hallway.core.access.records import GrantRecord
from hallway.core.access.rights import RoleId
from hallway.core.items.records import Located


class ShareRight(Enum):
    """What somebody may do with what is shared with him."""

    VIEW = "view"
    EDIT = "edit"
    FULL = "full"

    @property
    def role(self) -> RoleId:
        """Return the role that gives it."""
        return _ROLES[self]


_ROLES = {
    ShareRight.VIEW: RoleId.READ,
    ShareRight.EDIT: RoleId.CONTRIBUTE,
    ShareRight.FULL: RoleId.FULL_CONTROL,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sharing:
    """How an item may be shared by one actor, and who has access to it now.

    rights     what he may give; empty if he may not share it
    colleagues whether he may share it with people of the own companies alone
    inherits   whether it has the permissions of what it is in
    origin     the title of what its permissions were given on
    grants     who holds what, strongest role first
    removable  of these, whose access he may take away
    """

    rights: tuple[ShareRight, ...]
    colleagues: bool
    inherits: bool
    origin: str
    grants: tuple[GrantRecord, ...]
    removable: frozenset[PrincipalId]


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedItem:
    """Something shared with the actor, by whom and when, in microseconds."""

    found: Located
    by: str
    at: int
