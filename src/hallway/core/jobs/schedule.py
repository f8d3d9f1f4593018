"""Periodic jobs: one run per period over all nodes."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from hallway.core import clock
from hallway.core.access.actors import Actor, System
from hallway.core.changes.journal import housekeeping
from hallway.core.jobs.commands import enqueue
from hallway.core.jobs.registry import JobSpec, periodic_jobs
from hallway.core.jobs.rules import next_due
from hallway.platform.db import engine

logger = logging.getLogger(__name__)

_KEY = "period"


def fire_due(schedules: Mapping[str, int]) -> int:
    """Enqueue what is due by `schedules` (name → instant); how many we enqueued.

    A job that is not there yet is due at once.  Periods missed while nothing ran
    are made up for by one run.
    """
    actor = System("a job's period has passed", face="jobs")
    now = clock.now()
    fired = 0
    for name, spec in periodic_jobs().items():
        due = schedules.get(name)
        every = _every(spec)
        # Also when the period was made shorter and the row is of the longer one.
        if (due is None or due <= now or due > now + every) and _fire(
            actor, spec, due=due, now=now
        ):
            fired += 1
            logger.info("job.period_began", extra={"job_name": name})
    return fired


@housekeeping
def _fire(actor: Actor, spec: JobSpec, *, due: int | None, now: int) -> bool:
    # Of all nodes that saw `due`, one moves the row: it has the period.
    db = engine()
    every = _every(spec)
    if due is None:
        ours = db.execute(
            "INSERT INTO core_schedule (name, due) VALUES (%s, %s)"
            " ON CONFLICT (name) DO NOTHING",
            (spec.name, now + every),
        )
    else:
        ours = db.execute(
            "UPDATE core_schedule SET due = %s WHERE name = %s AND due = %s",
            (min(next_due(due, every, now), now + every), spec.name, due),
        )
    if ours != 1 or (due is not None and due > now):
        return False
    enqueue(actor, spec.name, key=_KEY)
    return True


def _every(spec: JobSpec) -> int:
    if spec.every is None:
        raise ValueError(f"job {spec.name} has no period")
    return int(spec.every.total_seconds() * clock.SECOND)
