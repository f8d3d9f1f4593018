"""Taking, keeping and ending a lease: the statements behind the runner.

Whatever ends a claim compares its lease: who lost it to another worker changes
nothing any more.  Nothing here is recorded: leases are not what anybody did.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from hallway.core import clock
from hallway.core.access.actors import PrincipalId
from hallway.core.jobs.records import JobId
from hallway.platform.db import engine

# More than any process has threads: how many to wake needs no better count.
_MANY = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A job that is ours for a while; `lease` is the secret that says so."""

    id: JobId
    lease: str
    name: str
    args: dict[str, Any]
    tries: int
    runs_as: PrincipalId


def look() -> tuple[int, dict[str, int]]:
    """Return how many jobs are due (64 stands for more) and when periods are.

    The one query an idle process asks.
    """
    rows = engine().fetch_all(
        "SELECT NULL, COUNT(*) FROM (SELECT 1 FROM core_job"
        f" WHERE state = 'queued' AND due <= %s LIMIT {_MANY}) AS waiting"
        " UNION ALL SELECT name, due FROM core_schedule",
        (clock.now(),),
    )
    schedules = {name: due for name, due in rows if name is not None}
    return next(count for name, count in rows if name is None), schedules


def claim_next(usual: int, unusual: Mapping[str, int]) -> Claim | None:
    """Take the job that has been due longest; None if none is.

    Its lease, in microseconds, is the `usual` one, or that for its name.
    """
    db = engine()
    now = clock.now()
    lease = secrets.token_hex(16)
    until = "%s"
    parameters: list[Any] = [now + usual]
    if unusual:
        until = f"CASE name {'WHEN %s THEN %s ' * len(unusual)}ELSE %s END"
        pairs = [(name, now + length) for name, length in unusual.items()]
        parameters = [*(value for pair in pairs for value in pair), now + usual]
    with db.write_transaction():
        row = db.fetch_one(
            f"UPDATE core_job SET due = CAST({until} AS bigint), lease = %s,"
            " tries = tries + 1 WHERE id = (SELECT id FROM core_job"
            " WHERE state = 'queued' AND due <= %s ORDER BY due, id LIMIT 1"
            f"{_skip_locked()}) RETURNING id, name, args, tries, runs_as",
            [*parameters, lease, now],
        )
    if row is None:
        return None
    number, name, args, tries, runs_as = row
    return Claim(
        id=JobId(number),
        lease=lease,
        name=name,
        args=orjson.loads(args),
        tries=tries,
        runs_as=PrincipalId(runs_as),
    )


def extend(claim: Claim, length: int, *, progress: int) -> bool:
    """Move the end of a lease to `length` microseconds from now; False: it is lost.

    Never waits for a row: the job's own open transaction may hold it, and then
    nobody else can take it either.
    """
    db = engine()
    with db.write_transaction():
        moved = db.execute(
            "UPDATE core_job SET due = %s, progress = %s WHERE id ="
            " (SELECT id FROM core_job WHERE id = %s AND lease = %s"
            f"{_skip_locked()})",
            (clock.now() + length, progress, claim.id, claim.lease),
        )
        if moved:
            return True
        return bool(
            db.fetch_one(
                "SELECT 1 FROM core_job WHERE id = %s AND lease = %s",
                (claim.id, claim.lease),
            )
        )


def finish(claim: Claim) -> bool:
    """Take a job that is done off the table; False if the lease was lost."""
    return _end("DELETE FROM core_job", (), claim)


def fail(claim: Claim, *, error: str, progress: int) -> bool:
    """Leave a job as failed for an administrator to see; False as above."""
    return _end(
        "UPDATE core_job SET state = 'failed', lease = '', error = %s, progress = %s",
        (error, progress),
        claim,
    )


def put_off(claim: Claim, *, error: str, progress: int, wait: int) -> bool:
    """Let a job be tried again in `wait` microseconds; False as above."""
    return _end(
        "UPDATE core_job SET due = %s, lease = '', error = %s, progress = %s",
        (clock.now() + wait, error, progress),
        claim,
    )


def give_back(claim: Claim) -> bool:
    """Let another worker have the job at once, as if it had not been begun."""
    return _end(
        "UPDATE core_job SET due = %s, lease = '', tries = tries - 1",
        (clock.now(),),
        claim,
    )


def _end(statement: str, values: tuple[object, ...], claim: Claim) -> bool:
    db = engine()
    with db.write_transaction():
        touched = db.execute(
            f"{statement} WHERE id = %s AND lease = %s",
            (*values, claim.id, claim.lease),
        )
    return touched == 1


def _skip_locked() -> str:
    return " FOR UPDATE SKIP LOCKED" if engine().locks_rows else ""
