"""What leaves the news package; instants are microseconds UTC."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from hallway.core.access.actors import PrincipalId
from hallway.core.items.records import ItemId, ItemRecord, Values


class PostCard(NamedTuple):
    """A post as lists show it.

    `organisation_rank` is its company's place among the own ones by age, from 0, -1 for
    none; `list_path` is where its list is; `site` is the site's title, empty where the
    actor may not see the site.
    """

    item: ItemId
    guid: str
    number: int
    title: str
    summary: str
    picture: str
    author: PrincipalId | None
    author_name: str
    organisation: int | None
    organisation_name: str
    organisation_rank: int
    priority: str
    must_read: bool
    published: int | None
    scheduled: int | None
    modified: int
    list_path: str
    list_title: str
    site: str
    alert_until: int | None


class Edge(NamedTuple):
    """Where a page of posts ends: its last post's instant and id."""

    published: int
    item: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A post with its text; `values` are its item's, by internal name."""

    item: ItemRecord
    card: PostCard
    values: Values

    @property
    def is_draft(self) -> bool:
        """Tell whether only those who may edit it can read it."""
        return self.card.published is None
