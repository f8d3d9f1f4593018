from datetime import timedelta

import pytest

from hallway.core import clock
from hallway.core.access.actors import SYSTEM_ACCOUNT, Actor
from hallway.core.jobs import claims
from hallway.core.jobs.runner import run_pending
from hallway.core.jobs.schedule import fire_due
from hallway.platform.db import engine
from tests.core.jobs.stage import Job, in_threads

HOUR = 3600 * clock.SECOND


def due() -> int:
    row = engine().fetch_one("SELECT due FROM core_schedule WHERE name = 'test.hourly'")
    assert row is not None
    return int(row[0])


def set_due(instant: int) -> None:
    engine().execute("UPDATE core_schedule SET due = %s", (instant,))


@pytest.fixture
def runs(job: Job) -> list[Actor]:
    found: list[Actor] = []

    @job("test.hourly", every=timedelta(hours=1))
    def hourly(actor: Actor, context: object) -> None:
        found.append(actor)

    return found


@pytest.mark.django_db
def test_a_periodic_job_runs_at_once_and_then_once_per_period(
    runs: list[Actor],
) -> None:
    assert run_pending() == 1
    assert [actor.principal for actor in runs] == [SYSTEM_ACCOUNT]
    assert run_pending() == 0
    set_due(clock.now())
    assert run_pending() == 1
    assert run_pending() == 0


@pytest.mark.django_db
def test_missed_periods_run_once_and_the_grid_stays(runs: list[Actor]) -> None:
    run_pending()
    long_ago = clock.now() - 50 * HOUR - 17
    set_due(long_ago)
    assert run_pending() == 1
    assert due() == long_ago + 51 * HOUR


@pytest.mark.django_db
def test_a_shorter_period_counts_from_now(runs: list[Actor]) -> None:
    run_pending()
    set_due(clock.now() + 30 * HOUR)
    assert run_pending() == 0
    assert due() <= clock.now() + HOUR


@pytest.mark.both
def test_a_period_runs_once_though_many_look(
    runs: list[Actor], committed: None
) -> None:
    # All have seen the same row, as nodes that look at the same moment have.
    in_threads(4, lambda: fire_due({}))
    assert claims.look()[0] == 1
    assert run_pending() == 1
    set_due(1)
    in_threads(4, lambda: fire_due({"test.hourly": 1}))
    in_threads(2, run_pending)
    assert len(runs) == 2


@pytest.mark.django_db
def test_a_node_that_looked_before_another_ran_does_not_run_again(
    runs: list[Actor],
) -> None:
    run_pending()
    set_due(1)
    for _node in range(2):
        fire_due({"test.hourly": 1})
        run_pending()
    assert len(runs) == 2
