"""What leaves the sites package."""

from __future__ import annotations

from typing import NamedTuple, NewType

from hallway.core.access.actors import ScopeId

SiteId = NewType("SiteId", int)


class SiteRecord(NamedTuple):
    """A site; sizes are in bytes, `created` in microseconds; `hub` is its hub."""

    id: SiteId
    guid: str
    path: str
    title: str
    kind: str
    scope: ScopeId
    used_bytes: int
    quota_bytes: int | None
    warning_bytes: int | None
    created: int
    description: str
    hub: SiteId | None
    is_hub: bool
