"""Enqueue, retry and cancel jobs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import orjson
from django.db import transaction

from hallway.core import clock
from hallway.core.access.actors import SYSTEM_ACCOUNT, Actor
from hallway.core.changes.journal import (
    DIRECTORY,
    command,
    housekeeping,
    lock_streams,
    record,
)
from hallway.core.errors import Conflict, Forbidden, NotFound
from hallway.core.jobs.bell import bell
from hallway.core.jobs.records import JobId
from hallway.core.jobs.registry import find_job
from hallway.platform.db import engine


@housekeeping
def enqueue(
    actor: Actor,
    name: str,
    /,
    *,
    key: str | None = None,
    delay: timedelta | None = None,
    **args: Any,
) -> JobId:
    """Have the job `name` run with `args` (JSON, no secrets) once this commits.

    Inside a command it is part of it: rolled back with it.  While a job of this
    name and `key` that acts for the same principal waits unclaimed, that one's id
    is returned, its arguments stay and it is due when the earlier of both would be;
    it is not begun before this commits, so it sees what was done here.
    LookupError for a name nobody registered, TypeError for arguments it lacks.
    """
    spec = find_job(name)
    if spec is None:
        raise LookupError(f"there is no job {name}")
    spec.check(args)
    # Work that history leaves behind is due today.
    now = clock.unmoved()
    wait = delay or timedelta(0)
    # Updating the waiting row, not leaving it, holds it until we commit.
    row = engine().fetch_one(
        "INSERT INTO core_job (name, args, state, due, tries, enqueued, enqueued_by,"
        " runs_as, key, error, progress)"
        " VALUES (%s, %s, 'queued', %s, 0, %s, %s, %s, %s, '', 0)"
        " ON CONFLICT (name, key, runs_as)"
        " WHERE key IS NOT NULL AND lease IS NULL AND state = 'queued'"
        " DO UPDATE SET due = CASE WHEN excluded.due < core_job.due"
        " THEN excluded.due ELSE core_job.due END"
        " RETURNING id",
        (
            name,
            orjson.dumps(args).decode(),
            now + int(wait.total_seconds() * clock.SECOND),
            now,
            actor.principal,
            SYSTEM_ACCOUNT if spec.system is not None else actor.principal,
            key,
        ),
    )
    if row is None:
        raise LookupError("the database returned no id")
    if wait <= timedelta(0):
        transaction.on_commit(bell.ring, robust=True)
    return JobId(row[0])


@command
def retry_job(actor: Actor, job: JobId) -> None:
    """Run a failed or waiting job now, with all its tries; administrators only.

    NotFound, Forbidden; Conflict if it is running.
    """
    name = _demand_administrator(actor, job)
    lock_streams([DIRECTORY])
    moved = engine().execute(
        "UPDATE core_job SET state = 'queued', due = %s, tries = 0 WHERE id = %s"
        " AND (lease IS NULL OR lease = '')",
        (clock.now(), job),
    )
    if not moved:
        raise Conflict("This job is running.")
    record(DIRECTORY, "job.retried", after={"job": job, "name": name})
    transaction.on_commit(bell.ring, robust=True)


@command
def cancel_job(actor: Actor, job: JobId) -> None:
    """Drop a job for good; administrators only.  NotFound, Forbidden.

    One that is running ends at its next heartbeat.
    """
    name = _demand_administrator(actor, job)
    lock_streams([DIRECTORY])
    if not engine().execute("DELETE FROM core_job WHERE id = %s", (job,)):
        raise NotFound
    record(DIRECTORY, "job.cancelled", before={"job": job, "name": name})


def _demand_administrator(actor: Actor, job: JobId) -> str:
    """Return the job's name; whoever may not even see it gets NotFound."""
    row = engine().fetch_one(
        "SELECT name, enqueued_by FROM core_job WHERE id = %s", (job,)
    )
    if row is None:
        raise NotFound
    name, enqueued_by = row
    if actor.everything is None:
        if not actor.is_person or enqueued_by != actor.principal:
            raise NotFound
        raise Forbidden("Only an administrator may do this.")
    return str(name)
