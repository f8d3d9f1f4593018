"""What a running job is given to speak with its runner."""

from __future__ import annotations

import threading
import time

from hallway.core.jobs import claims
from hallway.core.jobs.claims import Claim
from hallway.core.jobs.records import JobId

# A job may say after every row how far it is; the row is written this often.
_WRITE_EVERY = 1.0


class Interrupted(Exception):
    """The job has to end here; it will be run again. Not to be caught by jobs."""


class LeaseLost(Interrupted):
    """Another worker has the job, or somebody cancelled it."""


class Stopping(Interrupted):
    """The process is about to end and gives the job back."""


class JobContext:
    """One run of one job; safe to use from several threads.

    job    the job's id
    tries  1 at the first try
    """

    def __init__(self, claim: Claim, length: int, stop: threading.Event) -> None:
        self.job: JobId = claim.id
        self.tries: int = claim.tries
        self.claim = claim
        self.length = length
        self.stop = stop
        self.progress = 0
        self.lost = False
        self._lock = threading.Lock()
        self._written = float("-inf")

    @property
    def stopping(self) -> bool:
        """Tell whether the process wants to end: stop soon, at a good place."""
        return self.stop.is_set()

    def heartbeat(self, progress: int | None = None) -> None:
        """Say that the job goes on, and how far it is; between commands, not inside.

        The lease is kept without this too.  Raises LeaseLost if the job is
        somebody else's by now, Stopping if the process is about to end.
        """
        with self._lock:
            if progress is not None:
                self.progress = progress
            now = time.monotonic()
            write = now - self._written >= _WRITE_EVERY
            if write:
                self._written = now
        if write and not self.lost:
            self.beat()
        if self.lost:
            raise LeaseLost
        if self.stopping:
            raise Stopping

    def beat(self) -> None:
        """Extend the lease, or find that it is lost."""
        if not claims.extend(self.claim, self.length, progress=self.progress):
            self.lost = True
