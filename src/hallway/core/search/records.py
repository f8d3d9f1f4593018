"""What leaves the search package."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from hallway.core.access.actors import PrincipalId
from hallway.core.items.records import Located
from hallway.core.sites.records import SiteRecord


class Vertical(Enum):
    """A sort of thing to be found."""

    FILES = "files"
    PAGES = "pages"
    NEWS = "news"
    PEOPLE = "people"
    LISTS = "lists"
    SITES = "sites"


class PersonHit(NamedTuple):
    """A person found by name."""

    id: PrincipalId
    name: str
    email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What was found, trimmed to the actor, best first.

    counts  how many of each sort, up to COUNTED; only what was found
    more    whether there are more items than were looked at
    """

    people: tuple[PersonHit, ...]
    sites: tuple[SiteRecord, ...]
    items: tuple[Located, ...]
    counts: Mapping[Vertical, int]
    more: bool
