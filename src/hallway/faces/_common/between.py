"""Two lines of time read as one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

T = TypeVar("T")


def in_order(
    first: Iterable[tuple[int, T]], second: Iterable[tuple[int, T]]
) -> list[T]:
    """Merge two sequences of instants and things; of equal ones `first` goes first."""
    return [one for _at, one in sorted([*first, *second], key=lambda pair: pair[0])]
