"""What leaves the reindex package."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A derived value that was wrong, and what it is now."""

    what: str
    was: int
    now: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ListState:
    """How large a list is and how it is indexed.

    items       living ones, folders included
    size        bytes of all versions, the recycle bin's included
    projection  where filtered and sorted pages are read from
    """

    path: str
    kind: str
    items: int
    size: int
    projection: str
