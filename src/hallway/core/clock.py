"""The one place the core asks what time it is."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

SECOND = 1_000_000
"""Microseconds in a second: every instant in the core is in microseconds UTC."""

DAY = 86_400 * SECOND

_moved: ContextVar[int] = ContextVar("moved", default=0)


def now() -> int:
    """Return microseconds since the epoch, UTC."""
    return time.time_ns() // 1000 + _moved.get()


def unmoved() -> int:
    """Return what `now` does where nobody has turned the clock back."""
    return time.time_ns() // 1000


@contextmanager
def turned_back(by: int) -> Iterator[None]:
    """Have the block's commands believe that it is `by` microseconds earlier.

    For the operator who loads what has a history, such as the demo; nobody who comes
    in by a face can reach this.
    """
    token = _moved.set(_moved.get() - by)
    try:
        yield
    finally:
        _moved.reset(token)
