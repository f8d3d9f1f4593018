"""What leaves the content types."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, NewType

from hallway.core.lists.records import ColumnId
from hallway.core.sites.records import SiteId

ContentTypeId = NewType("ContentTypeId", int)


class ContentTypeRecord(NamedTuple):
    """A content type that a site has: its own, one from above, or a built-in one.

    id            None for a built-in one
    site_path     where it was made; empty for a built-in one
    parent_name   what the type that it descends from is called, if it is in sight
    is_published  it is a copy of another site's, which alone changes it
    may_manage    the actor may change it
    """

    id: ContentTypeId | None
    type_id: str
    name: str
    description: str
    group: str
    site: SiteId | None
    site_path: str
    site_title: str
    parent_name: str
    is_read_only: bool
    is_published: bool
    may_manage: bool

    @property
    def is_builtin(self) -> bool:
        """Tell whether every site has it."""
        return self.id is None


class TypeColumnRecord(NamedTuple):
    """A column of a site's content type.

    guid    of the site's column
    origin  the name of the type above that it comes from; empty for its own
    is_own  it is listed by this type itself, be it over what is inherited
    """

    guid: str
    internal_name: str
    title: str
    type: str
    required: bool
    hidden: bool
    origin: str
    is_own: bool


class ListTypeColumn(NamedTuple):
    """A column of a list's content type; `is_own` where the list itself says so."""

    required: bool
    hidden: bool
    is_own: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ListType:
    """A content type of a list.

    is_base     what items of the list are that say nothing else
    is_offered  people choose it for new items
    columns     by the columns' ids, in the order of the form
    """

    id: ContentTypeId
    type_id: str
    name: str
    description: str = ""
    is_base: bool = False
    is_offered: bool = True
    columns: Mapping[ColumnId, ListTypeColumn] = field(default_factory=dict)


class Copy(NamedTuple):
    """A site that has a copy of a published content type."""

    site: SiteId
    guid: str
    path: str
    title: str
