"""What leaves the events package; instants are microseconds UTC."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from hallway.core.items.records import ItemId, ItemRecord, Values


class EventCard(NamedTuple):
    """An event as lists show it; `ends` is the first instant after it."""

    item: ItemId
    number: int
    title: str
    starts: int
    ends: int
    all_day: bool
    place: str
    organisation: int | None
    organisation_name: str
    organisation_rank: int
    list_path: str
    site: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """An event with its text; `values` are its item's, by internal name."""

    item: ItemRecord
    card: EventCard
    values: Values
