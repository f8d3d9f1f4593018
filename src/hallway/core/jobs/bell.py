"""Wakes this process's job threads; other processes look once a second."""

from __future__ import annotations

import threading


class Bell:
    """Counts rings, so that one between looking and waiting is not missed."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._rings = 0

    @property
    def rings(self) -> int:
        """Return how often it rang: read it before looking for work."""
        with self._condition:
            return self._rings

    def ring(self, times: int = 1) -> None:
        """Wake that many waiting threads."""
        with self._condition:
            self._rings += 1
            self._condition.notify(times)

    def ring_all(self) -> None:
        """Wake every waiting thread."""
        with self._condition:
            self._rings += 1
            self._condition.notify_all()

    def wait(self, seen: int, seconds: float) -> None:
        """Wait until it has rung since it had rung `seen` times, at most `seconds`."""
        with self._condition:
            self._condition.wait_for(lambda: self._rings != seen, seconds)


bell = Bell()
