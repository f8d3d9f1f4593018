"""How often somebody may do what costs others work."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.core.cache import cache

from hallway.core.access.actors import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """So many times in a while, for each person."""

    name: str
    times: int
    within: timedelta


class TooMany(Exception):
    """More than the limit (RFC 6585 4: 429); `wait` in seconds."""

    def __init__(self, wait: int) -> None:
        super().__init__(f"wait {wait} seconds")
        self.wait = wait


def count(actor: Actor, limit: Limit) -> None:
    """Count one more time; TooMany past the limit.

    Counted in this process: with several, each allows as many.
    """
    count_for(str(actor.principal), limit)


def count_for(whom: str, limit: Limit) -> None:
    """Count one more time for whom a limit is kept; TooMany past it, as `count`."""
    seconds = int(limit.within.total_seconds())
    key = f"throttle:{limit.name}:{whom}"
    cache.add(key, 0, seconds)
    try:
        done = cache.incr(key)
    except ValueError:
        # It ran out between the two.
        cache.set(key, 1, seconds)
        return
    if done > limit.times:
        raise TooMany(seconds)
