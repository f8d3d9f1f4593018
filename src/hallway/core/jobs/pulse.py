"""Keeps the leases of this process's running jobs, from one thread."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.db import Error

from hallway.core.clock import SECOND
from hallway.core.jobs.context import JobContext
from hallway.core.jobs.rules import describe_error
from hallway.platform.db import close_connection

logger = logging.getLogger(__name__)

# The thread waits that long for a further job before it ends.
_LINGER = 5.0


class Pulse:
    """Beats for each running job three times in its lease.

    The thread starts with a job and ends when there are none; between beats it
    holds no connection.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._next: dict[JobContext, float] = {}
        self._wakes = 0.0
        self._thread: threading.Thread | None = None

    @contextmanager
    def keep(self, context: JobContext) -> Iterator[None]:
        """Keep the lease of `context` until the block ends."""
        with self._changed:
            first = time.monotonic() + _interval(context)
            self._next[context] = first
            if self._thread is None:
                self._thread = threading.Thread(
                    target=self._beat, name="job-pulse", daemon=True
                )
                self._thread.start()
            elif first < self._wakes:
                self._changed.notify()
        try:
            yield
        finally:
            with self._changed:
                del self._next[context]

    def running(self) -> list[JobContext]:
        """Return what runs now."""
        with self._changed:
            return list(self._next)

    def _beat(self) -> None:
        while True:
            due = self._wait()
            if due is None:
                return
            try:
                for context in due:
                    self._beat_once(context)
            finally:
                with suppress(Error):
                    close_connection()

    def _wait(self) -> list[JobContext] | None:
        """Wait for what is to be done; None once there was nothing for a while."""
        empty_since: float | None = None
        with self._changed:
            while True:
                now = time.monotonic()
                if due := [c for c, at in self._next.items() if at <= now]:
                    for context in due:
                        self._next[context] = now + _interval(context)
                    return due
                if self._next:
                    empty_since = None
                elif empty_since is None:
                    empty_since = now
                elif now - empty_since >= _LINGER:
                    self._thread = None
                    return None
                self._wakes = min(self._next.values(), default=now + _LINGER)
                self._changed.wait(self._wakes - now)

    def _beat_once(self, context: JobContext) -> None:
        facts = {"job": context.job, "job_name": context.claim.name}
        try:
            context.beat()
        except Error as error:
            # Two more beats fit into the lease; the database may be back by then.
            logger.warning(
                "job.heartbeat_failed", extra={**facts, "error": describe_error(error)}
            )
            return
        if context.lost and context in self.running():
            logger.warning("job.lease_lost", extra=facts)


def _interval(context: JobContext) -> float:
    return context.length / SECOND / 3


pulse = Pulse()
