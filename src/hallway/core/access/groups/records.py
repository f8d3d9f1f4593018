"""What leaves the groups package."""

from __future__ import annotations

from dataclasses import dataclass

from hallway.core.access.actors import PrincipalId


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupRecord:
    """A group of a site, or of the whole directory where `site` is None."""

    id: PrincipalId
    guid: str
    title: str
    description: str
    site: int | None
    built_in: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberRecord:
    """A member; `how` is "directly" or "through group X"."""

    principal: PrincipalId
    kind: str
    title: str
    how: str
