"""What leaves the attachments package."""

from __future__ import annotations

from typing import NamedTuple

from hallway.platform.storage import StagedBlob


class AttachmentRecord(NamedTuple):
    """A file attached to an item; `created` is in microseconds, `size` in bytes."""

    guid: str
    name: str
    size: int
    sniffed_type: str
    sha256: str
    author: int
    created: int


class NewFile(NamedTuple):
    """A file to attach, whole in the store already."""

    name: str
    body: StagedBlob
