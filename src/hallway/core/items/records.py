"""What leaves the items package."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, NamedTuple, NewType

from hallway.core.access.actors import PrincipalId, ScopeId
from hallway.core.errors import CoreError
from hallway.core.lists.records import ListId, ListRecord
from hallway.core.sites.records import SiteRecord

ItemId = NewType("ItemId", int)


class ItemRecord(NamedTuple):
    """An item as listings need it; times are microseconds, `size` is bytes.

    `id` never leaves the server: faces show `number` and `guid`.  A named tuple
    because a folder of 10,000 makes as many of them in one answer.
    """

    id: ItemId
    guid: str
    list: ListId
    number: int
    parent: ItemId | None
    ancestry: str
    name: str
    is_folder: bool
    scope: ScopeId
    size: int
    sha256: str | None
    sniffed_type: str
    major: int
    minor: int
    content_version: int
    version: int
    created: int
    modified: int
    client_created: int | None
    client_modified: int | None
    author: PrincipalId
    editor: PrincipalId
    checked_out_to: PrincipalId | None

    @property
    def etag(self) -> str:
        """Return what moves with the content alone: Graph's cTag, DAV's getetag."""
        return f'"{self.guid},{self.content_version}"'

    @property
    def ancestors(self) -> tuple[int, ...]:
        """Return the ids from the root folder to the item itself."""
        return tuple(int(part) for part in self.ancestry[1:-1].split("/"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a URL leads, for one actor; what he may not see counts as missing.

    segments      the path as asked
    item, mask    what was found and the actor's rights on it; for a library's own
                  URL `item` is its root folder; `mask` else speaks of list or site
    parent        when only the last segment is missing: the folder it would be in
    missing       the segments that lead nowhere; empty when something was found
    is_container  a place above the lists: `/`, `/sites`, a site
    path          the path of what was found, in its own spelling
    """

    segments: tuple[str, ...]
    site: SiteRecord | None = None
    list: ListRecord | None = None
    item: ItemRecord | None = None
    mask: int = 0
    parent: ItemRecord | None = None
    parent_mask: int = 0
    missing: tuple[str, ...] = ()
    is_container: bool = False
    path: str = "/"


class Located(NamedTuple):
    """An item and where it is; titles are empty where the actor may not see them.

    title    its name, for a row of a list the value of its title
    kind     the name of its list's kind
    path     its address, in its own spelling
    """

    item: ItemRecord
    title: str
    kind: str
    path: str
    site: str
    site_path: str
    library: str


class ContainerEntry(NamedTuple):
    """A child of a place above the lists: a site, a library, a step to a site."""

    name: str
    path: str
    created: int
    modified: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadPropertyRecord:
    """A property kept for WebDAV clients; `xml` is the whole element."""

    item: ItemId
    namespace: str
    name: str
    xml: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PropertyChange:
    """Set a dead property to an element, or remove it (`xml` None)."""

    namespace: str
    name: str
    xml: str | None


class Overwrite(Enum):
    """What a move or copy does about a name that is taken."""

    ALLOW = "allow"
    REFUSE = "refuse"


class History(Enum):
    """What a copy takes along: the current version alone, or all there are."""

    CURRENT = "current"
    ALL = "all"


class Depth(Enum):
    """How far a copy reaches."""

    SELF = "self"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Expect:
    """What a write expects to find; Stale when it finds something else."""

    state: str
    guid: str = ""
    content_version: int = 0

    @classmethod
    def any(cls) -> Expect:
        """Expect nothing in particular."""
        return cls("any")

    @classmethod
    def absent(cls) -> Expect:
        """Expect that nothing has the name."""
        return cls("absent")

    @classmethod
    def found(cls, item: ItemRecord) -> Expect:
        """Expect this very item with this very content."""
        return cls("version", item.guid, item.content_version)

    def met_by(self, item: ItemRecord | None) -> bool:
        """Tell whether what stands there is what was expected."""
        if self.state == "any":
            return True
        if self.state == "absent" or item is None:
            return item is None and self.state == "absent"
        return (item.guid, item.content_version) == (self.guid, self.content_version)


class Clash(Enum):
    """What a file becomes whose name is taken by another.

    Its next version; a file beside it, under a name with a number; nothing.
    """

    VERSION = "version"
    KEEP = "keep"
    SKIP = "skip"


@dataclass(frozen=True, slots=True, kw_only=True)
class PutResult:
    """The file as it is now, and whether the write made it, or did anything at all."""

    item: ItemRecord
    created: bool
    stored: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveResult:
    """The item where it is now, and whether it took another's name.

    items  how many things a copy made
    """

    item: ItemRecord
    replaced: bool
    items: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Quota:
    """A site's storage in bytes; `limit` None is unlimited."""

    used: int
    limit: int | None


class Way(Enum):
    """What an edit of many items does to one column."""

    SET = "set"
    EMPTY = "empty"
    ADD = "add"
    REMOVE = "remove"


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """A change of one column of many items.

    column  its internal name
    value   as `update_values` takes it; of ADD and REMOVE a list of what comes or goes
    """

    column: str
    way: Way
    value: Any = None


class Refused(NamedTuple):
    """An item that was left as it is, and why."""

    item: ItemId
    error: CoreError


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited:
    """What became of many items.

    same     those that were so already
    changes  the first and last number in the list's log; None if nothing changed
    """

    changed: tuple[ItemId, ...]
    same: tuple[ItemId, ...]
    refused: tuple[Refused, ...]
    changes: tuple[int, int] | None


Values = Mapping[str, Any]
"""Column values by internal name, as `lists.types` reads and writes them."""

DEFAULTS = "defaults"
"""Where a folder's data keeps what new items in it begin with, by column id."""
