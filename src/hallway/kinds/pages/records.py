"""What leaves the pages package."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from hallway.core.access.actors import PrincipalId
from hallway.core.items.records import ItemId, ItemRecord, Values


class PageEntry(NamedTuple):
    """A page as lists show it; instants in microseconds, `review` as 2026-12-31."""

    item: ItemId
    number: int
    title: str
    summary: str
    parent: int | None
    owner: PrincipalId | None
    owner_name: str
    review: str
    published: int | None
    modified: int
    list_path: str

    @property
    def is_draft(self) -> bool:
        """Tell whether only those who may edit it can read it."""
        return self.published is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page with its text.

    above  the pages above it that the actor may see, from the top
    below  those right below it, by title
    """

    item: ItemRecord
    entry: PageEntry
    values: Values
    above: tuple[PageEntry, ...]
    below: tuple[PageEntry, ...]
