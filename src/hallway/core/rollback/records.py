"""What leaves the rollback package."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from hallway.core.items.records import ItemId
from hallway.core.lists.records import ListId


class State(StrEnum):
    """How far a roll-back is."""

    PLANNING = "planning"
    PLANNED = "planned"
    APPLYING = "applying"
    STOPPED = "stopped"
    DONE = "done"


class Kind(StrEnum):
    """What a step does with its item.

    PLACE gives a thing that came back its place, where that is still another's; it is
    part of bringing it back and is not told by itself.
    """

    REMOVE = "remove"
    RETURN = "return"
    PLACE = "place"
    MOVE = "move"
    RENAME = "rename"
    CONTENT = "content"
    LEFT = "left"


class StepState(StrEnum):
    """What became of a step; CANNOT was known when it was planned."""

    PLANNED = "planned"
    CANNOT = "cannot"
    DONE = "done"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class RollbackRecord:
    """A roll-back of a folder; times are microseconds, `size` bytes.

    moment  what the folder is to be as at
    many    steps that can be done, `done` those that were looked at
    size    bytes of the versions that come back, each counted again
    """

    guid: str
    list: ListId
    folder: ItemId
    moment: int
    state: State
    many: int
    done: int
    size: int
    created: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRecord:
    """A step as its owner may see it.

    number, name       the item's, as they are now; the name it had when this was
                       planned is `before`
    to_name, to_place  where it goes; the place is empty where it may not be seen
    version            the number of the version that comes back
    items              how many things go, or come, with it
    """

    number: int
    name: str
    is_folder: bool
    kind: Kind
    state: StepState
    before: str
    to_name: str
    to_place: str
    version: str
    current: str
    items: int
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """How many items a roll-back does what with, of those its owner may see.

    planned   by kind, those that can be done, or were tried
    done      by kind
    cannot    those of which it was known when this was planned
    refused   those that were tried
    removed   things that go to the recycle bin, those in folders too
    returned  things that come back from it, likewise
    gone      things deleted for good; told only to owners of the site
    """

    planned: Mapping[Kind, int]
    done: Mapping[Kind, int]
    cannot: int
    refused: int
    removed: int
    returned: int
    gone: int
