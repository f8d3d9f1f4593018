"""The directory's one writer at a time, and the number that says it changed."""

from __future__ import annotations

from typing import Any

from hallway.core import clock
from hallway.core.changes.journal import DIRECTORY, lock_streams, record
from hallway.platform.db import engine


def lock_directory() -> None:
    """Make the running command the only writer of people and groups."""
    lock_streams((DIRECTORY,))


def record_directory(verb: str, *, before: Any = None, after: Any = None) -> None:
    """Note a change of the directory; ids and plain facts, never names."""
    record(DIRECTORY, verb, before=before, after=after)


def move_epoch() -> None:
    """Outdate every cached set of principals, in every process, at commit.

    The number only grows and is the time wherever that is later: an epoch seen by
    a transaction that was rolled back is never given to another state.
    """
    now = clock.now()
    engine().execute(
        "UPDATE core_tenant SET directory_epoch = CASE"
        " WHEN directory_epoch < %s THEN %s ELSE directory_epoch + 1 END",
        (now, now),
    )
