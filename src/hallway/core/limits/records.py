"""What leaves the limits package."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from hallway.core.items.records import Located
from hallway.core.lists.records import ListId
from hallway.core.sites.records import SiteId


class Level(StrEnum):
    """Where a limit is set, from the widest to the nearest."""

    ALL = "all"
    SITE = "site"
    LIST = "list"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What a limit is set for; `ref` is the number of the site or list, else 0."""

    level: Level
    ref: int = 0


EVERYWHERE = Place(level=Level.ALL)


def of_site(site: SiteId) -> Place:
    """Return a site as a place of limits."""
    return Place(level=Level.SITE, ref=site)


def of_list(list_id: ListId) -> Place:
    """Return a list as a place of limits."""
    return Place(level=Level.LIST, ref=list_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """Which earlier versions are kept; the current one always is.

    count  at most so many, None for any number
    days   none that a later one replaced so many days ago, None for any age
    thin   all of the last day, then the last of each day, then the last of each week
    """

    count: int | None = None
    days: int | None = None
    thin: bool = False

    @property
    def is_none(self) -> bool:
        """Tell whether everything is kept."""
        return self.count is None and self.days is None and not self.thin


UNLIMITED = Limit()


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """The limit that holds at a place, and where it comes from.

    own    what is set at the place itself, None where it follows the one above
    above  what would hold without that
    level  where `limit` is set, None where nobody set any; `site` its site's title
    exempt the title of the column for whose sake a list keeps every version
    """

    limit: Limit
    own: Limit | None
    above: Limit
    level: Level | None
    site: str = ""
    exempt: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A file that would lose versions: how many, and their bytes."""

    found: Located
    versions: int
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewRecord:
    """What a limit would take away; times are microseconds, sizes bytes.

    size    what the versions count against the storage of their sites
    freed   what the store gets back: contents that nothing else has
    oldest  when the oldest and the newest of the versions were made
    """

    guid: str
    place: Place
    limit: Limit | None
    is_counted: bool
    versions: int
    items: int
    size: int
    freed: int
    oldest: int | None
    newest: int | None
    created: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """Bytes of the current contents and of earlier versions, and how many these are."""

    current: int
    earlier: int
    versions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Heavy:
    """A file and the bytes its versions take: the current one, and `versions` more."""

    found: Located
    current: int
    earlier: int
    versions: int
