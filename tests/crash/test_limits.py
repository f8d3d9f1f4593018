"""``kill -9`` while versions are removed: each goes once, and the log says which."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.crash.killing import Killed
from tests.crash.limits import FILES, KEPT, VERSIONS

pytestmark = [pytest.mark.both, pytest.mark.slow]

KILLS = 4
ALL = FILES * VERSIONS


def test_versions_go_once_however_often_the_worker_is_killed(
    tmp_path: Path, new_database_url: Callable[[], str]
) -> None:
    worker = Killed(
        "tests.crash.limits",
        tmp_path,
        new_database_url(),
        chance="limits",
        batches=[2, 3, 4],
        after=0.02,
    )
    worker.run("seed")
    between = []
    for _ in range(KILLS):
        found = worker.kill()
        # What is gone is what the log says and what the site counts less.
        assert found["told"] == found["told_once"] == ALL - found["versions"]
        assert found["size"] == found["used"]
        between.append(found["versions"])
        if found["versions"] == FILES * (KEPT + 1):
            break
    worker.run("work")
    found = worker.run("look")
    assert found["versions"] == FILES * (KEPT + 1)
    assert found["fewest"] == KEPT + 1
    assert found["told"] == found["told_once"] == ALL - found["versions"]
    assert found["size"] == found["used"]
    assert any(FILES * (KEPT + 1) < one < ALL for one in between), between
