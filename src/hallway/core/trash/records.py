"""What leaves the trash package."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import NewType

from hallway.core.access.actors import PrincipalId
from hallway.core.lists.records import ListId

DeletionId = NewType("DeletionId", int)


class OnClash(Enum):
    """What a restore does when the name has been taken since."""

    ASK = "ask"
    RENAME = "rename"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeletionRecord:
    """A row of the recycle bin; `size` in bytes, `deleted` in microseconds.

    `folder` is where it was, below the list's root; `stage` 2 is the bin that
    only site owners see.  `items` counts what it is of with what was in it.

    list_kind  of a whole list: its kind; empty for what was deleted from a list
    """

    id: DeletionId
    guid: str
    list: ListId
    name: str
    folder: str
    is_folder: bool
    items: int
    size: int
    deleted: int
    deleted_by: PrincipalId
    deleted_by_name: str
    stage: int
    list_kind: str
