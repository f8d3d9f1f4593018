"""What leaves the people package; every instant is in microseconds UTC."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NewType

from hallway.core.access.actors import PrincipalId

OrganisationId = NewType("OrganisationId", int)
DirectoryId = NewType("DirectoryId", int)
AccountId = NewType("AccountId", int)
TokenId = NewType("TokenId", int)


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRecord:
    """A person; `id` is the principal, `manager` the person above in the chart."""

    id: PrincipalId
    guid: str
    name: str
    email: str
    active: bool
    manager: PrincipalId | None
    created: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationRecord:
    """An own company (`kind` is own) or a customer.

    needs_factor  whoever belongs to it has to have a second factor
    """

    id: OrganisationId
    guid: str
    kind: str
    name: str
    needs_factor: bool
    created: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MembershipRecord:
    """A person is in an organisation in a role."""

    person: PrincipalId
    organisation: OrganisationId
    organisation_name: str
    kind: str
    role: str
    since: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectoryRecord:
    """Where accounts come from: local, ldap, scim or oidc."""

    id: DirectoryId
    guid: str
    kind: str
    name: str
    organisation: OrganisationId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountRecord:
    """One entry of one directory, and whom it stands for."""

    id: AccountId
    directory: DirectoryId
    external_id: str
    person: PrincipalId
    attributes: Mapping[str, object]
    created: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AliasRecord:
    """Two persons found to be one human; `until` is None while that holds."""

    first: PrincipalId
    second: PrincipalId
    reason: str
    since: int
    until: int | None
    linked_by: PrincipalId


@dataclass(frozen=True, slots=True, kw_only=True)
class BrandRecord:
    """What a host looks like; `colours` maps a role to a CSS colour.

    `logo` is the SHA-256 of a picture, None without one.
    """

    host: str
    organisation: OrganisationId
    name: str
    colours: Mapping[str, str]
    logo: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenRecord:
    """A bearer token without its secret, which nobody can read again."""

    id: TokenId
    person: PrincipalId
    name: str
    created: int
    expires: int | None
    revoked: int | None
    last_used: int | None
