"""What leaves the links package."""

from __future__ import annotations

from typing import NamedTuple

from hallway.core.items.records import ItemId
from hallway.core.lists.records import ListId


class LinkCard(NamedTuple):
    """A quick link; `address` is safe to follow."""

    item: ItemId
    number: int
    version: int
    title: str
    address: str
    icon: str
    position: float
    list: ListId
