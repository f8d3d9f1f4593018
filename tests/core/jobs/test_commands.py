from datetime import timedelta

import pytest

from hallway.core import clock
from hallway.core.access.actors import ANONYMOUS, SYSTEM_ACCOUNT, Actor
from hallway.core.changes.journal import NothingRecorded, command, unchanged
from hallway.core.errors import Conflict, Forbidden, NotFound
from hallway.core.jobs import claims
from hallway.core.jobs.commands import cancel_job, enqueue, retry_job
from hallway.core.jobs.queries import count_jobs, get_job, list_jobs
from hallway.core.jobs.records import JobId, JobState
from hallway.core.jobs.runner import run_pending
from hallway.platform.db import engine
from tests.core.jobs.stage import SYSTEM, Job, columns, person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _quiet_job(job: Job) -> None:
    @job("test.quiet")
    def quiet(actor: Actor, context: object, *, word: str = "") -> None: ...

    @job("test.failing", tries=1)
    def failing(actor: Actor, context: object) -> None:
        raise ValueError("nothing will do")


def test_a_job_is_enqueued_with_its_command() -> None:
    @command
    def write(actor: Actor) -> JobId:
        unchanged()
        return enqueue(actor, "test.quiet", word="x")

    found = get_job(SYSTEM, write(SYSTEM))
    assert (found.state, found.args) == (JobState.QUEUED, {"word": "x"})


def test_a_job_is_rolled_back_with_its_command() -> None:
    @command
    def write(actor: Actor) -> None:
        enqueue(actor, "test.quiet")

    with pytest.raises(NothingRecorded):
        write(SYSTEM)
    assert list_jobs(SYSTEM) == []


def test_a_name_nobody_registered_is_refused() -> None:
    with pytest.raises(LookupError):
        enqueue(SYSTEM, "test.misspelt")


def test_arguments_the_job_does_not_take_are_refused() -> None:
    with pytest.raises(TypeError):
        enqueue(SYSTEM, "test.quiet", wrod="x")


def test_a_key_names_one_waiting_job() -> None:
    first = enqueue(SYSTEM, "test.quiet", key="a", delay=timedelta(hours=1))
    again = enqueue(SYSTEM, "test.quiet", key="a")
    other = enqueue(SYSTEM, "test.quiet", key="b")
    assert first == again != other
    assert get_job(SYSTEM, first).due <= clock.now()


def test_a_claimed_job_does_not_take_the_key() -> None:
    first = enqueue(SYSTEM, "test.quiet", key="a")
    claim = claims.claim_next(60 * clock.SECOND, {})
    second = enqueue(SYSTEM, "test.quiet", key="a")
    assert first != second
    # Nor when it is put off, so that it cannot clash with the second one.
    assert claim is not None
    assert claims.put_off(claim, error="", progress=0, wait=0)
    assert enqueue(SYSTEM, "test.quiet", key="a") == second


def test_somebody_elses_job_does_not_take_the_key() -> None:
    ann, bob = person("ann@example.com"), person("bob@example.com")
    # What the one may not do must not be left undone for the other.
    assert enqueue(ann, "test.quiet", key="a") != enqueue(bob, "test.quiet", key="a")


def test_a_system_job_is_one_for_everybody(job: Job) -> None:
    @job("test.system", system="a test")
    def run(actor: Actor, context: object) -> None: ...

    ann, bob = person("ann@example.com"), person("bob@example.com")
    first = enqueue(ann, "test.system", key="a")
    assert enqueue(bob, "test.system", key="a") == first
    assert get_job(SYSTEM, first).runs_as == SYSTEM_ACCOUNT


def test_a_delayed_job_waits() -> None:
    enqueue(SYSTEM, "test.quiet", delay=timedelta(minutes=5))
    assert run_pending() == 0
    (found,) = list_jobs(SYSTEM)
    assert found.due - found.enqueued == 300 * clock.SECOND


def test_everybody_sees_his_own_jobs_and_an_administrator_all() -> None:
    ann, bob = person("ann@example.com"), person("bob@example.com")
    mine = enqueue(ann, "test.quiet")
    enqueue(bob, "test.quiet")
    enqueue(ANONYMOUS, "test.quiet")
    assert [found.id for found in list_jobs(ann)] == [mine]
    assert count_jobs(ann)[JobState.QUEUED] == 1
    assert list_jobs(ANONYMOUS) == []
    assert len(list_jobs(SYSTEM)) == count_jobs(SYSTEM)[JobState.QUEUED] == 3
    with pytest.raises(NotFound):
        get_job(bob, mine)


def test_jobs_are_listed_by_state_and_page() -> None:
    first = enqueue(SYSTEM, "test.quiet")
    claim = claims.claim_next(60 * clock.SECOND, {})
    assert claim is not None
    rest = [enqueue(SYSTEM, "test.quiet") for _ in range(3)]
    assert [one.id for one in list_jobs(SYSTEM, JobState.RUNNING)] == [first]
    assert [one.id for one in list_jobs(SYSTEM, limit=2)] == rest[:0:-1]
    after = list_jobs(SYSTEM, before=rest[1])
    assert [one.id for one in after] == [rest[0], first]
    assert count_jobs(SYSTEM) == {
        JobState.QUEUED: 3,
        JobState.RUNNING: 1,
        JobState.FAILED: 0,
    }


@pytest.mark.parametrize("verb", [retry_job, cancel_job])
def test_only_an_administrator_retries_or_cancels(verb: object) -> None:
    assert callable(verb)
    ann, bob = person("ann@example.com"), person("bob@example.com")
    mine = enqueue(ann, "test.quiet")
    with pytest.raises(Forbidden):
        verb(ann, mine)
    with pytest.raises(NotFound):
        verb(bob, mine)
    with pytest.raises(NotFound):
        verb(SYSTEM, JobId(mine + 1000))
    verb(SYSTEM, mine)


def test_a_failed_job_stays_visible_and_can_be_retried() -> None:
    number = enqueue(SYSTEM, "test.failing")
    assert run_pending() == 1
    found = get_job(SYSTEM, number)
    assert (found.state, found.tries) == (JobState.FAILED, 1)
    assert found.error.startswith("ValueError: nothing will do")
    assert run_pending() == 0
    retry_job(SYSTEM, number)
    assert get_job(SYSTEM, number).state == JobState.QUEUED
    assert run_pending() == 1
    assert get_job(SYSTEM, number).state == JobState.FAILED


def test_retrying_a_job_whose_key_waits_again_does_not_clash() -> None:
    number = enqueue(SYSTEM, "test.failing", key="a")
    run_pending()
    twin = enqueue(SYSTEM, "test.failing", key="a")
    retry_job(SYSTEM, number)
    assert count_jobs(SYSTEM)[JobState.QUEUED] == 2
    assert twin != number


def test_a_running_job_cannot_be_retried_but_cancelled() -> None:
    number = enqueue(SYSTEM, "test.quiet")
    claim = claims.claim_next(60 * clock.SECOND, {})
    assert claim is not None
    with pytest.raises(Conflict):
        retry_job(SYSTEM, number)
    cancel_job(SYSTEM, number)
    assert columns(number, "id") is None
    assert not claims.finish(claim)


def test_what_administrators_do_to_jobs_is_recorded() -> None:
    number = enqueue(SYSTEM, "test.quiet")
    retry_job(SYSTEM, number)
    cancel_job(SYSTEM, number)
    rows = engine().fetch_all("SELECT verb FROM core_change ORDER BY id")
    assert [verb for (verb,) in rows] == ["job.retried", "job.cancelled"]
