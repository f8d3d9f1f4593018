"""What leaves the lists package."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, NewType

from hallway.core.access.actors import ScopeId
from hallway.core.sites.records import SiteId

ListId = NewType("ListId", int)
ColumnId = NewType("ColumnId", int)


class ListRecord(NamedTuple):
    """A list; `root` is the item id of its root folder, times are microseconds.

    `pending` counts re-stamps of permissions that are still running in it.
    """

    id: ListId
    guid: str
    site: SiteId
    kind: str
    title: str
    url_name: str
    root: int
    scope: ScopeId
    pending: int
    versioning: str
    require_checkout: bool
    created: int
    modified: int
    description: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnRecord:
    """A column of a list; `internal_name` never changes."""

    id: ColumnId
    guid: str
    internal_name: str
    title: str
    type: str
    required: bool
    settings: dict[str, object]
