"""What leaves the access package."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NewType

from hallway.core.access.actors import PrincipalId, ScopeId

RoleNumber = NewType("RoleNumber", int)


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantRecord:
    """Who holds which role on a scope; `granted` is in microseconds."""

    scope: ScopeId
    principal: PrincipalId
    principal_kind: str
    title: str
    role: RoleNumber
    role_name: str
    mask: int
    granted: int
    granted_by: PrincipalId


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """A decision, and the sentences why; `allowed` is what the core would do."""

    allowed: bool
    sentence: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Securable:
    """An object with a scope: exactly one of the three is the innermost."""

    site: int
    list: int | None = None
    item: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """The object whose permissions count for something, and what people call it."""

    securable: Securable
    words: str
