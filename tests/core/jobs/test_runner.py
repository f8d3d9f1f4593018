import logging
from datetime import timedelta

import pytest

from hallway.core import clock
from hallway.core.access.actors import ANONYMOUS, SYSTEM_ACCOUNT, Actor
from hallway.core.jobs.commands import cancel_job, enqueue
from hallway.core.jobs.context import JobContext
from hallway.core.jobs.queries import get_job, list_jobs
from hallway.core.jobs.records import JobState
from hallway.core.jobs.runner import run_pending
from hallway.core.people.models import Person
from hallway.platform.db import engine
from tests.core.jobs.stage import SYSTEM, Job, columns, make_due, person

pytestmark = pytest.mark.django_db


def test_done_jobs_leave_the_table_and_are_counted(job: Job) -> None:
    words: list[str] = []

    @job("test.say")
    def say(actor: Actor, context: JobContext, *, word: str) -> None:
        words.append(word)
        if word == "a":
            enqueue(actor, "test.say", word="c")

    enqueue(SYSTEM, "test.say", word="a")
    enqueue(SYSTEM, "test.say", word="b")
    assert run_pending(1) == 1
    assert words == ["a"]
    assert run_pending() == 2
    assert words == ["a", "b", "c"]
    assert list_jobs(SYSTEM) == []


def test_a_job_acts_as_whoever_wanted_it(job: Job) -> None:
    actors: list[Actor] = []

    @job("test.who")
    def who(actor: Actor, context: JobContext) -> None:
        actors.append(actor)

    @job("test.system", system="it has to end")
    def system(actor: Actor, context: JobContext) -> None:
        actors.append(actor)

    ann = person("ann@example.com")
    for actor in (ann, SYSTEM, ANONYMOUS):
        enqueue(actor, "test.who")
    enqueue(ann, "test.system")
    run_pending()
    assert [actor.face for actor in actors] == ["jobs"] * 4
    assert [actor.principal for actor in actors] == [
        ann.principal,
        SYSTEM_ACCOUNT,
        ANONYMOUS.principal,
        SYSTEM_ACCOUNT,
    ]
    assert [actor.everything for actor in actors] == [
        None,
        "the system: the job test.who",
        None,
        "the system: it has to end",
    ]


def test_a_job_of_somebody_who_is_gone_fails_at_once(job: Job) -> None:
    @job("test.who")
    def who(actor: Actor, context: JobContext) -> None:
        raise AssertionError("it must not run")

    ann = person("ann@example.com")
    number = enqueue(ann, "test.who")
    Person.unscoped.filter(pk=ann.principal).update(is_active=False)
    run_pending()
    found = get_job(SYSTEM, number)
    assert found.state == JobState.FAILED
    assert "no longer active" in found.error


def test_a_job_nobody_knows_fails_visibly() -> None:
    engine().execute(
        "INSERT INTO core_job (name, args, state, due, tries, enqueued, enqueued_by,"
        " runs_as, error, progress)"
        " VALUES ('test.gone', '{}', 'queued', 0, 0, 0, 1, 1, '', 0)"
    )
    assert run_pending() == 1
    (found,) = list_jobs(SYSTEM, JobState.FAILED)
    assert found.error == "No job is called test.gone here."


def test_a_failing_job_is_put_off_longer_each_time_until_it_failed(job: Job) -> None:
    @job("test.failing", tries=3)
    def failing(actor: Actor, context: JobContext) -> None:
        context.heartbeat(context.tries * 10)
        raise ValueError("no")

    number = enqueue(SYSTEM, "test.failing")
    for tries, least, most in ((1, 3.75, 6.25), (2, 15, 25)):
        before = clock.now()
        assert run_pending() == 1
        found = get_job(SYSTEM, number)
        assert (found.state, found.tries) == (JobState.QUEUED, tries)
        assert found.progress == tries * 10
        assert least * clock.SECOND <= found.due - before
        assert found.due - clock.now() <= most * clock.SECOND
        make_due()
    assert run_pending() == 1
    found = get_job(SYSTEM, number)
    assert (found.state, found.tries) == (JobState.FAILED, 3)


def test_a_job_that_ends_its_worker_each_time_fails(job: Job) -> None:
    @job("test.deadly", tries=2)
    def deadly(actor: Actor, context: JobContext) -> None:
        raise AssertionError("it must not run a third time")

    number = enqueue(SYSTEM, "test.deadly")
    engine().execute("UPDATE core_job SET tries = 2, lease = 'of a dead worker'")
    run_pending()
    found = get_job(SYSTEM, number)
    assert found.state == JobState.FAILED
    assert "without a word" in found.error


def test_who_lost_the_lease_does_not_end_the_job(
    job: Job, caplog: pytest.LogCaptureFixture
) -> None:
    reached: list[str] = []

    def lose() -> None:
        engine().execute("UPDATE core_job SET lease = 'another', due = due * 2")

    @job("test.done")
    def done(actor: Actor, context: JobContext) -> None:
        lose()

    @job("test.failing", tries=1)
    def failing(actor: Actor, context: JobContext) -> None:
        lose()
        raise ValueError("no")

    @job("test.beating")
    def beating(actor: Actor, context: JobContext) -> None:
        lose()
        context.heartbeat()
        reached.append("after the heartbeat")

    caplog.set_level(logging.INFO, "hallway")
    for name in ("test.done", "test.failing", "test.beating"):
        number = enqueue(SYSTEM, name)
        run_pending()
        assert columns(number, "lease, state, error") == ("another", "queued", "")
    assert reached == []
    assert [record.message for record in caplog.records] == [
        "job.done_without_lease",
        "job.failed_without_lease",
        "job.lease_lost",
    ]


def test_a_cancelled_job_ends_at_its_heartbeat(job: Job) -> None:
    reached: list[str] = []

    @job("test.cancelled")
    def cancelled(actor: Actor, context: JobContext) -> None:
        cancel_job(SYSTEM, context.job)
        context.heartbeat()
        reached.append("after the heartbeat")

    enqueue(SYSTEM, "test.cancelled")
    assert run_pending() == 1
    assert reached == []
    assert list_jobs(SYSTEM) == []


def test_each_job_has_its_own_lease(job: Job) -> None:
    leases: list[int] = []

    def run(actor: Actor, context: JobContext) -> None:
        leases.append(get_job(SYSTEM, context.job).due - clock.now())

    job("test.usual")(run)
    job("test.long", lease=timedelta(hours=1))(run)
    enqueue(SYSTEM, "test.usual")
    enqueue(SYSTEM, "test.long")
    run_pending()
    assert 55 < leases[0] / clock.SECOND <= 60
    assert 3595 < leases[1] / clock.SECOND <= 3600


def test_an_interrupted_worker_gives_its_job_back(job: Job) -> None:
    @job("test.interrupted")
    def interrupted(actor: Actor, context: JobContext) -> None:
        raise KeyboardInterrupt

    number = enqueue(SYSTEM, "test.interrupted")
    with pytest.raises(KeyboardInterrupt):
        run_pending()
    found = get_job(SYSTEM, number)
    assert (found.state, found.tries) == (JobState.QUEUED, 0)
    assert found.due <= clock.now()


def test_a_name_is_registered_once(job: Job) -> None:
    job("test.twice")(lambda actor, context: None)
    with pytest.raises(ValueError, match="already"):
        job("test.twice")(lambda actor, context: None)
