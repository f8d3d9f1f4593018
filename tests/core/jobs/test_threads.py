"""Threads and processes that work side by side, on a database they share."""

import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from hallway.core.access.actors import Actor
from hallway.core.changes.journal import command, unchanged
from hallway.core.jobs import runner
from hallway.core.jobs.commands import enqueue
from hallway.core.jobs.context import JobContext
from hallway.core.jobs.pulse import pulse
from hallway.core.jobs.queries import get_job, list_jobs
from hallway.core.jobs.records import JobState
from hallway.core.jobs.runner import run_pending, start_threads, stop_threads
from hallway.platform.db import engine
from tests.core.jobs.stage import SYSTEM, Job, columns, in_threads

pytestmark = pytest.mark.both

PATIENCE = 30


def test_racing_threads_run_each_job_once(job: Job, committed: None) -> None:
    ran: list[int] = []

    @job("test.count")
    def count(actor: Actor, context: JobContext, *, number: int) -> None:
        ran.append(number)

    @command
    def fill(actor: Actor) -> None:
        unchanged()
        for number in range(60):
            enqueue(actor, "test.count", number=number)

    fill(SYSTEM)
    in_threads(4, run_pending)
    assert Counter(ran) == Counter(range(60))
    assert list_jobs(SYSTEM) == []


def test_a_commit_wakes_the_threads_of_this_process(
    job: Job, committed: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Never by looking: only a ring can wake them in this test.
    monkeypatch.setattr(runner, "_LOOK_EVERY", 3600.0)
    done = threading.Semaphore(0)

    @job("test.done")
    def run(actor: Actor, context: JobContext) -> None:
        done.release()

    start_threads(2)
    for _ in range(3):
        enqueue(SYSTEM, "test.done")
        assert done.acquire(timeout=PATIENCE)


def test_what_another_process_enqueues_is_found(job: Job, committed: None) -> None:
    done = threading.Event()

    @job("test.done")
    def run(actor: Actor, context: JobContext) -> None:
        done.set()

    start_threads(2)
    # No bell rings here for rows that others write.
    engine().execute(
        "INSERT INTO core_job (name, args, state, due, tries, enqueued, enqueued_by,"
        " runs_as, error, progress)"
        " VALUES ('test.done', '{}', 'queued', 0, 0, 0, 1, 1, '', 0)"
    )
    assert done.wait(PATIENCE)


def test_a_job_wanted_again_begins_only_when_that_has_committed(
    job: Job, committed: None
) -> None:
    wanted, may_commit = threading.Event(), threading.Event()
    ran: list[JobContext] = []

    @job("test.index")
    def index(actor: Actor, context: JobContext) -> None:
        ran.append(context)

    @command
    def write(actor: Actor) -> None:
        unchanged()
        enqueue(actor, "test.index", key="a")
        wanted.set()
        assert may_commit.wait(PATIENCE)

    enqueue(SYSTEM, "test.index", key="a")
    writer = threading.Thread(target=in_threads, args=(1, lambda: write(SYSTEM)))
    writer.start()
    assert wanted.wait(PATIENCE)
    if engine().locks_rows:
        # On SQLite the claim itself waits for the writer.
        assert run_pending() == 0
    may_commit.set()
    writer.join(PATIENCE)
    assert run_pending() == 1
    assert len(ran) == 1


def test_an_idle_process_asks_one_query_a_second(
    committed: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    pool = runner._Pool(4)
    with django_assert_num_queries(1):
        assert [pool._look() for _ in range(20)] == [False] * 20


def test_stopping_waits_for_a_job_that_ends(job: Job, committed: None) -> None:
    began, may_end = threading.Event(), threading.Event()
    ended: list[bool] = []

    @job("test.slow")
    def slow(actor: Actor, context: JobContext) -> None:
        began.set()
        assert context.stop.wait(PATIENCE)
        ended.append(context.stopping)

    start_threads(1)
    enqueue(SYSTEM, "test.slow")
    assert began.wait(PATIENCE)
    may_end.set()
    stop_threads(timedelta(seconds=PATIENCE))
    assert ended == [True]
    assert list_jobs(SYSTEM) == []


def test_stopping_gives_a_job_back_that_beats(job: Job, committed: None) -> None:
    began = threading.Event()

    @job("test.batches")
    def batches(actor: Actor, context: JobContext) -> None:
        began.set()
        assert context.stop.wait(PATIENCE)
        context.heartbeat()
        raise AssertionError("a heartbeat ends it")

    start_threads(1)
    number = enqueue(SYSTEM, "test.batches")
    assert began.wait(PATIENCE)
    stop_threads(timedelta(seconds=PATIENCE))
    found = get_job(SYSTEM, number)
    assert (found.state, found.tries, found.error) == (JobState.QUEUED, 0, "")


def test_stopping_gives_a_job_back_that_does_not_end(job: Job, committed: None) -> None:
    began, may_end = threading.Event(), threading.Event()
    threads: list[threading.Thread] = []

    @job("test.stuck")
    def stuck(actor: Actor, context: JobContext) -> None:
        threads.append(threading.current_thread())
        began.set()
        assert may_end.wait(PATIENCE)

    start_threads(1)
    number = enqueue(SYSTEM, "test.stuck")
    assert began.wait(PATIENCE)
    stop_threads(timedelta(0))
    assert columns(number, "lease, tries, state") == ("", 0, "queued")
    may_end.set()
    threads[0].join(PATIENCE)
    # It ended late and changed nothing: the job was no longer its own.
    assert get_job(SYSTEM, number).state == JobState.QUEUED


def test_a_lease_is_kept_while_the_job_runs(
    job: Job, committed: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    beats = threading.Semaphore(0)
    beat = pulse._beat_once

    def counted(context: JobContext) -> None:
        beat(context)
        beats.release()

    monkeypatch.setattr(pulse, "_beat_once", counted)
    dues: list[int] = []

    @job("test.silent", lease=timedelta(seconds=3))
    def silent(actor: Actor, context: JobContext) -> None:
        dues.append(get_job(SYSTEM, context.job).due)
        for _ in range(2):
            assert beats.acquire(timeout=PATIENCE)
        dues.append(get_job(SYSTEM, context.job).due)

    enqueue(SYSTEM, "test.silent")
    assert run_pending() == 1
    assert dues[1] > dues[0]


def test_a_broken_connection_does_not_end_a_thread(
    job: Job, committed: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "_LOOK_EVERY", 0.01)
    names: list[str] = []
    done = threading.Semaphore(0)

    @job("test.breaking")
    def breaking(actor: Actor, context: JobContext, *, last: bool) -> None:
        names.append(threading.current_thread().name)
        done.release()
        if not last:
            # Under Django's hands, as a server that goes away does it.
            connection.ensure_connection()
            connection.connection.close()

    start_threads(1)
    first = enqueue(SYSTEM, "test.breaking", last=False)
    assert done.acquire(timeout=PATIENCE)
    enqueue(SYSTEM, "test.breaking", last=True)
    assert done.acquire(timeout=PATIENCE)
    assert names == ["job-1", "job-1"]
    assert columns(first, "state") in (("queued",), None)


def test_threads_are_started_once(committed: None) -> None:
    start_threads(1)
    with pytest.raises(RuntimeError):
        start_threads(1)
    stop_threads()
    stop_threads()


def test_a_job_of_a_killed_process_runs_again(
    new_database_url: Callable[[], str], tmp_path: Path
) -> None:
    environment = {
        **os.environ,
        "HALLWAY_DATABASE_URL": new_database_url(),
        "HALLWAY_DATA": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "hallway.config.settings",
        "PYTHONPATH": os.pathsep.join(["src", "."]),
    }
    subprocess.run(
        [sys.executable, "-m", "django", "migrate", "--verbosity=0"],
        env=environment,
        check=True,
    )
    with _worker("hang", environment) as victim:
        assert _line(victim) == "begun, try 1"
        victim.send_signal(signal.SIGKILL)
        assert victim.wait(PATIENCE) == -signal.SIGKILL
    with _worker("end", environment) as heir:
        assert _line(heir) == "begun, try 2"
        assert _line(heir) == "jobs left: 0"
        assert heir.wait(PATIENCE) == 0


@contextmanager
def _worker(
    role: str, environment: dict[str, str]
) -> Iterator["subprocess.Popen[str]"]:
    root = Path(__file__).parents[3]
    with subprocess.Popen(
        [sys.executable, "-m", "tests.core.jobs.worker", role],
        env=environment,
        cwd=root,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def _line(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()
