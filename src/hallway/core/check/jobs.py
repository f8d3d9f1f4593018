"""Jobs: nothing failed for good, nothing waits for a worker that never comes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from hallway.core import clock
from hallway.core.check.records import Finding
from hallway.platform.db import engine

OVERDUE = timedelta(hours=1)
"""How long a job may be due before nobody seems to run jobs."""


def check_jobs() -> Iterator[Finding]:
    """Failed jobs, and those due for an hour, also by a lease that ended."""
    before = clock.now() - int(OVERDUE.total_seconds()) * clock.SECOND
    for number, name, state, error in engine().fetch_all(
        "SELECT id, name, state, error FROM core_job"
        " WHERE state = 'failed' OR due < %s ORDER BY id",
        (before,),
    ):
        if state == "failed":
            reason = error.strip().splitlines()[0] if error.strip() else "no reason"
            yield Finding(
                kind="job.failed",
                what=f"job {number} {name} failed: {reason}",
                remedy=f"see to the reason, then `hallway jobs --retry {number}`",
            )
        else:
            yield Finding(
                kind="job.overdue",
                what=f"job {number} {name} has been due for more than an hour",
                remedy="start `hallway serve` or `hallway worker`",
            )
