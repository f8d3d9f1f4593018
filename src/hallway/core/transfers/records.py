"""What leaves the transfers package."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from hallway.core.items.records import ItemId, ItemRecord


class Way(StrEnum):
    """What is done with the things."""

    MOVE = "move"
    COPY = "copy"
    UNDO = "undo"


class Clash(StrEnum):
    """What is done where something has the name already.

    KEEP gives what comes another name, REPLACE makes a file the next version of the
    file there, SKIP leaves it where it is, REFUSE says so.
    """

    REFUSE = "refuse"
    KEEP = "keep"
    REPLACE = "replace"
    SKIP = "skip"


class State(StrEnum):
    """How far a transfer is."""

    GOING = "going"
    STOPPED = "stopped"
    DONE = "done"


class Kind(StrEnum):
    """What a step does.

    BACK takes a move back, REMOVE a copy, REVERT a new version of another file.
    """

    MOVE = "move"
    COPY = "copy"
    BACK = "back"
    REMOVE = "remove"
    REVERT = "revert"


class StepState(StrEnum):
    """What became of a step; SKIPPED as it was asked for."""

    WAITING = "waiting"
    DONE = "done"
    SKIPPED = "skipped"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferRecord:
    """Things on their way; times are microseconds.

    many      things that go, those in folders too; `done` of them are through
    is_undo   whether it takes another one back
    may_undo  whether something was done that can be taken back, and was not yet
    """

    guid: str
    way: Way
    source: ItemId
    target: ItemId
    state: State
    many: int
    done: int
    created: int
    is_undo: bool
    may_undo: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRecord:
    """A step as who asked for it may see it.

    name   what the thing was called, `now` what it or its copy is called there
    items  how many things it is
    said   why it stays
    """

    kind: Kind
    state: StepState
    name: str
    now: str
    is_folder: bool
    items: int
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """How many of the chosen things went, and how many stayed."""

    done: int
    skipped: int
    refused: int
    waiting: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What would come of a transfer, of all that the actor may see.

    clashes  the things whose names are taken, files that could be a new version there
             first; `folders` of them could not
    lost     titles of columns that the list there does not have
    apart    the chosen things that have permissions of their own
    own      how many things do, those in folders too; a move keeps them
    readers  who may read in the folder, by title
    """

    clashes: tuple[ItemRecord, ...]
    folders: int
    lost: tuple[str, ...]
    apart: frozenset[ItemId]
    own: int
    readers: tuple[str, ...]
