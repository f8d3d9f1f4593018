"""Runs jobs: in threads of this process, or here and now."""

from __future__ import annotations

import logging
import random
import threading
import time
from contextlib import suppress
from datetime import timedelta

from django.db import Error, connection

from hallway.core.access.actors import (
    ANONYMOUS,
    EVERYONE,
    SYSTEM_ACCOUNT,
    Actor,
    System,
)
from hallway.core.errors import NotFound
from hallway.core.jobs import claims
from hallway.core.jobs.bell import bell
from hallway.core.jobs.claims import Claim
from hallway.core.jobs.context import JobContext, LeaseLost, Stopping
from hallway.core.jobs.pulse import pulse
from hallway.core.jobs.registry import JobSpec, find_job, leases
from hallway.core.jobs.rules import backoff, describe_error
from hallway.core.jobs.schedule import fire_due
from hallway.core.people.actors import get_actor
from hallway.platform.db import close_connection, release_connection

logger = logging.getLogger(__name__)

_FACE = "jobs"
_LOOK_EVERY = 1.0


def run_pending(limit: int | None = None) -> int:
    """Run what is due in this thread, what that enqueues included; how many ran.

    A job that failed counts; it is due again later.
    """
    _waiting, schedules = claims.look()
    fire_due(schedules)
    stop = threading.Event()
    done = 0
    while (limit is None or done < limit) and _run_next(stop):
        done += 1
    return done


def start_threads(count: int = 2) -> None:
    """Start this process's job threads; RuntimeError if they run already."""
    global _pool  # noqa: PLW0603 - one pool a process
    with _pool_lock:
        if _pool is not None:
            raise RuntimeError("the job threads run already")
        _pool = _Pool(count)
        _pool.start()


def stop_threads(timeout: timedelta = timedelta(seconds=10)) -> None:
    """Take no further jobs and wait for the running ones, at most `timeout`.

    A job that calls `heartbeat` ends there; one still running at the end of the
    time is given to others, and what it says later counts no more.
    """
    global _pool
    with _pool_lock:
        pool, _pool = _pool, None
    if pool is not None:
        pool.stop(timeout.total_seconds())


class _Pool:
    """Threads that take turns to look for jobs while there are none."""

    def __init__(self, count: int) -> None:
        self._stop = threading.Event()
        self._looking = threading.Lock()
        self._next_look = 0.0
        self._threads = [
            threading.Thread(target=self._work, name=f"job-{number}", daemon=True)
            for number in range(1, count + 1)
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()
        logger.info("job.threads_started", extra={"threads": len(self._threads)})

    def stop(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        self._stop.set()
        bell.ring_all()
        for thread in self._threads:
            thread.join(max(0.0, end - time.monotonic()))
        for context in pulse.running():
            if context.stop is self._stop:
                _give_back(context)
        left = sum(thread.is_alive() for thread in self._threads)
        logger.info("job.threads_stopped", extra={"left": left})

    def _work(self) -> None:
        seen = -1
        hopeful = True
        try:
            while not self._stop.is_set():
                rings = bell.rings
                hopeful = hopeful or rings != seen
                seen = rings
                hopeful = self._step(hopeful)
                if not hopeful and not self._stop.is_set():
                    bell.wait(seen, self._until_look())
        finally:
            with suppress(Error):
                close_connection()

    def _step(self, hopeful: bool) -> bool:  # noqa: FBT001 - the loop's own state
        """Look or run one job; whether it is worth while to go on at once."""
        try:
            try:
                return (hopeful or self._look()) and _run_next(self._stop)
            finally:
                release_connection()
        except Exception as error:  # noqa: BLE001 - a thread outlives a lost database
            logger.error(  # noqa: TRY400 - the traceback may hold values
                "job.thread_troubled", extra={"error": describe_error(error)}
            )
            with suppress(Error):
                close_connection()
            self._stop.wait(_LOOK_EVERY)
            return False

    def _look(self) -> bool:
        """Tell whether jobs are due, by one query a second for all threads."""
        with self._looking:
            if time.monotonic() < self._next_look:
                return False
            self._next_look = time.monotonic() + _LOOK_EVERY
        waiting, schedules = claims.look()
        waiting += fire_due(schedules)
        if waiting > 1:
            bell.ring(waiting - 1)
        return waiting > 0

    def _until_look(self) -> float:
        with self._looking:
            return max(0.0, self._next_look - time.monotonic())


_pool: _Pool | None = None
_pool_lock = threading.Lock()


def _run_next(stop: threading.Event) -> bool:
    claim = claims.claim_next(*leases())
    if claim is None:
        return False
    spec = find_job(claim.name)
    if spec is None:
        _fail(claim, f"No job is called {claim.name} here.")
    elif claim.tries > spec.tries:
        # It takes its worker with it: out of memory, perhaps.
        _fail(claim, f"Its worker ended without a word {spec.tries} times.")
    else:
        _run(claim, spec, stop)
    return True


def _run(claim: Claim, spec: JobSpec, stop: threading.Event) -> None:
    context = JobContext(claim, spec.lease_length, stop)
    facts = {"job": claim.id, "job_name": claim.name, "tries": claim.tries}
    began = time.monotonic()
    try:
        with pulse.keep(context):
            try:
                actor = _actor(claim, spec)
            except NotFound:
                _fail(claim, "Whoever wanted this is gone or no longer active.")
                return
            spec.function(actor, context, **claim.args)
    except LeaseLost:
        logger.warning("job.lease_lost", extra=facts)
    except Stopping:
        _give_back(context)
    except Exception as error:  # noqa: BLE001 - whatever a job raises is its failure
        # The error may be that the connection broke: the next statement needs one.
        # In somebody's transaction it must stay, whole or broken.
        if not connection.in_atomic_block:
            release_connection()
        _put_off(context, spec, describe_error(error))
    except BaseException:
        _give_back(context)
        raise
    else:
        milliseconds = int((time.monotonic() - began) * 1000)
        done = claims.finish(claim)
        logger.info(
            "job.done" if done else "job.done_without_lease",
            extra={**facts, "milliseconds": milliseconds},
        )


def _actor(claim: Claim, spec: JobSpec) -> Actor:
    if claim.runs_as == SYSTEM_ACCOUNT:
        return System(spec.system or f"the job {spec.name}", face=_FACE)
    if claim.runs_as == EVERYONE:
        return ANONYMOUS.through(_FACE)
    return get_actor(claim.runs_as, face=_FACE)


def _put_off(context: JobContext, spec: JobSpec, error: str) -> None:
    claim = context.claim
    if claim.tries >= spec.tries:
        _fail(claim, error, progress=context.progress)
        return
    wait = backoff(claim.tries, spread=random.random())  # noqa: S311 - jitter
    kept = claims.put_off(claim, error=error, progress=context.progress, wait=wait)
    logger.warning(
        "job.put_off" if kept else "job.failed_without_lease",
        extra={
            "job": claim.id,
            "job_name": claim.name,
            "tries": claim.tries,
            "error": error,
        },
    )


def _fail(claim: Claim, error: str, *, progress: int = 0) -> None:
    kept = claims.fail(claim, error=error, progress=progress)
    logger.error(
        "job.failed" if kept else "job.failed_without_lease",
        extra={
            "job": claim.id,
            "job_name": claim.name,
            "tries": claim.tries,
            "error": error,
        },
    )


def _give_back(context: JobContext) -> None:
    given = claims.give_back(context.claim)
    context.lost = True
    if given:
        logger.info(
            "job.given_back",
            extra={"job": context.job, "job_name": context.claim.name},
        )
