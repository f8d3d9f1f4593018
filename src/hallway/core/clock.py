"""The one place the core asks what time it is."""

from __future__ import annotations

import time

SECOND = 1_000_000
"""Microseconds in a second: every instant in the core is in microseconds UTC."""

DAY = 86_400 * SECOND


def now() -> int:
    """Return microseconds since the epoch, UTC."""
    return time.time_ns() // 1000
