"""What leaves the versions package."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NewType

from hallway.core.access.actors import PrincipalId

VersionId = NewType("VersionId", int)


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionRecord:
    """A version of an item; `created` in microseconds, `size` in bytes.

    `data` holds the column values by stable column id.
    """

    id: VersionId
    guid: str
    major: int
    minor: int
    size: int
    sha256: str | None
    author: PrincipalId
    author_name: str
    created: int
    comment: str
    label: str
    is_current: bool
    data: dict[str, Any]

    @property
    def number(self) -> str:
        """Return the number as people and SharePoint write it: `3.0`."""
        return f"{self.major}.{self.minor}"
