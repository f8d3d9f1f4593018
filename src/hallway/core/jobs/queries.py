"""Reads about jobs: administrators see all, everybody else his own."""

from __future__ import annotations

from typing import Any

import orjson

from hallway.core import clock
from hallway.core.access.actors import Actor, PrincipalId
from hallway.core.errors import NotFound
from hallway.core.jobs.records import JobId, JobRecord, JobState
from hallway.platform.db import engine

# A lease that has ended is no longer a run: the job waits for another worker.
_STATE = (
    "CASE WHEN state = 'failed' THEN 'failed'"
    " WHEN lease <> '' AND due > %s THEN 'running' ELSE 'queued' END"
)
_COLUMNS = (
    "id, name, args, key, due, tries, progress, error, enqueued, enqueued_by, runs_as, "
)


def list_jobs(
    actor: Actor,
    state: JobState | None = None,
    *,
    before: JobId | None = None,
    limit: int = 100,
) -> list[JobRecord]:
    """Return jobs, newest first; `before` continues after the last one seen."""
    where, parameters = _visible(actor, state)
    if before is not None:
        where += " AND id < %s"
        parameters.append(before)
    return [
        _record(row)
        for row in engine().fetch_all(
            f"SELECT {_COLUMNS}{_STATE} FROM core_job WHERE {where}"
            " ORDER BY id DESC LIMIT %s",
            [clock.now(), *parameters, limit],
        )
    ]


def get_job(actor: Actor, job: JobId) -> JobRecord:
    """Return one job; NotFound if it is done, absent or somebody else's."""
    where, parameters = _visible(actor, None)
    row = engine().fetch_one(
        f"SELECT {_COLUMNS}{_STATE} FROM core_job WHERE {where} AND id = %s",
        [clock.now(), *parameters, job],
    )
    if row is None:
        raise NotFound
    return _record(row)


def count_jobs(actor: Actor) -> dict[JobState, int]:
    """Return how many jobs stand where; every state is a key."""
    where, parameters = _visible(actor, None)
    counts = dict.fromkeys(JobState, 0)
    for state, count in engine().fetch_all(
        f"SELECT s, COUNT(*) FROM (SELECT {_STATE} AS s FROM core_job"
        f" WHERE {where}) AS states GROUP BY s",
        [clock.now(), *parameters],
    ):
        counts[JobState(state)] = count
    return counts


def _visible(actor: Actor, state: JobState | None) -> tuple[str, list[Any]]:
    conditions = ["1 = 1"]
    parameters: list[Any] = []
    if actor.everything is None:
        # By the principal alone: nobody's jobs are those of a group or of everyone.
        conditions.append("enqueued_by = %s" if actor.is_person else "1 = 0")
        parameters += [actor.principal] if actor.is_person else []
    if state is not None:
        conditions.append(f"{_STATE} = %s")
        parameters += [clock.now(), state]
    return " AND ".join(conditions), parameters


def _record(row: tuple[Any, ...]) -> JobRecord:
    number, name, args, key, due, tries, progress, error = row[:8]
    enqueued, enqueued_by, runs_as, state = row[8:]
    return JobRecord(
        id=JobId(number),
        name=name,
        args=orjson.loads(args),
        key=key,
        state=JobState(state),
        due=due,
        tries=tries,
        progress=progress,
        error=error,
        enqueued=enqueued,
        enqueued_by=PrincipalId(enqueued_by),
        runs_as=PrincipalId(runs_as),
    )
