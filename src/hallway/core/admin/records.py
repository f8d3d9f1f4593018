"""What leaves the admin package: rows as administrators look at them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from hallway.core.access.actors import PrincipalId
from hallway.core.people.records import OrganisationId, TokenId
from hallway.core.sites.records import SiteId


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRow:
    """A person; `companies` are the names of his organisations, by name.

    can_sign_in  has a password, or an entry in a directory that signs him in
    last_sign_in None if he never was here
    """

    id: PrincipalId
    name: str
    email: str
    active: bool
    is_admin: bool
    can_sign_in: bool
    last_sign_in: datetime | None
    companies: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupRow:
    """A group of the directory; `uses` counts the grants that name it."""

    id: PrincipalId
    title: str
    description: str
    built_in: str | None
    members: int
    uses: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MembershipRow:
    """A group a person is in; `direct` unless by way of another group or a role."""

    group: PrincipalId
    title: str
    site: SiteId | None
    site_title: str
    direct: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationRow:
    """An organisation, with how many people and sites it has."""

    id: OrganisationId
    name: str
    kind: str
    needs_factor: bool
    people: int
    sites: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteRow:
    """A site; sizes in bytes, `last_activity` in microseconds.

    owners  names of the active people who hold Full Control, at most a few
    items   how many living items its lists hold, folders included
    """

    id: SiteId
    path: str
    title: str
    kind: str
    organisation: OrganisationId | None
    organisation_name: str
    is_hub: bool
    hub: SiteId | None
    hub_title: str
    used_bytes: int
    quota_bytes: int | None
    warning_bytes: int | None
    items: int
    last_activity: int
    owners: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenRow:
    """A token and whose it is; instants in microseconds."""

    id: TokenId
    person: PrincipalId
    person_name: str
    name: str
    created: int
    expires: int | None
    revoked: int | None
    last_used: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """How much there is; `bytes` is what the sites hold."""

    people: int
    sites: int
    files: int
    bytes: int
    tokens: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Attention:
    """What somebody should look at; each a number, 0 where all is well.

    broken_seal  the seal of the change log that no longer fits, as last checked
    """

    failed_jobs: int
    ownerless_sites: int
    full_sites: int
    locked_out: int
    findings: int
    broken_seal: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult:
    """When the installation was last checked, and what was found, by kind."""

    at: int
    findings: Mapping[str, int]
    broken_seal: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """Names for the ids in change rows; what is gone has none.

    people, groups  the principals that have a page here
    items           by title, what lies in a recycle bin by name
    paths           addresses of the items that are not in a recycle bin
    homes           titles of the sites of lists
    requests        the items of requests by the guid the directory's stream has
    """

    principals: Mapping[int, str]
    people: frozenset[int]
    groups: frozenset[int]
    roles: Mapping[int, str]
    organisations: Mapping[int, str]
    brands: Mapping[int, str]
    directories: Mapping[int, str]
    tokens: Mapping[int, str]
    invitations: Mapping[int, str]
    sites: Mapping[int, str]
    lists: Mapping[int, str]
    homes: Mapping[int, str]
    columns: Mapping[int, str]
    views: Mapping[int, str]
    items: Mapping[int, str]
    paths: Mapping[int, str]
    requests: Mapping[str, int]
