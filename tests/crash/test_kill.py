"""``kill -9`` at any moment: what was acknowledged is there, and nothing else is.

``HALLWAY_TEST_SOAK_KILLS`` says how many kills ``make soak`` makes (10,000), half of
them of the parent alone; ``HALLWAY_TEST_SEED`` another seed for what is done when.
"""

from __future__ import annotations

import os
import random
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.conftest import DATABASE
from tests.crash.tree import Operator, Tree, is_alive, wait_until
from tests.crash.writer import Writer

pytestmark = [pytest.mark.both, pytest.mark.slow]

WRITERS = 4
KILLS = {"sqlite": 25, "postgres": 8}
"""Of the group, and as many of the parent alone; the soak test kills the rest."""
SOAK_KILLS = int(os.environ.get("HALLWAY_TEST_SOAK_KILLS", "10000"))
SEED = os.environ.get("HALLWAY_TEST_SEED", "hallway")


class Trial:
    """Kills one installation again and again while writers write."""

    def __init__(self, directory: Path, database_url: str, whom: str) -> None:
        self.tree = Tree(directory, database_url)
        self.operator = Operator(self.tree)
        self.random = random.Random(f"{SEED}/{whom}")
        self.whom = whom
        self.rounds = 0
        self.kills = 0
        self.killed_jobs = 0
        token = self.operator.ask("seed")
        self.tree.start()
        self.writers = [
            Writer(f"writer {number}", self.tree.port, token, f"{SEED}/{whom}")
            for number in range(WRITERS)
        ]
        for writer in self.writers:
            writer.begin()

    def round(self) -> None:
        """Write, kill in the middle, start again, compare."""
        self.rounds += 1
        assert self.operator.ask("change") >= 0
        self._write_and_kill(after=self.random.choice([0, 1, 5, 20, 50]))
        if self.rounds % 3 == 0:
            self.operator.ask("pass_time")
        if self.rounds % 2 == 0:
            self._kill_in_a_job()
        if self.rounds % 7 == 0:
            # At any point of a start.
            self.tree.launch()
            self._wait_up_to(1.0)
            self._kill()
        self.tree.start()
        for writer in self.writers:
            writer.check(everything=self.rounds % 10 == 0)

    def _write_and_kill(self, *, after: int) -> None:
        """Kill 0 to 50 ms after so many acknowledgements of all writers together."""
        left = after
        turn, reached, stop = threading.Lock(), threading.Event(), threading.Event()

        def acknowledged() -> None:
            nonlocal left
            with turn:
                left -= 1
                if left <= 0:
                    reached.set()

        if after == 0:
            reached.set()
        threads = [
            threading.Thread(target=writer.work, args=(acknowledged, stop))
            for writer in self.writers
        ]
        for thread in threads:
            thread.start()
        reached.wait(60)
        self._wait_up_to(self.random.choice([0.001, 0.01, 0.05]))
        self._kill()
        stop.set()
        for thread in threads:
            thread.join(60)
        wrong = [line for writer in self.writers for line in writer.wrong]
        assert wrong == []

    def _kill_in_a_job(self) -> None:
        """Kill shortly after the job threads have begun, with jobs waiting for them."""
        self.operator.ask("change")
        begun = self._starts_of_job_threads()
        self.tree.launch()
        wait_until(lambda: self._starts_of_job_threads() > begun, "job threads start")
        self._wait_up_to(0.05)
        self._kill()
        self.killed_jobs += self.operator.ask("jobs").get("leased", 0)

    def _starts_of_job_threads(self) -> int:
        return self.tree.log.read_bytes().count(b"job.threads_started")

    def _wait_up_to(self, seconds: float) -> None:
        """Let a random time pass: the moment of the kill is what is varied."""
        time.sleep(self.random.random() * seconds)

    def _kill(self) -> None:
        self.tree.kill(self.whom)
        self.kills += 1

    def finish(self) -> None:
        """Let all jobs end, then compare everything and have it checked."""

        def all_done() -> bool:
            self.operator.ask("pass_time")
            state: dict[str, int] = self.operator.ask("jobs")
            assert "failed" not in state, self.tree.log.read_text()[-3000:]
            return state == {"pending": 0}

        wait_until(all_done, "all jobs are done")
        assert self.operator.ask("uneven") == 0
        for writer in self.writers:
            writer.check(everything=True)
        self.tree.run("hallway", "check")
        self.tree.stop()
        log = self.tree.log.read_text()
        assert "Traceback" not in log, log[-5000:]


@pytest.fixture
def begin(
    tmp_path: Path, new_database_url: Callable[[], str]
) -> Iterator[Callable[[str], Trial]]:
    """Begins the trial of one installation."""
    begun: list[Trial] = []

    def make(whom: str) -> Trial:
        begun.append(Trial(tmp_path, new_database_url(), whom))
        return begun[-1]

    yield make
    for trial in begun:
        process = trial.tree.process
        if process is not None and is_alive(process.pid):
            trial.tree.kill("group")
        trial.operator.end()


@pytest.mark.parametrize("whom", ["group", "parent"])
def test_nothing_acknowledged_is_lost_when_it_is_killed(
    begin: Callable[[str], Trial], whom: str
) -> None:
    trial = begin(whom)
    while trial.kills < KILLS[DATABASE]:
        trial.round()
    trial.finish()


@pytest.mark.soak
@pytest.mark.parametrize("whom", ["group", "parent"])
def test_nothing_is_lost_in_thousands_of_kills(
    begin: Callable[[str], Trial], whom: str
) -> None:
    trial = begin(whom)
    while trial.kills < SOAK_KILLS // 2:
        trial.round()
        if trial.rounds % 500 == 0:
            trial.tree.run("hallway", "check")
    trial.finish()
    assert trial.killed_jobs
