"""What a check says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

REINDEX = "run `hallway reindex`"
REPORT = "keep a copy of the data, restore a backup, and report it: a mistake of ours"

Progress = Callable[[str, int, int], None]
"""Called with what is looked at, how far it is, and how far it goes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is not as it must be.

    kind    which invariant, in two words with a dot; stable, for scripts
    what    the object and what is wrong with it
    remedy  what to do
    """

    kind: str
    what: str
    remedy: str


def no_progress(what: str, done: int, total: int) -> None:
    """Show nothing."""
