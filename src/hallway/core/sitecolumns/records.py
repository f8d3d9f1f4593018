"""What leaves the site columns."""

from __future__ import annotations

from typing import Any, NamedTuple, NewType

from hallway.core.sites.records import SiteId

SiteColumnId = NewType("SiteColumnId", int)


class SiteColumnRecord(NamedTuple):
    """A column of a site.

    guid          the same in every site it was published to
    site_path     where it was made; sites below have it too
    is_published  it is a copy of another site's, which alone changes it
    may_manage    the actor may change it
    """

    id: SiteColumnId
    guid: str
    site: SiteId
    site_path: str
    site_title: str
    internal_name: str
    title: str
    group: str
    type: str
    required: bool
    settings: dict[str, Any]
    is_published: bool
    may_manage: bool
