"""What leaves the package."""

from __future__ import annotations

from dataclasses import dataclass

from hallway.core.items.records import ItemId


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadRecord:
    """A file on its way in; `offset` bytes of `size` survive a crash.

    item     what became of it, None until it is finished
    expires  when it is dropped unless more comes, in microseconds
    """

    guid: str
    folder: ItemId
    name: str
    size: int
    offset: int
    expires: int
    item: ItemId | None = None
