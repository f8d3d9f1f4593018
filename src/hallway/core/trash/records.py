"""What leaves the trash package."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NewType

from hallway.core.access.actors import PrincipalId
from hallway.core.lists.records import ListId

DeletionId = NewType("DeletionId", int)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeletionRecord:
    """A row of the recycle bin; `size` in bytes, `deleted` in microseconds.

    `folder` is where it was, below the list's root; `stage` 2 is the bin that
    only site owners see.
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
