"""What leaves the retyping package."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Failure(NamedTuple):
    """A value that does not convert, in words, and why; `number` is its item's."""

    number: int
    value: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DryRun:
    """What retyping a column would do.

    converts  how many values fit the new type
    fails     how many do not
    examples  the first of these that the actor may see
    """

    converts: int
    fails: int
    examples: tuple[Failure, ...]
