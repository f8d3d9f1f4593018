"""What leaves the lists package."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, NewType

from hallway.core.access.actors import PrincipalId, ScopeId
from hallway.core.lists.types import TYPES
from hallway.core.sites.records import SiteId

ListId = NewType("ListId", int)
ColumnId = NewType("ColumnId", int)


class ListRecord(NamedTuple):
    """A list; `root` is the item id of its root folder, times are microseconds.

    `pending` counts re-stamps of permissions that are still running in it, and
    `projection` is the shape of the table of its own that it is asked on, if it is;
    `has_form` says that the form of its items is arranged.
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
    projection: str | None = None
    has_form: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnRecord:
    """A column of a list; `internal_name` never changes.

    is_unique     no two items have the same value
    is_hidden     forms and tables leave it out
    is_read_only  people cannot write it, and programs that act for them neither
    origin        the column it was before its type changed
    site_column   the site's column it keeps to
    """

    id: ColumnId
    guid: str
    internal_name: str
    title: str
    type: str
    required: bool
    settings: dict[str, object]
    is_unique: bool = False
    is_hidden: bool = False
    is_read_only: bool = False
    origin: int | None = None
    site_column: int | None = None

    @property
    def key(self) -> str:
        """What its values stand under in an item's data."""
        return str(self.id)

    @property
    def is_given(self) -> bool:
        """Tell whether people write it."""
        return TYPES[self.type].is_given and not self.is_read_only


class RemovedColumn(NamedTuple):
    """A column that was taken away and can be brought back."""

    id: ColumnId
    internal_name: str
    title: str
    type: str
    removed: int
    removed_by: PrincipalId
